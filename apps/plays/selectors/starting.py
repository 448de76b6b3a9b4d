"""What a play can be started from: open contracts, templates and kits of the library, kits of the client's own plays."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from apps.library.selectors import OfferedRow, offered_rows
from apps.plays.documents import KIT, PLAY_TEMPLATE
from apps.plays.models import OPEN, Play
from apps.value.models import Contract
from apps.value.models.contracts import OPEN as CONTRACT_OPEN

MOST_OFFERED = 50


@dataclass(frozen=True, slots=True)
class Beginnings:
    """What there is to start from, and the plays that are not decided yet."""

    contracts: Sequence[Contract]
    templates: Sequence[OfferedRow]
    kits: Sequence[OfferedRow]
    own: Sequence[Play]
    running: Sequence[Play] = ()


def beginnings(initiative_id: uuid.UUID) -> Beginnings:
    """What a play of an initiative can be started from, in five queries at most.

    Beside a play that is not decided yet only the kit of an own play can be repeated (P8).
    """
    running = list(
        Play.objects.filter(initiative_id=initiative_id, status__in=OPEN)
        .select_related("initiative")
        .defer("kit", "plan")
        .order_by("starts_on", "pk")
    )
    return Beginnings(
        contracts=list(
            Contract.objects.filter(initiative_id=initiative_id, status__in=CONTRACT_OPEN).order_by("title", "pk")
        ),
        templates=[] if running else offered_rows(kind=PLAY_TEMPLATE, after=None, limit=MOST_OFFERED),
        kits=[] if running else offered_rows(kind=KIT, after=None, limit=MOST_OFFERED),
        own=list(
            Play.objects.filter(initiative_id=initiative_id, kit__isnull=False)
            .defer("kit", "plan")
            .order_by("-starts_on")
        ),
        running=running,
    )
