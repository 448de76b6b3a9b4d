"""Creating and changing people and initiatives."""

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.selectors import member_rows, unlinked_member
from apps.accounts.services import link_membership
from apps.clients.models import Client
from apps.initiatives import events, permissions
from apps.initiatives.choices import InitiativeStatus, StageReached
from apps.initiatives.models import Initiative, Person
from apps.initiatives.rules import (
    Ownership,
    Wait,
    delay_problems,
    led_problems,
    ownership_problems,
    stage_after,
    wait_after,
)
from kernel import clock
from kernel.access import Actor, system_actor, table
from kernel.errors import ConflictRefused, Problem
from kernel.ledger.services import record
from kernel.rows import apply_changes, check_fields, locked, locked_at, refuse
from kernel.tenancy.context import local_today, mounted_client, public

PERSON_FIELDS = frozenset({"name", "email", "job_title", "function"})
INITIATIVE_FIELDS = frozenset(
    {
        "name",
        "type",
        "summary",
        "status",
        "workflow",
        "workflow_owner_id",
        "workflow_owner_accountability",
        "transformation_lead_id",
        "transformation_lead_accountability",
        "partner_lead_id",
        "cost_of_delay",
    }
)

ASKED_FOR_BY = {
    "workflow_owner": "O1",
    "workflow_owner_accountability": "O2",
    "transformation_lead": "O2",
    "transformation_lead_accountability": "O2",
    "partner_lead": "O3",
}


class NameRefused(ConflictRefused):
    """Another initiative of this client has the name."""

    code = "name_taken"


def create_person(*, by: Actor, name: str, function: str, email: str = "", job_title: str = "") -> Person:
    """Add a person who matters to the work. Raises `InvalidRefused` naming each field."""
    table.require(by, permissions.MANAGE)
    moment = clock.now()
    person = Person(
        name=name.strip(),
        function=function,
        email=email.strip(),
        job_title=job_title.strip(),
        created_at=moment,
        updated_at=moment,
    )
    refuse(check_fields(person))
    with transaction.atomic():
        person.user_id = _recognised_login(person) if person.email else None
        person.save(force_insert=True)
        record(events.PERSON_CREATED, subject=person, by=by, data={"name": person.name, "function": person.function})
        if person.user_id is not None:
            record(events.PERSON_LINKED, subject=person, by=system_actor(), data={"user": person.user_id})
    return person


def _recognised_login(person: Person) -> uuid.UUID | None:
    """The login of the member who has a new person's address and is nobody in the register yet, linked from its side.

    The platform's rows and ledger are locked before the client's, as where a member joins (`subscriptions`): in the other
    order the two would wait for each other. The lock on the client keeps them from missing each other.
    """
    client_id = mounted_client().pk
    with public():
        Client.objects.select_for_update(no_key=True).get(pk=client_id)
    member = unlinked_member(client_id=client_id, email=person.email)
    if member is None or Person.objects.filter(user_id=member.user_id).exists():
        return None
    link_membership(by=system_actor(), membership_id=member.id, person_id=person.pk)
    return member.user_id


def change_person(*, by: Actor, person_id: uuid.UUID, revision: int | None, **changes: Any) -> Person:
    """Change some of a person's fields. An initiative's ownership rules are checked again when the function changes."""
    table.require(by, permissions.MANAGE)
    _refuse_unknown(changes, PERSON_FIELDS)
    with transaction.atomic():
        person: Person = locked_at(Person.objects.all(), person_id, revision)
        changed = apply_changes(person, changes)
        if changed:
            refuse(check_fields(person))
            person.save()
            for initiative in Initiative.objects.filter(workflow_owner=person) | Initiative.objects.filter(
                partner_lead=person
            ):
                refuse(_ownership_problems(initiative))
            record(events.PERSON_CHANGED, subject=person, by=by, data={"changes": changed})
    return person


def link_person(*, by: Actor, person_id: uuid.UUID, user_id: uuid.UUID) -> Person:
    """Note that a login belongs to a person of this client, so that they can sign and own. One login, one person.

    Raises `ConflictRefused` where either has another: two logins would sign as one person. A login whose access was ended
    gives way to the next.
    """
    table.require(by, permissions.MANAGE)
    with transaction.atomic():
        person: Person = locked(Person.objects.all(), person_id)
        if person.user_id != user_id:
            if Person.objects.filter(user_id=user_id).exists():
                raise ConflictRefused(
                    _("The login belongs to another person of this client already."),
                    way_out=_("Leave it with that person, or invite this one with an address of their own."),
                )
            if person.user_id and member_rows(client_id=mounted_client().pk, user_id=person.user_id):
                raise ConflictRefused(
                    _("%(name)s has another login already.") % {"name": person.name},
                    way_out=_("End the access of that login first, on the page “Access”."),
                )
            apply_changes(person, {"user_id": user_id})
            person.save(update_fields=["user_id", "revision", "updated_at"])
            record(events.PERSON_LINKED, subject=person, by=by, data={"user": user_id})
    return person


def create_initiative(
    *,
    by: Actor,
    name: str,
    workflow: str,
    workflow_owner_id: uuid.UUID,
    workflow_owner_accountability: str,
    transformation_lead_id: uuid.UUID,
    transformation_lead_accountability: str,
    partner_lead_id: uuid.UUID,
    type: str = "ai_use_case",  # noqa: A002 - the field's name
    summary: str = "",
    status: str = InitiativeStatus.IDEA,
    registered_on: dt.date | None = None,
    cost_of_delay: Decimal | None = None,
) -> Initiative:
    """Enter an initiative with the three people who answer for it (O1 to O3), and what a month of waiting costs (S10).

    Raises `InvalidRefused`, or `NameRefused`.
    """
    table.require(by, permissions.MANAGE)
    moment = clock.now()
    wait = wait_after(Wait(registered_on or local_today()), status, local_today())
    initiative = Initiative(
        name=name.strip(),
        type=type,
        summary=summary,
        status=status,
        stage_reached=stage_after(StageReached.NONE, status),
        workflow=workflow.strip(),
        workflow_owner_id=workflow_owner_id,
        workflow_owner_accountability=workflow_owner_accountability.strip(),
        transformation_lead_id=transformation_lead_id,
        transformation_lead_accountability=transformation_lead_accountability.strip(),
        partner_lead_id=partner_lead_id,
        registered_on=wait.registered_on,
        cost_of_delay=cost_of_delay,
        production_on=wait.production_on,
        ended_on=wait.ended_on,
        created_at=moment,
        updated_at=moment,
    )
    _refuse_wrong(initiative)
    with transaction.atomic():
        _save(initiative, new=True)
        record(
            events.CREATED,
            subject=initiative,
            by=by,
            data={
                "name": initiative.name,
                "workflow_owner": initiative.workflow_owner_id,
                "status": initiative.status,
                "cost_of_delay": initiative.cost_of_delay,
            },
        )
    return initiative


def change_initiative(*, by: Actor, initiative_id: uuid.UUID, revision: int | None, **changes: Any) -> Initiative:
    """Change some of an initiative's fields at the revision it was read at. Refusals as for `create_initiative`.

    A status dates the wait: it is over for good with the first production, and with the end until that is undone.
    The furthest stage stays reached wherever the status goes.
    """
    table.require(by, permissions.MANAGE)
    _refuse_unknown(changes, INITIATIVE_FIELDS)
    with transaction.atomic():
        initiative: Initiative = locked_at(Initiative.objects.all(), initiative_id, revision)
        refuse(list(led_problems(initiative.play_id, initiative.status, changes)))
        if "status" in changes:
            wait = wait_after(_wait(initiative), changes["status"], local_today())
            changes |= {
                "stage_reached": stage_after(initiative.stage_reached, changes["status"]),
                "production_on": wait.production_on,
                "ended_on": wait.ended_on,
            }
        changed = apply_changes(initiative, changes)
        if changed:
            _refuse_wrong(initiative)
            _save(initiative)
            record(events.CHANGED, subject=initiative, by=by, data={"changes": changed})
    return initiative


def lead_initiative(
    *, by: Actor, initiative_id: uuid.UUID, play_id: uuid.UUID | None, status: str, stage: str = StageReached.NONE
) -> Initiative:
    """Have an initiative's status follow what its play decided (P3); `play_id` is None once the play has ended.

    With a play the stage that its value counts by rises with the gates passed, not with the status (V12).
    """
    table.require(by, permissions.VIEW)
    with transaction.atomic():
        initiative: Initiative = locked(Initiative.objects.all(), initiative_id)
        wait = wait_after(_wait(initiative), status, local_today())
        changed = apply_changes(
            initiative,
            {
                "play_id": play_id,
                "status": status,
                "stage_reached": max(initiative.stage_reached, stage, key=StageReached.values.index),
                "production_on": wait.production_on,
                "ended_on": wait.ended_on,
            },
        )
        if changed:
            initiative.save()
            told = {name: values for name, values in changed.items() if name != "play_id"}
            record(events.CHANGED, subject=initiative, by=by, data={"changes": told, "play": play_id})
    return initiative


def _save(initiative: Initiative, *, new: bool = False) -> None:
    try:
        with transaction.atomic():
            initiative.save(force_insert=new)
    except IntegrityError as error:
        problem = Problem("name", "name_taken", _("There is an initiative of this name."), _("Choose another name."))
        raise NameRefused(_("The name is taken."), [problem]) from error


def _refuse_wrong(initiative: Initiative) -> None:
    refuse(_field_problems(initiative))
    refuse([*_ownership_problems(initiative), *delay_problems(initiative.cost_of_delay, _wait(initiative))])


def _wait(initiative: Initiative) -> Wait:
    return Wait(initiative.registered_on, initiative.production_on, initiative.ended_on)


def _field_problems(initiative: Initiative) -> list[Problem]:
    """What the fields find wrong; one that a rule asks for is missing by that rule's code."""
    return [
        replace(found, code=ASKED_FOR_BY[found.field])
        if found.code in ("null", "blank") and found.field in ASKED_FOR_BY
        else found
        for found in check_fields(initiative)
    ]


def _ownership_problems(initiative: Initiative) -> list[Problem]:
    return list(
        ownership_problems(
            Ownership(
                workflow_owner=initiative.workflow_owner_id,
                workflow_owner_function=initiative.workflow_owner.function,
                workflow_owner_accountability=initiative.workflow_owner_accountability,
                transformation_lead=initiative.transformation_lead_id,
                transformation_lead_accountability=initiative.transformation_lead_accountability,
                partner_lead_function=initiative.partner_lead.function,
            )
        )
    )


def _refuse_unknown(changes: dict[str, Any], known: frozenset[str]) -> None:
    refuse(
        [
            Problem(
                name,
                "unknown_field",
                _("There is no such field."),
                _("Known here: %(known)s.") % {"known": ", ".join(sorted(known))},
            )
            for name in sorted(set(changes) - known)
        ]
    )
