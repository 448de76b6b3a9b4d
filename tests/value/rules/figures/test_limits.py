from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.rules.figures.limits import NaturalLimits, baseline_points, natural_limits
from apps.value.rules.points import Point, Unknown
from tests.value.rules.series import week, weekly

values = st.lists(st.decimals(-1000, 1000, places=2), min_size=8, max_size=40)


def test_it_agrees_with_the_example_worked_by_hand() -> None:
    """Mean of 10, 12, 11, 13, 12, 14, 12, 12 is 12; moving ranges 2, 1, 2, 1, 2, 2, 0 have the mean 10/7."""
    found = natural_limits(weekly([10, 12, 11, 13, 12, 14, 12, 12]))
    assert isinstance(found, NaturalLimits)
    assert found.centre == 12
    assert found.average_range == Decimal(10) / 7
    assert found.upper == 12 + Decimal("2.66") * (Decimal(10) / 7)
    assert found.lower == 12 - Decimal("2.66") * (Decimal(10) / 7)
    assert found.range_limit == Decimal("3.268") * (Decimal(10) / 7)
    assert found.n == 8
    assert found.outside == ()


@pytest.mark.parametrize("n", range(8))
def test_it_gives_no_limits_below_eight_readings_and_says_how_many_are_missing(n: int) -> None:
    found = natural_limits(weekly([5] * n))
    assert isinstance(found, Unknown)
    assert found.missing == 8 - n
    assert str(8 - n) in str(found.reason)


@pytest.mark.parametrize(("n", "provisional"), [(8, True), (16, True), (17, False)])
def test_it_calls_limits_provisional_below_seventeen_readings(n: int, provisional: bool) -> None:
    found = natural_limits(weekly([5, 6] * 9)[:n])
    assert isinstance(found, NaturalLimits)
    assert found.provisional is provisional


def test_it_leaves_readings_of_fewer_than_three_cases_out() -> None:
    solid = weekly([5, 6, 5, 6, 5, 6, 5, 6], cases=3)
    thin = [Point(week(8), Decimal(500), 2)]
    assert natural_limits([*solid, *thin]) == natural_limits(solid)


def test_it_flags_a_baseline_reading_outside_its_own_limits_and_keeps_it() -> None:
    found = natural_limits(weekly([*[10, 11] * 10, 40]))
    assert isinstance(found, NaturalLimits)
    assert found.outside == (week(20),)
    assert found.n == 21


def test_it_shows_zero_for_a_lower_limit_below_it_but_computes_with_the_true_one() -> None:
    found = natural_limits(weekly([0, 10] * 4), nonnegative=True)
    assert isinstance(found, NaturalLimits)
    assert found.shown_lower == 0
    assert found.lower < 0


def test_it_takes_only_periods_that_lie_wholly_inside_the_window() -> None:
    points = weekly([1, 2, 3, 4])
    inside = baseline_points(points, window_start=week(0).end, window_end=week(3).start)
    assert [point.value for point in inside] == [2, 3]


@given(values)
def test_it_lies_symmetrically_around_the_mean_whatever_the_readings(numbers: list[Decimal]) -> None:
    found = natural_limits(weekly(numbers))
    assert isinstance(found, NaturalLimits)
    assert min(numbers) <= round(found.centre, 9) <= max(numbers)
    assert abs(found.upper + found.lower - 2 * found.centre) < Decimal("1e-9")


@given(values, st.decimals(-1000, 1000, places=2))
def test_it_moves_with_the_readings(numbers: list[Decimal], shift: Decimal) -> None:
    before, moved = natural_limits(weekly(numbers)), natural_limits(weekly([number + shift for number in numbers]))
    assert isinstance(before, NaturalLimits)
    assert isinstance(moved, NaturalLimits)
    assert abs(moved.upper - before.upper - shift) < Decimal("1e-9")


@given(values)
def test_it_takes_readings_in_the_order_of_their_periods(numbers: list[Decimal]) -> None:
    points = weekly(numbers)
    assert natural_limits(points[::-1]) == natural_limits(points)
