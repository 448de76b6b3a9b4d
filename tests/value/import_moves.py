"""How tests make an import in each of its states, and take each of its moves."""

from collections.abc import Callable
from typing import Any

from apps.value.choices import ImportStatus
from apps.value.services.imports import apply_import, check_import, drop_import, files, read_import
from kernel.access import system_actor
from tests.factories.imports import begin, csv_log, read_log, work

BY = system_actor()


def _waiting() -> Any:
    return begin(csv_log(weeks=8))


def _reading() -> Any:
    row = _waiting()
    _read(row)
    return row


def _ready() -> Any:
    return read_log(_waiting())


def _failed() -> Any:
    row = _waiting()
    files.discard(row.pk)
    _read(row)
    return work(row)


def _applied() -> Any:
    row = _ready()
    _apply(row)
    return row


def _dropped() -> Any:
    row = _waiting()
    _drop(row)
    return row


def _read(row: Any) -> None:
    row.refresh_from_db()
    options = {"columns": {"case": "ticket", "activity": "step", "timestamp": "completed"}}
    read_import(by=BY, import_id=row.pk, revision=row.revision, options=options)


def _apply(row: Any) -> None:
    mark = ""
    if row.status == ImportStatus.READY:
        mark = check_import(by=BY, import_id=row.pk, measure="turnaround_mean").mark
    apply_import(by=BY, import_id=row.pk, mark=mark, measure="turnaround_mean")


def _drop(row: Any) -> None:
    drop_import(by=BY, import_id=row.pk)


MAKE: dict[str, Callable[[], Any]] = {
    "waiting": _waiting,
    "reading": _reading,
    "ready": _ready,
    "failed": _failed,
    "applied": _applied,
    "dropped": _dropped,
}
TAKE: dict[str, Callable[[Any], Any]] = {"read": _read, "apply": _apply, "drop": _drop}
