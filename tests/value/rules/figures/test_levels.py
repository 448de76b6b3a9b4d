from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.rules.figures.levels import (
    Level,
    Progress,
    RangeHold,
    holds,
    progress,
    range_hold,
    reaches,
    recent_level,
)
from apps.value.rules.points import Point, Unknown
from tests.value.rules.series import after, week, weekly


def test_it_is_the_mean_of_the_last_four_complete_weeks() -> None:
    found = recent_level(weekly([9, 1, 2, 3, 4, 50]), cadence="week", today=week(5).end)
    assert isinstance(found, Level)
    assert (found.value, found.n, found.wanted) == (Decimal("2.5"), 4, 4)
    assert (found.first, found.last) == (week(1), week(4))


def test_it_says_from_how_many_readings_it_was_made_when_there_are_fewer() -> None:
    found = recent_level(weekly([1, 2]), cadence="week", today=after(2))
    assert isinstance(found, Level)
    assert (found.value, found.n) == (Decimal("1.5"), 2)


def test_it_takes_seven_days_where_the_cadence_is_daily() -> None:
    found = recent_level(weekly(range(10)), cadence="day", today=after(10))
    assert isinstance(found, Level)
    assert found.n == 7


def test_it_is_unknown_without_a_counting_reading_since_the_start() -> None:
    points = [*weekly([1, 2]), Point(week(2), Decimal(9), 2)]
    found = recent_level(points, cadence="week", today=after(3), since=week(2).start)
    assert isinstance(found, Unknown)
    assert found.missing == 1


@pytest.mark.parametrize(
    ("value", "share", "words"),
    [
        ("5.5", "-0.25", "away"),
        ("5", "0", "at the baseline"),
        ("4", "0.5", "between"),
        ("3", "1", "at the target"),
        ("2", "1.5", "past"),
    ],
)
def test_it_says_progress_without_clamping_it(value: str, share: str, words: str) -> None:
    level = Level(Decimal(value), 4, 4, week(0), week(3))
    found = progress(level, baseline=Decimal(5), target=Decimal(3))
    assert isinstance(found, Progress)
    assert found.share == Decimal(share)
    assert words in str(found.words)


def test_it_knows_no_progress_where_target_and_baseline_are_one() -> None:
    level = Level(Decimal(1), 4, 4, week(0), week(3))
    assert isinstance(progress(level, baseline=Decimal(5), target=Decimal(5)), Unknown)
    missing = Unknown("no_reading", "none", 1)
    assert progress(missing, baseline=Decimal(5), target=Decimal(3)) is missing


@given(st.decimals(-100, 100, places=2), st.decimals(-100, 100, places=2), st.decimals(-100, 100, places=2))
def test_it_is_one_at_the_target_whichever_way_that_lies(now: Decimal, baseline: Decimal, target: Decimal) -> None:
    level = Level(now, 4, 4, week(0), week(3))
    found = progress(level, baseline=baseline, target=target)
    if baseline == target:
        assert isinstance(found, Unknown)
    else:
        assert isinstance(found, Progress)
        assert (found.share == 1) is (now == target)


def test_it_counts_both_bounds_as_inside_a_range() -> None:
    found = range_hold(weekly([99, 3, 5, 4, 6, 2, 3, 4, 5]), low=Decimal(3), high=Decimal(5), today=after(9))
    assert found == RangeHold(Decimal("0.75"), 6, 8)


def test_it_knows_no_share_inside_a_range_without_a_reading() -> None:
    assert isinstance(range_hold([], low=Decimal(3), high=Decimal(5), today=after(9)), Unknown)


@pytest.mark.parametrize(
    ("comparison", "below", "equal", "above"),
    [
        ("above", False, False, True),
        ("at_least", False, True, True),
        ("below", True, False, False),
        ("at_most", True, True, False),
    ],
)
def test_it_compares_as_the_words_say(comparison: str, below: bool, equal: bool, above: bool) -> None:
    bound = Decimal(2)
    assert [holds(Decimal(value), comparison, bound) for value in (1, 2, 3)] == [below, equal, above]


def test_it_refuses_a_comparison_that_nobody_knows() -> None:
    with pytest.raises(ValueError, match="about"):
        holds(Decimal(1), "about", Decimal(1))


def test_it_reaches_a_target_from_the_better_side_only() -> None:
    three = Decimal(3)
    assert reaches(three, direction="down", target=three)
    assert reaches(Decimal(2), direction="down", target=three)
    assert not reaches(Decimal(2), direction="up", target=three)
    assert not reaches(three, direction="up", target=None)
    assert reaches(three, direction="range", target=None, low=three, high=three)
