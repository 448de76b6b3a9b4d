from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.choices import Cadence, Freshness
from apps.value.rules.periods import (
    freshness,
    is_complete,
    last_complete,
    missed_periods,
    next_period,
    ordinal,
    parse_period,
    period_name,
    period_of,
    periods_between,
    previous_period,
)
from apps.value.rules.points import Period

cadences = st.sampled_from(Cadence.values)
days = st.dates(date(1970, 1, 1), date(2200, 1, 1))


@given(day=days, cadence=cadences)
def test_it_covers_every_day_by_one_period_without_gap_or_overlap(day: date, cadence: str) -> None:
    period = period_of(day, cadence)
    assert day in period
    assert next_period(period, cadence).start == period.end + timedelta(days=1)
    assert previous_period(period, cadence).end == period.start - timedelta(days=1)
    assert previous_period(next_period(period, cadence), cadence) == period


@given(day=days, cadence=cadences)
def test_it_numbers_neighbours_one_apart(day: date, cadence: str) -> None:
    period = period_of(day, cadence)
    assert ordinal(next_period(period, cadence), cadence) == ordinal(period, cadence) + 1


@given(day=days, cadence=cadences)
def test_it_reads_back_the_name_that_it_writes(day: date, cadence: str) -> None:
    period = period_of(day, cadence)
    assert parse_period(period_name(period, cadence), cadence) == period
    assert parse_period(period.start.isoformat(), cadence) == period


@pytest.mark.parametrize(
    ("day", "name", "start", "end"),
    [
        ("2020-12-31", "2020-W53", "2020-12-28", "2021-01-03"),
        ("2021-01-03", "2020-W53", "2020-12-28", "2021-01-03"),
        ("2021-01-04", "2021-W01", "2021-01-04", "2021-01-10"),
        ("2024-12-30", "2025-W01", "2024-12-30", "2025-01-05"),
        ("2012-07-01", "2012-W26", "2012-06-25", "2012-07-01"),
    ],
)
def test_it_puts_the_days_around_new_year_into_their_iso_week(day: str, name: str, start: str, end: str) -> None:
    period = period_of(date.fromisoformat(day), Cadence.WEEK)
    assert period_name(period, Cadence.WEEK) == name
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize("day", [date(2025, 3, 30), date(2025, 10, 26)])
def test_it_does_not_notice_that_the_clocks_change(day: date) -> None:
    assert period_of(day, Cadence.WEEK).days == 7
    assert period_of(day, Cadence.DAY).days == 1


@pytest.mark.parametrize(
    ("text", "cadence", "expected"),
    [
        ("2026-W09", Cadence.WEEK, (date(2026, 2, 23), date(2026, 3, 1))),
        ("2026W09", Cadence.WEEK, (date(2026, 2, 23), date(2026, 3, 1))),
        ("2026-02", Cadence.MONTH, (date(2026, 2, 1), date(2026, 2, 28))),
        ("2024-02", Cadence.MONTH, (date(2024, 2, 1), date(2024, 2, 29))),
        ("2026-Q1", Cadence.QUARTER, (date(2026, 1, 1), date(2026, 3, 31))),
        ("2026-02-27", Cadence.DAY, (date(2026, 2, 27), date(2026, 2, 27))),
    ],
)
def test_it_reads_a_period(text: str, cadence: str, expected: tuple[date, date]) -> None:
    assert parse_period(text, cadence) == Period(*expected)


@pytest.mark.parametrize(
    ("text", "cadence"),
    [
        ("2026-W54", Cadence.WEEK),
        ("2025-W53", Cadence.WEEK),
        ("2026-W00", Cadence.WEEK),
        ("2026-02-24", Cadence.WEEK),
        ("2026-W09-1", Cadence.WEEK),
        ("2026-W09", Cadence.DAY),
        ("2026-13", Cadence.MONTH),
        ("2026-02-02", Cadence.MONTH),
        ("2026-Q5", Cadence.QUARTER),
        ("2026-02", Cadence.QUARTER),
        ("2026-02-30", Cadence.DAY),
        ("0000-01-01", Cadence.DAY),
        ("٢٠٢٦-W09", Cadence.WEEK),
        ("", Cadence.WEEK),
        ("last week", Cadence.WEEK),
    ],
)
def test_it_reads_nothing_into_a_text_that_names_no_period(text: str, cadence: str) -> None:
    assert parse_period(text, cadence) is None


def test_it_counts_a_period_as_complete_from_the_day_after_it() -> None:
    period = period_of(date(2026, 2, 23), Cadence.WEEK)
    assert not is_complete(period, date(2026, 3, 1))
    assert is_complete(period, date(2026, 3, 2))
    assert last_complete(date(2026, 3, 2), Cadence.WEEK) == period
    assert last_complete(date(2026, 3, 1), Cadence.WEEK) == previous_period(period, Cadence.WEEK)


@pytest.mark.parametrize(
    ("weeks_ago", "missed", "state"),
    [(1, 0, Freshness.CURRENT), (2, 1, Freshness.LATE), (3, 2, Freshness.LATE), (4, 3, Freshness.STALE)],
)
def test_it_calls_readings_stale_when_more_than_two_periods_are_missing(
    weeks_ago: int, missed: int, state: Freshness
) -> None:
    today = date(2026, 3, 4)
    last = period_of(today - timedelta(weeks=weeks_ago), Cadence.WEEK)
    assert missed_periods(last, today=today, cadence=Cadence.WEEK) == missed
    assert freshness(last, today=today, cadence=Cadence.WEEK) == state


def test_it_says_that_there_is_no_reading_yet() -> None:
    assert freshness(None, today=date(2026, 3, 4), cadence=Cadence.WEEK) == Freshness.NONE


def test_it_lists_the_periods_that_share_a_day_with_a_span() -> None:
    found = list(periods_between(date(2026, 1, 31), date(2026, 3, 1), Cadence.MONTH))
    assert [period_name(period, Cadence.MONTH) for period in found] == ["2026-01", "2026-02", "2026-03"]
    assert list(periods_between(date(2026, 3, 1), date(2026, 2, 1), Cadence.MONTH)) == []


@pytest.mark.parametrize("call", [period_of, lambda day, cadence: ordinal(Period(day, day), cadence)])
def test_it_refuses_a_cadence_that_nobody_knows(call: object) -> None:
    with pytest.raises(ValueError, match="fortnight"):
        call(date(2026, 1, 1), "fortnight")  # type: ignore[operator]


def test_it_refuses_a_period_that_ends_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends on"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize("cadence", Cadence.values)
def test_it_survives_the_end_of_the_calendar(cadence: str) -> None:
    assert period_of(date.max, cadence).end == date.max
