from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.choices import Course, Direction, Favour, SignalRule
from apps.value.rules.figures.levels import Level
from apps.value.rules.figures.signals import Signal
from apps.value.rules.figures.trend import Trend, course, trend
from apps.value.rules.points import Point, Unknown
from kernel.web.formats import short_day
from tests.value.rules.series import MONDAY, after, week, weekly

DUE = week(12).start
gapped = st.lists(st.none() | st.decimals(0, 100, places=2), min_size=6, max_size=14).filter(
    lambda values: sum(value is not None for value in values) >= 5
)


def of(values: list[object], *, due: date = DUE, start: date = MONDAY) -> Trend:
    found = trend(weekly(values), grid="week", start=start, due=due, today=after(len(values)))
    assert isinstance(found, Trend)
    return found


@given(gapped)
def test_it_is_the_median_of_all_slopes_between_two_readings(values: list[Decimal | None]) -> None:
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    slopes = [(later - earlier) / (j - i) for (i, earlier), (j, later) in combinations(known, 2)]
    found = of(list(values))
    assert found.slope == median(slopes)
    assert found.landing == median(value + found.slope * (12 - place) for place, value in known)
    assert found.n == len(known)


@given(gapped)
def test_it_lies_inside_its_own_intervals(values: list[Decimal | None]) -> None:
    found = of(list(values))
    assert found.slope_low <= found.slope <= found.slope_high
    assert found.landing_low <= found.landing <= found.landing_high


@given(st.decimals(-50, 50, places=1), st.decimals(-5, 5, places=1), st.integers(5, 20))
def test_it_finds_a_straight_line_exactly(level: Decimal, slope: Decimal, n: int) -> None:
    found = of([level + slope * i for i in range(n)], due=week(30).start)
    assert found.slope == slope
    assert found.landing == level + slope * 30


def test_it_agrees_with_the_interval_worked_by_hand() -> None:
    """Ten readings without ties: var(S) = 125, so the interval runs from slope 11 to slope 35 of the 45."""
    values = [Decimal(value) for value in (20, 19, 21, 17, 18, 14, 16, 13, 15, 11)]
    slopes = sorted((values[j] - values[i]) / (j - i) for i, j in combinations(range(10), 2))
    found = of(list(values))
    assert (found.slope_low, found.slope_high) == (slopes[10], slopes[34])


def test_it_is_not_moved_by_one_wild_reading() -> None:
    assert of([10, 9, 8, 700, 6, 5, 4]).slope == -1


@pytest.mark.parametrize("n", range(5))
def test_it_says_how_many_readings_a_trend_still_needs(n: int) -> None:
    found = trend(weekly([5] * n), grid="week", start=MONDAY, due=DUE, today=after(n))
    assert isinstance(found, Unknown)
    assert found.missing == 5 - n


def test_it_counts_neither_readings_before_the_start_nor_of_a_running_period() -> None:
    found = trend(weekly(range(10)), grid="week", start=week(2).start, due=DUE, today=week(9).end)
    assert isinstance(found, Trend)
    assert found.n == 7


def test_it_keeps_the_order_of_the_interval_past_the_due_date() -> None:
    found = of([10, 12, 9, 8, 9, 7, 5, 6], due=MONDAY)
    assert found.landing_low <= found.landing <= found.landing_high


def level(value: str) -> Level:
    return Level(Decimal(value), 4, 4, week(0), week(3))


def heading(low: str, landing: str, high: str) -> Trend:
    zero = Decimal(0)
    return Trend(zero, zero, zero, Decimal(landing), Decimal(low), Decimal(high), week(12), 8)


GOOD = Signal(SignalRule.OUTSIDE_LIMIT, week(3), week(3), False, Favour.FAVOURABLE, Decimal(2))
NOT_YET = Unknown("no_trend", "too few", 2)


@pytest.mark.parametrize(
    ("now", "trend_", "signals", "expected"),
    [
        (level("2.9"), heading("1", "2", "4"), [GOOD], Course.ACHIEVED),
        (level("3"), NOT_YET, [GOOD], Course.ACHIEVED),
        (level("2.9"), heading("1", "2", "4"), [], Course.ON_COURSE),
        (level("4"), heading("1", "3", "4"), [GOOD], Course.ON_COURSE),
        (level("4"), heading("3", "3.5", "4"), [], Course.AT_RISK),
        (level("4"), heading("3.1", "3.5", "4"), [], Course.OFF_COURSE),
        (level("4"), NOT_YET, [], Course.UNKNOWN),
        (NOT_YET, heading("1", "2", "4"), [GOOD], Course.UNKNOWN),
    ],
)
def test_it_says_the_course_in_one_word(
    now: Level | Unknown, trend_: Trend | Unknown, signals: list[Signal], expected: Course
) -> None:
    found = course(
        now,
        trend_,
        signals,
        direction=Direction.DOWN,
        target=Decimal(3),
        last_reading=week(3),
        grid="week",
        today=after(4),
        due=DUE,
    )
    assert found.course == expected
    assert str(found.reason)


@pytest.mark.parametrize(
    ("trend_", "sentence"),
    [
        (
            heading("1.9", "2.4", "2.9"),
            "At this pace 2.4 days by {due} (1.9 to 2.9); the target of 3 days is reached in time.",
        ),
        (
            heading("2.9", "3.4", "4.1"),
            "At this pace 3.4 days by {due} (2.9 to 4.1); the target is 3 days: at risk.",
        ),
        (
            heading("3.36", "3.412", "3.9"),
            "At this pace 3.41 days by {due} (3.36 to 3.9); the target is 3 days: it is missed.",
        ),
    ],
)
def test_it_says_where_it_lands_by_when_and_how_surely(trend_: Trend, sentence: str) -> None:
    found = course(
        level("4"),
        trend_,
        [],
        direction=Direction.DOWN,
        target=Decimal(3),
        last_reading=week(3),
        grid="week",
        today=after(4),
        due=DUE,
        unit="duration_days",
    )
    assert str(found.reason) == sentence.format(due=short_day(DUE))


@pytest.mark.parametrize(("weeks_late", "known"), [(2, True), (3, False)])
def test_it_knows_no_course_when_the_readings_are_stale(weeks_late: int, known: bool) -> None:
    found = course(
        level("2"),
        heading("1", "2", "4"),
        [GOOD],
        direction=Direction.DOWN,
        target=Decimal(3),
        last_reading=week(3),
        grid="week",
        today=after(4 + weeks_late),
        due=DUE,
    )
    assert (found.course != Course.UNKNOWN) is known


@pytest.mark.parametrize(
    ("now", "trend_", "expected"),
    [
        (level("4"), heading("3", "4", "6"), Course.ON_COURSE),
        (level("7"), heading("4.9", "7", "9"), Course.AT_RISK),
        (level("7"), heading("6", "7", "9"), Course.OFF_COURSE),
    ],
)
def test_it_judges_a_range_by_its_bounds(now: Level, trend_: Trend, expected: Course) -> None:
    found = course(
        now,
        trend_,
        [],
        direction=Direction.RANGE,
        target=None,
        low=Decimal(3),
        high=Decimal(5),
        last_reading=week(3),
        grid="week",
        today=after(4) + timedelta(days=1),
        due=DUE,
    )
    assert found.course == expected


def test_it_ignores_readings_of_fewer_than_three_cases() -> None:
    points = [*weekly([5, 4, 3, 2, 1]), Point(week(5), Decimal(900), 1)]
    found = trend(points, grid="week", start=MONDAY, due=DUE, today=after(6))
    assert isinstance(found, Trend)
    assert found.slope == -1
