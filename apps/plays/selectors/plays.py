"""Reading one play with its gates judged live, and lists of plays."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.initiatives.choices import Verdict
from apps.initiatives.criteria import Answer, Scope, gather, judge
from apps.plays.choices import ActivityStatus, GateStatus
from apps.plays.models import ENDED, Activity, Gate, GateDecision, Play, Waiver
from apps.plays.rules.days import day_of, is_overdue
from apps.plays.rules.gates import GO, Judged, Outdated, Waived, basis_hash, basis_of, judged, outdated, run_out
from apps.plays.rules.plans import Phase, Plan, plan_from
from apps.value.models import RollbackFiring
from kernel import clock
from kernel.errors import NotFoundMissing
from kernel.tenancy.context import local_today, mounted_client

PLAYS = Play.objects.select_related(
    "initiative__workflow_owner",
    "initiative__transformation_lead",
    "initiative__partner_lead",
    "contract",
    "replicates__initiative",
)


@dataclass(frozen=True, slots=True)
class GateView:
    """A gate with what it asks judged now, its waivers and decisions, and what changed since it was passed."""

    gate: Gate
    rows: Sequence[Judged]
    basis: Mapping[str, Any]
    hash: str
    waivers: Sequence[Waived]
    decisions: Sequence[GateDecision]
    outdated: Sequence[Outdated]
    is_next: bool
    frozen: bool
    # The waivers that it passed on and that have expired, of criteria that are not met by themselves meanwhile.
    run_out: Sequence[Waived]

    @property
    def met(self) -> int:
        """How many criteria are met or waived."""
        return sum(row.passes for row in self.rows)

    @property
    def can_pass(self) -> bool:
        """Whether it would pass as things stand."""
        asked = self.gate.status in (GateStatus.OPEN, GateStatus.SUBMITTED)
        return asked and self.is_next and not self.frozen and all(row.passes for row in self.rows)

    @property
    def decision(self) -> GateDecision | None:
        """The latest decision."""
        return self.decisions[-1] if self.decisions else None

    @property
    def passed_by(self) -> GateDecision | None:
        """The decision that let it pass, where it passed."""
        found = self.decision
        return found if found is not None and found.outcome in GO else None


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A phase with what it must leave behind, judged now."""

    phase: Phase
    answers: Sequence[Answer]
    is_now: bool
    is_past: bool

    @property
    def missing(self) -> list[Answer]:
        """What it has not left behind yet."""
        return [answer for answer in self.answers if answer.finding.verdict != Verdict.MET]


@dataclass(frozen=True, slots=True)
class PlayPage:
    """A play with everything on its page, as of one moment."""

    play: Play
    plan: Plan
    today: dt.date
    phases: Sequence[PhaseView]
    gates: Sequence[GateView]
    activities: Sequence[Activity]
    firings: Sequence[RollbackFiring]

    @property
    def day(self) -> int:
        """Day n; below 1 it has not begun."""
        return day_of(self.play.starts_on, self.play.ended_on or self.today)

    @property
    def overdue(self) -> bool:
        """Whether its last day passed without a decision (P4)."""
        return overdue(self.play, self.today)

    @property
    def next_gate(self) -> GateView | None:
        """The gate that is to be decided next; None once the play has ended."""
        return next((view for view in self.gates if view.is_next), None)

    @property
    def late(self) -> list[Activity]:
        """The activities that are past their day, while the play runs."""
        if self.play.status in ENDED:
            return []
        return [activity for activity in self.activities if is_late(activity, self.today)]

    def gate(self, gate_id: uuid.UUID) -> GateView:
        """The view of one of its gates."""
        return next(view for view in self.gates if view.gate.pk == gate_id)


def overdue(play: Play, today: dt.date) -> bool:
    """Whether a play's last day passed without a decision (P4)."""
    return is_overdue(ended=play.status in ENDED, last_on=play.last_on, redesign_on=play.redesign_on, today=today)


def is_late(activity: Activity, today: dt.date) -> bool:
    """Whether an activity that is not done is past its day (P5)."""
    return activity.status in (ActivityStatus.OPEN, ActivityStatus.DOING) and activity.due_on < today


def plays(*, initiative_id: uuid.UUID | None = None) -> QuerySet[Play]:
    """Plays with their initiative, the latest start first."""
    rows = PLAYS.order_by("-starts_on", "-pk")
    return rows.filter(initiative_id=initiative_id) if initiative_id else rows


def play(play_id: uuid.UUID) -> Play:
    """One play. Raises `NotFoundMissing`."""
    found: Play | None = PLAYS.filter(pk=play_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such play."))
    return found


def gate(gate_id: uuid.UUID) -> Gate:
    """One gate with its play. Raises `NotFoundMissing`."""
    found: Gate | None = Gate.objects.select_related("play__initiative", "play__contract").filter(pk=gate_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such gate."))
    return found


def scope_of(found: Play, *, today: dt.date, until: dt.datetime) -> Scope:
    """What the criteria of a play are asked about."""
    return Scope(
        initiative_id=found.initiative_id,
        play_id=found.pk,
        contract_id=found.contract_id,
        started_on=found.starts_on,
        today=today,
        until=until,
    )


def play_page(play_id: uuid.UUID) -> PlayPage:
    """One play with its gates judged live; the facts are read once, whatever the number of gates. Raises `NotFoundMissing`."""
    found = play(play_id)
    plan = plan_from(found.plan)
    scope = scope_of(found, today=local_today(), until=clock.now())
    facts = gather(list(plan.criteria()), scope)
    firings = list(RollbackFiring.objects.filter(contract=found.contract_id, cleared_at__isnull=True))
    gates = list(Gate.objects.filter(play=found).order_by("position"))
    waivers = _by_gate(waived(row) for row in Waiver.objects.filter(gate__play=found).order_by("granted_at"))
    decisions = _by_gate((row.gate_id, row) for row in GateDecision.objects.filter(gate__play=found).order_by("number"))
    upcoming = next_of(found, gates)

    def judged_at(row: Gate, at: Scope) -> tuple[Judged, ...]:
        answers = judge(plan.gate(row.type).criteria, facts, at)
        return judged(answers, waivers.get(row.pk, []), today=at.today, until=at.until)

    def view(row: Gate) -> GateView:
        rows = judged_at(row, scope)
        basis = basis_of(rows)
        decided = decisions.get(row.pk, [])
        passed = decided[-1] if row.status == GateStatus.PASSED else None
        then = basis_of(judged_at(row, _at(scope, passed.decided_at))) if passed else {}
        return GateView(
            gate=row,
            rows=rows,
            basis=basis,
            hash=basis_hash(basis),
            waivers=waivers.get(row.pk, []),
            decisions=decided,
            outdated=outdated(passed.basis, then) if passed else (),
            is_next=upcoming is not None and row.pk == upcoming.pk,
            frozen=bool(firings) and row.status in (GateStatus.OPEN, GateStatus.SUBMITTED, GateStatus.REDESIGN),
            run_out=run_out(passed.basis, rows, waivers.get(row.pk, []), scope.today) if passed else (),
        )

    day = day_of(found.starts_on, scope.today)
    return PlayPage(
        play=found,
        plan=plan,
        today=scope.today,
        phases=[
            PhaseView(
                phase,
                judge(phase.leaves, facts, scope),
                is_now=phase.first_day <= day <= phase.last_day,
                is_past=day > phase.last_day,
            )
            for phase in plan.phases
        ],
        gates=[view(row) for row in gates],
        activities=list(
            Activity.objects.filter(play=found).select_related("owner", "gate").order_by("due_on", "position", "pk")
        ),
        firings=firings,
    )


def next_of(found: Play, gates: Sequence[Gate]) -> Gate | None:
    """The first gate that is not passed, while the play has not ended."""
    if found.status in ENDED:
        return None
    return next((row for row in gates if row.status != GateStatus.PASSED), None)


def waived(row: Waiver) -> tuple[uuid.UUID, Waived]:
    """A stored waiver as the rules take it, with its gate."""
    return row.gate_id, Waived(
        row.pk, row.criterion, row.reason, row.granted_at, row.granted_by_name, row.expires_on, row.revoked_at
    )


def _by_gate(rows: Iterable[tuple[uuid.UUID, Any]]) -> dict[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = {}
    for key, row in rows:
        found.setdefault(key, []).append(row)
    return found


def local_date(moment: dt.datetime) -> dt.date:
    """The client's date at a moment."""
    return moment.astimezone(ZoneInfo(mounted_client().time_zone)).date()


def _at(scope: Scope, moment: dt.datetime) -> Scope:
    """The same run as of a past moment, with the client's date then."""
    return replace(scope, until=moment, today=local_date(moment))
