"""The KPI signal on processes that nobody improved: it must stay silent, and it must hear a real improvement.

Windows slide over the weekly series: 26 weeks of baseline, then a play of 9 weeks.
"""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from apps.initiatives.choices import Verdict
from apps.value.choices import Cadence, Direction
from apps.value.rules.figures.gate_signal import kpi_signal
from apps.value.rules.figures.limits import natural_limits
from apps.value.rules.periods import next_period
from apps.value.rules.points import Point
from tests.value.rules import logs

BASELINE, PLAY = 26, 9


@dataclass(frozen=True)
class Share:
    """How many of the windows passed."""

    passed: int
    windows: int

    @property
    def share(self) -> float:
        return self.passed / self.windows


def windows(
    series: Sequence[Point], baseline: int = BASELINE, play: int = PLAY
) -> Iterator[tuple[list[Point], list[Point]]]:
    for start in range(len(series) - baseline - play + 1):
        yield list(series[start : start + baseline]), list(series[start + baseline : start + baseline + play])


def passes_within(baseline: list[Point], play: list[Point], direction: str) -> bool:
    """Whether the signal is met in any of the play's weeks, each judged on the Monday after it."""
    return any(passes(baseline, play[: weeks + 1], direction, Cadence.WEEK) for weeks in range(len(play)))


def passes(baseline: list[Point], play: list[Point], direction: str, grid: str) -> bool:
    """Whether the signal is met on the day after the last of the play's periods."""
    return (
        kpi_signal(
            [*baseline, *play],
            natural_limits(baseline, nonnegative=True),
            grid=grid,
            direction=direction,
            baseline_end=baseline[-1].period.end,
            play_start=play[0].period.start,
            today=next_period(play[-1].period, grid).start,
        ).verdict
        == Verdict.MET
    )


def improved(baseline: list[Point], play: list[Point], direction: str) -> list[Point]:
    """The same weeks, better by two standard deviations of the baseline."""
    shift = 2 * Decimal(statistics.stdev(point.value for point in baseline)) * (1 if direction == Direction.UP else -1)
    return [replace(point, value=point.value + shift) for point in play]


def measure(series: Sequence[Point], direction: str, *, better: bool) -> Share:
    outcomes = [
        passes_within(baseline, improved(baseline, play, direction) if better else play, direction)
        for baseline, play in windows(series)
    ]
    return Share(sum(outcomes), len(outcomes))


needs_receipt = pytest.mark.skipif(not logs.RECEIPT.exists(), reason="the receipt log is not part of the repository")
needs_helpdesk = pytest.mark.skipif(
    not logs.HELPDESK.exists(), reason="the help desk log is not part of the repository"
)


@needs_helpdesk
def test_it_derives_the_committed_series_from_the_log_again() -> None:
    assert logs.as_csv(logs.weekly_means(logs.helpdesk_cases())) == logs.SERIES.read_text(encoding="utf-8")


def test_it_lets_no_gate_pass_on_a_help_desk_that_nobody_improved() -> None:
    found = measure(logs.helpdesk_points(), Direction.DOWN, better=False)
    assert found.windows == 170
    assert found.share <= 0.02


def test_it_hears_an_improvement_of_two_standard_deviations_at_the_help_desk() -> None:
    assert measure(logs.helpdesk_points(), Direction.DOWN, better=True).share >= 0.75


@needs_receipt
def test_it_lets_no_gate_pass_on_a_receipt_phase_that_nobody_improved() -> None:
    assert measure(logs.weekly_means(logs.receipt_cases()), Direction.DOWN, better=False).share <= 0.02


@needs_receipt
def test_it_hears_an_improvement_of_two_standard_deviations_in_the_receipt_phase() -> None:
    assert measure(logs.weekly_means(logs.receipt_cases()), Direction.DOWN, better=True).share >= 0.75


@needs_helpdesk
@needs_receipt
@pytest.mark.parametrize("cases", [logs.helpdesk_cases, logs.receipt_cases])
def test_it_lets_almost_no_gate_pass_on_the_last_day_of_a_play_that_is_read_daily(cases) -> None:
    """Sixty days of baseline, then the 43 working days of a play, on days with enough closed cases."""
    days = [point for point in logs.means(cases(), Cadence.DAY) if not point.hollow]
    found = [passes(baseline, play, Direction.DOWN, Cadence.DAY) for baseline, play in windows(days, 60, 43)]
    assert statistics.mean(found) <= 0.015


def test_it_would_pass_on_luck_if_a_better_last_week_were_enough() -> None:
    """The reason for the strict definition, kept as a measurement."""
    lucky = [
        min(point.value for point in play) < statistics.mean(point.value for point in baseline)
        for baseline, play in windows(logs.helpdesk_points())
    ]
    assert statistics.mean(lucky) > 0.5
