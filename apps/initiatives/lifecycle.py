"""The moves of a blocker."""

from django.utils.translation import gettext_lazy as _

from apps.initiatives import permissions
from apps.initiatives.choices import BlockerStatus
from kernel.lifecycle import Lifecycle, Move

BLOCKER = Lifecycle(
    [
        Move(
            "resolve",
            frozenset({BlockerStatus.OPEN}),
            BlockerStatus.RESOLVED,
            permissions.BLOCKERS,
            _("Out of the way"),
        ),
        Move(
            "reopen",
            frozenset({BlockerStatus.RESOLVED}),
            BlockerStatus.OPEN,
            permissions.BLOCKERS,
            _("In the way again"),
        ),
    ]
)
