"""Reading initiatives, people, and what is in the way."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.initiatives.choices import ENDED, BlockerControl, BlockerStatus
from apps.initiatives.findings import Finding
from apps.initiatives.models import Blocker, Initiative, Person
from apps.initiatives.rules import (
    CostOfDelay,
    Place,
    Wait,
    blocker_words,
    cost_of_delay_so_far,
    days_in_the_way,
    found_too_late,
    split_ownership,
)
from kernel.errors import NotFoundMissing
from kernel.tenancy.context import local_today


def people() -> QuerySet[Person]:
    """Everyone who matters to the work, by name."""
    return Person.objects.order_by("name", "pk")


def initiatives() -> QuerySet[Initiative]:
    """All initiatives with their people, by name, in one query."""
    people = ("workflow_owner", "transformation_lead", "partner_lead", "data_owner", "budget_owner")
    return Initiative.objects.select_related(*people).order_by("name", "pk")


def place_of(initiative: Initiative) -> Place:
    """Where an initiative stands in the register, as the rule on what is set by hand takes it (P3)."""
    return Place(initiative.type, initiative.status, initiative.stage_reached, initiative.play_id)


def initiative(initiative_id: uuid.UUID) -> Initiative:
    """One initiative with its people. Raises `NotFoundMissing`."""
    found = initiatives().filter(pk=initiative_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such initiative."))
    return found


def person(person_id: uuid.UUID) -> Person:
    """One person. Raises `NotFoundMissing`."""
    found: Person | None = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such person."))
    return found


def cost_of_delay(
    monthly: Decimal | None,
    registered_on: dt.date,
    production_on: dt.date | None,
    ended_on: dt.date | None,
    *,
    today: dt.date,
) -> CostOfDelay | None:
    """What waiting costs and has cost (S10), from an initiative's columns; None where nobody said what a month costs."""
    if monthly is None:
        return None
    wait = Wait(registered_on, production_on, ended_on)
    return CostOfDelay(monthly, cost_of_delay_so_far(monthly, wait, today), wait)


def ownership_finding(found: Initiative) -> Finding | None:
    """The finding that an initiative's data, operations and money lie in three functions (O6), where they do; no query for one of `initiatives`."""
    return split_ownership(
        found.pk,
        data=found.data_owner.function if found.data_owner else None,
        operations=found.workflow_owner.function,
        budget=found.budget_owner.function if found.budget_owner else None,
    )


@dataclass(frozen=True, slots=True)
class BlockerLine:
    """A blocker as a list says it."""

    blocker: Blocker
    today: dt.date

    @property
    def days(self) -> int:
        """Its age in days (O5)."""
        return days_in_the_way(self.blocker.opened_on, self.blocker.resolved_on, self.today)

    @property
    def words(self) -> str:
        """Whose it is to remove, and for how long it has been in the way."""
        return blocker_words(self.blocker.control, self.blocker.initiative.workflow_owner.name, self.days)

    @property
    def found_too_late(self) -> bool:
        """Whether governance before the start would have found it (G8)."""
        return found_too_late(self.blocker.kind, late_discovery=self.blocker.late_discovery)


def blockers() -> QuerySet[Blocker]:
    """All blockers with their initiative, its workflow owner and who removes them, the oldest first, in one query."""
    found: QuerySet[Blocker] = Blocker.objects.select_related("initiative__workflow_owner", "owner")
    return found.order_by("opened_on", "pk")


def blocker(blocker_id: uuid.UUID) -> BlockerLine:
    """One blocker. Raises `NotFoundMissing`."""
    found = blockers().filter(pk=blocker_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such blocker."))
    return BlockerLine(found, local_today())


def in_the_way(initiative_id: uuid.UUID) -> list[BlockerLine]:
    """What is in an initiative's way now (O5), in one query: outside its owner's control first, then the oldest."""
    today = local_today()
    rows = blockers().filter(initiative_id=initiative_id, status=BlockerStatus.OPEN)
    return [BlockerLine(row, today) for row in sorted(rows, key=lambda row: row.control != BlockerControl.OUTSIDE)]


def out_of_the_way(initiative_id: uuid.UUID, limit: int) -> list[BlockerLine]:
    """What was in an initiative's way, the latest first."""
    today = local_today()
    rows = blockers().filter(initiative_id=initiative_id, status=BlockerStatus.RESOLVED)
    return [BlockerLine(row, today) for row in rows.order_by("-resolved_on", "-pk")[:limit]]


def outside_control() -> list[BlockerLine]:
    """What is in the way of the client's initiatives and not their owners' to remove, the oldest first, in one query."""
    today = local_today()
    rows = blockers().filter(status=BlockerStatus.OPEN, control=BlockerControl.OUTSIDE)
    return [BlockerLine(row, today) for row in rows.exclude(initiative__status__in=ENDED)]
