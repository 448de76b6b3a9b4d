"""People, initiatives and the ledger, through the API."""

import uuid
from typing import Any

from django.urls import reverse

from apps.initiatives import selectors, services
from apps.initiatives.api import rows
from apps.initiatives.api.bodies import InitiativeBody, InitiativeChange, PersonBody
from apps.initiatives.api.shapes import EntryShape, InitiativeShape, PersonShape
from apps.initiatives.choices import BusinessFunction, InitiativeStatus
from apps.initiatives.models import Initiative, Person
from apps.initiatives.permissions import ACTIVITY, MANAGE, VIEW
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import BY_CHANGE, by_number
from kernel.rest.queries import UPDATED_SINCE, choice, event_name, identifier
from kernel.rest.views import Endpoint


class People(Endpoint):
    """Everyone who matters to the work."""

    @operation(
        "List people",
        permission=VIEW,
        answer=PersonShape,
        page=BY_CHANGE,
        query=(choice("function", BusinessFunction.values, "Only people of this business function."), UPDATED_SINCE),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """In order of their last change, so that a list read to its end misses nobody who came in the meantime."""
        return rows.person_rows(call.page, **call.query)

    @operation("Add a person", permission=MANAGE, answer=PersonShape, status=201, body=PersonBody, tagged=True)
    def post(self, call: Call) -> Reply:
        """Anyone who matters to the work, whether or not they ever log in."""
        person = services.create_person(by=call.actor, **call.body)
        return _person(person, location=reverse("api-person", args=[person.pk]))


class PersonDetail(Endpoint):
    """One person."""

    @operation("Read a person", permission=VIEW, answer=PersonShape, tagged=True)
    def get(self, _call: Call, person_id: uuid.UUID) -> Reply:
        """Their fields, and the revision in the ETag."""
        return _person(selectors.person(person_id))

    @operation("Change a person", permission=MANAGE, answer=PersonShape, body=PersonBody, changes=True, tagged=True)
    def patch(self, call: Call, person_id: uuid.UUID) -> Reply:
        """Only the fields that are sent change. The ownership rules (O1, O3) are checked again."""
        return _person(services.change_person(by=call.actor, person_id=person_id, revision=call.revision, **call.body))


class Initiatives(Endpoint):
    """The register."""

    @operation(
        "List initiatives",
        permission=VIEW,
        answer=InitiativeShape,
        page=BY_CHANGE,
        query=(choice("status", InitiativeStatus.values, "Only initiatives that stand there."), UPDATED_SINCE),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """In order of their last change."""
        return rows.initiative_rows(call.page, **call.query)

    @operation(
        "Enter an initiative", permission=MANAGE, answer=InitiativeShape, status=201, body=InitiativeBody, tagged=True
    )
    def post(self, call: Call) -> Reply:
        """With the three people who answer for it: workflow owner (O1), transformation lead (O2), partner lead (O3)."""
        initiative = services.create_initiative(by=call.actor, **call.body)
        return _initiative(initiative, location=reverse("api-initiative", args=[initiative.pk]))


class InitiativeDetail(Endpoint):
    """One initiative."""

    @operation("Read an initiative", permission=VIEW, answer=InitiativeShape, tagged=True)
    def get(self, _call: Call, initiative_id: uuid.UUID) -> Reply:
        """Its fields, and the revision in the ETag."""
        return _initiative(selectors.initiative(initiative_id))

    @operation(
        "Change an initiative",
        permission=MANAGE,
        answer=InitiativeShape,
        body=InitiativeChange,
        changes=True,
        tagged=True,
    )
    def patch(self, call: Call, initiative_id: uuid.UUID) -> Reply:
        """Only the fields that are sent change. The ownership rules (O1 to O3) are checked again.

        While a play leads it, its gates set the status; what an AI use case reaches through gates is refused (P3).
        """
        return _initiative(
            services.change_initiative(by=call.actor, initiative_id=initiative_id, revision=call.revision, **call.body)
        )


class Ledger(Endpoint):
    """The client's ledger."""

    @operation(
        "List ledger entries",
        permission=ACTIVITY,
        answer=EntryShape,
        page=by_number("sequence"),
        query=(
            event_name("event", "Only entries of this event, such as readings.recorded."),
            identifier("subject_id", "Only entries about this thing."),
        ),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """Everything that happened, in gapless order: a cursor that is kept continues where it ended and never skips."""
        return rows.entry_rows(call.page, **call.query)


def _person(person: Person, location: str = "") -> Reply:
    return Reply(rows.values_of(person, rows.PERSON), revision=person.revision, location=location)


def _initiative(initiative: Initiative, location: str = "") -> Reply:
    return Reply(rows.values_of(initiative, rows.INITIATIVE), revision=initiative.revision, location=location)
