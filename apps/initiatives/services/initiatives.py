"""Entering and changing initiatives."""

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.initiatives import events, permissions
from apps.initiatives.choices import InitiativeStatus, StageReached
from apps.initiatives.models import Initiative
from apps.initiatives.rules import Wait, by_hand_problems, delay_problems, stage_after, wait_after
from apps.initiatives.selectors import place_of
from apps.initiatives.services._common import found_in_ownership, refuse_unknown
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, Problem
from kernel.ledger.services import record
from kernel.rows import apply_changes, check_fields, locked, locked_at, refuse
from kernel.tenancy.context import local_today

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
        "data_owner_id",
        "budget_owner_id",
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
    data_owner_id: uuid.UUID | None = None,
    budget_owner_id: uuid.UUID | None = None,
) -> Initiative:
    """Enter an initiative with the people who answer for it (O1 to O3, O6), and what a month of waiting costs (S10).

    What is in production already is entered as that: the register tells what was before it, by the word of who enters it.
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
        data_owner_id=data_owner_id,
        budget_owner_id=budget_owner_id,
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
                "data_owner": initiative.data_owner_id,
                "budget_owner": initiative.budget_owner_id,
                "status": initiative.status,
                "cost_of_delay": initiative.cost_of_delay,
            },
        )
    return initiative


def change_initiative(*, by: Actor, initiative_id: uuid.UUID, revision: int | None, **changes: Any) -> Initiative:
    """Change some of an initiative's fields at the revision it was read at. Refusals as for `create_initiative`.

    What an AI use case reaches through its gates is not set by hand (P3). A status dates the wait: it is over for good
    with the first production, and with the end until that is undone. The furthest stage stays reached wherever it goes.
    """
    table.require(by, permissions.MANAGE)
    refuse_unknown(changes, INITIATIVE_FIELDS)
    with transaction.atomic():
        initiative: Initiative = locked_at(Initiative.objects.all(), initiative_id, revision)
        refuse(list(by_hand_problems(place_of(initiative), changes)))
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
        # That a play leads it from now on, the play's own entry tells.
        if told := {name: values for name, values in changed.items() if name != "play_id"}:
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
    refuse([*found_in_ownership(initiative), *delay_problems(initiative.cost_of_delay, _wait(initiative))])


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
