import datetime as dt
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.spreadsheets.archive import WorkbookRefused
from kernel.spreadsheets.formats import Meaning, meaning_of, moment_of
from kernel.spreadsheets.reading import Cell, Row, read_xlsx
from tests.kernel.spreadsheets.workbooks import PARTS, RELATIONS, SHEET, STYLES, TEXTS, WORKBOOK, cells, rows, workbook


def values(data: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row.cells] for row in read_xlsx(data).rows()]


def only(markup: str) -> Cell:
    (row,) = read_xlsx(cells(markup)).rows()
    return row.cells[0]


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_it_reads_what_another_program_wrote() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["period", "value", "when", True])
    sheet.append([dt.date(2026, 2, 23), 0.42, dt.datetime.fromisoformat("2026-02-23 04:05:06"), -5])
    sheet.append([None, 4.35, dt.timedelta(hours=30), "Fälle\n=1+1"])
    sheet["B2"].number_format = "0.0%"
    first, second, third = read_xlsx(saved(book)).rows()
    assert [cell.value for cell in first.cells] == ["period", "value", "when", True]
    assert second.cells[0] == Cell(dt.date(2026, 2, 23))
    assert second.cells[1] == Cell(Decimal("0.42"), percent=True)
    assert second.cells[2] == Cell(dt.datetime.fromisoformat("2026-02-23 04:05:06"))
    assert [cell.value for cell in third.cells] == [None, Decimal("4.35"), dt.timedelta(hours=30), "Fälle\n=1+1"]


@pytest.mark.parametrize(
    ("markup", "value"),
    [
        ('<c r="A1"><v>0.1</v></c>', Decimal("0.1")),
        ('<c r="A1"><v>0.30000000000000004</v></c>', Decimal("0.3")),
        ('<c r="A1"><v>4.3499999999999996</v></c>', Decimal("4.35")),
        ('<c r="A1"><v>1E-3</v></c>', Decimal("0.001")),
        ('<c r="A1"><v>-5</v></c>', Decimal(-5)),
        ('<c r="A1" s="1"><v>46076</v></c>', dt.date(2026, 2, 23)),
        ('<c r="A1" s="1"><v>46076.5</v></c>', dt.datetime.fromisoformat("2026-02-23 12:00:00")),
        ('<c r="A1" s="3"><v>1.5</v></c>', dt.timedelta(hours=36)),
        ('<c r="A1" t="d"><v>2026-02-23</v></c>', dt.date(2026, 2, 23)),
        ('<c r="A1" t="d"><v>2026-02-23T04:00:00</v></c>', dt.datetime.fromisoformat("2026-02-23 04:00:00")),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="s"><v>0</v></c>', "shared"),
        ('<c r="A1" t="inlineStr"><is><t>in</t></is></c>', "in"),
        ('<c r="A1" t="inlineStr"><is><r><t>in</t></r><r><t> two</t></r><rPh><t>spoken</t></rPh></is></c>', "in two"),
        ('<c r="A1" t="str"><f>A2</f><v>text</v></c>', "text"),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', Decimal(2)),
        ('<c r="A1" t="str"><v>a_x000D_b_x005F_x000D_</v></c>', "a\rb_x000D_"),
        ("<c><v>1</v></c>", Decimal(1)),
    ],
)
def test_it_reads_a_cell_as_what_it_stands_for(markup: str, value: Any) -> None:
    found = only(markup)
    assert found.problem is None
    assert (found.value, type(found.value)) == (value, type(value))


@pytest.mark.parametrize(
    ("markup", "says"),
    [
        ('<c r="A1"><f>1+1</f></c>', "formula without a result"),
        ('<c r="A1"><f>1+1</f><v></v></c>', "formula without a result"),
        ('<c r="A1" t="str"><f>1+1</f></c>', "formula without a result"),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A1"><v>NaN</v></c>', "no number"),
        ('<c r="A1"><v>1_000</v></c>', "no number"),
        (f'<c r="A1"><v>{"9" * 99}</v></c>', "no number"),
        ('<c r="A1" s="1"><v>-1</v></c>', "date"),
        ('<c r="A1" s="1"><v>60</v></c>', "date"),
        ('<c r="A1" s="1"><v>99999999</v></c>', "date"),
        ('<c r="A1" t="d"><v>soon</v></c>', "date"),
        (f'<c r="A1" t="str"><v>{"x" * 32_768}</v></c>', "too long"),
    ],
)
def test_it_tells_of_a_cell_that_it_can_not_read_and_reads_on(markup: str, says: str) -> None:
    data = cells(f'{markup}<c r="B1"><v>7</v></c>')
    (row,) = read_xlsx(data).rows()
    broken, good = row.cells
    assert broken.problem is not None
    assert says in str(broken.problem.message)
    assert "A1" in str(broken.problem.message)
    assert str(broken.problem.way_out)
    assert good.value == 7


def test_it_keeps_the_numbers_of_rows_and_the_places_of_cells() -> None:
    data = rows(
        '<row r="3"><c r="B3"><v>1</v></c></row><row r="5"><c r="A5" s="0"/></row><row r="9"><c r="A9"><v>2</v></c></row>'
    )
    assert list(read_xlsx(data).rows()) == [
        Row(3, (Cell(), Cell(Decimal(1)))),
        Row(9, (Cell(Decimal(2)),)),
    ]


def test_it_does_not_believe_in_the_dimensions_that_a_sheet_states() -> None:
    markup = '<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'
    assert list(read_xlsx(workbook({SHEET: markup})).rows()) == [Row(1_048_576, (Cell(Decimal(1)),))]


def test_it_says_when_there_are_more_rows_than_are_read() -> None:
    data = rows("<row><c><v>1</v></c></row>" * 4)
    assert sum(1 for _row in read_xlsx(data).rows(4)) == 4
    with pytest.raises(WorkbookRefused, match="more than 3 rows"):
        list(read_xlsx(data).rows(3))


def test_it_tells_which_cells_were_made_one() -> None:
    sheet = read_xlsx(rows("<row><c><v>1</v></c></row>", '<mergeCells><mergeCell ref="A1:B3"/></mergeCells>'))
    list(sheet.rows())
    assert [tuple(each) for each in sheet.merged] == [("A1:B3", 1, 3, 1, 2)]


def test_it_reads_the_first_visible_sheet_or_the_one_that_is_named() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Secret"
    book.active.sheet_state = "hidden"
    for name in ("First", "Second"):
        book.create_sheet(name).append([name])
    book.active = 1
    data = saved(book)
    assert (read_xlsx(data).name, read_xlsx(data).others) == ("First", ("Second",))
    assert [row.cells[0].value for row in read_xlsx(data, sheet=" second ").rows()] == ["Second"]
    for name in ("Secret", "Third"):
        with pytest.raises(WorkbookRefused, match=name) as refused:
            read_xlsx(data, sheet=name)
        assert "First" in str(refused.value.way_out)


def test_it_reads_workbooks_whose_elements_have_a_prefix() -> None:
    def prefixed(text: str) -> str:
        return text.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")

    data = workbook({name: prefixed(PARTS[name]) for name in (WORKBOOK, RELATIONS, STYLES, TEXTS, SHEET)})
    assert values(data) == [[Decimal(1)]]


def test_it_counts_days_from_1904_where_the_workbook_does() -> None:
    data = workbook(
        {
            WORKBOOK: PARTS[WORKBOOK].replace("<sheets>", '<workbookPr date1904="1"/><sheets>'),
            SHEET: '<worksheet><sheetData><row><c s="1"><v>44614</v></c></row></sheetData></worksheet>',
        }
    )
    assert values(data) == [[dt.date(2026, 2, 23)]]


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("General", Meaning.NUMBER),
        ("0.00", Meaning.NUMBER),
        ('#,##0.00 "days"', Meaning.NUMBER),
        ("[$€-407]#,##0", Meaning.NUMBER),
        ('0.0" %"', Meaning.NUMBER),
        ("0\\%", Meaning.NUMBER),
        ("@", Meaning.NUMBER),
        ("0%", Meaning.PERCENT),
        ("0.0 %;[Red]-0.0 %", Meaning.PERCENT),
        ("yyyy\\-mm\\-dd", Meaning.DATE),
        ("[$-407]d. mmmm yyyy", Meaning.DATE),
        ("mmm", Meaning.DATE),
        ("h:mm", Meaning.TIME),
        ("[h]:mm", Meaning.TIME),
        ("mm:ss.0", Meaning.TIME),
    ],
)
def test_it_knows_what_a_format_makes_of_a_number(code: str, meaning: Meaning) -> None:
    assert meaning_of(170, code) is meaning


@given(st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)))
def test_it_reads_every_day_as_the_day_that_it_is(day: dt.date) -> None:
    assert moment_of(Decimal((day - dt.date(1899, 12, 30)).days), since_1904=False) == day


@given(st.binary(max_size=400), st.integers(0, 2_000))
def test_it_answers_any_spoilt_workbook_with_rows_or_a_refusal(data: bytes, place: int) -> None:
    sound = workbook()
    for spoilt in (sound[:place] + data + sound[place:], sound[:place] + data, data):
        try:
            found = list(read_xlsx(spoilt).rows())
        except WorkbookRefused:
            continue
        assert all(isinstance(row, Row) for row in found)


@given(st.text(alphabet='<>/="rcvtsnumAB19 -', max_size=60))
def test_it_answers_any_markup_with_rows_or_a_refusal(markup: str) -> None:
    for data in (cells(markup), rows(markup), workbook({STYLES: markup}), workbook({TEXTS: f"<sst>{markup}</sst>"})):
        try:
            list(read_xlsx(data).rows())
        except WorkbookRefused:
            continue
