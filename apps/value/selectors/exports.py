"""Whole tables for files, row by row: a server-side cursor hands over so many rows at a time, however many there are."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

from apps.value.choices import ReadingState
from apps.value.models import Kpi, Reading
from apps.value.rules.periods import freshness, grid_of, period_name
from apps.value.rules.points import Period
from apps.value.selectors.contracts import LIST, RECENT_LEVEL
from kernel.tenancy.context import local_today

CHUNK = 500
# What an import of readings understands; a file that is written here can be read there.
READINGS = ("period", "value", "cases", "source", "note")
KPIS = (
    "id",
    "name",
    "initiative_id",
    "initiative_name",
    "unit",
    "currency",
    "direction",
    "kind",
    "scope",
    "cadence",
    "source",
    "baseline",
    "latest_period",
    "latest",
    "freshness",
    "recent_level",
    "recent_n",
)
CONTRACTS = (
    "id",
    "title",
    "status",
    "initiative_id",
    "initiative_name",
    "kpi_id",
    "kpi_name",
    "unit",
    "currency",
    "direction",
    "cadence",
    "baseline",
    "target",
    "starts_on",
    "due_on",
    "recent_level",
    "recent_n",
    "last_period_end",
    "progress",
)

# The latest reading in force: one a period, the KPI's own source first, as `selectors.series` has it.
_KPIS = f"""
SELECT k.id, k.name, k.initiative_id, i.name AS initiative_name, k.unit, k.currency, k.direction, k.kind, k.scope,
       k.cadence, k.year_start, k.source, b.value AS baseline, latest.period_start, latest.period_end,
       latest.value AS latest, recent.level AS recent_level, recent.n AS recent_n
  FROM value_kpi k
  JOIN initiatives_initiative i ON i.id = k.initiative_id
  LEFT JOIN value_baseline b ON b.kpi_id = k.id AND b.superseded_at IS NULL
  LEFT JOIN LATERAL (
      SELECT period_start, period_end, value
        FROM value_reading
       WHERE kpi_id = k.id AND state = 'current' AND period_end < %(today)s
       ORDER BY period_start DESC, (source <> k.source), recorded_at DESC
       LIMIT 1) latest ON true
{RECENT_LEVEL} ORDER BY k.name, k.id"""  # noqa: S608 - our own names


def reading_table(kpi: Kpi) -> Iterator[list[Any]]:
    """The readings in force of a KPI, of every source, as `READINGS` names their cells; by period."""
    rows = Reading.objects.filter(kpi=kpi, state=ReadingState.CURRENT).order_by("period_start", "source")
    cells = rows.values_list("period_start", "period_end", "value", "cases", "source", "note")
    for start, end, *rest in cells.iterator(chunk_size=CHUNK):
        yield [period_name(Period(start, end), kpi.grid), *rest]


def kpi_table() -> Iterator[list[Any]]:
    """Every KPI with its baseline, its latest reading and its recent level, as `KPIS` names the cells; by name."""
    today = local_today()
    for row in _rows(_KPIS, {"today": today}):
        grid = grid_of(row["cadence"], row["year_start"])
        latest = Period(row["period_start"], row["period_end"]) if row["period_start"] else None
        told = {
            "latest_period": period_name(latest, grid) if latest else None,
            "freshness": freshness(latest, today=today, grid=grid),
        }
        yield _cells(row | told, KPIS)


def contract_table() -> Iterator[list[Any]]:
    """Every contract with its progress, as `CONTRACTS` names the cells; by title."""
    for row in _rows(f"{LIST} ORDER BY c.title, c.id", {"today": local_today()}):
        yield _cells(row, CONTRACTS)


def _rows(sql: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        while rows := cursor.fetchmany(CHUNK):
            for row in rows:
                yield dict(zip(names, row, strict=True))


def _cells(row: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
    return [str(row[name]) if isinstance(row[name], uuid.UUID) else row[name] for name in names]
