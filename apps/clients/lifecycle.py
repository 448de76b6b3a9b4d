"""The moves of a client."""

from django.utils.translation import gettext_lazy as _

from apps.clients import permissions
from apps.clients.choices import ClientStatus
from kernel.lifecycle import Lifecycle, Move

CLIENT = Lifecycle(
    [
        Move(
            "suspend",
            frozenset({ClientStatus.ACTIVE}),
            ClientStatus.SUSPENDED,
            permissions.MANAGE,
            _("Suspend the client"),
        ),
        Move(
            "resume",
            frozenset({ClientStatus.SUSPENDED}),
            ClientStatus.ACTIVE,
            permissions.MANAGE,
            _("Resume the client"),
        ),
        Move(
            "retry",
            frozenset({ClientStatus.FAILED}),
            ClientStatus.PROVISIONING,
            permissions.MANAGE,
            _("Try the set-up again"),
        ),
    ]
)
