"""Recording readings: one, a batch or a file, through the same checks, in one transaction, with one entry a KPI."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.value import events, permissions
from apps.value.choices import ContractStatus, ReadingState, RowOutcome
from apps.value.models import Baseline, Contract, Kpi, Reading
from apps.value.rules.periods import parse_period
from apps.value.rules.readings.rows import Batch, CurrentReading, RawRow, RowResult, check_batch
from apps.value.rules.shares import is_share, usual_level
from apps.value.selectors.series import points_of
from apps.value.selectors.terms import kpi_terms
from apps.value.services.watching import hold_contracts, tell, watched
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import digest
from kernel.decimals import PLAIN, NumberStyle
from kernel.errors import InvalidRefused, Problem
from kernel.ids import new_id
from kernel.ledger.services import record
from kernel.lifecycle import MoveRefused
from kernel.rows import locked, refuse
from kernel.tenancy.context import local_today, require_mounted

BATCH_LIMIT = 10_000
# An entry of the ledger tells this many readings one by one; of more, the counts and the digest of all.
TOLD_ONE_BY_ONE = 20
_COLUMNS = (
    "id, kpi_id, period_start, period_end, value, cases, source, note, state, door, recorded_at, recorded_by_id, "
    "recorded_by_name, corrects_id, superseded_at"
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch did, row by row; `applied` is False for a dry run and for a refused whole."""

    batch: Batch
    applied: bool


def record_readings(
    *,
    by: Actor,
    rows: Sequence[RawRow],
    door: str,
    kpi_id: uuid.UUID | None = None,
    dry_run: bool = False,
    all_or_nothing: bool = False,
    style: NumberStyle = PLAIN,
) -> Recorded:
    """Check rows and record those that hold (V9): new ones, and corrections, which keep what was believed before.

    Without `kpi_id` each row names its KPI by id in the cell `kpi`. With `all_or_nothing` one refused row keeps all out.
    An id of no KPI here is a refused row; raises `AccessRefused` when the actor may not enter readings of one of the KPIs.
    """
    require_mounted()
    by_kpi, refused = _by_kpi(rows, kpi_id)
    with transaction.atomic():
        if not dry_run:
            hold_contracts(by_kpi.keys())
        kpis = {
            kpi.pk: kpi
            for kpi in Kpi.objects.select_related("initiative")
            .filter(pk__in=by_kpi)
            .select_for_update(of=("self",), no_key=True)
            .order_by("pk")
        }
        batches: dict[uuid.UUID, Batch] = {}
        today = local_today()
        for pk, own in by_kpi.items():
            kpi = kpis.get(pk)
            if kpi is None:
                refused += [_unknown_kpi(row) for row in own]
                continue
            table.require(by, permissions.READINGS, kpi.initiative)
            batches[pk] = check_batch(
                own,
                kpi=kpi_terms(kpi),
                today=today,
                current=_current(kpi, own),
                source=kpi.source,
                style=style,
                usual=_usual(kpi),
            )
        whole = _whole(batches, refused)
        if dry_run or (all_or_nothing and whole.refused):
            return Recorded(whole, applied=False)
        for pk, batch in batches.items():
            _apply(by, kpis[pk], batch, door)
    return Recorded(whole, applied=True)


def record_reading(
    *, by: Actor, kpi_id: uuid.UUID, cells: dict[str, Any], door: str, style: NumberStyle = PLAIN
) -> RowResult:
    """Record one reading. Raises `InvalidRefused` naming the field and the rule where it cannot be accepted."""
    recorded = record_readings(
        by=by, rows=[RawRow(1, cells)], door=door, kpi_id=kpi_id, all_or_nothing=True, style=style
    )
    result = recorded.batch.results[0]
    if result.outcome is RowOutcome.REFUSED:
        raise InvalidRefused(_("The reading cannot be recorded."), result.problems)
    return result


def withdraw_reading(*, by: Actor, kpi_id: uuid.UUID, reading_id: uuid.UUID, reason: str) -> Reading:
    """Take a reading that should not be there out of force, with the reason; what was believed stays on record (V9).

    Raises `NotFoundMissing`, or `MoveRefused` for one that is not in force any more.
    """
    with transaction.atomic():
        hold_contracts([kpi_id])
        kpi: Kpi = locked(Kpi.objects.select_related("initiative"), kpi_id)
        table.require(by, permissions.READINGS, kpi.initiative)
        reading: Reading = locked(Reading.objects.filter(kpi=kpi), reading_id)
        if reading.state != ReadingState.CURRENT:
            raise MoveRefused(
                _("This reading is not in force any more."),
                [Problem("reading", "V9", _("It was corrected or withdrawn."))],
                way_out=_("Look at the reading in force for its period."),
            )
        if not reason.strip():
            text = _("A reading is withdrawn for a reason.")
            refuse([Problem("reason", "V9", text, _("Write what was wrong with it."))])
        watch = watched(kpi)
        reading.state, reading.superseded_at = ReadingState.WITHDRAWN, clock.now()
        reading.save(update_fields=["state", "superseded_at"])
        Contract.objects.filter(kpi=kpi, status__in=[ContractStatus.SIGNED, ContractStatus.ACTIVE]).update(
            updated_at=reading.superseded_at
        )
        record(
            events.READING_WITHDRAWN,
            subject=kpi,
            by=by,
            data={
                "reading": reading.pk,
                "period": reading.period_start,
                "value": reading.value,
                "source": reading.source,
                "reason": reason.strip()[:1_000],
            },
        )
        tell(by, watch)
    return reading


def _by_kpi(rows: Sequence[RawRow], kpi_id: uuid.UUID | None) -> tuple[dict[uuid.UUID, list[RawRow]], list[RowResult]]:
    if kpi_id is not None:
        return {kpi_id: list(rows)}, []
    grouped: dict[uuid.UUID, list[RawRow]] = defaultdict(list)
    refused: list[RowResult] = []
    known: dict[str, uuid.UUID | None] = {}
    for row in rows:
        if row.problem is not None or type(row.cells) is not dict:
            refused.append(check_row_shape(row))
            continue
        name = str(row.cells.get("kpi", ""))
        if name not in known:
            known[name] = _as_id(name)
        if (pk := known[name]) is None:
            refused.append(_unknown_kpi(row))
            continue
        cells = row.cells.copy()
        del cells["kpi"]
        grouped[pk].append(row._replace(cells=cells))
    return grouped, refused


def check_row_shape(row: RawRow) -> RowResult:
    """The refusal of a row that could not be read, or is no object."""
    problem = row.problem or Problem("", "row", _("A reading is an object with its fields."))
    return RowResult(row.number, RowOutcome.REFUSED, None, (problem,))


def _as_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _unknown_kpi(row: RawRow) -> RowResult:
    problem = Problem(
        "kpi", "not_found", _("There is no such KPI."), _("Name it by its id, as the list of KPIs gives it.")
    )
    return RowResult(row.number, RowOutcome.REFUSED, None, (problem,))


def _current(kpi: Kpi, rows: Iterable[RawRow]) -> dict[tuple[dt.date, str], CurrentReading]:
    """The readings in force in the span of periods that the rows speak of, in one query."""
    texts = {str(row.cells.get("period", "")).strip().upper() for row in rows if type(row.cells) is dict}
    starts = [period.start for text in texts if (period := parse_period(text, kpi.grid))]
    if not starts:
        return {}
    found = Reading.objects.filter(
        kpi=kpi, state=ReadingState.CURRENT, period_start__gte=min(starts), period_start__lte=max(starts)
    ).values_list("period_start", "source", "pk", "value", "cases", "note")
    return {(start, source): CurrentReading(pk, value, cases, note) for start, source, pk, value, cases, note in found}


def _usual(kpi: Kpi) -> Decimal | None:
    """What the KPI's readings usually are, where 0.42 could be meant for 42 or the other way round."""
    if not is_share(kpi.unit):
        return None
    baseline = Baseline.objects.filter(kpi=kpi, superseded_at__isnull=True).values_list("value", flat=True).first()
    return usual_level([point.value for point in points_of(kpi)], baseline)


def _whole(batches: dict[uuid.UUID, Batch], refused: list[RowResult]) -> Batch:
    if len(batches) == 1 and not refused:
        return next(iter(batches.values()))
    results = [*refused, *(result for batch in batches.values() for result in batch.results)]
    return Batch(sorted(results, key=lambda result: result.number))


def _apply(by: Actor, kpi: Kpi, batch: Batch, door: str) -> None:
    changes = [result for result in batch.results if result.outcome in (RowOutcome.NEW, RowOutcome.CORRECTED)]
    if not changes:
        return
    moment, watch = clock.now(), watched(kpi)
    superseded = [result.current.id for result in changes if result.current is not None]
    if superseded:
        Reading.objects.filter(pk__in=superseded).update(state=ReadingState.CORRECTED, superseded_at=moment)
    with connection.cursor() as cursor, cursor.copy(f"COPY value_reading ({_COLUMNS}) FROM STDIN") as copy:
        for result in changes:
            start, end, value, cases, source, note = result.values  # type: ignore[misc]
            copy.write_row(
                (
                    new_id(),
                    kpi.pk,
                    start,
                    end,
                    value,
                    cases,
                    source,
                    note,
                    ReadingState.CURRENT.value,
                    door,
                    moment,
                    by.id,
                    by.name,
                    result.current.id if result.current else None,
                    None,
                )
            )
    # A contract shows its progress: whoever asks what changed since a moment has to see it again.
    Contract.objects.filter(kpi=kpi, status__in=[ContractStatus.SIGNED, ContractStatus.ACTIVE]).update(
        updated_at=moment
    )
    record(events.READINGS_RECORDED, subject=kpi, by=by, data=_told(changes, door))
    tell(by, watch)


def _told(changes: Sequence[RowResult], door: str) -> dict[str, Any]:
    told = [
        [
            result.values.period_start,
            result.values.value,
            result.values.source,
            result.current.value if result.current else None,
        ]
        for result in changes
        if result.values
    ]
    data: dict[str, Any] = {
        "door": door,
        "new": sum(result.outcome is RowOutcome.NEW for result in changes),
        "corrected": sum(result.outcome is RowOutcome.CORRECTED for result in changes),
        "first": min(result.values.period_start for result in changes if result.values),
        "last": max(result.values.period_start for result in changes if result.values),
    }
    if len(told) <= TOLD_ONE_BY_ONE:
        return data | {
            "readings": [{"period": row[0], "value": row[1], "source": row[2], "before": row[3]} for row in told]
        }
    return data | {"digest": digest(told)}
