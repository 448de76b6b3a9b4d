from decimal import Decimal
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.rules.figures.rollback import Firing, rollback_firings
from apps.value.rules.points import Point
from tests.value.rules.series import week, weekly


def fired(values: list[object], consecutive: int = 2) -> list[Firing]:
    return rollback_firings(weekly(values), comparison="above", value=Decimal(4), consecutive=consecutive)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([5], []),
        ([5, 4, 5], []),
        ([5, 5], [Firing(week(1), week(0), week(1))]),
        ([5, 5, 5, 5], [Firing(week(1), week(0), week(3))]),
        ([5, 5, 1, 5, 5], [Firing(week(1), week(0), week(1)), Firing(week(4), week(3), week(4))]),
        ([5, None, 5], [Firing(week(2), week(0), week(2))]),
    ],
)
def test_it_fires_at_the_reading_that_completes_the_count(values: list[object], expected: list[Firing]) -> None:
    assert fired(values) == expected


def test_it_takes_a_late_reading_in_the_order_of_its_period() -> None:
    late = [*weekly([5, None, 5]), Point(week(1), Decimal(1))]
    assert rollback_firings(late, comparison="above", value=Decimal(4), consecutive=2) == []


def test_it_takes_the_firing_back_when_a_correction_undoes_the_count() -> None:
    assert fired([5, 5])
    assert not fired([5, 3])


def test_it_passes_over_readings_of_fewer_than_three_cases() -> None:
    points = [*weekly([5]), Point(week(1), Decimal(1), 1), *weekly([5], first=2)]
    found = rollback_firings(points, comparison="above", value=Decimal(4), consecutive=2)
    assert found == [Firing(week(2), week(0), week(2))]


def test_it_refuses_to_count_no_reading_at_all() -> None:
    with pytest.raises(ValueError, match="at least one"):
        fired([5], consecutive=0)


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 5))
def test_it_fires_once_for_each_stretch_that_is_long_enough(bad: list[bool], consecutive: int) -> None:
    stretches = [len(list(group)) for state, group in groupby(bad) if state]
    found = fired([5 if each else 1 for each in bad], consecutive)
    assert len(found) == sum(length >= consecutive for length in stretches)
