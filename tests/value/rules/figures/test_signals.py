from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.choices import Favour, SignalRule
from apps.value.rules.figures.signals import Signal, favour_of, find_signals
from apps.value.rules.points import Point
from tests.value.rules.series import limits, week, weekly


def found(values: list[object], direction: str = "down", **more: object) -> list[tuple[str, int]]:
    """Rule and week number of each signal; the limits are 4 and 16 around 10."""
    signals = find_signals(weekly(values), limits(), direction=direction, **more)  # type: ignore[arg-type]
    return [(signal.rule.value, next(i for i in range(60) if week(i) == signal.period)) for signal in signals]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([10, 11, 9, 10], []),
        ([10, 16.01], [("outside_limit", 1)]),
        ([10, 16, 10, 4], []),
        ([3.99], [("outside_limit", 0)]),
        ([17, 17], [("outside_limit", 0), ("outside_limit", 1)]),
        ([9] * 7, []),
        ([9] * 8, [("run_of_eight", 7)]),
        ([9] * 12, [("run_of_eight", 7)]),
        ([9] * 8 + [11] + [9] * 8, [("run_of_eight", 7), ("run_of_eight", 16)]),
        ([9] * 4 + [10] + [9] * 4, []),
        ([9] * 4 + [None] + [9] * 4, [("run_of_eight", 8)]),
        ([13.5, 13.5, 13.5], [("three_of_four", 2)]),
        ([13.5, 10.5, 13.5, 13.5], [("three_of_four", 3)]),
        ([13.5, 9, 13.5, 13.5], [("three_of_four", 3)]),
        ([13.5, 13.5, 10, 13.5], []),
        ([13.5, 13.5, 6.5, 13.5, 6.5], [("three_of_four", 3)]),
        ([13, 13, 13], []),
        ([6.9, 6.9, 9.9, 6.9], [("three_of_four", 3)]),
    ],
)
def test_it_finds_each_rule_in_the_period_that_completes_it(
    values: list[object], expected: list[tuple[str, int]]
) -> None:
    assert found(values) == expected


def test_it_passes_over_readings_of_fewer_than_three_cases() -> None:
    points = [*weekly([9] * 7), Point(week(7), Decimal(99), 2), *weekly([9], first=8)]
    assert [signal.rule for signal in find_signals(points, limits(), direction="down")] == [SignalRule.RUN_OF_EIGHT]


def test_it_looks_only_after_the_baseline() -> None:
    assert found([20, 10, 20], after=week(0).end) == [("outside_limit", 2)]


def test_it_begins_a_run_again_after_a_correction_broke_it() -> None:
    believed, corrected = [9] * 8, [9, 9, 9, 11, 9, 9, 9, 9]
    assert found(believed)
    assert not found(corrected)


@pytest.mark.parametrize(
    ("direction", "value", "expected"),
    [
        ("down", 20, Favour.UNFAVOURABLE),
        ("down", 1, Favour.FAVOURABLE),
        ("up", 20, Favour.FAVOURABLE),
        ("up", 1, Favour.UNFAVOURABLE),
    ],
)
def test_it_says_whether_a_signal_is_favourable_by_the_direction(direction: str, value: int, expected: Favour) -> None:
    (signal,) = find_signals(weekly([value]), limits(), direction=direction)
    assert signal.favour == expected
    assert signal.above is (value > 10)
    assert signal.level == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [(12, Favour.FAVOURABLE), (10, Favour.NEUTRAL), (9, Favour.UNFAVOURABLE), (31, Favour.UNFAVOURABLE)],
)
def test_it_counts_coming_nearer_to_a_range_as_favourable(value: int, expected: Favour) -> None:
    favour = favour_of(Decimal(value), centre=Decimal(10), direction="range", low=Decimal(15), high=Decimal(20))
    assert favour == expected


def test_it_takes_no_side_where_the_range_has_no_bounds() -> None:
    assert favour_of(Decimal(1), centre=Decimal(2), direction="range") == Favour.NEUTRAL


@given(st.lists(st.decimals(0, 20, places=1), max_size=40))
def test_it_mirrors_when_the_readings_do(values: list[Decimal]) -> None:
    def shape(signals: list[Signal], *, mirrored: bool) -> list[tuple[object, ...]]:
        return [(signal.rule, signal.period, signal.began, signal.above ^ mirrored) for signal in signals]

    straight = find_signals(weekly(values), limits(), direction="up")
    mirror = find_signals(weekly([20 - value for value in values]), limits(), direction="down")
    assert shape(straight, mirrored=False) == shape(mirror, mirrored=True)
    assert [signal.favour for signal in straight] == [signal.favour for signal in mirror]


@given(st.lists(st.decimals("7.1", "12.9", places=1), max_size=7))
def test_it_is_silent_on_a_few_readings_near_the_centre(values: list[Decimal]) -> None:
    assert find_signals(weekly(values), limits(), direction="up") == []


@given(st.lists(st.decimals(0, 20, places=1), max_size=40))
def test_it_names_exactly_the_readings_outside_the_limits(values: list[Decimal]) -> None:
    outside = [week(i) for i, value in enumerate(values) if not 4 <= value <= 16]
    signals = find_signals(weekly(values), limits(), direction="up")
    assert [signal.period for signal in signals if signal.rule == SignalRule.OUTSIDE_LIMIT] == outside
