"""Plays and what they are decided on, made through the services."""

import datetime as dt
from decimal import Decimal
from typing import Any

from apps.initiatives.models import Person
from apps.library.services import load_shipped
from apps.plays.models import AcceptanceSession, Activity, Drill, Effort, Evidence, Gate, GateDecision, Play, Waiver
from apps.plays.selectors.plays import play_page
from apps.plays.services import (
    book_effort,
    decide_gate,
    grant_waiver,
    move_evidence,
    record_drill,
    record_session,
    start_play,
    submit_evidence,
    submit_gate,
    write_fallback,
)
from apps.value.models import Contract
from kernel import clock
from kernel.access import Actor, system_actor
from kernel.tenancy.context import local_today
from tests.actors import user
from tests.factories.people import make_person
from tests.factories.value import make_contract

PROCEDURE = "Switch the assistant off, send new cases to the manual queue, tell the team lead."


def make_play(contract: Contract | None = None, by: Actor | None = None, **given: Any) -> Play:
    """A play that begins today, of a contract that is drafted unless another is given."""
    by = by or system_actor()
    load_shipped(by=system_actor())
    contract = contract or make_contract()
    fields = {"team": "Order desk North", "starts_on": local_today()} | given
    return start_play(by=by, initiative_id=contract.initiative_id, contract_id=contract.pk, **fields)


def a_gate(play: Play | None = None, type: str = "pilot") -> Gate:  # noqa: A002 - the field's name
    """A gate of a play."""
    found: Gate = Gate.objects.select_related("play").get(play=play or make_play(), type=type)
    return found


def make_submitted(play: Play | None = None, by: Actor | None = None, type: str = "pilot") -> Gate:  # noqa: A002
    """A gate that waits for a decision."""
    gate = a_gate(play, type)
    return submit_gate(by=by or user("consultant"), gate_id=gate.pk, revision=gate.revision, note="Ready.")


def decide(gate: Gate, outcome: str, by: Actor | None = None, **given: Any) -> GateDecision:
    """A decision on the grounds as they are."""
    fields = {"reasons": "The figures say so.", "basis_hash": play_page(gate.play_id).gate(gate.pk).hash} | given
    return decide_gate(by=by or user("client_sponsor"), gate_id=gate.pk, outcome=outcome, **fields)


def make_decided() -> GateDecision:
    """A play that was stopped at its first gate."""
    return decide(a_gate(), "stop")


def make_activity(play: Play | None = None) -> Activity:
    """The first activity of a play's plan."""
    found: Activity = Activity.objects.filter(play=play or make_play()).first()
    return found


def make_evidence(play: Play | None = None, by: Actor | None = None, **given: Any) -> Evidence:
    """A note that shows the bottleneck."""
    fields = {
        "kind": "note",
        "title": "Map of the workflow",
        "note": "The bottleneck is the check of prices; see the map.",
        "criterion": "bottlenecks-mapped",
    } | given
    return submit_evidence(by=by or user("consultant"), play_id=(play or make_play()).pk, **fields)


def make_waiver(play: Play | None = None) -> Waiver:
    """A waiver of the missing boundary statement at the Pilot gate."""
    return grant_waiver(
        by=user("client_sponsor"),
        gate_id=a_gate(play).pk,
        criterion="pilot-boundary",
        reason="It is being written, and nothing is decided by the AI until then.",
        expires_on=local_today() + dt.timedelta(days=10),
    )


def make_session(
    play: Play | None = None, tester: Person | None = None, verdict: str = "accepts", **given: Any
) -> AcceptanceSession:
    """A session of a tester on two real tasks."""
    fields = {
        "role": "order clerk",
        "held_on": local_today(),
        "tasks": [{"task": "Draft a proposal", "worked": True}, {"task": "Correct a price", "worked": True}],
        "comment": "Faster than before.",
    } | given
    return record_session(
        by=system_actor(),
        play_id=(play or make_play()).pk,
        tester_id=(tester or make_person(name="Tilda Berg")).pk,
        verdict=verdict,
        **fields,
    )


def make_fallback(play: Play | None = None, minutes: int = 30) -> Play:
    """A play with a written fallback."""
    play = play or make_play()
    return write_fallback(
        by=system_actor(),
        play_id=play.pk,
        revision=Play.objects.get(pk=play.pk).revision,
        procedure=PROCEDURE,
        minutes=minutes,
        owner_id=play.initiative.workflow_owner_id,
    )


def make_drill(play: Play | None = None, minutes: int = 20, **given: Any) -> Drill:
    """A drill in which the fallback took effect in time."""
    fields = {
        "held_at": clock.now(),
        "took_effect": True,
        "took_minutes": minutes,
        "note": "The manual queue took over.",
    } | given
    return record_drill(by=system_actor(), play_id=(play or make_fallback()).pk, **fields)


def make_effort(play: Play | None = None, hours: Decimal = Decimal(12)) -> Effort:
    """Hours that were booked today."""
    return book_effort(by=system_actor(), play_id=(play or make_play()).pk, on=local_today(), hours=hours)


def make_papers(play: Play) -> Play:
    """The play with gates that ask for one accepted paper each, which is there: what a gate asks is told elsewhere."""
    gates = [
        gate | {"criteria": [{"key": f"paper-{gate['type'].replace('_', '-')}", "kind": "document", "title": "Paper"}]}
        for gate in play.plan["gates"]
    ]
    Play.objects.filter(pk=play.pk).update(plan=play.plan | {"gates": gates})
    for gate in gates:
        paper = make_evidence(play, criterion=gate["criteria"][0]["key"])
        move_evidence(by=user("consultant"), evidence_id=paper.pk, move="accept")
    return Play.objects.get(pk=play.pk)


def pass_gates(play: Play, *types: str) -> Play:
    """The play with these gates passed, one after another."""
    for type in types:  # noqa: A001 - the field's name
        decide(make_submitted(play, type=type), "go")
    return Play.objects.get(pk=play.pk)
