"""Submitting a gate, and deciding it on everything that is known at that moment (P2 to P4)."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from apps.initiatives.choices import InitiativeStatus, StageReached
from apps.initiatives.models import Person
from apps.initiatives.services import lead_initiative
from apps.plays import events, permissions
from apps.plays.choices import ActivityOrigin, GateStatus, GateType, KitStatus, Outcome, PlayStatus
from apps.plays.lifecycle import GATE, PLAY
from apps.plays.models import OPEN, Activity, Gate, GateDecision, Play
from apps.plays.parameters import LONGEST_REDESIGN
from apps.plays.rules.days import day_of, furthest_due, redesign_days_left
from apps.plays.rules.gates import GO, Condition, decision_problems, passing_problems
from apps.plays.selectors.plays import GateView, PlayPage, local_date, play_page
from apps.plays.selectors.plays import gate as gate_of
from apps.plays.services._common import locked_run
from apps.plays.services.kits import keep_kit
from apps.plays.services.plays import status_by_gates
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, Problem, StaleRefused
from kernel.ledger.services import hold, record
from kernel.lifecycle import MoveRefused
from kernel.parameters.selectors import value_of
from kernel.rows import apply_changes, locked, locked_at, refuse
from kernel.tenancy.context import local_today

GATES = Gate.objects.select_related("play__initiative", "play__contract")
# What an initiative's value counts by once a gate is passed (V12).
STAGES = {
    GateType.PILOT: StageReached.NONE,
    GateType.LIMITED_PRODUCTION: StageReached.LIMITED_PRODUCTION,
    GateType.SCALE: StageReached.PRODUCTION,
}


class DecisionRefused(ConflictRefused):
    """The gate can't pass as things stand."""

    code = "gate_not_met"


def submit_gate(*, by: Actor, gate_id: uuid.UUID, revision: int | None, note: str = "") -> Gate:
    """Submit the gate that is next for decision; whoever does it can't decide it (P3). Raises `MoveRefused` for any other."""
    with transaction.atomic():
        gate = _locked_next(gate_id, revision)
        table.require(by, permissions.SUBMIT, gate)
        target = GATE.target(gate.status, "submit")
        if gate.play.status != PlayStatus.RUNNING:
            _refuse_resting(gate.play)
        apply_changes(
            gate,
            {
                "status": target,
                "submitted_at": clock.now(),
                "submitted_by_id": by.id,
                "submitted_by_name": by.name[:200],
                "submission": note.strip()[:1_000],
            },
        )
        gate.save()
        record(events.GATE_SUBMITTED, subject=gate, by=by, data={"gate": gate.type, "note": gate.submission})
    return gate


def withdraw_gate(*, by: Actor, gate_id: uuid.UUID, revision: int | None) -> Gate:
    """Take a submission back before it is decided."""
    with transaction.atomic():
        gate = _locked_next(gate_id, revision)
        table.require(by, permissions.SUBMIT, gate)
        apply_changes(gate, {"status": GATE.target(gate.status, "withdraw"), **_NOT_SUBMITTED})
        gate.save()
        record(events.GATE_WITHDRAWN, subject=gate, by=by, data={"gate": gate.type})
    return gate


_NOT_SUBMITTED = {"submitted_at": None, "submitted_by_id": None, "submitted_by_name": "", "submission": ""}


def decide_gate(
    *,
    by: Actor,
    gate_id: uuid.UUID,
    outcome: str,
    reasons: str,
    basis_hash: str,
    conditions: Sequence[Condition] = (),
    redesign_on: dt.date | None = None,
) -> GateDecision:
    """Decide a gate on what the decider saw, named by its hash: go, conditional go, redesign or stop (P3, P4).

    The ledger is held while it is judged anew, so that nothing changes between what was judged and what is recorded. Raises
    `AccessRefused` for whoever submitted it, `StaleRefused` where the grounds are no longer those that the decider saw,
    `DecisionRefused` naming each criterion in the way, `InvalidRefused` for what the decision itself lacks.
    """
    with transaction.atomic():
        gate = _locked_next(gate_id)
        table.require(by, permissions.DECIDE, gate)
        if outcome not in Outcome.values:
            text = _("There is no such decision.")
            refuse([Problem("outcome", "P3", text, _("Known here: %(known)s.") % {"known": ", ".join(Outcome.values)})])
        target = GATE.target(gate.status, outcome)
        hold()
        page = play_page(gate.play_id)
        view = page.gate(gate.pk)
        refuse(_problems(page, outcome, reasons, conditions, redesign_on))
        if outcome in GO:
            _refuse_unmet(gate, page, view)
        if view.hash != basis_hash:
            raise StaleRefused(
                _("What the gate rests on has changed since you opened it."),
                [Problem("basis_hash", "P3", _("The hash is not that of the grounds as they are now."))],
                way_out=_("Open the gate again, look at what changed, and decide on that."),
            )
        decision = GateDecision(
            gate=gate,
            number=len(view.decisions) + 1,
            outcome=outcome,
            reasons=reasons.strip()[:2_000],
            conditions=[
                {"title": each.title.strip(), "due_on": str(each.due_on), "owner_id": str(each.owner_id)}
                for each in conditions
            ],
            redesign_on=redesign_on,
            basis=view.basis,
            basis_hash=view.hash,
            submitted_by_id=gate.submitted_by_id,
            submitted_by_name=gate.submitted_by_name,
            decided_at=clock.now(),
            decided_by_id=by.id,  # type: ignore[misc]  # who decides is a user, so there is an id
            decided_by_name=by.name[:200],
        )
        decision.save(force_insert=True)
        apply_changes(gate, {"status": target, **_NOT_SUBMITTED})
        gate.save()
        record(
            events.GATE_DECIDED,
            subject=gate,
            by=by,
            data={
                "gate": gate.type,
                "outcome": outcome,
                "reasons": decision.reasons,
                "hash": decision.basis_hash,
                "conditions": len(conditions),
                "redesign_on": redesign_on,
            },
        )
        _add_conditions(by, page, gate, conditions)
        _take_effect(by, gate, decision)
    return decision


def _locked_next(gate_id: uuid.UUID, revision: int | None = None) -> Gate:
    """The gate, locked after its initiative and its play. Raises `MoveRefused` unless it is the next to be decided."""
    play = locked_run(gate_of(gate_id).play_id)
    gate: Gate = locked(GATES, gate_id) if revision is None else locked_at(GATES, gate_id, revision)
    gate.play = play
    if play.status not in (PlayStatus.PLANNED, PlayStatus.RUNNING, PlayStatus.PAUSED):
        raise MoveRefused(_("The play has ended."), way_out=_("Its decisions stay on record."))
    before = Gate.objects.filter(play=play, position__lt=gate.position).exclude(status=GateStatus.PASSED)
    if first := before.order_by("position").first():
        raise MoveRefused(
            _("The gate “%(gate)s” comes first.") % {"gate": first.get_type_display()},
            [Problem("gate", "P1", _("The gates are passed in their order."))],
            way_out=_("Decide that gate first."),
        )
    return gate


def _refuse_resting(play: Play) -> None:
    raise MoveRefused(
        _("The play is %(state)s.") % {"state": play.get_status_display()},
        [Problem("play", "P4", _("A gate is submitted while its play runs."))],
        way_out=_("Wait for its first day, or resume it."),
    )


def _problems(
    page: PlayPage,
    outcome: str,
    reasons: str,
    conditions: Sequence[Condition],
    redesign_on: dt.date | None,
) -> list[Problem]:
    pauses = [
        (local_date(row.decided_at), row.redesign_on)
        for view in page.gates
        for row in view.decisions
        if row.redesign_on is not None
    ]
    left = redesign_days_left(int(value_of(LONGEST_REDESIGN)), pauses)
    problems = list(
        decision_problems(
            outcome,
            reasons=reasons,
            conditions=conditions,
            redesign_on=redesign_on,
            today=page.today,
            latest_redesign=page.today + dt.timedelta(days=left),
            latest_due=furthest_due(page.play.last_on, page.today),
        )
    )
    known = set(Person.objects.filter(pk__in=[each.owner_id for each in conditions]).values_list("pk", flat=True))
    for place, each in enumerate(conditions):
        if each.owner_id is not None and each.owner_id not in known:
            text = _("There is no such person in this client.")
            problems.append(Problem(f"conditions.{place}.owner_id", "P5", text, _("Add them to the people first.")))
    return problems


def _refuse_unmet(gate: Gate, page: PlayPage, view: GateView) -> None:
    if gate.play.status != PlayStatus.RUNNING:
        _refuse_resting(gate.play)
    problems = list(passing_problems(view.rows))
    if page.firings:
        text = _("A rollback trigger has fired, so the gate is frozen.")
        way_out = _("Clear the trigger by a correction or a decision, or pause or stop the play.")
        problems.insert(0, Problem("gate", "V5", text, way_out))
    if problems:
        raise DecisionRefused(
            _("The gate is not met."), problems, way_out=_("Mend each of these; unmet means pause and redesign.")
        )


def _add_conditions(by: Actor, page: PlayPage, gate: Gate, conditions: Sequence[Condition]) -> None:
    moment = clock.now()
    for place, each in enumerate(conditions):
        due_on = each.due_on or page.today
        activity = Activity(
            play=gate.play,
            phase=page.plan.phase_on(day_of(page.play.starts_on, due_on)).key,
            title=each.title.strip()[:200],
            origin=ActivityOrigin.CONDITION,
            gate=gate,
            owner_id=each.owner_id,
            planned_on=due_on,
            due_on=due_on,
            position=len(page.activities) + place,
            created_at=moment,
            updated_at=moment,
        )
        activity.save(force_insert=True)
        data = {"title": activity.title, "due_on": due_on, "owner": each.owner_id, "gate": gate.type}
        record(events.ACTIVITY_ADDED, subject=activity, by=by, data=data)


def _take_effect(by: Actor, gate: Gate, decision: GateDecision) -> None:
    """What a decision does to the play and its initiative."""
    play = gate.play
    if decision.outcome == Outcome.REDESIGN:
        # Overdue after that, it is told anew: it is another day that passed without a decision.
        _change(play, "pause", paused_on=local_today(), redesign_on=decision.redesign_on, overdue_told_on=None)
        record(events.PAUSED, subject=play, by=by, data={"redesign_on": decision.redesign_on, "gate": gate.type})
        _lead(by, play, InitiativeStatus.PAUSED)
    elif decision.outcome == Outcome.STOP:
        _change(play, "stop", ended_on=local_today(), paused_on=None, redesign_on=None)
        record(events.STOPPED, subject=play, by=by, data={"gate": gate.type, "reasons": decision.reasons})
        _stop_leading(by, play)
    elif gate.type == GateType.SCALE:
        if play.kit_status == KitStatus.NONE:
            keep_kit(by, play)
        _change(play, "scale", ended_on=local_today())
        record(events.SCALED, subject=play, by=by, data={"gate": gate.type, "kit": play.kit_hash})
        _lead(by, play, InitiativeStatus.PRODUCTION, StageReached.PRODUCTION)
    else:
        _lead(by, play, status_by_gates(play), STAGES[GateType(gate.type)])


def _change(play: Play, move: str, **changes: object) -> None:
    apply_changes(play, {"status": PLAY.target(play.status, move), **changes})
    play.save()


def _lead(by: Actor, play: Play, status: str, stage: str = StageReached.NONE) -> None:
    if play.leads:
        over = play.ended_on is not None
        lead_initiative(
            by=by, initiative_id=play.initiative_id, play_id=None if over else play.pk, status=status, stage=stage
        )


def _stop_leading(by: Actor, play: Play) -> None:
    """Kill the initiative, unless another team repeats the play: then the initiative follows that one from now on."""
    others = Play.objects.select_for_update(no_key=True).filter(initiative=play.initiative_id, status__in=OPEN)
    heir = others.order_by("starts_on", "pk").first() if play.leads else None
    if heir is None:
        _lead(by, play, InitiativeStatus.KILLED)
        return
    apply_changes(heir, {"leads": True})
    heir.save()
    status = InitiativeStatus.PAUSED if heir.status == PlayStatus.PAUSED else status_by_gates(heir)
    lead_initiative(by=by, initiative_id=heir.initiative_id, play_id=heir.pk, status=status)
