"""(h) Figures over many KPIs: limits, signals, level, trend, course and the KPI signal of 1,000 KPIs with 200 readings each."""

import datetime as dt
import random
import statistics
import time
import uuid
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from apps.value.rules.periods import period_of
from apps.value.rules.points import Point
from apps.value.selectors.standing import Standing, standing
from benchmarks.figures import Result, Side, in_turns
from tests.value.rules.series import contract

KPIS, READINGS, ROUNDS = 1_000, 200, 5
FIRST = dt.date(2022, 1, 3)
TODAY = FIRST + dt.timedelta(weeks=READINGS)


def _series(seed: int) -> list[Point]:
    chance = random.Random(seed)
    weeks = (period_of(FIRST + dt.timedelta(weeks=week), "week") for week in range(READINGS))
    return [Point(week, Decimal(round(chance.gauss(5, 0.6), 3)).quantize(Decimal("0.001")), 20) for week in weeks]


def _ours(series: Sequence[Sequence[Point]]) -> list[Standing]:
    """As a contract's page computes them: a baseline of half a year, then all that came since."""
    terms = contract()
    if terms.kpi is None or terms.baseline is None or terms.rollback is None:
        raise RuntimeError("The benchmark's contract is complete.")
    kpi = replace(terms.kpi, key=str(uuid.UUID(int=1)))
    window_end = FIRST + dt.timedelta(weeks=26, days=-1)
    baseline = replace(terms.baseline, window_start=FIRST, window_end=window_end)
    agreed = replace(
        terms,
        kpi=kpi,
        baseline=baseline,
        guardrails=(),
        rollback=replace(terms.rollback, kpi_key=kpi.key),
        start_on=TODAY - dt.timedelta(weeks=9),
        due_on=TODAY,
    )
    return [standing(kpi, baseline, points, today=TODAY, terms=agreed) for points in series]


def _bare(series: Sequence[Sequence[float]]) -> list[tuple[float, float, int]]:
    """The least that any implementation does: in floats, the two limits and the points outside them."""
    found = []
    for values in series:
        before = values[:26]
        centre = statistics.fmean(before)
        spread = 2.66 * statistics.fmean(abs(after - earlier) for earlier, after in pairwise(before))
        outside = sum(not centre - spread <= value <= centre + spread for value in values[26:])
        found.append((centre - spread, centre + spread, outside))
    return found


def run(*, scale: float = 1.0) -> Result:
    """Both over the same readings, in turns."""
    count = max(20, round(KPIS * scale))
    series = [_series(seed) for seed in range(count)]
    floats = [[float(point.value) for point in points] for points in series]

    def ours() -> float:
        start = time.perf_counter()
        _ours(series)
        return time.perf_counter() - start

    def bare() -> float:
        start = time.perf_counter()
        _bare(floats)
        return time.perf_counter() - start

    found = in_turns(ROUNDS, ours, bare)
    sides = [
        Side(f"every figure of {count:,} KPIs with {READINGS} readings each", "s", found[0]),
        Side("limits and points outside them alone, in floats", "s", found[1]),
    ]
    each = sides[0].median / count * 1_000
    return Result(
        name="standings",
        question="How long do the figures of many KPIs take?",
        sides=sides,
        notes=[
            f"{each:.2f} ms a KPI: limits, three run rules, level, progress, trend with its interval, course, KPI signal.",
            f"The bare loop knows one rule and rounds in binary: {sides[0].median / sides[1].median:.0f} times as fast.",
        ],
        more={"ms_a_kpi": each},
    )
