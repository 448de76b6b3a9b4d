"""How tests make boundary statements, monitors and incidents in each state, and take each of their moves."""

from collections.abc import Callable
from typing import Any

from apps.governance.models import BoundaryStatement
from apps.governance.services import move_boundary, move_incident, retire_monitor
from kernel.access import system_actor
from tests.factories.governance import make_boundary, make_boundary_in_force, make_incident, make_monitor

BY = system_actor()


def _boundary(name: str) -> Callable[[Any], Any]:
    return lambda row: move_boundary(by=BY, statement_id=row.pk, move=name, content_hash=row.content_hash)


def _replace(row: BoundaryStatement) -> None:
    """Another version of the same initiative is approved; while one waits itself, no other can be proposed."""
    if row.status != "proposed":
        _boundary("approve")(make_boundary(row.initiative, reason="The limits changed."))


def _withdrawn() -> Any:
    statement = make_boundary()
    _boundary("withdraw")(statement)
    return statement


def _superseded() -> Any:
    statement = make_boundary_in_force()
    _replace(statement)
    return statement


BOUNDARY_MAKE = {
    "proposed": make_boundary,
    "in_force": make_boundary_in_force,
    "withdrawn": _withdrawn,
    "superseded": _superseded,
}
BOUNDARY_TAKE = {"approve": _boundary("approve"), "withdraw": _boundary("withdraw"), "supersede": _replace}


def _retire(row: Any) -> Any:
    row.refresh_from_db()
    return retire_monitor(by=BY, monitor_id=row.pk, revision=row.revision, reason="Another one watches it.")


def _retired() -> Any:
    monitor = make_monitor()
    _retire(monitor)
    return monitor


MONITOR_MAKE = {"active": make_monitor, "retired": _retired}
MONITOR_TAKE = {"retire": _retire}


def _incident(name: str) -> Callable[[Any], Any]:
    def take(row: Any) -> Any:
        row.refresh_from_db()
        return move_incident(
            by=BY,
            incident_id=row.pk,
            move=name,
            revision=row.revision,
            root_cause="The price list is copied by hand.",
            fallback_used=True,
            note="It came up again.",
        )

    return take


def _after(*moves: str) -> Callable[[], Any]:
    def make() -> Any:
        incident = make_incident()
        for name in moves:
            _incident(name)(incident)
        return incident

    return make


INCIDENT_MAKE = {
    "open": make_incident,
    "contained": _after("contain"),
    "resolved": _after("contain", "resolve"),
    "closed": _after("resolve", "close"),
}
INCIDENT_TAKE = {name: _incident(name) for name in ("contain", "resolve", "close", "reopen")}
