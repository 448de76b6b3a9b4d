"""A KPI's readings one by one, with what was believed before, and the periods that still lack one."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.value.choices import ReadingState
from apps.value.models import Reading
from apps.value.rules.points import MINIMUM_CASES
from kernel.errors import NotFoundMissing

# Five years of days; whoever needs more than that on one page takes it through the API.
MOST_LISTED = 2_000


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A reading, with what was believed before of its period and source, the latest first."""

    id: uuid.UUID
    period_start: dt.date
    period_end: dt.date
    value: Decimal
    cases: int | None
    source: str
    note: str
    door: str
    recorded_at: dt.datetime
    recorded_by: str
    state: str = ReadingState.CURRENT
    earlier: Sequence["ReadingRow"] = ()

    @property
    def hollow(self) -> bool:
        """Whether it was made of too few cases to count in a rule."""
        return self.cases is not None and self.cases < MINIMUM_CASES


_FIELDS = (
    "id",
    "period_start",
    "period_end",
    "value",
    "cases",
    "source",
    "note",
    "door",
    "recorded_at",
    "recorded_by_name",
    "state",
)


def reading_rows(kpi_id: uuid.UUID) -> list[ReadingRow]:
    """The current readings of a KPI, the newest period first and so many at most, in one query."""
    rows = Reading.objects.filter(kpi_id=kpi_id, state=ReadingState.CURRENT).order_by("-period_start", "source")
    return [ReadingRow(*row) for row in rows.values_list(*_FIELDS)[:MOST_LISTED]]


def reading_row(kpi_id: uuid.UUID, reading_id: uuid.UUID) -> ReadingRow:
    """One current reading of a KPI. Raises `NotFoundMissing`, also for one that is not in force any more."""
    rows = Reading.objects.filter(kpi_id=kpi_id, pk=reading_id, state=ReadingState.CURRENT).values_list(*_FIELDS)
    found = rows.first()
    if found is None:
        raise NotFoundMissing(_("There is no such reading in force."))
    return ReadingRow(*found)


def with_earlier(kpi_id: uuid.UUID, rows: Sequence[ReadingRow]) -> list[ReadingRow]:
    """These readings with what was believed before of them, in one query."""
    found: dict[tuple[dt.date, str], list[ReadingRow]] = defaultdict(list)
    past = Reading.objects.filter(kpi_id=kpi_id, period_start__in={row.period_start for row in rows})
    past = past.exclude(state=ReadingState.CURRENT).order_by("-recorded_at")
    for values in past.values_list(*_FIELDS) if rows else ():
        before = ReadingRow(*values)
        found[before.period_start, before.source].append(before)
    return [replace(row, earlier=found[row.period_start, row.source]) for row in rows]
