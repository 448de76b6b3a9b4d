"""What a play can be started from: open contracts, templates and kits of the library, kits of the client's own plays."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from apps.library.selectors import OfferedRow, offered_rows
from apps.plays.documents import KIT, PLAY_TEMPLATE
from apps.plays.models import Play
from apps.value.models import Contract
from apps.value.models.contracts import OPEN as CONTRACT_OPEN

MOST_OFFERED = 50


@dataclass(frozen=True, slots=True)
class Beginnings:
    """What there is to start from."""

    contracts: Sequence[Contract]
    templates: Sequence[OfferedRow]
    kits: Sequence[OfferedRow]
    own: Sequence[Play]


def beginnings(initiative_id: uuid.UUID) -> Beginnings:
    """What a play of an initiative can be started from, in four queries."""
    return Beginnings(
        contracts=list(
            Contract.objects.filter(initiative_id=initiative_id, status__in=CONTRACT_OPEN).order_by("title", "pk")
        ),
        templates=offered_rows(kind=PLAY_TEMPLATE, after=None, limit=MOST_OFFERED),
        kits=offered_rows(kind=KIT, after=None, limit=MOST_OFFERED),
        own=list(
            Play.objects.filter(initiative_id=initiative_id, kit__isnull=False)
            .defer("kit", "plan")
            .order_by("-starts_on")
        ),
    )
