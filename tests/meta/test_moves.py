"""Every move of every lifecycle is taken by its service from each state that allows it, and from no other."""

import datetime as dt
import importlib
import importlib.util
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps

from apps.clients.services import move_client
from apps.value.models import Contract
from apps.value.services import activate_due_contracts, amend_contract, change_draft, move_contract, propose_contract
from kernel import clock
from kernel.access import system_actor, table
from kernel.errors import ConflictRefused
from kernel.ids import new_id
from kernel.lifecycle import Lifecycle
from tests.conftest import NOW
from tests.factories.clients import ClientFactory
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, make_signed
from tests.governance import moves as governance
from tests.initiatives import moves as initiatives
from tests.library import moves as library
from tests.plays import moves as plays
from tests.value import import_moves as imports

BY = system_actor()
# A contract that begins after today stays signed until its first day.
START, DUE = dt.date(2026, 3, 9), dt.date(2026, 5, 7)


# Moves that nobody asks for by name.
UNASKED = {
    "apps.value.CONTRACT.activate",
    "apps.value.CONTRACT.supersede",
    "apps.plays.PLAY.begin",
    "apps.governance.BOUNDARY.supersede",
}


@dataclass(frozen=True)
class Way:
    """How tests make something in each state of a lifecycle, and take each of its moves."""

    fixture: str
    make: dict[str, Callable[[], Any]]
    take: dict[str, Callable[[Any], Any]]
    field: str = "status"


def _proposed() -> Any:
    return make_proposed(make_contract(start_on=START.isoformat(), due_on=DUE.isoformat())).contract


def _draft() -> Any:
    """One that was proposed and taken back, so that there is a version that could be signed by mistake."""
    contract = _proposed()
    _move("withdraw")(contract)
    return contract


def _signed() -> Any:
    return _sign(_proposed())


def _active() -> Any:
    contract = _signed()
    _activate(contract)
    return contract


def _cancelled() -> Any:
    contract = _proposed()
    _move("cancel")(contract)
    return contract


def _propose(contract: Any) -> Any:
    contract.refresh_from_db()
    return propose_contract(by=BY, contract_id=contract.pk, revision=contract.revision)


def _sign(contract: Any) -> Any:
    return make_signed(contract.versions.order_by("-number").first())


def _activate(_contract: Any) -> None:
    with clock.frozen(NOW + dt.timedelta(days=8)):
        activate_due_contracts(by=BY)


def _move(name: str) -> Callable[[Any], Any]:
    return lambda contract: move_contract(by=BY, contract_id=contract.pk, move=name, reason="It is another one now.")


def _client(status: str) -> Callable[[], Any]:
    return lambda: ClientFactory(status=status)


def _move_client(name: str) -> Callable[[Any], Any]:
    return lambda client: move_client(by=BY, client_id=client.pk, move=name)


def _read(contract: Any, *values: str) -> None:
    """A baseline of seventeen even weeks, then a reading for each of the first weeks of the contract."""
    even = [("4.9", "5.1")[week % 2] for week in range(17)]
    make_readings(contract.kpi, *even, start=dt.date(2025, 9, 1))
    make_readings(contract.kpi, *values, start=START)


def _judge(name: str, values: list[str], days: int) -> Callable[[Any], Any]:
    """Take a move that the figures have to bear out: with these readings, so many days after now."""

    def take(contract: Any) -> Any:
        with clock.frozen(NOW + dt.timedelta(days=days)):
            _read(contract, *values)
            return _move(name)(contract)

    return take


GOOD, BAD = ["2.8", "2.9", "2.7", "2.9"], ["7", "7.1", "7.2", "6.9"]
JUDGE = {
    "achieve": _judge("achieve", GOOD, 40),
    "miss": _judge("miss", ["4.9", "5.1", "5", "4.9"], 80),
    "roll_back": _judge("roll_back", BAD, 40),
}


def _judged(name: str) -> Callable[[], Any]:
    def make() -> Any:
        contract = _active()
        JUDGE[name](contract)
        return contract

    return make


def _supersede(contract: Any) -> None:
    """Another contract of the same initiative, drafted to replace this one, comes in force."""
    kpi = make_kpi(contract.initiative, name=f"Cost of a proposal {new_id()}", unit="count")
    make_baseline(kpi)
    replacing = make_contract(kpi, start_on=START.isoformat(), due_on=DUE.isoformat())
    Contract.objects.filter(pk=replacing.pk).update(supersedes=contract)
    make_signed(make_proposed(replacing))
    _activate(replacing)


def _superseded() -> Any:
    contract = _signed()
    _supersede(contract)
    return contract


def _amend(contract: Any) -> Any:
    return amend_contract(by=BY, contract_id=contract.pk)


def _changed() -> Any:
    """A contract in force with a change drafted."""
    contract = _active()
    revision = _amend(contract).revision
    return change_draft(by=BY, contract_id=contract.pk, revision=revision, terms={"target": "3.1"})


def _change_proposed() -> Any:
    contract = _changed()
    _propose(contract)
    return contract


WAYS = {
    "apps.value.CONTRACT": Way(
        "client_a",
        {"draft": _draft, "proposed": _proposed, "signed": _signed, "active": _active, "cancelled": _cancelled}
        | {"achieved": _judged("achieve"), "missed": _judged("miss"), "rolled_back": _judged("roll_back")}
        | {"superseded": _superseded},
        {
            "propose": _propose,
            "withdraw": _move("withdraw"),
            "sign": _sign,
            "activate": _activate,
            "cancel": _move("cancel"),
            "supersede": _supersede,
            **JUDGE,
        },
    ),
    "apps.value.AMENDMENT": Way(
        "client_a",
        {"none": _active, "draft": _changed, "proposed": _change_proposed},
        {
            "amend": _amend,
            "propose": _propose,
            "withdraw": _move("withdraw"),
            "sign": _sign,
            "drop": _move("drop"),
        },
        field="amendment",
    ),
    "apps.value.IMPORT": Way("client_a", imports.MAKE, imports.TAKE),
    "apps.plays.PLAY": Way("client_a", plays.PLAY_MAKE, plays.PLAY_TAKE),
    "apps.plays.GATE": Way("client_a", plays.GATE_MAKE, plays.GATE_TAKE),
    "apps.plays.ACTIVITY": Way("client_a", plays.ACTIVITY_MAKE, plays.ACTIVITY_TAKE),
    "apps.plays.EVIDENCE": Way("client_a", plays.EVIDENCE_MAKE, plays.EVIDENCE_TAKE),
    "apps.plays.KIT": Way("client_a", plays.KIT_MAKE, plays.KIT_TAKE, field="kit_status"),
    "apps.governance.BOUNDARY": Way("client_a", governance.BOUNDARY_MAKE, governance.BOUNDARY_TAKE),
    "apps.governance.MONITOR": Way("client_a", governance.MONITOR_MAKE, governance.MONITOR_TAKE),
    "apps.governance.INCIDENT": Way("client_a", governance.INCIDENT_MAKE, governance.INCIDENT_TAKE),
    "apps.initiatives.BLOCKER": Way("client_a", initiatives.BLOCKER_MAKE, initiatives.BLOCKER_TAKE),
    "apps.library.ITEM": Way("db", library.MAKE, library.TAKE),
    "apps.clients.CLIENT": Way(
        "db",
        {status: _client(status) for status in ("provisioning", "active", "suspended", "failed")},
        {name: _move_client(name) for name in ("suspend", "resume", "retry")},
    ),
}


def _lifecycles() -> dict[str, Lifecycle]:
    names = [config.name for config in apps.get_app_configs() if config.name.startswith("apps.")]
    modules = [name for name in names if importlib.util.find_spec(f"{name}.lifecycle")]
    return {
        f"{name}.{constant}": found
        for name in modules
        for constant, found in vars(importlib.import_module(f"{name}.lifecycle")).items()
        if isinstance(found, Lifecycle)
    }


def _states(lifecycle: Lifecycle) -> set[str]:
    return {str(state) for move in lifecycle.moves.values() for state in (*move.sources, move.target)}


LIFECYCLES = _lifecycles()
STEPS = [
    (name, move, state)
    for name, lifecycle in LIFECYCLES.items()
    for move in lifecycle.moves
    for state in sorted(_states(lifecycle))
]


def test_it_knows_the_way_of_every_lifecycle():
    assert set(WAYS) == set(LIFECYCLES)
    for name, lifecycle in LIFECYCLES.items():
        assert set(WAYS[name].take) == set(lifecycle.moves), "say in WAYS how the move is taken"
        assert set(WAYS[name].make) == _states(lifecycle), "say in WAYS how the state comes about"


@pytest.mark.parametrize(("name", "move", "state"), STEPS)
def test_it_takes_the_move_from_the_states_that_allow_it_only(request, name, move, state):
    way, row = WAYS[name], LIFECYCLES[name].moves[move]
    request.getfixturevalue(way.fixture)
    thing = way.make[state]()
    thing.refresh_from_db()
    assert getattr(thing, way.field) == state
    allowed = state in row.sources
    # What the calendar does is refused to nobody: it passes over what is not in its state.
    with nullcontext() if allowed or f"{name}.{move}" in UNASKED else pytest.raises(ConflictRefused):
        way.take[move](thing)
    thing.refresh_from_db()
    assert getattr(thing, way.field) == (row.target if allowed else state)


def test_it_knows_the_permission_of_every_move():
    for lifecycle in LIFECYCLES.values():
        assert {move.permission for move in lifecycle.moves.values()} <= set(table.rows)
