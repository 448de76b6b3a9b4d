"""Where a KPI and its contract stand: every figure from the readings in force, by the rules of `apps.value.rules`."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from apps.value.choices import Direction, Freshness
from apps.value.models import Baseline, Kpi
from apps.value.rules.contracts.content import can_be_negative
from apps.value.rules.figures.baselines import included, undecided
from apps.value.rules.figures.gate_signal import GuardrailReadings, KpiSignal, kpi_signal
from apps.value.rules.figures.levels import Level, Progress, RangeHold, progress, range_hold, recent_level
from apps.value.rules.figures.limits import NaturalLimits, baseline_points, kept_limits, natural_limits
from apps.value.rules.figures.milestones import MilestoneStanding, milestone_standings
from apps.value.rules.figures.rollback import Firing, rollback_firings
from apps.value.rules.figures.signals import Signal, find_signals
from apps.value.rules.figures.trend import CourseResult, Trend, course, trend
from apps.value.rules.periods import freshness, is_complete
from apps.value.rules.points import Period, Point, Unknown
from apps.value.rules.terms import BaselineTerms, ContractTerms, KpiTerms
from apps.value.selectors.series import points_by_kpi
from apps.value.selectors.terms import baseline_terms, kpi_terms
from kernel.tenancy.context import local_today


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of one KPI, and of the contract on it where there is one. What cannot be said yet is an `Unknown`."""

    kpi: KpiTerms
    baseline: BaselineTerms | None
    points: Sequence[Point]
    latest: Point | None
    level: Level | Unknown
    limits: NaturalLimits | Unknown
    signals: Sequence[Signal]
    freshness: Freshness
    today: dt.date
    terms: ContractTerms | None = None
    progress: Progress | Unknown | None = None
    hold: RangeHold | Unknown | None = None
    trend: Trend | Unknown | None = None
    course: CourseResult | None = None
    moved: KpiSignal | None = None
    guardrails: Sequence["GuardrailStanding"] = ()
    milestones: Sequence[MilestoneStanding] = ()
    fired: Sequence[Firing] = ()

    @property
    def undecided(self) -> list[Period]:
        """The baseline's periods outside its own limits of which nobody has decided yet whether they stay in it."""
        outside = () if isinstance(self.limits, Unknown) else self.limits.outside
        return undecided(outside, self.baseline.decisions if self.baseline else ())

    @property
    def recent(self) -> list[Point]:
        """The latest readings, newest first, as many as half a year of weeks."""
        return list(reversed(self.points))[:26]


@dataclass(frozen=True, slots=True)
class GuardrailStanding:
    """A guardrail with its latest reading and every period in which it was past its bound."""

    name: str
    kpi: KpiTerms
    comparison: str
    readings: GuardrailReadings
    latest: Point | None


def keys_of(terms: ContractTerms) -> list[uuid.UUID]:
    """The KPIs whose readings the terms need: the target's first, then the guardrails'."""
    if terms.kpi is None:
        raise ValueError("Terms without a KPI have no standing.")
    return [uuid.UUID(terms.kpi.key), *(uuid.UUID(guardrail.kpi.key) for guardrail in terms.guardrails)]


def standing_of_terms(
    terms: ContractTerms, series: Mapping[uuid.UUID, Sequence[Point]], *, today: dt.date | None = None
) -> Standing:
    """Where a contract stands, from its frozen or drafted terms and the readings of its KPIs; as of today if no day is given."""
    keys = keys_of(terms)
    return standing(
        cast("KpiTerms", terms.kpi),
        terms.baseline,
        series.get(keys[0], []),
        today=today or local_today(),
        terms=terms,
        guardrails=[series.get(key, []) for key in keys[1:]],
    )


def standing_of_kpi(kpi: Kpi) -> Standing:
    """Where a KPI stands by itself, in two queries."""
    baseline = Baseline.objects.filter(kpi=kpi, superseded_at__isnull=True).first()
    return standing(
        kpi_terms(kpi),
        baseline_terms(baseline) if baseline else None,
        points_by_kpi([kpi.pk]).get(kpi.pk, []),
        today=local_today(),
    )


def standing(
    kpi: KpiTerms,
    baseline: BaselineTerms | None,
    points: Sequence[Point],
    *,
    today: dt.date,
    terms: ContractTerms | None = None,
    guardrails: Sequence[Sequence[Point]] = (),
) -> Standing:
    """Put the figures together. The natural limits are those of the baseline's window; signals are what came after it."""
    complete = [point for point in points if is_complete(point.period, today)]
    window = (baseline.window_start, baseline.window_end) if baseline else (None, None)
    inside = baseline_points(complete, window_start=window[0], window_end=window[1]) if window[0] and window[1] else []
    inside = included(inside, baseline.decisions if baseline else ())
    nonnegative = not can_be_negative(kpi)
    limits: NaturalLimits | Unknown = (
        kept_limits(baseline.limits, grid=kpi.grid, nonnegative=nonnegative)
        if baseline and baseline.limits
        else natural_limits(inside, nonnegative=nonnegative)
    )
    bounds = {"low": terms.range_low, "high": terms.range_high} if terms else {}
    signals = (
        []
        if isinstance(limits, Unknown)
        else find_signals(complete, limits, direction=kpi.direction, after=window[1], **bounds)
    )
    latest = complete[-1] if complete else None
    level = recent_level(complete, cadence=kpi.cadence, today=today)
    base = Standing(
        kpi=kpi,
        baseline=baseline,
        points=complete,
        latest=latest,
        level=level,
        limits=limits,
        signals=signals,
        freshness=freshness(latest.period if latest else None, today=today, grid=kpi.grid),
        today=today,
        terms=terms,
    )
    if terms is None or terms.start_on is None or terms.due_on is None or baseline is None or baseline.value is None:
        return base
    return _with_contract(base, terms, start=terms.start_on, due=terms.due_on, guardrails=guardrails)


def _with_contract(
    base: Standing, terms: ContractTerms, *, start: dt.date, due: dt.date, guardrails: Sequence[Sequence[Point]]
) -> Standing:
    kpi, baseline, today = base.kpi, base.baseline, base.today
    if baseline is None or baseline.value is None:
        return base
    bounds = {"low": terms.range_low, "high": terms.range_high}
    heading = trend(base.points, grid=kpi.grid, start=start, due=due, today=today)
    since = [signal for signal in base.signals if signal.period.start >= start]
    watched = [
        GuardrailStanding(
            name=guardrail.kpi.name,
            kpi=guardrail.kpi,
            comparison=guardrail.comparison,
            readings=GuardrailReadings(
                guardrail.kpi.name, guardrail.comparison, guardrail.bound, guardrail.kpi.grid, points
            ),
            latest=max(points, key=lambda point: point.period, default=None),
        )
        for guardrail, points in zip(terms.guardrails, guardrails, strict=True)
        if guardrail.bound is not None
    ]
    in_range = kpi.direction == Direction.RANGE and terms.range_low is not None and terms.range_high is not None
    return replace(
        base,
        progress=progress(base.level, baseline=baseline.value, target=terms.target)
        if terms.target is not None
        else None,
        hold=range_hold(base.points, low=terms.range_low, high=terms.range_high, today=today, since=start)
        if in_range and terms.range_low is not None and terms.range_high is not None
        else None,
        trend=heading,
        course=course(
            base.level,
            heading,
            since,
            direction=kpi.direction,
            target=terms.target,
            last_reading=base.latest.period if base.latest else None,
            grid=kpi.grid,
            today=today,
            due=due,
            unit=kpi.unit,
            currency=kpi.currency,
            **bounds,
        ),
        moved=kpi_signal(
            base.points,
            base.limits,
            grid=kpi.grid,
            direction=kpi.direction,
            baseline_end=baseline.window_end or start,
            play_start=start,
            today=today,
            guardrails=[row.readings for row in watched],
            **bounds,
        ),
        guardrails=watched,
        milestones=milestone_standings(
            terms.milestones, base.points, cadence=kpi.cadence, direction=kpi.direction, start=start, today=today
        ),
        fired=firings_of(
            terms, {str(key): points for key, points in zip(keys_of(terms), [base.points, *guardrails], strict=True)}
        ),
    )


def firings_of(terms: ContractTerms, series: Mapping[str, Sequence[Point]]) -> list[Firing]:
    """When the terms' rollback trigger fired since the contract's first day, by the readings of its KPI (V5)."""
    trigger = terms.rollback
    if trigger is None or trigger.value is None or not trigger.consecutive or terms.start_on is None:
        return []
    since = [point for point in series.get(trigger.kpi_key, ()) if point.period.start >= terms.start_on]
    return rollback_firings(since, comparison=trigger.comparison, value=trigger.value, consecutive=trigger.consecutive)
