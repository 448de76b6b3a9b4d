"""The moves of an item of the library."""

from django.utils.translation import gettext_lazy as _

from apps.library import permissions
from apps.library.choices import ItemStatus
from kernel.lifecycle import Lifecycle, Move

ITEM = Lifecycle(
    [
        # From published too: what changed since becomes the next version.
        Move(
            "publish",
            frozenset({ItemStatus.DRAFT, ItemStatus.PUBLISHED}),
            ItemStatus.PUBLISHED,
            permissions.MANAGE,
            _("Publish"),
        ),
        Move(
            "retire",
            frozenset({ItemStatus.DRAFT, ItemStatus.PUBLISHED}),
            ItemStatus.RETIRED,
            permissions.MANAGE,
            _("Retire"),
        ),
        # Back to a draft, so that somebody looks at it before it is on offer again.
        Move("restore", frozenset({ItemStatus.RETIRED}), ItemStatus.DRAFT, permissions.MANAGE, _("Take out again")),
    ]
)
