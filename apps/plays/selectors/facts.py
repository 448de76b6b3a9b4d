"""What plays themselves know of a run, read once for all criteria that ask for it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from apps.initiatives.criteria import Scope
from apps.plays.choices import GateType, Outcome, PlayStatus
from apps.plays.models import AcceptanceSession, Drill, Evidence, GateDecision, Play
from apps.plays.rules.acceptance import Defect, Session
from apps.plays.rules.readiness import DrillHeld
from apps.plays.rules.replication import TeamRun
from apps.value.models import RollbackFiring


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A play with its evidence, sessions, drills, the plays that repeat it or that it repeats, and the triggers that fired."""

    play: Play
    evidence: Sequence[Evidence]
    sessions: Sequence[Session]
    drills: Sequence[DrillHeld]
    runs: Sequence[TeamRun]
    firings: Sequence[RollbackFiring]


def gather_run(scope: Scope) -> RunFacts:
    """Everything that plays know of the run, in seven queries."""
    play = Play.objects.select_related("initiative__workflow_owner", "initiative__partner_lead", "fallback_owner").get(
        pk=scope.play_id
    )
    return RunFacts(
        play=play,
        evidence=list(Evidence.objects.filter(play=play).exclude(criterion="")),
        sessions=[session_of(row) for row in AcceptanceSession.objects.filter(play=play)],
        drills=[
            DrillHeld(row.pk, row.held_at, row.recorded_at, row.fallback_version, row.passed)
            for row in Drill.objects.filter(play=play)
        ],
        runs=_runs(play),
        firings=list(RollbackFiring.objects.filter(contract=play.contract_id)),
    )


def session_of(row: AcceptanceSession) -> Session:
    """A stored session as the rules take it."""
    return Session(
        id=row.pk,
        tester=row.tester_id,
        held_on=row.held_on,
        recorded_at=row.recorded_at,
        verdict=row.verdict,
        tasks=len(row.tasks),
        defects=tuple(
            Defect(each["id"], each["title"], each["blocking"], each["status"], _moment(each["closed_at"]))
            for each in row.defects
        ),
        failed=sum(not each["worked"] for each in row.tasks),
    )


def _runs(play: Play) -> list[TeamRun]:
    """The play, those that repeat it from its kit, and the one that it repeats, with when each passed its Pilot gate."""
    passed = GateDecision.objects.filter(
        gate__type=GateType.PILOT, outcome__in=[Outcome.GO, Outcome.CONDITIONAL_GO]
    ).select_related("gate")
    kin = Q(pk=play.pk) | Q(replicates=play.pk)
    others = kin | Q(pk=play.replicates_id) if play.replicates_id else kin
    # What was stopped repeats nothing, and is repeated by nothing.
    rows = Play.objects.filter(others).exclude(~Q(pk=play.pk), status=PlayStatus.STOPPED).order_by("starts_on")
    decisions = {each.gate.play_id: each for each in passed.filter(gate__play__in=[row.pk for row in rows])}
    return [
        TeamRun(
            row.pk,
            row.team,
            decisions[row.pk].decided_at if row.pk in decisions else None,
            decisions[row.pk].pk if row.pk in decisions else None,
        )
        for row in rows
    ]


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
