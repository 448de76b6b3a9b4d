"""P4 and P8: which day it is, which is the last, and when nobody has decided in time."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.plays.rules.days import (
    LONGEST_EXTENSION,
    PLAY_DAYS,
    date_of,
    day_of,
    furthest_due,
    is_overdue,
    last_day,
    redesign_days_left,
)

START = dt.date(2026, 3, 2)
DATES = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (dt.date(2026, 3, 1), 0),
        (dt.date(2026, 3, 2), 1),
        (dt.date(2026, 3, 31), 30),
        (dt.date(2026, 4, 30), 60),
        (dt.date(2026, 5, 1), 61),
    ],
)
def test_it_counts_calendar_days_from_the_first_as_day_1(on, day):
    assert day_of(START, on) == day


@given(DATES, st.integers(-100, 400))
def test_it_finds_the_date_of_each_day_and_back(start, day):
    assert day_of(start, date_of(start, day)) == day


@given(DATES, st.integers(0, LONGEST_EXTENSION))
def test_it_ends_on_day_60_and_so_many_days_later_when_it_is_extended(start, extended):
    assert day_of(start, last_day(start, extended)) == PLAY_DAYS + extended


@pytest.mark.parametrize(
    ("ended", "redesign_on", "today", "overdue"),
    [
        (False, None, 60, False),
        (False, None, 61, True),
        (True, None, 61, False),
        (False, 75, 74, False),
        # On the day on which its redesign ends it goes on.
        (False, 75, 75, True),
        (False, 75, 76, True),
        # A redesign that ends before day 60 changes nothing before that.
        (False, 50, 55, False),
        (False, 50, 61, True),
    ],
)
def test_it_is_overdue_once_the_last_day_has_passed_undecided(ended, redesign_on, today, overdue):
    found = is_overdue(
        ended=ended,
        last_on=date_of(START, 60),
        redesign_on=date_of(START, redesign_on) if redesign_on else None,
        today=date_of(START, today),
    )
    assert found is overdue


@given(DATES, DATES, st.none() | DATES, st.integers(1, 400))
def test_it_stays_overdue_until_somebody_decides(last_on, today, redesign_on, more):
    said = {"ended": False, "last_on": last_on, "redesign_on": redesign_on}
    if is_overdue(**said, today=today):
        assert is_overdue(**said, today=today + dt.timedelta(days=more))


@given(st.lists(st.tuples(DATES, st.integers(1, 40)), max_size=4), st.integers(1, 90))
def test_it_pauses_no_longer_in_all_than_once(begun, longest):
    left = longest
    for _, days in begun:
        left = max(0, left - days)
    assert redesign_days_left(longest, [(day, day + dt.timedelta(days)) for day, days in begun]) == left


@pytest.mark.parametrize(("today", "last"), [(10, 60 + 90), (60, 60 + 90), (75, 75 + 90)])
def test_it_leaves_things_to_do_for_90_days_after_it(today, last):
    assert furthest_due(date_of(START, 60), date_of(START, today)) == date_of(START, last)
