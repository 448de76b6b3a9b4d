"""Reading initiatives and people."""

import datetime as dt
import uuid
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.initiatives.models import Initiative, Person
from apps.initiatives.rules import CostOfDelay, Wait, cost_of_delay_so_far
from kernel.errors import NotFoundMissing


def people() -> QuerySet[Person]:
    """Everyone who matters to the work, by name."""
    return Person.objects.order_by("name", "pk")


def initiatives() -> QuerySet[Initiative]:
    """All initiatives with their three people, by name, in one query."""
    return Initiative.objects.select_related("workflow_owner", "transformation_lead", "partner_lead").order_by(
        "name", "pk"
    )


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
