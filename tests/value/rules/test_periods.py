from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.choices import Cadence, Freshness
from apps.value.rules.periods import (
    freshness,
    grid_of,
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

YEAR_STARTS = range(1, 13)
GRIDS = [*Cadence.values, *(grid_of(Cadence.QUARTER, month) for month in YEAR_STARTS if month != 1)]
grids = st.sampled_from(GRIDS)
days = st.dates(date(1970, 1, 1), date(2200, 1, 1))


@given(day=days, grid=grids)
def test_it_covers_every_day_by_one_period_without_gap_or_overlap(day: date, grid: str) -> None:
    period = period_of(day, grid)
    assert day in period
    assert next_period(period, grid).start == period.end + timedelta(days=1)
    assert previous_period(period, grid).end == period.start - timedelta(days=1)
    assert previous_period(next_period(period, grid), grid) == period


@given(day=days, grid=grids)
def test_it_numbers_neighbours_one_apart(day: date, grid: str) -> None:
    period = period_of(day, grid)
    assert ordinal(next_period(period, grid), grid) == ordinal(period, grid) + 1


@given(day=days, grid=grids)
def test_it_reads_back_the_name_that_it_writes(day: date, grid: str) -> None:
    period = period_of(day, grid)
    assert parse_period(period_name(period, grid), grid) == period
    assert parse_period(period.start.isoformat(), grid) == period


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
    ("text", "grid", "expected"),
    [
        ("2026-W09", Cadence.WEEK, (date(2026, 2, 23), date(2026, 3, 1))),
        ("2026W09", Cadence.WEEK, (date(2026, 2, 23), date(2026, 3, 1))),
        ("2026-02", Cadence.MONTH, (date(2026, 2, 1), date(2026, 2, 28))),
        ("2024-02", Cadence.MONTH, (date(2024, 2, 1), date(2024, 2, 29))),
        ("2026-Q1", Cadence.QUARTER, (date(2026, 1, 1), date(2026, 3, 31))),
        ("2026-02-27", Cadence.DAY, (date(2026, 2, 27), date(2026, 2, 27))),
    ],
)
def test_it_reads_a_period(text: str, grid: str, expected: tuple[date, date]) -> None:
    assert parse_period(text, grid) == Period(*expected)


@pytest.mark.parametrize(
    ("text", "grid"),
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
        ("FY2026-Q1", Cadence.QUARTER),
        ("2026-Q1", "quarter:4"),
        ("FY2026-Q5", "quarter:4"),
        ("FY0001-Q1", "quarter:4"),
        ("FY0000-Q1", "quarter:4"),
        ("2026-01-01", "quarter:2"),
        ("2026-02", Cadence.QUARTER),
        ("2026-02-30", Cadence.DAY),
        ("0000-01-01", Cadence.DAY),
        ("٢٠٢٦-W09", Cadence.WEEK),
        ("", Cadence.WEEK),
        ("last week", Cadence.WEEK),
    ],
)
def test_it_reads_nothing_into_a_text_that_names_no_period(text: str, grid: str) -> None:
    assert parse_period(text, grid) is None


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
    assert missed_periods(last, today=today, grid=Cadence.WEEK) == missed
    assert freshness(last, today=today, grid=Cadence.WEEK) == state


def test_it_says_that_there_is_no_reading_yet() -> None:
    assert freshness(None, today=date(2026, 3, 4), grid=Cadence.WEEK) == Freshness.NONE


def test_it_lists_the_periods_that_share_a_day_with_a_span() -> None:
    found = list(periods_between(date(2026, 1, 31), date(2026, 3, 1), Cadence.MONTH))
    assert [period_name(period, Cadence.MONTH) for period in found] == ["2026-01", "2026-02", "2026-03"]
    assert list(periods_between(date(2026, 3, 1), date(2026, 2, 1), Cadence.MONTH)) == []


@pytest.mark.parametrize("call", [period_of, lambda day, grid: ordinal(Period(day, day), grid)])
def test_it_refuses_a_grid_that_nobody_knows(call: object) -> None:
    with pytest.raises(ValueError, match="fortnight"):
        call(date(2026, 1, 1), "fortnight")  # type: ignore[operator]


@pytest.mark.parametrize("grid", ["quarter:1", "quarter:13", "quarter:0", "quarter:", "month:4"])
def test_it_has_one_name_for_a_grid(grid: str) -> None:
    with pytest.raises(ValueError, match="unknown grid"):
        period_of(date(2026, 1, 1), grid)


def test_it_takes_the_month_of_a_fiscal_year_for_quarters_alone() -> None:
    assert grid_of(Cadence.QUARTER, 4) == "quarter:4"
    assert grid_of(Cadence.QUARTER, 1) == grid_of(Cadence.QUARTER) == Cadence.QUARTER
    assert {grid_of(cadence, 4) for cadence in (Cadence.DAY, Cadence.WEEK, Cadence.MONTH)} == {"day", "week", "month"}


@pytest.mark.parametrize(
    ("year_start", "name", "start", "end"),
    [
        (4, "FY2027-Q1", "2026-04-01", "2026-06-30"),
        (4, "FY2026-Q4", "2026-01-01", "2026-03-31"),
        (2, "FY2026-Q4", "2025-11-01", "2026-01-31"),
        (2, "FY2027-Q1", "2026-02-01", "2026-04-30"),
        (10, "FY2026-Q1", "2025-10-01", "2025-12-31"),
        (12, "FY2026-Q1", "2025-12-01", "2026-02-28"),
        (12, "FY2024-Q1", "2023-12-01", "2024-02-29"),
    ],
)
def test_it_names_a_fiscal_quarter_by_the_year_in_which_it_ends(
    year_start: int, name: str, start: str, end: str
) -> None:
    grid, expected = grid_of(Cadence.QUARTER, year_start), Period(date.fromisoformat(start), date.fromisoformat(end))
    assert parse_period(name, grid) == parse_period(name.replace("-", ""), grid) == expected
    assert period_name(expected, grid) == name
    assert period_of(expected.end, grid) == expected


@given(day=days, year_start=st.sampled_from(YEAR_STARTS))
def test_it_ends_a_fiscal_year_with_its_fourth_quarter(day: date, year_start: int) -> None:
    grid = grid_of(Cadence.QUARTER, year_start)
    period = period_of(day, grid)
    year, quarter = period_name(period, grid).removeprefix("FY").split("-Q")
    for _step in range(4 - int(quarter)):
        period = next_period(period, grid)
    assert period.end.year == int(year)
    assert (period.end + timedelta(days=1)).month == year_start


@given(day=days, grid=grids, other=grids)
def test_it_reads_the_name_of_a_quarter_on_no_grid_of_another_spelling(day: date, grid: str, other: str) -> None:
    name = period_name(period_of(day, grid), grid)
    found = parse_period(name, other)
    if grid != other and Cadence.DAY not in (grid, other):
        fiscal = {text.startswith("quarter:") for text in (grid, other)}
        assert found is None or fiscal == {True}


def test_it_refuses_a_period_that_ends_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends on"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize("grid", GRIDS)
def test_it_survives_both_ends_of_the_calendar(grid: str) -> None:
    assert period_of(date.max, grid).end == date.max
    assert period_of(date.min, grid).start == date.min
    assert ordinal(next_period(period_of(date.min, grid), grid), grid) == ordinal(period_of(date.min, grid), grid) + 1
