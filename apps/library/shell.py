"""What the library adds to the shell: its place on the partner's side, and how its states look."""

from django.utils.translation import gettext_lazy as _

from apps.library import permissions
from apps.library.choices import ItemStatus
from kernel.web.navigation import PARTNER, Place, navigation
from kernel.web.states import Tone, states

navigation.add(
    PARTNER, Place(_("Library"), "books", "library:items", permissions.DRAFTS, order=40, covers=("library:",))
)
states.add(
    "library_item",
    ItemStatus,
    {
        ItemStatus.DRAFT: (Tone.QUIET, "pencil"),
        ItemStatus.PUBLISHED: (Tone.GOOD, "circle-check"),
        ItemStatus.RETIRED: (Tone.QUIET, "archive"),
    },
)
