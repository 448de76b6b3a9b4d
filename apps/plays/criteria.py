"""What a gate may ask that plays themselves answer: acceptance, stability, readiness, replication, evidence (P1, P6, P7)."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.governance.rules.findings import (
    IncidentFacts,
    ItemFacts,
    MonitorFacts,
    escalation_finding,
    incident_finding,
    monitor_finding,
)
from apps.governance.selectors.gates import checklist_facts, incident_facts, monitor_facts
from apps.initiatives.choices import Verdict
from apps.initiatives.criteria import Criterion, CriterionKind, Finding, Fix, Knob, Scope, criterion_kinds
from apps.initiatives.rules import Ownership, ownership_problems
from apps.plays.choices import DOCUMENT, EvidenceStatus, KitStatus
from apps.plays.models import Evidence
from apps.plays.rules.acceptance import acceptance
from apps.plays.rules.readiness import FallbackState, fallback_state
from apps.plays.rules.replication import replication
from apps.plays.selectors.facts import RunFacts, gather_run
from apps.plays.selectors.plays import local_date
from kernel.web import formats

DAYS = Knob("days", gettext_lazy("days without trouble"), 10, 10, 45, "higher")
PERCENT = Knob("percent", gettext_lazy("per cent of readings"), 95, 95, 100, "higher")
DRILL_DAYS = Knob("drill_days", gettext_lazy("days since the last drill"), 30, 1, 30, "lower")
TESTERS = Knob("testers", gettext_lazy("testers"), 5, 5, 200, "higher")
ACCEPTING = Knob("accepting", gettext_lazy("per cent who accept"), 80, 80, 100, "higher")
TEAMS = Knob("teams", gettext_lazy("teams or regions"), 2, 2, 50, "higher")


def judge_owner(facts: RunFacts, _criterion: Criterion, _scope: Scope) -> Finding:
    """Whether the workflow owner comes from the business, and each of the three has a written accountability (O1 to O3)."""
    initiative = facts.play.initiative
    problems = list(
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
    fix = Fix("initiatives:initiative", (initiative.pk,), _("Who answers for it"))
    basis = {"owner": initiative.workflow_owner_id}
    if problems:
        return Finding(Verdict.UNMET, " ".join(str(each.message) for each in problems), {}, basis, fix)
    text = _("%(name)s owns the workflow.") % {"name": initiative.workflow_owner.name}
    return Finding(Verdict.MET, text, {}, basis, fix)


def judge_acceptance(facts: RunFacts, criterion: Criterion, scope: Scope) -> Finding:
    """Whether enough testers tried it on real tasks and accept it, and nothing that blocks is open (P6)."""
    wanted, percent = criterion.parameters["testers"], criterion.parameters["accepting"]
    found = acceptance(facts.sessions, testers=wanted, percent=percent, until=scope.until)
    figures = {
        "testers": found.testers,
        "wanted": wanted,
        "accepting": found.accepting,
        "blocking": len(found.blocking),
    }
    words = {
        "testers": found.testers,
        "wanted": wanted,
        "accepting": found.accepting,
        "percent": percent,
        "blocking": len(found.blocking),
    }
    says = (
        _("%(testers)s of at least %(wanted)s testers; %(accepting)s accept, and %(percent)s %% of them have to.")
        % words
    )
    if found.blocking:
        says += " " + _("Blocking defects that are open: %(blocking)s.") % words
    if found.failing:
        says += " " + _("Testers for whom a task did not work: %(count)s.") % {"count": found.failing}
    basis = {
        "sessions": [[each.id, each.verdict] for each in sorted(found.sessions, key=lambda each: each.id)],
        "blocking": [each.id for each in found.blocking],
    }
    return Finding(found.verdict, says, figures, basis, _fix("acceptance", scope, _("Record a session")))


def judge_stability(
    facts: tuple[RunFacts, Sequence[IncidentFacts], Sequence[MonitorFacts]], criterion: Criterion, scope: Scope
) -> Finding:
    """Whether it ran stable: no severe incident, monitors in range, no rollback trigger fired and uncleared."""
    run, incidents, monitors = facts
    days, percent = criterion.parameters["days"], criterion.parameters["percent"]
    parts = [
        incident_finding(incidents, scope, days=days),
        monitor_finding(monitors, scope, days=days, percent=percent),
    ]
    fired = [
        firing
        for firing in run.firings
        if firing.fired_at <= scope.until and (firing.cleared_at is None or firing.cleared_at > scope.until)
    ]
    if fired:
        fix = Fix("value:contract", (scope.contract_id,), _("Decide about the rollback trigger"))
        text = _("The rollback trigger fired and is not cleared.")
        parts.append(Finding(Verdict.UNMET, text, {"fired": len(fired)}, {"fired": [each.pk for each in fired]}, fix))
    return combined(parts)


def judge_readiness(facts: tuple[RunFacts, Sequence[ItemFacts]], criterion: Criterion, scope: Scope) -> Finding:
    """Whether the team is ready: who is called within what time, and a fallback that a recent drill proved."""
    run, checklist = facts
    return combined([escalation_finding(checklist, scope), judge_fallback(run, criterion, scope)])


def judge_fallback(facts: RunFacts, criterion: Criterion, scope: Scope) -> Finding:
    """Whether a fallback is written, and the last drill of it took effect in time and is recent (P7)."""
    days = criterion.parameters["drill_days"]
    state = fallback_state(version=facts.play.fallback_version, drills=facts.drills, days=days, until=scope.until)
    figures = {"days": days, "fallback_version": facts.play.fallback_version}
    basis = {"fallback": facts.play.fallback_version, "drill": state.drill.id if state.drill else None}
    fix = _fix("fallback", scope, _("Write the fallback") if not state.written else _("Record a drill"))
    return Finding(state.verdict, _fallback_words(state, days), figures, basis, fix)


def _fallback_words(state: FallbackState, days: int) -> str:
    if not state.written:
        return _("No fallback is written.")
    if state.drill is None:
        return _("The fallback as it is written was never drilled, so nobody knows whether it works.")
    told = {"day": formats.short_day(local_date(state.drill.held_at)), "days": days}
    if not state.drill.passed:
        return _("In the drill of %(day)s the fallback did not take effect in time.") % told
    if not state.recent:
        return _("The last drill, on %(day)s, is more than %(days)s days ago.") % told
    return _("In the drill of %(day)s the fallback took effect in time.") % told


def judge_replication(facts: RunFacts, criterion: Criterion, scope: Scope) -> Finding:
    """Whether plays in enough teams or regions are past their Pilot gate (P1)."""
    wanted = criterion.parameters["teams"]
    found = replication(facts.runs, teams=wanted, until=scope.until)
    teams = ", ".join(run.team for run in found.passed) or "–"
    told = {"teams": teams, "wanted": wanted, "count": len(found.passed)}
    says = _("Past the Pilot gate in %(count)s of at least %(wanted)s teams or regions: %(teams)s.") % told
    basis = {"decisions": sorted(str(run.decision_id) for run in found.passed)}
    fix = _fix("play", scope, _("Start a play from its kit"))
    return Finding(found.verdict, says, {"teams": len(found.passed), "wanted": wanted}, basis, fix)


def judge_document(facts: RunFacts, criterion: Criterion, scope: Scope) -> Finding:
    """Whether evidence for the criterion was brought, and accepted by somebody else, and has not expired (P2)."""
    brought = [row for row in facts.evidence if row.criterion == criterion.key and row.submitted_at <= scope.until]
    accepted = [row for row in brought if _was_accepted(row, scope.until)]
    valid = [row for row in accepted if row.expires_on is None or row.expires_on >= scope.today]
    basis = {
        "evidence": [[row.pk, row.file_digest or row.url or row.note[:200], row.status] for row in _ordered(valid)]
    }
    figures = {"brought": len(brought), "accepted": len(valid)}
    fix = _fix("evidence", scope, _("Bring or review evidence"), criterion.key)
    if valid:
        names = ", ".join(row.title for row in valid)
        return Finding(Verdict.MET, _("Accepted: %(names)s.") % {"names": names}, figures, basis, fix)
    if accepted:
        return Finding(Verdict.UNMET, _("What was accepted has expired."), figures, basis, fix)
    waiting = [row for row in brought if row.status == EvidenceStatus.SUBMITTED]
    if waiting:
        return Finding(Verdict.UNKNOWN, _("Evidence was brought and waits for review."), figures, basis, fix)
    return Finding(Verdict.UNMET, _("No evidence was accepted."), figures, basis, fix)


def _was_accepted(row: Evidence, until: dt.datetime) -> bool:
    return row.status == EvidenceStatus.ACCEPTED and row.reviewed_at is not None and row.reviewed_at <= until


def _ordered(rows: Iterable[Evidence]) -> list[Evidence]:
    return sorted(rows, key=lambda row: row.pk)


def judge_kit(facts: RunFacts, _criterion: Criterion, scope: Scope) -> Finding:
    """Whether the replication kit was frozen (K1)."""
    fix = _fix("kit", scope, _("Freeze the kit"))
    basis = {"kit": facts.play.kit_hash}
    if facts.play.kit_status == KitStatus.NONE:
        return Finding(Verdict.UNMET, _("No kit was frozen."), {}, basis, fix)
    return Finding(Verdict.MET, _("The kit is frozen."), {}, basis, fix)


def combined(parts: list[Finding]) -> Finding:
    """Several findings as one: unmet when one is, else unknown when one is; the first that does not hold says where to mend it."""
    order = (Verdict.UNMET, Verdict.UNKNOWN, Verdict.MET)
    verdict = next(each for each in order if any(part.verdict == each for part in parts))
    decisive = [part for part in parts if part.verdict == verdict]
    return Finding(
        verdict,
        " ".join(str(part.says) for part in decisive),
        {name: value for part in parts for name, value in part.figures.items()},
        {name: value for part in parts for name, value in part.basis.items()},
        decisive[0].fix,
    )


def _fix(page: str, scope: Scope, label: str, *more: str) -> Fix:
    return Fix(f"plays:{page}", (scope.play_id, *more), label)


for _kind in [
    CriterionKind("owner_appointed", gettext_lazy("workflow owner appointed"), "O1", gather_run, judge_owner),
    CriterionKind(
        "user_acceptance",
        gettext_lazy("user acceptance"),
        "P6",
        gather_run,
        judge_acceptance,
        knobs=(TESTERS, ACCEPTING),
    ),
    CriterionKind(
        "stability_window",
        gettext_lazy("stability"),
        "P1",
        (gather_run, incident_facts, monitor_facts),
        judge_stability,
        knobs=(DAYS, PERCENT),
        waivable=False,
    ),
    CriterionKind(
        "incident_readiness",
        gettext_lazy("incident readiness"),
        "P1",
        (gather_run, checklist_facts),
        judge_readiness,
        knobs=(DRILL_DAYS,),
    ),
    CriterionKind(
        "fallback_drilled", gettext_lazy("fallback drilled"), "P7", gather_run, judge_fallback, knobs=(DRILL_DAYS,)
    ),
    CriterionKind("replication", gettext_lazy("replication"), "P1", gather_run, judge_replication, knobs=(TEAMS,)),
    CriterionKind(DOCUMENT, gettext_lazy("reviewed evidence"), "P2", gather_run, judge_document),
    CriterionKind("kit_frozen", gettext_lazy("kit frozen"), "K1", gather_run, judge_kit),
]:
    criterion_kinds.add(_kind)
