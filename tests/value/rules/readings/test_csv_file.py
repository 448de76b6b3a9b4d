from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.choices import RowOutcome
from apps.value.rules.readings import csv_file
from apps.value.rules.readings.csv_file import FileRefused, read_csv
from apps.value.rules.readings.rows import RawRow, check_batch
from kernel.decimals import NumberStyle
from tests.value.rules.series import KPI

HEAD = b"period,value,cases\n"
ROW = b"2026-W08,4.5,12\n"


def rows(data: bytes) -> list[RawRow]:
    return list(read_csv(data).rows())


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        rows(data)
    assert refused.value.problems[0].field == "file"
    assert str(refused.value.way_out)
    return str(refused.value.message)


CELLS = {"period": "2026-W08", "value": "4.5", "cases": "12"}


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        (HEAD + ROW, "utf-8", ","),
        (b"\xef\xbb\xbf" + HEAD + ROW, "utf-8-sig", ","),
        ((HEAD + ROW).decode().encode("utf-16"), "utf-16", ","),
        (b"\xfe\xff" + (HEAD + ROW).decode().encode("utf-16-be"), "utf-16", ","),
        ((HEAD + ROW).replace(b",", b";"), "utf-8", ";"),
        ((HEAD + ROW).replace(b",", b"\t"), "utf-8", "\t"),
        (b"sep=;\r\n" + (HEAD + ROW).replace(b",", b";"), "utf-8", ";"),
        ((HEAD + ROW).replace(b"\n", b"\r\n"), "utf-8", ","),
        ((HEAD + ROW).replace(b"\n", b"\r"), "utf-8", ","),
        (b"\n\n" + HEAD + b"\n" + ROW + b"\n\n", "utf-8", ","),
        (HEAD + ROW.strip(), "utf-8", ","),
        (b"period,value,cases,,\n2026-W08,4.5,12,,\n", "utf-8", ","),
        (HEAD + b"2026-W08,4.5,12,,,\n", "utf-8", ","),
        (b'"period","value","cases"\n"2026-W08","4.5","12"\n', "utf-8", ","),
        (b" Period , VALUE , Cases \n" + ROW, "utf-8", ","),
        ("Woche;Wert;Fälle\n2026-W08;4.5;12\n".encode(), "utf-8", ";"),
        (b"Zeitraum;Messwert;Anzahl\n2026-W08;4.5;12\n", "utf-8", ";"),
        (b"period_start,reading,sample size\n2026-W08,4.5,12\n", "utf-8", ","),
    ],
)
def test_it_reads_what_spreadsheets_and_programs_write(data: bytes, encoding: str, delimiter: str) -> None:
    found = read_csv(data)
    assert (found.encoding, found.delimiter) == (encoding, delimiter)
    assert [row.cells for row in found.rows()] == [CELLS]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"  \n\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b",,,\n,,\n", "empty"),
        (HEAD, "no row"),
        (HEAD + b"\n,,\n", "no row"),
        (ROW, "2026-W08"),
        (b"period\n2026-W08\n", "“value” is missing"),
        (b"value,cases\n1,2\n", "“period” is missing"),
        (b"period,value,period\n", "Two columns"),
        (b"period,value,week\n", "Two columns"),
        (b"period,value,colour\n", "“colour”"),
        (b"period,,value\n", "“”"),
        (b"period|value\n2026-W08|4.5\n", "period|value"),
        (b"sep=|\nperiod|value\n", "“|”"),
        ("Zeitraum;Wert;Fälle\n".encode("cp1252"), "Windows-1252"),
        (HEAD + b"2026-W08,4.5,12\n2026-W07,\xff,1\n", "line 3"),
        (HEAD + b"2026-W08,4.5,\x81\n", "not a text in UTF-8"),
        (b"\xff\xfe" + b"abc", "UTF-16"),
        (HEAD + b"2026-W08,4\x00,12\n", "zero byte in line 2"),
        ((HEAD + ROW).decode().encode("utf-16-le"), "zero byte in line 1"),
        (b"PK\x03\x04rest of a workbook", "Excel"),
        (b"\xd0\xcf\x11\xe0rest of an old one", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8bpacked", "packed"),
        (HEAD + ROW + b'2026-W07,"4.5,12\n2026-W06,1,1\n', "line 3"),
        (HEAD + b'2026-W08,"4.5"x,12\n', "line 2"),
        (b'"period,value\n2026-W08,1\n', "column names"),
        (HEAD + b'2026-W08,"' + b"x" * 200_000, "line 2"),
        (b"x" * 200_000, "column names"),
    ],
)
def test_it_refuses_a_file_that_it_can_not_read_and_says_why(data: bytes, says: str) -> None:
    assert says in refusal(data)


def test_it_refuses_a_file_above_ten_megabytes_before_reading_it() -> None:
    assert "10 MB" in refusal(b"\xff" * (csv_file.MOST_BYTES + 1))


def test_it_refuses_a_file_with_more_than_a_hundred_thousand_rows() -> None:
    assert "rows" in refusal(b"period,value\n" + b"1,2\n" * (csv_file.MOST_ROWS + 1))


def test_it_reads_a_hundred_thousand_rows() -> None:
    assert sum(1 for _row in read_csv(b"period,value\n" + b"1,2\n" * csv_file.MOST_ROWS).rows()) == 100_000


@pytest.mark.parametrize("broken", [b"2026-W08,4.5\n", b"2026-W08,4,5,12\n", b"2026-W08\n", b"2026-W08;4.5;12\n"])
def test_it_names_the_line_of_a_broken_row_and_reads_on(broken: bytes) -> None:
    before, bad, behind = rows(HEAD + ROW + broken + ROW)
    assert (before.problem, behind.problem) == (None, None)
    assert bad.number == 3
    assert bad.problem is not None
    assert "Line 3" in str(bad.problem.message)


def test_it_finds_the_one_broken_row_of_a_file_of_ten_megabytes() -> None:
    row = b"2026-W08,4.5,12," + b"n" * 720 + b"\n"
    data = b"period,value,cases,note\n" + row * 8_998 + b"2026-W08,4.5\n" + row * 5_000
    assert 9_900_000 < len(data) <= csv_file.MOST_BYTES
    assert [found.number for found in rows(data) if found.problem] == [9_000]


def test_it_counts_lines_inside_quoted_texts_too() -> None:
    found = rows(b'period,value,note\n2026-W08,1,"two\nlines"\n2026-W07,2,\n')
    assert [row.number for row in found] == [2, 4]


def test_it_refuses_a_cell_that_is_longer_than_any_field() -> None:
    (found,) = rows(HEAD + b"2026-W08,4.5," + b"9" * 5_000 + b"\n")
    assert found.problem is not None


@pytest.mark.parametrize("text", ["=1+1", "+49", "@home", "-", "=cmd|' /C calc'!A0"])
def test_it_takes_what_looks_like_a_formula_for_the_text_that_it_is(text: str) -> None:
    data = f"period,value,source,note\n2026-W08,-5,CRM,{text}\n".encode()
    kpi = KPI.__class__(unit="score", cadence="week", can_be_negative=True)
    batch = check_batch(read_csv(data).rows(), kpi=kpi, today=date(2026, 3, 2), current={})
    (result,) = batch.results
    assert result.values is not None
    assert (result.values.value, result.values.note) == (Decimal(-5), text)


def test_it_leads_from_a_german_spreadsheet_to_results_for_each_row() -> None:
    data = (
        "Woche;Wert;Fälle;Quelle;Notiz\r\n"
        '2026-W07;"1.234,5";12;CRM;\r\n'
        "2026-W08;4,5;2;CRM;wenige Fälle\r\n"
        "2026-W08;4,6;2;CRM;\r\n"
        "2026-W10;4,6;2;CRM;\r\n"
        "2026-W06;viele;2;CRM;\r\n"
        "2026-W05;1\r\n"
    ).encode("utf-8-sig")
    batch = check_batch(read_csv(data).rows(), kpi=KPI, today=date(2026, 3, 2), current={}, style=NumberStyle(",", "."))
    assert [(result.number, result.outcome) for result in batch.results] == [
        (2, RowOutcome.NEW),
        (3, RowOutcome.NEW),
        (4, RowOutcome.REFUSED),
        (5, RowOutcome.REFUSED),
        (6, RowOutcome.REFUSED),
        (7, RowOutcome.REFUSED),
    ]


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_it_answers_any_bytes_with_rows_or_a_refusal(data: bytes) -> None:
    for prefix in (b"", HEAD, b"period;value\n"):
        try:
            found = read_csv(prefix + data)
            read = list(found.rows())
        except FileRefused:
            continue
        assert all(row.problem is not None or set(row.cells) == set(found.columns) for row in read)


def test_it_takes_away_the_apostrophe_that_keeps_a_text_from_being_a_formula() -> None:
    (found,) = rows(b"period,value,note\n2026-W08,-5,'=1+1\n")
    assert found.cells == {"period": "2026-W08", "value": "-5", "note": "=1+1"}
