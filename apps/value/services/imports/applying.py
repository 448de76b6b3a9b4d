"""Recording what an import was shown to do: at once where it is little, by the task where it is much."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.value import events, permissions
from apps.value.choices import ImportKind, ImportStatus
from apps.value.lifecycle import IMPORT
from apps.value.models import DataImport
from apps.value.rules.imports.plans import Plan, plan_of
from apps.value.selectors.imports import data_import
from apps.value.services.imports import files
from apps.value.services.imports.documents import actor_document, storable
from apps.value.services.imports.plans import (
    SMALL_ROWS,
    ImportChangedRefused,
    plan_for,
    record_table,
    table_in,
)
from apps.value.services.imports.queue import ring_on_commit
from apps.value.services.kpis import record_baseline
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import plain
from kernel.ledger.services import record
from kernel.lifecycle import MoveRefused
from kernel.rows import locked


@dataclass(frozen=True, slots=True)
class BaselineWish:
    """A baseline that is recorded with the readings, from those of a window (V2)."""

    window_start: dt.date
    window_end: dt.date
    method: str
    reason: str = ""


def check_import(*, by: Actor, import_id: uuid.UUID, measure: str = "") -> Plan:
    """What a file that was read would do now; of a large one, what it would have done when it was looked at.

    `measure` names what is taken from an event log. Raises `MoveRefused` for one that is not ready, `MeasureRefused`.
    """
    row = data_import(import_id)
    table.require(by, permissions.READINGS, row.kpi.initiative)
    if row.status != ImportStatus.READY:
        raise MoveRefused(_("The file is not ready to be recorded."), way_out=_("Look at the import itself."))
    if row.kind == ImportKind.READINGS and row.result["rows"] > SMALL_ROWS:
        return Plan.from_document(row.result["plan"])
    return plan_for(by=by, row=row, table=table_in(row, measure))


def apply_import(
    *, by: Actor, import_id: uuid.UUID, mark: str, measure: str = "", baseline: BaselineWish | None = None
) -> DataImport:
    """Record what was shown, with a baseline from it if that is wanted, in one transaction; more than 2,000 rows the task records.

    Raises `ImportChangedRefused` when it would do something else by now than what `mark` stands for, `MeasureRefused`,
    `MoveRefused`, and what `record_baseline` raises.
    """
    with transaction.atomic():
        row: DataImport = locked(DataImport.objects.select_related("kpi__initiative"), import_id)
        table.require(by, permissions.READINGS, row.kpi.initiative)
        if baseline is not None:
            table.require(by, permissions.DEFINE, row.kpi.initiative)
        target = IMPORT.target(row.status, "apply")
        if row.kind == ImportKind.READINGS and row.result["rows"] > SMALL_ROWS:
            if Plan.from_document(row.result["plan"]).mark != mark:
                raise changed()
            row.result["asked"] = storable(
                {"by": actor_document(by), "mark": mark, "baseline": plain(asdict(baseline)) if baseline else None}
            )
            row.status, row.progress_percent, row.progress_at = ImportStatus.APPLYING, 0, clock.now()
            row.reading_options["attempts"] = 0
            row.revision += 1
            row.save()
            ring_on_commit(row.pk)
            return row
        record_now(by=by, row=row, mark=mark, measure=measure, baseline=baseline)
        row.status = target
    return row


def record_now(*, by: Actor, row: DataImport, mark: str, measure: str, baseline: BaselineWish | None) -> None:
    """Record a locked import in the caller's transaction. Raises `ImportChangedRefused`."""
    rows = table_in(row, measure)
    # The dry run locks the KPI, so that nothing comes between it and the recording.
    plan = plan_for(by=by, row=row, table=rows)
    if plan.mark != mark:
        raise changed()
    done = plan_of(record_table(by=by, row=row, table=rows, dry_run=False).batch)
    if baseline is not None:
        record_baseline(
            by=by,
            kpi_id=row.kpi_id,
            method=baseline.method,
            window_start=baseline.window_start,
            window_end=baseline.window_end,
            source=row.file_name,
            from_readings=True,
            reason=baseline.reason,
            file_digest=row.file_digest,
        )
    row.result = storable({**_kept(row), "plan": done.document(), "rows": done.rows, "measure": measure})
    row.status, row.applied_at, row.progress_percent = ImportStatus.APPLIED, clock.now(), 100
    row.progress_at = row.applied_at
    row.revision += 1
    row.save()
    record(
        events.IMPORT_APPLIED,
        subject=row.kpi,
        by=by,
        data={
            "import": row.pk,
            "file": row.file_name,
            "digest": row.file_digest,
            "measure": measure,
            "counts": dict(done.counts),
            "options": row.reading_options,
        },
    )
    transaction.on_commit(lambda: files.discard(row.pk), robust=True)


def changed() -> ImportChangedRefused:
    """The refusal of what is not what was shown."""
    return ImportChangedRefused(
        _("Somebody entered readings since you saw what the file would do."),
        way_out=_("Look at what it would do now, then import it."),
    )


def wish_from(document: Mapping[str, Any] | None) -> BaselineWish | None:
    """The wish behind the JSON values that were kept of it."""
    if document is None:
        return None
    days = {name: dt.date.fromisoformat(document[name]) for name in ("window_start", "window_end")}
    return BaselineWish(**days, method=document["method"], reason=document["reason"])


def _kept(row: DataImport) -> dict[str, Any]:
    return {name: row.result[name] for name in ("measures", "left_out", "sheet", "others") if name in row.result}
