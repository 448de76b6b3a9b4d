"""P4 and P8: which day it is, which is the last, and when nobody has decided in time."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.plays.rules.days import LONGEST_EXTENSION, PLAY_DAYS, date_of, day_of, is_overdue, last_day

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
        (False, 61, 61, False),
        (False, 75, 75, False),
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
