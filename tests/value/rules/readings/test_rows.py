from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.choices import RowOutcome
from apps.value.rules.readings.rows import (
    Batch,
    CurrentReading,
    RawRow,
    ReadingValues,
    RowResult,
    check_batch,
)
from kernel.decimals import NumberStyle
from kernel.errors import Problem
from tests.value.rules.series import KPI

TODAY = date(2026, 3, 2)
GOOD = {"period": "2026-W09", "value": "4.5", "cases": 12, "source": "CRM", "note": "without returns"}
KNOWN = {(date(2026, 2, 23), "CRM"): CurrentReading("r1", Decimal("4.500000"), 12, "without returns")}


def check_one(cells, **context):
    return check_batch([RawRow(1, cells)], **context).results[0]


def check(
    changes: Mapping[str, Any] | None = None,
    *,
    current: Mapping[tuple[date, str], CurrentReading] | None = None,
    **more: Any,
) -> RowResult:
    cells = {name: cell for name, cell in {**GOOD, **(changes or {})}.items() if cell is not ...}
    return check_one(cells, **{"kpi": KPI, "today": TODAY, "current": current or {}, **more})


def batch(*rows: dict[str, Any]) -> Batch:
    return check_batch(
        [RawRow(number, row) for number, row in enumerate(rows, 2)], kpi=KPI, today=TODAY, current={}, source="CRM"
    )


def test_it_cleans_a_new_reading() -> None:
    assert check() == RowResult(
        1,
        RowOutcome.NEW,
        ReadingValues(date(2026, 2, 23), date(2026, 3, 1), Decimal("4.5"), 12, "CRM", "without returns"),
    )


def test_it_says_that_a_reading_is_there_already() -> None:
    found = check(current=KNOWN)
    assert found.outcome == RowOutcome.UNCHANGED
    assert found.current == KNOWN[date(2026, 2, 23), "CRM"]


@pytest.mark.parametrize("changes", [{"value": "4.6"}, {"cases": 13}, {"cases": None}, {"note": ""}])
def test_it_says_what_a_correction_replaces(changes: dict[str, Any]) -> None:
    found = check(changes, current=KNOWN)
    assert found.outcome == RowOutcome.CORRECTED
    assert found.current is not None
    assert found.current.value == Decimal("4.5")


def test_it_takes_another_source_for_another_reading() -> None:
    assert check({"source": "Time tracking"}, current=KNOWN).outcome == RowOutcome.NEW


@pytest.mark.parametrize("cases", ["12", " 12 ", 12])
def test_it_takes_a_text_of_digits_for_a_number_of_cases(cases: Any) -> None:
    found = check({"cases": cases})
    assert found.values is not None
    assert found.values.cases == 12


@pytest.mark.parametrize("absent", [..., None, ""])
def test_it_fills_in_what_may_be_absent(absent: Any) -> None:
    found = check({"cases": absent, "note": absent, "source": absent}, source="CRM")
    assert found.values is not None
    assert (found.values.cases, found.values.note, found.values.source) == (None, "", "CRM")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"period": ...}, "period", "V9"),
        ({"period": ""}, "period", "V9"),
        ({"period": 202609}, "period", "V9"),
        ({"period": []}, "period", "V9"),
        ({"period": "2026-W10"}, "period", "V9"),
        ({"period": "2026-W11"}, "period", "V9"),
        ({"period": "2062-W09"}, "period", "V9"),
        ({"period": "0206-W09"}, "period", "V9"),
        ({"period": "2026-02"}, "period", "V9"),
        ({"period": "2026-02-24"}, "period", "V9"),
        ({"period": "2026-W99"}, "period", "V9"),
        ({"period": "x" * 100_000}, "period", "V9"),
        ({"value": ...}, "value", "V9"),
        ({"value": "NaN"}, "value", "number"),
        ({"value": float("inf")}, "value", "number"),
        ({"value": "0.1234567"}, "value", "digits"),
        ({"value": "-0.1"}, "value", "V1"),
        ({"value": "1.234,5"}, "value", "number"),
        ({"cases": 0}, "cases", "V9"),
        ({"cases": -1}, "cases", "V9"),
        ({"cases": 2.5}, "cases", "V9"),
        ({"cases": True}, "cases", "V9"),
        ({"cases": "many"}, "cases", "V9"),
        ({"cases": "²"}, "cases", "V9"),
        ({"cases": 2**31}, "cases", "V9"),
        ({"cases": "9" * 5_000}, "cases", "V9"),
        ({"source": ...}, "source", "V9"),
        ({"source": " "}, "source", "V9"),
        ({"source": 7}, "source", "V9"),
        ({"source": []}, "source", "V9"),
        ({"source": "x" * 121}, "source", "text"),
        ({"source": "C\x00RM"}, "source", "text"),
        ({"note": 7}, "note", "text"),
        ({"note": "x" * 301}, "note", "text"),
        ({"note": "x" * 5_000_000}, "note", "text"),
        ({"note": "a\x00b"}, "note", "text"),
        ({"note": "\ud800"}, "note", "text"),
        ({"vlaue": "4.5"}, "vlaue", "unknown_field"),
    ],
)
def test_it_names_the_field_and_the_rule_of_what_it_refuses(changes: dict[str, Any], field: str, code: str) -> None:
    found = check(changes)
    assert found.outcome == RowOutcome.REFUSED
    assert found.values is None
    assert [(problem.field, problem.code) for problem in found.problems] == [(field, code)]
    assert str(found.problems[0].message)
    assert str(found.problems[0].way_out)


def test_it_names_everything_that_is_wrong_with_a_row_at_once() -> None:
    found = check({"period": "soon", "value": "much", "cases": "many", "colour": "red"})
    assert [problem.field for problem in found.problems] == ["period", "value", "cases", "colour"]


@pytest.mark.parametrize("cells", [None, "2026-W09", 7, [["period", "2026-W09"]]])
def test_it_refuses_a_row_that_is_no_object(cells: Any) -> None:
    (found,) = check_batch([RawRow(1, cells)], kpi=KPI, today=TODAY, current={}).results
    assert [problem.code for problem in found.problems] == ["row"]


def test_it_passes_on_what_kept_a_row_from_being_read() -> None:
    problem = Problem("", "row", "Line 7 has 2 cells", "Add one")
    (found,) = check_batch([RawRow(7, {}, problem)], kpi=KPI, today=TODAY, current={}).results
    assert found == RowResult(7, RowOutcome.REFUSED, None, (problem,))


def test_it_keeps_the_first_of_two_rows_with_one_period_and_source_and_names_it() -> None:
    found = batch(
        {"period": "2026-W09", "value": 1},
        {"period": "2026-02-23", "value": 2, "source": " CRM "},
        {"period": "2026-W09", "value": 3, "source": "ERP"},
    )
    assert [result.outcome for result in found.results] == [RowOutcome.NEW, RowOutcome.REFUSED, RowOutcome.NEW]
    assert "Row 2" in str(found.results[1].problems[0].message)


def test_it_does_not_let_a_refused_row_stand_in_the_way_of_a_good_one() -> None:
    found = batch({"period": "2026-W09", "value": "x"}, {"period": "2026-W09", "value": 2})
    assert [result.outcome for result in found.results] == [RowOutcome.REFUSED, RowOutcome.NEW]


def test_it_counts_the_rows_by_what_they_do() -> None:
    found = batch({"period": "2026-W09", "value": 1}, {"period": "2026-W08", "value": "x"}, {})
    assert found.counts == {
        RowOutcome.NEW: 1,
        RowOutcome.UNCHANGED: 0,
        RowOutcome.CORRECTED: 0,
        RowOutcome.REFUSED: 2,
    }
    assert found.refused == 2
    assert [result.number for result in found.first_refusals(1)] == [3]


@pytest.mark.parametrize(
    ("unit", "negative", "value", "outcome"),
    [
        ("percent", False, "140", RowOutcome.NEW),
        ("percent", False, "-1", RowOutcome.REFUSED),
        ("percent", True, "-1", RowOutcome.NEW),
        ("ratio", False, "-0.1", RowOutcome.REFUSED),
        ("score", True, "-40", RowOutcome.NEW),
        ("money", True, "-40", RowOutcome.NEW),
        ("count", True, "-1", RowOutcome.REFUSED),
    ],
)
def test_it_allows_values_below_zero_where_unit_and_kpi_do(
    unit: str, negative: bool, value: str, outcome: RowOutcome
) -> None:
    assert check({"value": value}, kpi=replace(KPI, unit=unit, can_be_negative=negative)).outcome == outcome


@pytest.mark.parametrize(
    ("cadence", "period", "good"),
    [
        ("day", "2026-03-01", True),
        ("day", "2026-03-02", False),
        ("week", "2026-W09", True),
        ("week", "2026-W10", False),
        ("month", "2026-02", True),
        ("month", "2026-03", False),
        ("quarter", "2025-Q4", True),
        ("quarter", "2026-Q1", False),
    ],
)
def test_it_waits_until_the_period_is_over_on_the_clients_calendar(cadence: str, period: str, good: bool) -> None:
    found = check({"period": period}, kpi=replace(KPI, cadence=cadence))
    assert (found.outcome == RowOutcome.NEW) is good


def test_it_names_the_week_around_a_day_that_begins_none() -> None:
    (problem,) = check({"period": "2026-02-26"}).problems
    assert "2026-W09" in str(problem.way_out)


def test_it_shows_how_a_fiscal_quarter_is_written() -> None:
    quarterly = replace(KPI, cadence="quarter", year_start=4)
    found = check({"period": "fy2026-q3"}, kpi=quarterly).values
    assert found is not None
    assert (found.period_start, found.period_end) == (date(2025, 10, 1), date(2025, 12, 31))
    (calendar,) = check({"period": "2025-Q4"}, kpi=quarterly).problems
    assert str(calendar.way_out) == "Write it like FY2026-Q4, or as the date of its first day."
    (inside,) = check({"period": "2025-11-03"}, kpi=quarterly).problems
    assert "FY2026-Q3" in str(inside.way_out)


def test_it_reads_numbers_in_the_persons_language_where_a_style_is_given() -> None:
    found = check({"value": "1.234,5"}, style=NumberStyle(",", "."))
    assert found.values is not None
    assert found.values.value == Decimal("1234.5")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*GOOD, "other", ""]), json_values, max_size=6))
def test_it_answers_any_json_with_values_or_problems(cells: dict[str, Any]) -> None:
    found = check_one(cells, kpi=KPI, today=TODAY, current={})
    assert (found.values is None) is (found.outcome == RowOutcome.REFUSED) is bool(found.problems)


@given(st.dates(date(1970, 1, 5), date(2026, 2, 22)), st.decimals(0, 10**6, places=3), st.none() | st.integers(1, 999))
def test_it_takes_its_own_values_as_unchanged(day: date, value: Decimal, cases: int | None) -> None:
    first = check({"period": f"{day.isocalendar()[0]}-W{day.isocalendar()[1]:02}", "value": str(value), "cases": cases})
    assert first.values is not None
    current = {(first.values.period_start, "CRM"): CurrentReading("r", first.values.value, cases, first.values.note)}
    again = check(
        first.values._asdict() | {"period_start": ..., "period_end": ..., "period": first.values.period_start},
        current=current,
    )
    assert again.outcome == RowOutcome.UNCHANGED
