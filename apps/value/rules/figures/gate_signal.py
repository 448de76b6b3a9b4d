"""The KPI signal of the Pilot gate: the strict reading of whether the KPI moved, with its reasons and figures.

It is strict because nobody may pass on luck: on logs of processes that nobody improved, a good last week is the rule
and a single run rule fires often; all of these conditions together do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.initiatives.choices import Verdict
from apps.value.choices import Favour, Freshness
from apps.value.rules.figures.levels import Level, holds, recent_count, recent_level
from apps.value.rules.figures.limits import LIMIT_FACTOR, NaturalLimits
from apps.value.rules.figures.signals import Signal, favour_of, find_signals
from apps.value.rules.periods import freshness, is_complete, last_complete, periods_between
from apps.value.rules.points import Period, Point, Text, Unknown, counted
from apps.value.rules.words import say


@dataclass(frozen=True, slots=True)
class GuardrailReadings:
    """A guardrail's bound (the comparison must hold) and its readings."""

    name: str
    comparison: str
    bound: Decimal
    grid: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of the KPI signal: its verdict and a sentence with the figures."""

    code: str
    verdict: Verdict
    text: Text


@dataclass(frozen=True, slots=True)
class KpiSignal:
    """The verdict over all conditions: unmet when one is, else unknown when one is, else met.

    `bound` is how far from the centre the mean of as many readings has to lie; `missing` counts readings still needed.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    signals: tuple[Signal, ...]
    level: Level | None
    bound: Decimal | None
    missing: int


def kpi_signal(
    points: Sequence[Point],
    limits: NaturalLimits | Unknown,
    *,
    grid: str,
    direction: str,
    baseline_end: date,
    play_start: date,
    today: date,
    guardrails: Sequence[GuardrailReadings] = (),
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> KpiSignal:
    """Whether the KPI has moved since the play's start (V11): met, unmet or unknown.

    Counted are complete periods that begin on or after the start; the runs behind a signal may have begun before it.
    """
    complete = [point for point in counted(points) if is_complete(point.period, today)]
    guarded = [_guardrail_reason(guardrail, play_start=play_start, today=today) for guardrail in guardrails]
    if isinstance(limits, Unknown):
        reasons = (Reason("limits", Verdict.UNKNOWN, limits.reason), *guarded)
        return KpiSignal(_overall(reasons), reasons, (), None, None, limits.missing)

    level = recent_level(complete, cadence=grid, today=today, since=play_start)
    n = 0 if isinstance(level, Unknown) else level.n
    missing = recent_count(grid) - n
    signals = tuple(
        signal
        for signal in find_signals(complete, limits, direction=direction, after=baseline_end, low=low, high=high)
        if signal.period.start >= play_start
    )
    last = complete[-1].period if complete else None
    bound = None if isinstance(level, Unknown) else LIMIT_FACTOR * limits.average_range / Decimal(level.n).sqrt()
    reasons = (
        _fresh_reason(last, grid=grid, today=today),
        _favourable_reason(signals, enough=missing <= 0),
        _unfavourable_reason(signals),
        _level_reason(level, limits, bound, missing, direction=direction, low=low, high=high),
        *guarded,
    )
    shown = None if isinstance(level, Unknown) else level
    return KpiSignal(_overall(reasons), reasons, signals, shown, bound, max(0, missing))


def _overall(reasons: Sequence[Reason]) -> Verdict:
    verdicts = {reason.verdict for reason in reasons}
    if Verdict.UNMET in verdicts:
        return Verdict.UNMET
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.MET


def _fresh_reason(last: Period | None, *, grid: str, today: date) -> Reason:
    state = freshness(last, today=today, grid=grid)
    if state == Freshness.NONE:
        return Reason("fresh", Verdict.UNKNOWN, _("There is no reading of a complete period yet."))
    if state == Freshness.STALE:
        text = say(_("The readings are stale: the last one is of {last}. Enter the missing ones."), last=last)
        return Reason("fresh", Verdict.UNKNOWN, text)
    return Reason("fresh", Verdict.MET, say(_("The last reading is of {last}."), last=last))


def _favourable_reason(signals: Sequence[Signal], *, enough: bool) -> Reason:
    good = [signal for signal in signals if signal.favour == Favour.FAVOURABLE]
    if good:
        text = say(_("A favourable signal in {period}: {rule}."), period=good[0].period, rule=good[0].rule.label)
        return Reason("favourable", Verdict.MET, text)
    verdict = Verdict.UNMET if enough else Verdict.UNKNOWN
    return Reason("favourable", verdict, _("No favourable signal since the play's start."))


def _unfavourable_reason(signals: Sequence[Signal]) -> Reason:
    bad = [signal for signal in signals if signal.favour == Favour.UNFAVOURABLE]
    if bad:
        text = say(_("An unfavourable signal in {period}: {rule}."), period=bad[-1].period, rule=bad[-1].rule.label)
        return Reason("unfavourable", Verdict.UNMET, text)
    return Reason("unfavourable", Verdict.MET, _("No unfavourable signal since the play's start."))


def _level_reason(
    level: Level | Unknown,
    limits: NaturalLimits,
    bound: Decimal | None,
    missing: int,
    *,
    direction: str,
    low: Decimal | None,
    high: Decimal | None,
) -> Reason:
    if isinstance(level, Unknown) or bound is None or missing > 0:
        template = ngettext_lazy(
            "The recent level since the play's start needs {missing} more reading.",
            "The recent level since the play's start needs {missing} more readings.",
            missing,
        )
        return Reason("level", Verdict.UNKNOWN, say(template, missing=missing))
    favour = favour_of(level.value, centre=limits.centre, direction=direction, low=low, high=high)
    beyond = abs(level.value - limits.centre) > bound
    figures = {"level": level.value, "n": level.n, "centre": limits.centre, "bound": bound}
    if beyond and favour == Favour.FAVOURABLE:
        text = _(
            "The mean of the last {n} readings is {level}; it lies more than {bound} from the baseline's {centre}."
        )
        return Reason("level", Verdict.MET, say(text, **figures))
    text = _(
        "The mean of the last {n} readings is {level}; it has to lie more than {bound} from the baseline's {centre}."
    )
    return Reason("level", Verdict.UNMET, say(text, **figures))


def _guardrail_reason(guardrail: GuardrailReadings, *, play_start: date, today: date) -> Reason:
    name = guardrail.name
    due = [
        period
        for period in periods_between(play_start, last_complete(today, guardrail.grid).end, guardrail.grid)
        if period.start >= play_start
    ]
    by_period = {point.period: point for point in counted(guardrail.points)}
    for period in due:
        point = by_period.get(period)
        if point and not holds(point.value, guardrail.comparison, guardrail.bound):
            text = say(
                _("{name} was {value} in {period}, past its bound."), name=name, value=point.value, period=period
            )
            return Reason("guardrail", Verdict.UNMET, text)
    gaps = sum(1 for period in due if period not in by_period)
    if not due or gaps:
        template = ngettext_lazy(
            "{name} misses the reading of {missing} period since the play's start.",
            "{name} misses the readings of {missing} periods since the play's start.",
            max(1, gaps),
        )
        return Reason("guardrail", Verdict.UNKNOWN, say(template, name=name, missing=max(1, gaps)))
    text = say(_("{name} stayed inside its bound in all {n} periods."), name=name, n=len(due))
    return Reason("guardrail", Verdict.MET, text)
