"""Who answers for an initiative (O1 to O3, O6), what is in its way (O5), what waiting costs (S10), how far it came (V12); plain values."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.initiatives.choices import (
    ENDED,
    BlockerControl,
    BlockerKind,
    BusinessFunction,
    InitiativeStatus,
    InitiativeType,
    StageReached,
)
from apps.initiatives.criteria import Fix
from apps.initiatives.findings import Finding
from kernel.errors import Problem

NOT_THE_BUSINESS = frozenset({BusinessFunction.IT.value, BusinessFunction.PARTNER.value})
GOVERNANCE_FINDS = frozenset(
    {BlockerKind.DATA_PATH.value, BlockerKind.POLICY_CONFLICT.value, BlockerKind.AUDIT_CONCERN.value}
)
"""What governance before the start would have found (G8)."""
DAYS_IN_A_MONTH = Decimal("30.4375")
"""The mean month, leap years counted: a year of waiting costs twelve months."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """The three people of an initiative, each with the function they come from, and what two of them answer for."""

    workflow_owner: uuid.UUID
    workflow_owner_function: str
    workflow_owner_accountability: str
    transformation_lead: uuid.UUID
    transformation_lead_accountability: str
    partner_lead_function: str


def ownership_problems(ownership: Ownership) -> Iterator[Problem]:
    """What is wrong with the three: an owner from the business, a lead named apart, each accountability written, a lead at the partner."""
    if ownership.workflow_owner_function in NOT_THE_BUSINESS:
        yield Problem(
            "workflow_owner",
            "O1",
            _("The workflow owner must come from the business, not from IT or the partner."),
            _("Name somebody from the function whose work changes."),
        )
    if ownership.workflow_owner == ownership.transformation_lead:
        yield Problem(
            "transformation_lead",
            "O2",
            _("The transformation lead must be somebody else than the workflow owner."),
            _("Name the person who leads the technical side."),
        )
    for role in ("workflow_owner", "transformation_lead"):
        if not getattr(ownership, f"{role}_accountability").strip():
            yield Problem(
                f"{role}_accountability",
                "O2",
                _("What they answer for is not written down."),
                _("Write it in a sentence."),
            )
    if ownership.partner_lead_function != BusinessFunction.PARTNER:
        yield Problem(
            "partner_lead",
            "O3",
            _("The partner lead must be somebody at the transformation partner."),
            _("Name the one person at the partner who answers for the full loop."),
        )


def split_ownership(
    initiative_id: uuid.UUID, *, data: str | None, operations: str, budget: str | None
) -> Finding | None:
    """The finding that data, operations and money lie in three business functions (O6); None while two of them meet or one is unknown."""
    if data is None or budget is None or len({data, operations, budget}) < 3:
        return None
    names = {
        "data": BusinessFunction(data).label,
        "operations": BusinessFunction(operations).label,
        "budget": BusinessFunction(budget).label,
    }
    return Finding(
        rule="O6",
        says=_("Data in %(data)s, operations in %(operations)s, money in %(budget)s: nobody owns all three.") % names,
        why=_("What needs all three waits for three functions to agree, and none of them answers for the result."),
        fix=Fix("initiatives:edit_initiative", (initiative_id,), _("Have one function own at least two of them")),
    )


def blocker_day_problems(
    opened_on: date, registered_on: date, resolved_on: date | None, today: date
) -> Iterator[Problem]:
    """What is wrong with the days of a blocker (O5): none lies ahead, and it was in the way before it was out of it."""
    if opened_on > today:
        yield Problem(
            "opened_on", "O5", _("The day lies in the future."), _("Enter the day from which it is in the way.")
        )
    if opened_on < registered_on:
        yield Problem(
            "opened_on",
            "O5",
            _("The initiative came into the register later."),
            _("Enter a day from then on."),
        )
    if resolved_on is not None and not opened_on <= resolved_on <= today:
        yield Problem(
            "resolved_on",
            "O5",
            _("The day on which it was out of the way lies between the day it came up and today."),
            _("Enter a day in between."),
        )


def days_in_the_way(opened_on: date, resolved_on: date | None, today: date) -> int:
    """The age of a blocker in days (O5): up to today, or up to the day on which it was out of the way."""
    return max(0, ((resolved_on or today) - opened_on).days)


def blocker_words(control: str, owner: str, days: int) -> str:
    """Whose a blocker is to remove, and how old it is: "outside Anna Weber's control, for 12 days"."""
    said = {"name": owner, "count": days}
    if control == BlockerControl.OUTSIDE:
        text = ngettext(
            "outside %(name)s’s control, for %(count)s day", "outside %(name)s’s control, for %(count)s days", days
        )
    else:
        text = ngettext(
            "within %(name)s’s control, for %(count)s day", "within %(name)s’s control, for %(count)s days", days
        )
    return text % said


def found_too_late(kind: str, *, late_discovery: bool) -> bool:
    """Whether governance before the start would have found what came up after the work had begun (G8)."""
    return late_discovery and kind in GOVERNANCE_FINDS


@dataclass(frozen=True, slots=True)
class Wait:
    """How long an initiative waited in the register, and what ended that: its first production or its end; neither while it waits."""

    registered_on: date
    production_on: date | None = None
    ended_on: date | None = None

    @property
    def over_on(self) -> date | None:
        """The day on which its waiting stopped to cost; None while it goes on."""
        return min((day for day in (self.production_on, self.ended_on) if day is not None), default=None)

    def days(self, today: date) -> int:
        """Days in the register before its first production, up to today; none before it is entered."""
        return max(0, ((self.over_on or today) - self.registered_on).days)


@dataclass(frozen=True, slots=True)
class CostOfDelay:
    """What an initiative's waiting costs a month and has cost so far (S10), in the client's currency."""

    monthly: Decimal
    so_far: Decimal
    wait: Wait


def cost_of_delay_so_far(monthly: Decimal, wait: Wait, today: date) -> Decimal:
    """The cost a month times the days in the register before production, in months (S10); not rounded."""
    return monthly * wait.days(today) / DAYS_IN_A_MONTH


def wait_after(wait: Wait, status: str, today: date) -> Wait:
    """The wait once the status is this one today: the first day of production stays for good, the end until it is undone."""
    ended = status in ENDED
    produced = status == InitiativeStatus.PRODUCTION
    return Wait(
        wait.registered_on,
        production_on=wait.production_on or (today if produced else None),
        ended_on=(wait.ended_on or today) if ended else None,
    )


def stage_after(reached: str, status: str) -> str:
    """The furthest stage once the status is this one: it rises with the status, and no pause or end lowers it (V12)."""
    rising = StageReached.values
    return max(reached, status if status in rising else StageReached.NONE.value, key=rising.index)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an initiative stands in the register: what kind of work, its status, the furthest it came, the play that leads it."""

    type: str
    status: str
    reached: str
    play_id: uuid.UUID | None = None


def statuses_by_hand(place: Place) -> frozenset[str]:
    """What may be set by hand: of an AI use case no stage that it has not reached, and of one that ended its second start (P3)."""
    if place.play_id is not None:
        return frozenset({place.status})
    every = frozenset(InitiativeStatus.values)
    if place.type != InitiativeType.AI_USE_CASE:
        return every
    if place.status in ENDED:
        return ENDED | {InitiativeStatus.IDEA.value, InitiativeStatus.EVALUATING.value}
    stages = StageReached.values
    return every - set(stages[stages.index(place.reached) + 1 :]) | {place.status}


def by_hand_problems(place: Place, changes: Mapping[str, object]) -> Iterator[Problem]:
    """Why a status or kind of work can't be set by hand: gates decide on evidence, and the register is no way past them (P3)."""
    kind, status = changes.get("type", place.type), changes.get("status", place.status)
    is_use_case = InitiativeType.AI_USE_CASE in (place.type, kind)
    at_work = place.play_id is not None or place.status in ENDED or place.reached != StageReached.NONE
    if kind != place.type and is_use_case and at_work:
        yield Problem(
            "type",
            "P3",
            _("What is led by a play, has been in production or has ended stays an AI use case, or stays none."),
            _("Enter the other work as an initiative of its own."),
        )
    if status == place.status or status not in InitiativeStatus.values:
        return
    if place.play_id is not None:
        yield Problem(
            "status",
            "P3",
            _("A play runs, and its gates decide the status."),
            _("Decide the next gate: go, redesign or stop."),
        )
    elif is_use_case and status not in statuses_by_hand(replace(place, type=InitiativeType.AI_USE_CASE)):
        if place.status in ENDED:
            text, way_out = _("What has ended begins anew."), _("Make it an idea, or evaluate it, then start a play.")
            yield Problem("status", "P3", text, way_out)
        else:
            told = {"status": InitiativeStatus(str(status)).label}
            said = _("“%(status)s” is reached through its gates.") % told
            yield Problem("status", "P3", said, _("Start a play; its gates set the status."))


def delay_problems(monthly: Decimal | None, wait: Wait) -> Iterator[Problem]:
    """What is wrong with a cost of delay and the dates that it is counted from."""
    if monthly is not None and monthly < 0:
        yield Problem(
            "cost_of_delay",
            "S10",
            _("The cost of delay is below zero."),
            _("Enter what each month of waiting loses, or leave it empty."),
        )
    if wait.over_on is not None and wait.over_on < wait.registered_on:
        yield Problem(
            "registered_on",
            "S10",
            _("It is in production or ended before it comes into the register."),
            _("Enter a day up to today, or another status."),
        )
