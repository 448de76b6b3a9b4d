"""Whether controls operate in practice (G6): each has left the trace that its period expects, on plain values."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.governance.choices import ControlKind, ControlState, Every
from apps.governance.rules.findings import GOVERNANCE
from apps.initiatives.criteria import Fix

PERIODS = {Every.HOUR.value: dt.timedelta(hours=1), Every.DAY.value: dt.timedelta(1), Every.WEEK.value: dt.timedelta(7)}
# A reading may be a little late; two periods without one are no accident.
PERIODS_WITHOUT = 2
LOGGED_WITHIN = dt.timedelta(7)
# A quarter: an escalation path that nobody went or looked at for longer is paper.
ESCALATED_WITHIN = dt.timedelta(90)


@dataclass(frozen=True, slots=True)
class MonitorTrace:
    """An active monitor and its latest reading."""

    id: uuid.UUID
    name: str
    every: str
    last_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ControlFacts:
    """The traces that an initiative's controls have left."""

    initiative_id: uuid.UUID
    monitors: Sequence[MonitorTrace]
    # The schedule of attestations: the day that the next one is due, its id, and the latest that was given.
    attestation_id: uuid.UUID | None
    attestation_due_on: dt.date | None
    attested_at: dt.datetime | None
    attested_every: int | None
    # The checklist: the latest answer, and how many reviews are overdue.
    answered_at: dt.datetime | None
    overdue_reviews: int
    # The escalation path: its item, the latest time that it was written or reviewed, and the latest incident.
    escalation_id: uuid.UUID | None
    escalation_at: dt.datetime | None
    incident_at: dt.datetime | None
    # The boundary statement in force.
    boundary_id: uuid.UUID | None
    boundary_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Control:
    """A control: what it is, how often it should leave a trace, the last one, and whether it operates.

    None is "documented only": it has left no trace at all.
    """

    kind: str
    name: Any
    rule: str
    every: Any
    last_trace_at: dt.datetime | None
    operates: bool | None
    fix: Fix

    @property
    def state(self) -> ControlState:
        """Whether it operates, in a word."""
        if self.operates is None:
            return ControlState.DOCUMENTED
        return ControlState.OPERATES if self.operates else ControlState.STOPPED


def controls_of(facts: ControlFacts, now: dt.datetime, today: dt.date) -> list[Control]:
    """The controls of an initiative as of a moment (G6): boundary, checklist, monitors, logging, escalation path, attestation."""
    return [
        _boundary(facts),
        _checklist(facts),
        *_monitors(facts, now),
        _logging(facts, now),
        _escalation(facts, now),
        _attestation(facts, today),
    ]


def operates_within(last: dt.datetime | None, period: dt.timedelta, now: dt.datetime) -> bool | None:
    """Whether the last trace lies within the period; None where there is none at all."""
    return None if last is None else now - last <= period


def _boundary(facts: ControlFacts) -> Control:
    operates = True if facts.boundary_at is not None else None
    fix = (
        Fix("governance:boundary", (facts.boundary_id,), _("Read it"))
        if facts.boundary_id is not None
        else Fix("governance:new_boundary", (facts.initiative_id,), _("Propose one"))
    )
    return Control(
        ControlKind.BOUNDARY, _("Boundary statement"), "G2", _("always in force"), facts.boundary_at, operates, fix
    )


def _checklist(facts: ControlFacts) -> Control:
    operates = None if facts.answered_at is None else facts.overdue_reviews == 0
    fix = Fix(GOVERNANCE, (facts.initiative_id,), _("Review the checklist"))
    every = _("by each item’s review date")
    return Control(ControlKind.CHECKLIST, _("Review of the checklist"), "G1", every, facts.answered_at, operates, fix)


def _monitors(facts: ControlFacts, now: dt.datetime) -> Iterator[Control]:
    for monitor in facts.monitors:
        operates = operates_within(monitor.last_at, PERIODS_WITHOUT * PERIODS[monitor.every], now)
        fix = Fix("governance:monitor", (monitor.id,), _("Enter its readings"))
        every = Every(monitor.every).label
        yield Control(ControlKind.MONITOR, monitor.name, "G3", every, monitor.last_at, operates, fix)


def _logging(facts: ControlFacts, now: dt.datetime) -> Control:
    last = max((monitor.last_at for monitor in facts.monitors if monitor.last_at is not None), default=None)
    fix = Fix("governance:new_monitor", (facts.initiative_id,), _("Define a monitor"))
    if facts.monitors:
        fix = Fix("governance:monitor", (facts.monitors[0].id,), _("Enter its readings"))
    operates = operates_within(last, LOGGED_WITHIN, now)
    return Control(ControlKind.LOGGING, _("Logging"), "G1", Every.WEEK.label, last, operates, fix)


def _escalation(facts: ControlFacts, now: dt.datetime) -> Control:
    traces = [at for at in (facts.escalation_at, facts.incident_at) if at is not None]
    # An incident is a trace of a path that is written down; without one it was found by whoever was there.
    last = max(traces, default=None) if facts.escalation_at is not None else None
    fix = (
        Fix("governance:answer_item", (facts.escalation_id,), _("Review it"))
        if facts.escalation_id is not None
        else Fix(GOVERNANCE, (facts.initiative_id,), _("Start the checklist"))
    )
    operates, every = operates_within(last, ESCALATED_WITHIN, now), _("every quarter")
    return Control(ControlKind.ESCALATION, _("Escalation path"), "G4", every, last, operates, fix)


def _attestation(facts: ControlFacts, today: dt.date) -> Control:
    overdue = facts.attestation_due_on is not None and facts.attestation_due_on < today
    operates: bool | None = not overdue and facts.attestation_due_on is not None
    if facts.attested_at is None and not overdue:
        operates = None
    fix = Fix("governance:schedule_attestation", (facts.initiative_id,), _("Ask a leader"))
    if facts.attestation_id is not None:
        fix = Fix("governance:attest", (facts.attestation_id,), _("Attest"))
    days = facts.attested_every
    every = _("not scheduled")
    if days is not None:
        every = ngettext("every day", "every %(count)s days", days) % {"count": days}
    name = _("Attestation of a leader")
    return Control(ControlKind.ATTESTATION, name, "G5", every, facts.attested_at, operates, fix)
