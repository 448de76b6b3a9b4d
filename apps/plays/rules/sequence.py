"""Whether the first AI use case is governed before a second one begins (S13, G8), on plain values."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.initiatives.choices import InitiativeStatus
from apps.initiatives.criteria import Fix
from apps.initiatives.findings import Finding

# From its pilot on, until it ends; a pause for redesign is no end.
UNDER_WAY = (
    InitiativeStatus.PILOT,
    InitiativeStatus.LIMITED_PRODUCTION,
    InitiativeStatus.PRODUCTION,
    InitiativeStatus.PAUSED,
)


@dataclass(frozen=True, slots=True)
class UseCase:
    """An AI use case: where it stands, since when it is under way (None before that), and how many monitors watch it."""

    id: uuid.UUID
    name: str
    status: str
    began_on: dt.date | None
    monitors: int

    def is_before(self, other: "UseCase") -> bool:
        """Whether it was under way before the other one was; one that has not begun comes after all that have."""
        if self.began_on is None:
            return False
        return other.began_on is None or (self.began_on, self.id) < (other.began_on, other.id)


def governance_before_the_second(second: UseCase, others: Iterable[UseCase], *, starting: bool) -> Finding | None:
    """The finding that a use case is under way, or about to start, after one that is not governed yet (S13).

    A monitor has an owner, thresholds and a written breach process (G3); without an active one there are none.
    """
    if not starting and second.status not in UNDER_WAY:
        return None
    ungoverned = [
        each
        for each in others
        if each.id != second.id and each.status in UNDER_WAY and not each.monitors and each.is_before(second)
    ]
    first = min(ungoverned, key=lambda each: (each.began_on or dt.date.max, each.id), default=None)
    if first is None:
        return None
    said = {"name": first.name}
    return Finding(
        rule="S13",
        says=_("“%(name)s” is under way without performance thresholds and a breach process.") % said,
        why=_("A second use case waits until the first is governed: what is found late there is found late here too."),
        fix=Fix("initiatives:initiative_governance", (first.id,), _("Define a monitor of “%(name)s”") % said),
    )
