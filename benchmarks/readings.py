"""(c) 100,000 readings in batches of 10,000 through the service, against a bare COPY of the same rows into the same table."""

import datetime as dt
import time
from typing import Any

from django.db import connection, connections, transaction

from apps.value.models import Reading
from apps.value.rules.readings.rows import RawRow
from apps.value.services import BATCH_LIMIT, record_readings
from benchmarks.figures import Result, Side, in_turns
from benchmarks.ground import initiative_with_kpis, provisioned_client
from kernel.access import system_actor
from kernel.tenancy.context import mounted, schema
from kernel.tenancy.migrate import OWNER

ROUNDS = 5
READINGS = 100_000
TARGET = 0.15
LAST_DAY = dt.date(2025, 12, 31)


def _rows() -> list[RawRow]:
    """A batch as the API's door hands it on: texts, as they stood in the JSON."""
    days = (LAST_DAY - dt.timedelta(days=back) for back in range(BATCH_LIMIT))
    return [
        RawRow(
            number,
            {
                "period": day.isoformat(),
                "value": f"{3 + number % 400 / 100:.2f}",
                "cases": 3 + number % 40,
                "source": "CRM",
            },
        )
        for number, day in enumerate(days, 1)
    ]


class _Target:
    """A client with one daily KPI for each batch, emptied before each round."""

    def __init__(self, batches: int) -> None:
        self.client = provisioned_client()
        with mounted(self.client):
            self.kpis = initiative_with_kpis(batches, cadence="day")

    def empty(self) -> None:
        with schema(self.client.schema_name, using=OWNER), connections[OWNER].cursor() as cursor:
            cursor.execute("TRUNCATE value_reading")
            cursor.execute("VACUUM ANALYZE value_reading")


def run(*, scale: float = 1.0) -> Result:
    """Both ways in turns, each into a client of its own."""
    batches = max(1, round(READINGS * scale) // BATCH_LIMIT)
    rows, ours_in, theirs_in = _rows(), _Target(batches), _Target(batches)
    by = system_actor("api")

    def through_the_service() -> float:
        ours_in.empty()
        with mounted(ours_in.client):
            start = time.perf_counter()
            for kpi in ours_in.kpis:
                recorded = record_readings(by=by, rows=rows, door="api", kpi_id=kpi.pk)
                if not recorded.applied or recorded.batch.refused:
                    raise RuntimeError("The benchmark's own readings were refused.")
            return batches * BATCH_LIMIT / (time.perf_counter() - start)

    through_the_service()
    columns, copied = _recorded(ours_in, theirs_in)

    def bare_copy() -> float:
        theirs_in.empty()
        with mounted(theirs_in.client):
            start = time.perf_counter()
            with (
                transaction.atomic(),
                connection.cursor() as cursor,
                cursor.copy(f"COPY value_reading ({columns}) FROM STDIN") as copy,
            ):
                for row in copied:
                    copy.write_row(row)
            return len(copied) / (time.perf_counter() - start)

    bare_copy()
    ours, theirs = in_turns(ROUNDS, through_the_service, bare_copy)
    return Result(
        name="readings",
        question=f"How fast do {batches * BATCH_LIMIT:,} readings come in?",
        sides=[
            Side(f"record_readings, {batches} batches of {BATCH_LIMIT:,}", "readings/s", ours),
            Side("COPY of the same rows, all in one, values ready-made", "readings/s", theirs),
        ],
        target=TARGET,
        at_most=False,
        notes=["Same table with all its indexes and constraints; each round begins with an empty table."],
    )


def _recorded(ours: _Target, theirs: _Target) -> tuple[str, list[tuple[Any, ...]]]:
    """The rows that the service wrote, every column, pointing to the other client's KPIs."""
    names = [field.column for field in Reading._meta.concrete_fields]
    other = {mine.pk: his.pk for mine, his in zip(ours.kpis, theirs.kpis, strict=True)}
    with mounted(ours.client):
        found = list(Reading.objects.order_by("pk").values_list(*names))
    place = names.index("kpi_id")
    rows = [(*row[:place], other[row[place]], *row[place + 1 :]) for row in found]
    return ", ".join(names), rows
