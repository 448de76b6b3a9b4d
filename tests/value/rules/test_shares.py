from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.value.choices import RowOutcome
from apps.value.rules.readings.rows import Batch, CurrentReading, RawRow, check_batch
from apps.value.rules.shares import (
    Percentage,
    Quantity,
    read_quantity,
    unlike_usual,
    usual_among,
    usual_level,
)
from kernel.decimals import PLAIN, NumberStyle, Unreadable
from tests.value.rules.series import KPI

GERMAN = NumberStyle(",", ".")
shares = st.decimals(Decimal("0.0001"), Decimal(1), places=4)
percentages = st.decimals(Decimal("0.01"), Decimal(1000), places=2)


def record(
    unit: str, *values: Any, usual: str | None = None, current: Mapping[Any, Any] | None = None, **more: Any
) -> Batch:
    rows = [
        RawRow(week, {"period": f"2025-W{week:02}", "value": value, "source": "CRM"})
        for week, value in enumerate(values, 1)
    ]
    level = None if usual is None else Decimal(usual)
    kpi = replace(KPI, unit=unit)
    return check_batch(rows, kpi=kpi, today=date(2026, 3, 2), current=current or {}, usual=level, **more)


def recorded(unit: str, *values: Any, **context: Any) -> list[Decimal | None]:
    return [result.values.value if result.values else None for result in record(unit, *values, **context).results]


@pytest.mark.parametrize(
    ("raw", "unit", "style", "value"),
    [
        ("42 %", "percent", PLAIN, "42"),
        ("42%", "percent", PLAIN, "42"),
        (" 42\u00a0% ", "percent", PLAIN, "42"),
        ("42\u202f%", "ratio", PLAIN, "0.42"),
        ("42 %", "ratio", PLAIN, "0.42"),
        ("0.42 %", "percent", PLAIN, "0.42"),
        ("0.42 %", "ratio", PLAIN, "0.0042"),
        ("42,5 %", "percent", GERMAN, "42.5"),
        ("42,5 %", "ratio", GERMAN, "0.425"),
        ("-5 %", "ratio", PLAIN, "-0.05"),
        ("140 %", "ratio", PLAIN, "1.4"),
        (Percentage(Decimal("42.125")), "percent", GERMAN, "42.125"),
        (Percentage(Decimal("42.125")), "ratio", GERMAN, "0.42125"),
    ],
)
def test_it_takes_a_percent_sign_for_what_it_says(raw: Any, unit: str, style: NumberStyle, value: str) -> None:
    found = read_quantity(raw, unit, style)
    assert isinstance(found, Quantity)
    assert (found.value, found.settled) == (Decimal(value), True)


@pytest.mark.parametrize("unit", ["percent", "ratio", "count"])
@pytest.mark.parametrize("raw", ["0.42", "42", 42, 0.42, Decimal("0.42")])
def test_it_takes_a_bare_number_in_the_kpis_own_unit(raw: Any, unit: str) -> None:
    assert read_quantity(raw, unit, PLAIN) == Quantity(Decimal(str(raw)))


@pytest.mark.parametrize(
    ("raw", "unit", "code"),
    [
        ("42 %", "count", "V1"),
        ("42 %", "duration_days", "V1"),
        (Percentage(Decimal(42)), "score", "V1"),
        ("42 %", "", "V1"),
        ("%", "percent", "V9"),
        ("42 %%", "percent", "number"),
        ("% 42", "percent", "number"),
        ("many %", "percent", "number"),
        ("42.12345 %", "ratio", "digits"),
        ("9" * 100 + "%", "percent", "digits"),
    ],
)
def test_it_refuses_a_percent_sign_where_it_means_nothing(raw: Any, unit: str, code: str) -> None:
    found = read_quantity(raw, unit, PLAIN)
    assert isinstance(found, Unreadable)
    assert found.code == code
    assert str(found.way_out)


def test_it_says_what_became_of_a_number_that_is_recorded_as_another() -> None:
    (ratio,) = record("ratio", "42 %").results
    assert [str(hint) for hint in ratio.hints] == ["42\u00a0% is the ratio 0.42."]
    (cell,) = record("percent", Percentage(Decimal(42))).results
    assert "shows 42\u00a0%" in str(cell.hints[0])
    (same,) = record("percent", "42 %").results
    assert same.hints == ()


@pytest.mark.parametrize(
    ("unit", "value", "usual", "ways"),
    [
        ("percent", "0.42", "44", ("42", "0.42")),
        ("percent", "1", "95", ("100", "1")),
        ("percent", "0.05", "5", ("5", "0.05")),
        ("percent", "-0.4", "-38", ("-40", "-0.4")),
        ("ratio", "42", "0.44", ("42", "4200")),
        ("ratio", "1.6", "0.02", ("1.6", "160")),
        ("ratio", "95", "0", ("95", "9500")),
    ],
)
def test_it_asks_about_a_number_that_may_be_meant_the_other_way(
    unit: str, value: str, usual: str, ways: tuple[str, str]
) -> None:
    problem = unlike_usual(Decimal(value), unit=unit, usual=Decimal(usual), style=PLAIN)
    assert problem is not None
    assert (problem.field, problem.code) == ("value", "V1")
    assert str(problem.way_out) == f"Write {ways[0]}\u00a0% or {ways[1]}\u00a0%, with the sign."


def test_it_refuses_a_reading_that_may_be_meant_the_other_way() -> None:
    (found,) = record("percent", "0.42", usual="44").results
    assert (found.outcome, [problem.code for problem in found.problems]) == (RowOutcome.REFUSED, ["V1"])


@pytest.mark.parametrize(
    ("unit", "value", "usual"),
    [
        ("percent", "0.42", None),
        ("percent", "0.42", "0.5"),
        ("percent", "0.2", "2.4"),
        ("percent", "0", "44"),
        ("percent", "1.1", "44"),
        ("percent", "44", "0.4"),
        ("ratio", "1.4", "0.9"),
        ("ratio", "3", "1.8"),
        ("ratio", "42", None),
        ("count", "0.4", "44"),
        ("count", "44", "0.4"),
    ],
)
def test_it_asks_nothing_about_any_other(unit: str, value: str, usual: str | None) -> None:
    assert recorded(unit, value, usual=usual) == [Decimal(value)]


def test_it_takes_what_is_recorded_already_for_what_it_was() -> None:
    known = {(date(2024, 12, 30), "CRM"): CurrentReading("r", Decimal("0.420000"), None, "")}
    (again,) = record("percent", "0.42", usual="44", current=known).results
    assert again.outcome == RowOutcome.UNCHANGED
    (other,) = record("percent", "0.43", usual="44", current=known).results
    assert other.outcome == RowOutcome.REFUSED


def test_it_asks_about_the_odd_ones_of_a_first_batch() -> None:
    assert recorded("percent", "42", "44", "0.43", "41", "45") == [42, 44, None, 41, 45]
    assert recorded("ratio", "0.42", "0.44", "43", "0.41", "0.45")[2] is None
    assert recorded("percent", "0.42", "0.44", "0.43", "41", "45") == [None, None, None, 41, 45]
    assert recorded("percent", "0.42", "44") == [Decimal("0.42"), 44]


def test_it_knows_what_is_usual_from_the_latest_readings_or_the_baseline() -> None:
    readings = [Decimal(1)] * 20 + [Decimal(40)] * 12
    assert usual_level(readings, Decimal(7)) == 40
    assert usual_level([], Decimal(7)) == 7
    assert usual_level([]) is None
    assert usual_among([Decimal(1)] * 4, "percent") is None


@given(shares | percentages, st.sampled_from(["percent", "ratio"]), percentages | shares | st.none())
def test_it_always_takes_a_number_with_its_sign(number: Decimal, unit: str, usual: Decimal | None) -> None:
    wanted = number if unit == "percent" else number / 100
    assume(round(wanted, 6) == wanted)
    assert recorded(unit, f"{number} %", usual=None if usual is None else str(usual)) == [wanted]


@given(shares | percentages, st.sampled_from(["percent", "ratio"]), shares | percentages)
def test_it_offers_two_ways_that_are_both_taken_and_one_is_what_was_written(
    number: Decimal, unit: str, usual: Decimal
) -> None:
    problem = unlike_usual(number, unit=unit, usual=usual, style=PLAIN)
    if problem is None:
        assert recorded(unit, str(number), usual=str(usual)) == [number]
        return
    ways = str(problem.way_out).removeprefix("Write ").removesuffix(", with the sign.").split(" or ")
    taken = recorded(unit, *ways, usual=str(usual))
    other = number * 100 if unit == "percent" else number / 100
    assert set(taken) == {number, other}


@given(st.lists(st.decimals(Decimal("10.01"), 100, places=2), min_size=1, max_size=12), st.integers(0, 11))
def test_it_never_records_a_fraction_among_percentages_in_the_tens(values: list[Decimal], place: int) -> None:
    usual = usual_level(values)
    assert usual is not None
    meant = values[place % len(values)]
    assert recorded("percent", str(meant / 100), usual=str(usual)) == [None]
    assert recorded("ratio", str(meant), usual=str(usual / 100)) == [None]
    assert recorded("percent", str(meant), usual=str(usual)) == [meant]
    assert recorded("ratio", str(meant / 100), usual=str(usual / 100)) == [meant / 100]
