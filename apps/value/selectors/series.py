"""A KPI's readings as points: one a period."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import cast

from django.db.models import BooleanField, Case, F, QuerySet, Value, When

from apps.value.choices import ReadingState
from apps.value.models import Kpi, Reading
from apps.value.rules.points import Period, Point


def in_force() -> QuerySet[Reading]:
    """One reading for each KPI and period: where several sources speak, the KPI's own first, else the latest recorded."""
    return own_source_first(Reading.objects.filter(state=ReadingState.CURRENT), F("kpi__source"))


def own_source_first(rows: QuerySet[Reading], source: F | str) -> QuerySet[Reading]:
    """Of these readings one for each KPI and period: that of this source, else the latest recorded."""
    own = Case(When(source=source, then=Value(False)), default=Value(True), output_field=BooleanField())
    ordered = rows.annotate(foreign_source=own).order_by("kpi_id", "period_start", "foreign_source", "-recorded_at")
    return cast("QuerySet[Reading]", ordered.distinct("kpi_id", "period_start"))


def points_of(kpi: Kpi) -> list[Point]:
    """The readings in force of a KPI in period order, in one query."""
    return points_by_kpi([kpi.pk]).get(kpi.pk, [])


def points_by_kpi(kpi_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Point]]:
    """The readings in force of several KPIs, in one query."""
    found: dict[uuid.UUID, list[Point]] = defaultdict(list)
    rows = in_force().filter(kpi_id__in=kpi_ids).values_list("kpi_id", "period_start", "period_end", "value", "cases")
    for kpi_id, start, end, value, cases in rows:
        found[kpi_id].append(Point(Period(start, end), value, cases))
    return found
