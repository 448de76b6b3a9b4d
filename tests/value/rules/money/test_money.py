"""What a movement is worth: by example with figures that can be checked by hand, and for all series."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.rules.figures.levels import recent_level
from apps.value.rules.figures.trend import Trend, trend
from apps.value.rules.money.ahead import (
    Amounts,
    Forecast,
    answer,
    course_ahead,
    forecast,
    frozen_figures,
    months_of,
    moved_since,
    planned_through,
    totals,
    validation_problems,
    weight_of,
    yearly_volume,
)
from apps.value.rules.money.earned import (
    YEAR,
    Claim,
    Rate,
    SoFar,
    actual_values,
    annualised,
    by_month,
    cases_by_period,
    claim_of,
    run_rate,
    so_far,
    total,
)
from apps.value.rules.periods import next_period, period_of
from apps.value.rules.points import Period, Point, Unknown
from apps.value.rules.terms import MoneyTerms
from tests.value.rules.series import KPI, MONEY, contract

START = date(2026, 3, 2)
COUNTED = replace(KPI, key="k9", unit="count", aggregation="sum")


def claim(**changes: Any) -> Claim:
    """EUR 60,000 a year for each day of turnaround saved; from 5 days to 3, from 2 March to 1 May."""
    found = claim_of(contract(money=MONEY))
    assert isinstance(found, Claim)
    return replace(found, **changes)


def series(*values: Any, cases: int | None = None, first: date = START, grid: str = "week") -> list[Point]:
    period, points = period_of(first, grid), []
    for value in values:
        if value is not None:
            points.append(Point(period, Decimal(str(value)), cases))
        period = next_period(period, grid)
    return points


def worth(of: Claim, points: list[Point], *, weeks: int, volume: list[Point] | None = None):
    today = START + timedelta(weeks=weeks)
    return actual_values(of, points, cases_by_period(of, points, volume or []), today=today)


def test_it_is_worth_the_movement_of_the_recent_level_for_the_days_of_the_period():
    first, second = worth(claim(), series(4, 3), weeks=2)
    assert first.amount == 60_000 * 1 * (7 / YEAR)
    assert (second.level, second.movement, second.readings) == (Decimal("3.5"), Decimal("1.5"), 2)
    assert second.amount == 60_000 * Decimal("1.5") * (7 / YEAR)


def test_it_costs_money_where_the_kpi_is_worse_than_its_baseline():
    (only,) = worth(claim(), series(6), weeks=1)
    assert only.amount == -60_000 * (7 / YEAR)


def test_it_turns_the_movement_around_where_up_is_better():
    (only,) = worth(claim(direction="up"), series(6), weeks=1)
    assert only.amount == 60_000 * (7 / YEAR)


def test_it_counts_the_readings_own_cases_where_a_unit_is_worth_its_amount_for_each():
    values = worth(claim(per="case", per_unit=Decimal(10)), series(4, 4, cases=50), weeks=2)
    assert [value.amount for value in values] == [500, 500]


def test_it_counts_the_cases_of_the_kpi_that_the_claim_names():
    by_kpi = claim(per="case", per_unit=Decimal(10), volume_key="k9")
    values = worth(by_kpi, series(4, 4, cases=50), weeks=2, volume=series(70, 0))
    assert [value.amount for value in values] == [700, 0]


def test_it_never_takes_an_unknown_number_of_cases_for_none():
    by_case = claim(per="case", per_unit=Decimal(10), volume_key="k9")
    known, lacking = worth(by_case, series(4, 4), weeks=2, volume=series(70))
    assert (known.amount, lacking.amount, bool(str(lacking.lacks))) == (700, None, True)


def test_it_counts_a_missing_and_a_thin_reading_as_missing():
    points = [*series(4, None, 4), *series(1, cases=2, first=START + timedelta(weeks=3))]
    gained = so_far(worth(claim(), points, weeks=5))
    assert isinstance(gained, SoFar)
    assert (gained.known, gained.missing, gained.through) == (2, 3, START + timedelta(days=20))
    assert gained.amount == pytest.approx(2 * 60_000 * (7 / YEAR))


def test_it_begins_with_the_first_period_that_lies_in_the_contract_as_a_whole():
    values = worth(claim(start=START + timedelta(days=2)), series(4, 4, 4), weeks=3)
    assert [value.period.start for value in values] == [START + timedelta(weeks=1), START + timedelta(weeks=2)]


def test_it_ends_with_the_work():
    until = START + timedelta(days=13)
    values = actual_values(claim(), series(4, 4, 4), {}, today=START + timedelta(weeks=3), until=until)
    assert [value.period.end for value in values][-1] == until


def test_it_leaves_out_an_amount_that_fits_nowhere():
    gained = so_far(worth(claim(per_unit=Decimal(10) ** 17), series(4), weeks=1))
    assert isinstance(gained, Unknown)


@pytest.mark.parametrize(
    "terms",
    [
        contract(),
        contract(money=MONEY, kpi=replace(KPI, direction="range"), target=None),
        contract(money=replace(MONEY, value_per_unit=None)),
        contract(money=MONEY, baseline=None),
        contract(money=MONEY, due_on=date(2026, 2, 1)),
    ],
)
def test_it_claims_nothing_where_no_movement_can_be_counted_in_money(terms):
    found = claim_of(terms)
    assert isinstance(found, Unknown)
    assert str(found.reason)


@given(
    values=st.lists(st.none() | st.decimals(0, 50, places=2), max_size=14),
    cases=st.none() | st.integers(1, 9),
    cadence=st.sampled_from(["day", "week", "month"]),
)
def test_it_takes_the_same_recent_level_as_the_contracts_page(values, cases, cadence):
    of = claim(cadence=cadence, grid=cadence, start=date(2026, 6, 1))
    points = series(*values, cases=cases, first=of.start, grid=cadence)
    today = of.start + timedelta(days=31 * 15)
    for value in actual_values(of, points, {}, today=today):
        level = recent_level(points, cadence=cadence, today=value.period.end + timedelta(days=1), since=of.start)
        if value.amount is not None:
            assert (value.level, value.readings) == (level.value, level.n)
            assert value.amount == pytest.approx(of.per_unit * of.movement(level.value) * value.period.days / YEAR)


@given(values=st.lists(st.none() | st.decimals(0, 50, places=2), max_size=30), start=st.dates(START, date(2026, 6, 1)))
def test_it_loses_nothing_by_splitting_periods_into_months(values, start):
    of = claim(start=start)
    found = worth(of, series(*values), weeks=31)
    months = by_month(found)
    assert sum((amount for amount, _days in months.values()), Decimal(0)) == pytest.approx(total(found))
    assert sum(days for _amount, days in months.values()) == 7 * sum(value.amount is not None for value in found)


def test_it_runs_at_the_pace_of_the_last_four_weeks():
    rate = run_rate(claim(), worth(claim(), series(9, 4, 4, 4, 4, 4, 4, 4), weeks=8))
    assert isinstance(rate, Rate)
    assert rate.amount == pytest.approx(4 * 60_000 * (7 / YEAR) * 13)
    assert (rate.first, rate.last) == (START + timedelta(weeks=4), START + timedelta(weeks=8, days=-1))


@pytest.mark.parametrize(("values", "missing"), [((4, 4), 2), ((4, 4, None, 4, 4), 1), ((None, None, None, 4), 3)])
def test_it_says_how_many_periods_the_run_rate_lacks(values, missing):
    rate = run_rate(claim(), worth(claim(), series(*values), weeks=len(values)))
    assert isinstance(rate, Unknown)
    assert rate.missing == missing
    assert str(missing) in str(rate.reason)


def test_it_runs_on_while_a_reading_is_late_and_stops_when_the_figures_are_stale():
    points = series(4, 4, 4, 4)
    assert isinstance(run_rate(claim(), worth(claim(), points, weeks=6)), Rate)
    stale = run_rate(claim(), worth(claim(), points, weeks=7))
    assert isinstance(stale, Unknown)
    assert stale.missing == 3


def test_it_runs_at_the_last_months_pace_by_the_day_where_a_period_is_a_month():
    monthly = claim(cadence="month", grid="month", start=date(2026, 3, 1))
    values = actual_values(monthly, series(4, 4, first=date(2026, 3, 1), grid="month"), {}, today=date(2026, 5, 4))
    rate = run_rate(monthly, values)
    assert isinstance(rate, Rate)
    assert rate.amount == pytest.approx(60_000 * (30 / YEAR) / 30 * 28 * 13)


def test_it_annualises_the_last_three_whole_months():
    values = worth(claim(), series(*[4] * 18), weeks=18)
    rate = annualised(values)
    assert isinstance(rate, Rate)
    assert (rate.first, rate.last) == (date(2026, 4, 1), date(2026, 6, 30))
    assert rate.amount == pytest.approx(60_000 * (91 / YEAR) * 4)


@pytest.mark.parametrize(("weeks", "missing"), [(4, 3), (9, 2), (13, 1), (17, 1), (18, None)])
def test_it_says_how_many_months_are_missing(weeks, missing):
    """The contract begins on 2 March, so that March is not a whole month of it."""
    rate = annualised(worth(claim(), series(*[4] * weeks), weeks=weeks))
    assert (rate.missing if isinstance(rate, Unknown) else None) == missing


def test_it_plans_a_straight_way_to_the_target_and_then_a_year_at_it():
    of = claim(start=date(2026, 1, 1), due=date(2026, 3, 1), planned=Decimal(36525))
    assert planned_through(of, date(2025, 12, 31)) == 0
    assert planned_through(of, of.due) == 100 * 60 / 2
    assert planned_through(of, date(2026, 3, 31)) - planned_through(of, of.due) == 100 * 30


@given(days=st.integers(-10, 800), span=st.integers(0, 400))
def test_it_never_plans_less_from_one_day_to_the_next_nor_more_than_the_target_gives(days, span):
    of = claim(due=START + timedelta(days=span))
    day = START + timedelta(days=days)
    step = planned_through(of, day) - planned_through(of, day - timedelta(days=1))
    assert 0 <= step <= of.planned / YEAR * (1 + Decimal("1e-20"))


def test_it_adds_months_up_to_the_same_sums():
    values = worth(claim(), series(4, None, 3, 4, 4, 4, 3), weeks=8)
    months = months_of(claim(), values, through=date(2026, 4, 20))
    assert [row.month.start for row in months] == [date(2026, 3, 1), date(2026, 4, 1)]
    assert months[-1].planned_so_far == planned_through(claim(), date(2026, 4, 20))
    assert months[-1].actual_so_far == pytest.approx(total(values))
    assert [row.days for row in months] == [23, 19]


HEADING = Trend(
    Decimal("-.2"), Decimal("-.3"), Decimal("-.1"), Decimal(3), Decimal("2.5"), Decimal(4), period_of(START, "week"), 6
)


def test_it_forecasts_a_year_at_the_level_that_the_trend_lands_on():
    expected = forecast(claim(), HEADING, Decimal(1))
    assert isinstance(expected, Forecast)
    assert (expected.amount, expected.low, expected.high) == (120_000, 60_000, 150_000)


def test_it_forecasts_nothing_without_a_trend_or_cases():
    heading = trend(series(4, 4), grid="week", start=START, due=date(2026, 5, 1), today=START + timedelta(weeks=2))
    assert forecast(claim(), heading, Decimal(1)) is heading
    lacking = yearly_volume(claim(per="case"), {}, today=START)
    assert forecast(claim(), HEADING, lacking) is lacking
    assert isinstance(forecast(claim(per_unit=Decimal(10) ** 12), HEADING, Decimal(1)), Unknown)


@pytest.mark.parametrize(("weeks", "volume"), [(13, 520), (20, 520), (4, 520), (3, None), (0, None)])
def test_it_takes_the_cases_of_thirteen_weeks_for_a_quarter(weeks, volume):
    by_case = claim(per="case")
    cases = cases_by_period(by_case, series(*[4] * weeks, cases=10), [])
    found = yearly_volume(by_case, cases, today=START + timedelta(weeks=weeks))
    assert (found if isinstance(found, Decimal) else None) == volume
    if isinstance(found, Unknown):
        assert found.missing == 4 - weeks


def test_it_goes_on_from_the_value_so_far_to_the_due_date():
    values = worth(claim(), series(4, 4, 4), weeks=3)
    gained = so_far(values)
    ahead = course_ahead(claim(), values, forecast(claim(), HEADING, Decimal(1)))
    assert (ahead[0].day, ahead[0].amount) == (gained.through, gained.amount)
    assert ahead[-1].day == claim().due
    days = (claim().due - gained.through).days
    assert ahead[-1].amount == pytest.approx(gained.amount + 90_000 * days / YEAR)
    assert all(place.low <= place.amount <= place.high for place in ahead)
    assert course_ahead(claim(due=gained.through), values, forecast(claim(), HEADING, Decimal(1))) == []


WEIGHTS = {"none": Decimal(0), "limited_production": Decimal("0.5"), "production": Decimal(1)}


@pytest.mark.parametrize(
    ("stage", "status", "actual", "ahead"),
    [
        ("none", "idea", "0", "0"),
        ("none", "pilot", "0", "0"),
        ("limited_production", "limited_production", "0.5", "0.5"),
        ("production", "production", "1", "1"),
        ("production", "limited_production", "1", "1"),
        ("none", "paused", "0", "0"),
        ("limited_production", "paused", "0.5", "0.5"),
        ("production", "paused", "1", "1"),
        ("none", "killed", "0", "0"),
        ("limited_production", "killed", "0.5", "0"),
        ("production", "killed", "1", "0"),
        ("none", "retired", "0", "0"),
        ("production", "retired", "1", "0"),
    ],
)
def test_it_counts_by_the_furthest_stage_and_expects_nothing_of_what_has_ended(stage, status, actual, ahead):
    weight = weight_of(stage, status, WEIGHTS)
    assert (weight.actual, weight.ahead) == (Decimal(actual), Decimal(ahead))


def test_it_has_no_sum_where_nothing_is_known():
    (only,) = totals([Amounts("avoided", "EUR", None, Decimal(5), None, None)])
    assert (only.actual, only.weighted, only.planned, only.unknown) == (None, None, 5, 1)
    assert str(only.label) == "avoided cost"


def test_it_never_adds_one_kind_of_money_to_another():
    rows = [
        Amounts("cashable", "EUR", Decimal(100), Decimal(80), Decimal(50), Decimal(90)),
        Amounts("cashable", "EUR", None, Decimal(20), None, None),
        Amounts("avoided", "EUR", Decimal(7), None, Decimal(7), None),
        Amounts("cashable", "CHF", Decimal(1), Decimal(1), Decimal(1), Decimal(1)),
    ]
    found = {(row.value_type, row.currency): (row.actual, row.planned, row.unknown) for row in totals(rows)}
    assert found == {
        ("avoided", "EUR"): (7, 0, 0),
        ("cashable", "CHF"): (1, 1, 0),
        ("cashable", "EUR"): (100, 100, 1),
    }


VALUES = worth(claim(), series(4, 4, None, 4), weeks=5)


@pytest.mark.parametrize(
    ("day", "before", "accepted"),
    [
        (date(2026, 3, 15), None, True),
        (date(2026, 3, 29), date(2026, 3, 15), True),
        (date(2026, 3, 15), date(2026, 3, 15), False),
        (date(2026, 3, 22), None, False),
        (date(2026, 3, 14), None, False),
        (date(2026, 4, 12), None, False),
        (date(2026, 3, 29), date(2026, 3, 29), False),
    ],
)
def test_it_is_validated_up_to_a_day_that_has_a_figure(day, before, accepted):
    problems = validation_problems(VALUES, through=day, before=before, today=date(2026, 4, 6))
    assert (not problems) is accepted
    assert all(problem.code == "V12" and str(problem.way_out) for problem in problems)


def test_it_freezes_what_finance_saw_and_tells_a_correction():
    frozen = frozen_figures(VALUES, date(2026, 3, 29))
    assert (frozen["missing"], len(frozen["periods"])) == (1, 4)
    assert moved_since(frozen["amount"], VALUES, date(2026, 3, 29)) == 0
    corrected = worth(claim(), series(4, 3, None, 4), weeks=5)
    assert moved_since(frozen["amount"], corrected, date(2026, 3, 29)) > 100


def test_it_says_the_value_in_a_sentence():
    said = str(answer(so_far(VALUES), planned_through(claim(), date(2026, 3, 29)), "EUR"))
    assert said == "€3,450 actual so far, up to 29 Mar 2026; €2,111 were planned by then."


def test_it_reads_a_claim_by_cases_out_of_the_terms():
    money = MoneyTerms("EUR", "avoided", Decimal(1), Decimal(1), "", "case", "k9", COUNTED)
    found = claim_of(contract(money=money))
    assert isinstance(found, Claim)
    assert (found.per, found.volume_key, found.value_type) == ("case", "k9", "avoided")


def test_it_takes_a_quarter_of_a_fiscal_year_as_it_lies():
    fiscal = claim(cadence="quarter", grid="quarter:2", start=date(2026, 2, 1))
    values = actual_values(
        fiscal, [Point(Period(date(2026, 2, 1), date(2026, 4, 30)), Decimal(4))], {}, today=date(2026, 5, 2)
    )
    rate = run_rate(fiscal, values)
    assert isinstance(rate, Rate)
    assert rate.measured == values[0].amount
    assert isinstance(annualised(values), Rate)
