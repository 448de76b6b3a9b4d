"""How tests make plays, gates, activities, evidence and kits in each of their states, and take each of their moves."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from apps.plays.models import Gate, Play
from apps.plays.rules.gates import Condition
from apps.plays.services import (
    discard_kit,
    freeze_kit,
    keep_days,
    move_activity,
    move_evidence,
    release_kit,
    resume_play,
    submit_gate,
    withdraw_gate,
)
from kernel import clock
from kernel.access import system_actor
from kernel.tenancy.context import local_today
from tests.actors import user
from tests.conftest import NOW
from tests.factories.plays import a_gate, decide, make_activity, make_evidence, make_papers, make_play, pass_gates

BY = system_actor()
LATER = dt.timedelta(days=7)


def at_its_last_gate() -> Play:
    """A play that can be scaled: its gates ask for a paper each, and only the last is left."""
    return pass_gates(make_papers(make_play()), "pilot", "limited_production")


def _next(play: Play) -> Gate:
    found: Gate = Gate.objects.exclude(status="passed").filter(play=play).order_by("position").first()
    return found


def _decided(outcome: str, **given: Any) -> Callable[[Any], Any]:
    """Decide a gate, or the one that is next in a play."""

    def take(thing: Any) -> Any:
        gate = thing if isinstance(thing, Gate) else _next(thing) or a_gate(thing, "scale")
        gate.refresh_from_db()
        decide(gate, outcome, **given)
        return thing

    return take


def _redesigned(thing: Any) -> Any:
    return _decided("redesign", redesign_on=local_today() + 2 * LATER)(thing)


def _scaled(play: Any) -> Any:
    gate = _next(play) or a_gate(play, "scale")
    submit_gate(by=user("consultant"), gate_id=gate.pk, revision=gate.revision)
    return _decided("go")(play)


def _resumed(thing: Any) -> Any:
    play = Play.objects.get(pk=thing.play_id if isinstance(thing, Gate) else thing.pk)
    resume_play(by=BY, play_id=play.pk, revision=play.revision)
    return thing


def _begun(_play: Any) -> None:
    with clock.frozen(NOW + LATER):
        keep_days(by=BY)


PLAY_MAKE: dict[str, Callable[[], Any]] = {
    "planned": lambda: make_papers(make_play(starts_on=NOW.date() + LATER)),
    "running": at_its_last_gate,
    "paused": lambda: _redesigned(at_its_last_gate()),
    "scaled": lambda: _scaled(at_its_last_gate()),
    "stopped": lambda: _decided("stop")(at_its_last_gate()),
}
PLAY_TAKE: dict[str, Callable[[Any], Any]] = {
    "begin": _begun,
    "pause": _redesigned,
    "resume": _resumed,
    "scale": _scaled,
    "stop": _decided("stop"),
}


def _open() -> Gate:
    return a_gate(make_papers(make_play()))


def _submitted() -> Gate:
    return _submit(_open())


def _submit(gate: Any) -> Any:
    return submit_gate(by=user("consultant"), gate_id=gate.pk, revision=gate.revision)


def _with_conditions(gate: Any) -> Any:
    owner = gate.play.initiative.workflow_owner_id
    return _decided("conditional_go", conditions=[Condition("Write it down.", local_today() + LATER, owner)])(gate)


GATE_MAKE: dict[str, Callable[[], Any]] = {
    "open": _open,
    "submitted": _submitted,
    "passed": lambda: _decided("go")(_submitted()),
    "redesign": lambda: _redesigned(_open()),
    "stopped": lambda: _decided("stop")(_open()),
}
GATE_TAKE: dict[str, Callable[[Any], Any]] = {
    "submit": _submit,
    "withdraw": lambda gate: withdraw_gate(by=user("consultant"), gate_id=gate.pk, revision=gate.revision),
    "go": _decided("go"),
    "conditional_go": _with_conditions,
    "redesign": _redesigned,
    "stop": _decided("stop"),
    "reopen": _resumed,
}


def _activity(*moves: str) -> Callable[[], Any]:
    def make() -> Any:
        activity = make_activity()
        for move in moves:
            ACTIVITY_TAKE[move](activity)
        return activity

    return make


def _move_activity(move: str) -> Callable[[Any], Any]:
    return lambda activity: move_activity(by=BY, activity_id=activity.pk, move=move)


ACTIVITY_TAKE: dict[str, Callable[[Any], Any]] = {
    move: _move_activity(move) for move in ("begin", "finish", "drop", "reopen")
}
ACTIVITY_MAKE: dict[str, Callable[[], Any]] = {
    "open": _activity(),
    "doing": _activity("begin"),
    "done": _activity("finish"),
    "dropped": _activity("drop"),
}


def _evidence(*moves: str) -> Callable[[], Any]:
    def make() -> Any:
        row = make_evidence()
        for move in moves:
            EVIDENCE_TAKE[move](row)
        return row

    return make


def _move_evidence(move: str) -> Callable[[Any], Any]:
    return lambda row: move_evidence(by=user("partner_admin"), evidence_id=row.pk, move=move, note="Read.")


EVIDENCE_TAKE: dict[str, Callable[[Any], Any]] = {
    move: _move_evidence(move) for move in ("accept", "reject", "withdraw")
}
EVIDENCE_MAKE: dict[str, Callable[[], Any]] = {
    "submitted": _evidence(),
    "accepted": _evidence("accept"),
    "rejected": _evidence("reject"),
    "withdrawn": _evidence("withdraw"),
}


def _without_kit() -> Play:
    return pass_gates(make_papers(make_play()), "pilot")


def _frozen() -> Play:
    return _freeze(_without_kit())


def _freeze(play: Any) -> Any:
    return freeze_kit(by=BY, play_id=play.pk)


def _release(play: Any) -> Any:
    play.refresh_from_db()
    return release_kit(by=user("client_sponsor"), play_id=play.pk, kit_hash=play.kit_hash)


KIT_MAKE: dict[str, Callable[[], Any]] = {
    "none": _without_kit,
    "frozen": _frozen,
    "released": lambda: _release(_frozen()),
}
KIT_TAKE: dict[str, Callable[[Any], Any]] = {
    "freeze": _freeze,
    "discard": lambda play: discard_kit(by=BY, play_id=play.pk),
    "release": _release,
}
