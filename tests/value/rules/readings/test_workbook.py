import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.choices import RowOutcome
from apps.value.rules.readings.csv_file import FileRefused, read_csv
from apps.value.rules.readings.rows import RawRow, RowResult, check_batch
from apps.value.rules.readings.workbook import read_workbook
from kernel.decimals import NumberStyle
from kernel.spreadsheets.values import Table
from kernel.spreadsheets.writing import csv_stream, xlsx_bytes
from tests.value.rules.series import KPI

HEAD = ["period", "value", "cases"]
TODAY = dt.date(2026, 3, 2)


def book(*rows: list[Any], change: Callable[[Any], object] | None = None) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    if change:
        change(made.active)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def read(*rows: list[Any], change: Callable[[Any], object] | None = None) -> list[RawRow]:
    return list(read_workbook(book(*rows, change=change)).rows())


def results(data: bytes, unit: str = "duration_days", **context: Any) -> list[RowResult]:
    kpi = replace(KPI, unit=unit)
    found = check_batch(read_workbook(data).rows(), kpi=kpi, today=TODAY, current={}, source="CRM", **context)
    return list(found.results)


def as_percent(sheet: Any) -> None:
    sheet["B2"].number_format = "0.0 %"


@pytest.mark.parametrize(
    "head", [HEAD, ["Woche", "Wert", "Fälle"], [" Period start ", "READING", "sample size"], [*HEAD, None, " "]]
)
def test_it_understands_the_columns_that_a_csv_may_have(head: list[Any]) -> None:
    assert read(head, ["2026-W08", 4.5, 12]) == [
        RawRow(2, {"period": "2026-W08", "value": Decimal("4.5"), "cases": 12})
    ]


def test_it_reads_dates_texts_and_numbers_as_what_they_are() -> None:
    data = book(
        ["period", "value", "cases", "source", "note"],
        [dt.date(2026, 2, 16), 4.35, 12, "CRM", "=1+1 as text"],
        ["2026-W07", "1.234,5", "3", 7, dt.date(2026, 1, 5)],
        [dt.date(2026, 2, 5), 1, 1, "CRM", None],
        [None, None, None, None, None],
        [dt.date(2026, 1, 26), "viele", 2.5, "CRM", None],
        change=lambda sheet: setattr(sheet["E2"], "data_type", "s"),
    )
    found = results(data, style=NumberStyle(",", "."))
    assert [(result.number, result.outcome) for result in found] == [
        (2, RowOutcome.NEW),
        (3, RowOutcome.NEW),
        (4, RowOutcome.REFUSED),
        (6, RowOutcome.REFUSED),
    ]
    first, second = (result.values for result in found[:2])
    assert first is not None
    assert second is not None
    assert (first.period_start, first.value, first.note) == (dt.date(2026, 2, 16), Decimal("4.35"), "=1+1 as text")
    assert (second.value, second.cases, second.source, second.note) == (Decimal("1234.5"), 3, "7", "2026-01-05")
    assert "2026-W06" in str(found[2].problems[0].way_out)
    assert [problem.field for problem in found[3].problems] == ["value", "cases"]


@pytest.mark.parametrize(("unit", "value"), [("percent", "42"), ("ratio", "0.42")])
def test_it_takes_a_cell_that_is_shown_as_a_percentage_for_one_and_says_so(unit: str, value: str) -> None:
    (found,) = results(book(HEAD, ["2026-W08", 0.42, 12], change=as_percent), unit)
    assert found.values is not None
    assert found.values.value == Decimal(value)
    assert "42\u00a0%" in str(found.hints[0])


def test_it_refuses_a_percentage_for_a_kpi_of_another_unit() -> None:
    (found,) = results(book(HEAD, ["2026-W08", 0.42, 12], change=as_percent), "count")
    assert [(problem.field, problem.code) for problem in found.problems] == [("value", "V1")]


def test_it_rounds_what_was_computed_and_says_so() -> None:
    mean, share = results(
        book(HEAD, ["2026-W08", 0.123456789, 3], ["2026-W07", 13 / 3, 3], change=as_percent), "percent"
    )
    assert mean.values is not None
    assert share.values is not None
    assert (mean.values.value, share.values.value) == (Decimal("12.3457"), Decimal("4.333333"))
    assert "Rounded" in str(mean.hints[0])
    assert "Rounded" in str(share.hints[0])


@pytest.mark.parametrize(
    ("row", "field", "says"),
    [
        (["2026-W08", "=1+1", 3], "value", "B2 holds a formula without a result"),
        (["=1+1", 4, 3], "period", "A2 holds a formula without a result"),
        (["2026-W08", dt.timedelta(hours=3), 3], "value", "time"),
        (["2026-W08", 4, "x" * 5_000], "cases", "4000 characters"),
        (["2026-W08", 4, 3, "more"], "", "columns that the header does not name"),
    ],
)
def test_it_tells_of_a_broken_row_and_reads_on(row: list[Any], field: str, says: str) -> None:
    broken, good = read(HEAD, row, ["2026-W07", 4, 3])
    assert broken.problem is not None
    assert (broken.number, broken.problem.field) == (2, field)
    assert says in str(broken.problem.message)
    assert str(broken.problem.way_out)
    assert good == RawRow(3, {"period": "2026-W07", "value": Decimal(4), "cases": 3})


def test_it_tells_which_rows_have_merged_cells() -> None:
    found = read(HEAD, *(["2026-W08", 4, 3] for _row in range(4)), change=lambda sheet: sheet.merge_cells("B3:B4"))
    assert [row.number for row in found if row.problem] == [3, 4]
    assert "B3:B4" in str(found[1].problem and found[1].problem.message)


def test_it_leaves_a_merged_title_beside_the_readings_alone() -> None:
    assert [row.problem for row in read(HEAD, ["2026-W08", 4, 3], change=lambda sheet: sheet.merge_cells("F1:H9"))] == [
        None
    ]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "empty"),
        ([[" "]], "empty"),
        ([["Report", None], HEAD], "Report"),
        ([["period", "cases"]], "“value” is missing"),
        ([["period", "wert", "value"]], "Two columns"),
        ([["period", None, "value"]], "“”"),
        ([HEAD], "no row"),
        ([HEAD, [None, " "]], "no row"),
    ],
)
def test_it_refuses_a_sheet_that_it_can_not_read_and_says_why(rows: list[list[Any]], says: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(*rows)
    assert says in str(refused.value.message)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("file", "xlsx")]
    assert str(refused.value.way_out)


@pytest.mark.parametrize("data", [b"", b"period,value\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_it_refuses_what_is_no_workbook(data: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        read_workbook(data)
    assert refused.value.code == "xlsx"


def test_it_reads_the_sheet_that_is_named_and_says_which_are_left() -> None:
    data = xlsx_bytes([Table("First", HEAD, [["2026-W08", 1, 1]]), Table("Second", HEAD, [["2026-W08", 2, 1]])])
    assert (read_workbook(data).name, read_workbook(data).others) == ("First", ("Second",))
    (row,) = read_workbook(data, sheet="second").rows()
    assert row.cells["value"] == 2


notes = st.text(st.sampled_from("=+-@'\t\n ,;\"a1") | st.characters(exclude_categories=("Cc", "Cs")), max_size=20)


@given(
    st.lists(
        st.tuples(st.dates(dt.date(2000, 1, 1), dt.date(2026, 1, 1)), st.decimals(-(10**8), 10**8, places=6), notes),
        min_size=1,
        max_size=5,
    )
)
def test_it_reads_back_what_we_wrote_from_a_workbook_and_from_csv(rows: list[tuple[dt.date, Decimal, str]]) -> None:
    header = ["period", "value", "note"]
    workbook = list(read_workbook(xlsx_bytes([Table("Readings", header, rows)])).rows())
    assert [row.cells["value"] for row in workbook] == [value for _day, value, _note in rows]
    assert [row.cells["period"] for row in workbook] == [day.isoformat() for day, _value, _note in rows]
    plain = list(read_csv(b"".join(csv_stream(header, rows))).rows())
    assert [Decimal(row.cells["value"]) for row in plain] == [value for _day, value, _note in rows]
    assert [row.cells["note"] for row in plain] == [
        note.replace("\ufffe", "").replace("\uffff", "") for _day, _value, note in rows
    ]
