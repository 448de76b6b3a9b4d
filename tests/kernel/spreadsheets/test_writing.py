import csv
import datetime as dt
import io
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import InvalidRefused
from kernel.spreadsheets import writing
from kernel.spreadsheets.guards import guarded, looks_live, printable, unguarded
from kernel.spreadsheets.reading import read_xlsx
from kernel.spreadsheets.values import Table
from kernel.spreadsheets.writing import csv_stream, xlsx_bytes, xlsx_stream

LIVE = ["=1+1", "+49 30", "-5 days", "@home", "\t=1", "\r=1", "=cmd|' /C calc'!A0", " =1", "＝1+1", "a;=1+1;", "a\n=1"]
hostile_texts = st.text(st.sampled_from("=+-@'\t\r\n ,;|\"a1.%＝\u00a0_x000D") | st.characters(), max_size=20)
cells = (
    st.none()
    | st.booleans()
    | st.dates()
    | st.datetimes()
    | st.integers(-(10**20), 10**20)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | hostile_texts
)


def written(*rows: list[Any]) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes([Table("Readings", ["a", "b"], rows)]))).active


def as_csv(*rows: list[Any]) -> str:
    return b"".join(csv_stream(["a", "b"], rows)).decode("utf-8-sig")


def read_back(text: str) -> list[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [[unguarded(cell) for cell in line] for line in lines][1:]


def test_it_writes_a_workbook_that_another_program_reads() -> None:
    sheet = written(
        [dt.date(2026, 2, 23), Decimal("4.250000")],
        [dt.datetime.fromisoformat("2026-02-23 04:05:06"), -5],
        [True, None],
        ["Fälle & <b>\n=1", Decimal("123456789.012345")],
    )
    assert sheet.title == "Readings"
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.b for cell in sheet[1])
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        [dt.datetime.fromisoformat("2026-02-23 00:00:00"), 4.25],
        [dt.datetime.fromisoformat("2026-02-23 04:05:06"), -5],
        [True, None],
        ["Fälle & <b>\n=1", 123456789.012345],
    ]
    assert [sheet[place].number_format for place in ("B2", "B3", "B5")] == ["0.00", "0", "0.000000"]
    assert sheet["A2"].is_date
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width / 2


@pytest.mark.parametrize("text", LIVE)
def test_it_writes_what_looks_like_a_formula_as_the_text_that_it_is(text: str) -> None:
    sheet = written([text, "-5"])
    assert (sheet["A2"].data_type, sheet["B2"].data_type) == ("s", "s")
    assert sheet["A2"].value == text.replace("\r", "\n")
    assert sheet["A2"].quotePrefix
    assert not sheet["B2"].quotePrefix
    ((first, _second),) = list(csv.reader(io.StringIO(as_csv([text, ""]), newline="")))[1:]
    assert first != text
    assert unguarded(first) == text


@pytest.mark.parametrize(("value", "text"), [(-5, "-5"), (Decimal("-5.50"), "-5.5"), ("-5", "-5"), ("+5,2", '"+5,2"')])
def test_it_leaves_a_number_a_number(value: Any, text: str) -> None:
    assert as_csv([value, ""]) == f"a,b\r\n{text},\r\n"


def test_it_writes_a_number_with_more_digits_than_a_spreadsheet_keeps_as_a_text_and_says_so() -> None:
    data = xlsx_bytes([Table("Readings", ["a"], [[Decimal("1234567890.1234567")], [10**30]])])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [row[0].value for row in book["Readings"].iter_rows(min_row=2)] == ["1234567890.1234567", 10**30]
    assert book.sheetnames == ["Readings", "Remarks"]
    assert "1 number has more than 15 digits" in book["Remarks"]["A2"].value


def test_it_gives_the_same_bytes_for_the_same_tables() -> None:
    tables = [Table("a/b", ["x"], [[Decimal("1.5")], ["=1"]]), Table("A B", [], []), Table("'", ["y"], [])]
    data = xlsx_bytes(tables)
    assert data == xlsx_bytes(tables)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["a b", "A B 2", "Sheet"]


def test_it_names_every_sheet_as_spreadsheets_allow() -> None:
    names = ["x" * 40, "x" * 40, "History", "[a]:*?/\\", ""]
    found = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([Table(name, ["a"], []) for name in names]))).sheetnames
    assert found == ["x" * 31, f"{'x' * 29} 2", "History 2", "a", "Sheet"]


def test_it_writes_many_rows_in_little_memory() -> None:
    def rows() -> Iterator[list[Any]]:
        return ([dt.date(2026, 2, 23), Decimal("4.25"), number, "CRM", f"note {number}"] for number in range(8_000))

    header = ["period", "value", "cases", "source", "note"]
    tracemalloc.start()
    try:
        pieces = sum(1 for piece in xlsx_stream([Table("Readings", header, rows())]) if piece)
        pieces += sum(1 for _piece in csv_stream(header, rows()))
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert pieces > 10


def test_it_refuses_more_rows_than_a_sheet_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 3)
    assert xlsx_bytes([Table("a", ["a"], [[1]] * 3)])
    with pytest.raises(InvalidRefused):
        xlsx_bytes([Table("a", ["a"], [[1]] * 4)])


def test_it_takes_no_float() -> None:
    with pytest.raises(TypeError, match="Decimal"):
        as_csv([0.1, 0])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b\x1b", "ab"),
        ("a\ud800b", "ab"),
        ("a\uffffb", "ab"),
        ("a\tb\nc", "a\tb\nc"),
        ("x" * 32_767, "x" * 32_767),
    ],
)
def test_it_leaves_out_signs_that_no_file_may_hold(text: str, kept: str) -> None:
    assert printable(text) == kept


@pytest.mark.parametrize("sign", ["x", "😀"])
def test_it_cuts_a_text_that_no_cell_holds_and_shows_it(sign: str) -> None:
    found = printable(sign * 40_000)
    assert found.endswith("…")
    assert 32_000 < len(found.encode("utf-16-le")) // 2 <= 32_767


@given(hostile_texts)
def test_it_takes_away_exactly_the_apostrophes_that_it_gave(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(hostile_texts, st.sampled_from(",;\t|"))
def test_it_lets_no_other_delimiter_make_a_formula_of_a_part_of_a_text(text: str, delimiter: str) -> None:
    for line in re.split(r"[\r\n]", guarded(printable(text))):
        for part in line.split(delimiter):
            assert not part.strip().strip('"').strip().startswith(("=", "@")) or not looks_live(text)


@given(st.lists(st.tuples(cells, cells).map(list), max_size=5))
def test_it_makes_no_cell_a_formula(rows: list[list[Any]]) -> None:
    data = xlsx_bytes([Table("Readings", ["=a", "@b"], rows)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        markup = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f" not in markup.replace(b"<fo", b"")
    found = [[cell.value for cell in row.cells] for row in read_xlsx(data).rows()]
    assert found[0] == ["=a", "@b"]
    for line in csv.reader(io.StringIO(as_csv(*rows), newline="")):
        assert not any(looks_live(cell) and not cell.startswith("'") and guarded(cell) == cell for cell in line)
        assert not any(cell.startswith(("=", "@", "\t", "\r")) for cell in line)


@given(st.lists(st.tuples(hostile_texts, hostile_texts).map(list), max_size=5))
def test_it_reads_its_own_csv_back_unchanged(rows: list[list[str]]) -> None:
    assert read_back(as_csv(*rows)) == [[printable(text) for text in row] for row in rows]


@given(st.lists(st.tuples(hostile_texts, st.integers(-(10**15) + 1, 10**15 - 1)).map(list), max_size=5))
def test_it_reads_its_own_workbook_back_unchanged(rows: list[list[Any]]) -> None:
    data = xlsx_bytes([Table("Readings", ["a", "b"], rows)])
    found = [[cell.value for cell in row.cells] for row in read_xlsx(data).rows()][1:]
    assert found == [
        [printable(text).replace("\r\n", "\n").replace("\r", "\n") or None, Decimal(number)] for text, number in rows
    ]
