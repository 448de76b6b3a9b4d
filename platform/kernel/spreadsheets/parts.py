"""The markup of a workbook of ours: what is the same in each, and the styles that cells refer to."""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from kernel.spreadsheets.guards import looks_live

LONGEST_NAME = 31
MOST_PLACES = 15

TEXT_STYLE, HEADER_STYLE, LIVE_STYLE, DAY_STYLE, MOMENT_STYLE, FIRST_NUMBER_STYLE = range(6)
"""A live text is marked so that it stays a text when somebody edits its cell."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIRST_FORMAT = 164
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]+")
_LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

SHEET_END = "</sheetData></worksheet>"


def number_style(text: str) -> int:
    """The style that shows each decimal place that the number has."""
    return FIRST_NUMBER_STYLE + min(len(text.partition(".")[2]), MOST_PLACES)


def text_cell(place: str, text: str, style: int | None = None) -> str:
    """A cell that is a text whatever it begins with."""
    if style is None:
        style = LIVE_STYLE if looks_live(text) else TEXT_STYLE
    # In a text of a cell _x000D_ stands for a sign; one that just looks so is told from it by another.
    plain = _LIKE_ESCAPED.sub("_x005F_", text.replace("\r\n", "\n").replace("\r", "\n"))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(plain)}</t></is></c>'


def sheet_start(widths: Sequence[int]) -> str:
    """What stands before a sheet's rows: the header frozen, the columns as wide as what they hold."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>' for place, width in enumerate(widths, 1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
    )


def workbook(names: Sequence[str]) -> str:
    """The list of sheets."""
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}"><sheets>{sheets}</sheets></workbook>'


def workbook_relations(count: int) -> str:
    """Where the sheets and the styles are."""
    sheets = "".join(
        f'<Relationship Id="rId{number}" Type="{_KINDS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, count + 1)
    )
    styles = f'<Relationship Id="rId{count + 1}" Type="{_KINDS}/styles" Target="styles.xml"/>'
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{sheets}{styles}</Relationships>'


def sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """A name that spreadsheets take: short, without their own signs, and unlike the others."""
    name = " ".join(_NO_NAME.sub(" ", wanted).split()).strip("'")[:LONGEST_NAME].strip("' ") or "Sheet"
    used = {each.casefold() for each in taken} | {"history"}
    number, unlike = 1, name
    while unlike.casefold() in used:
        number += 1
        end = f" {number}"
        unlike = name[: LONGEST_NAME - len(end)] + end
    return unlike


def _styles() -> str:
    places = ["0", *(f"0.{'0' * count}" for count in range(1, MOST_PLACES + 1))]
    codes = ["yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm:ss", *places]
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
        for number, code in enumerate(codes, _FIRST_FORMAT)
    )
    plain = '<xf numFmtId="{}" fontId="{}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"{}/>'
    cells = [plain.format(0, 0, ""), plain.format(0, 1, ' applyFont="1"'), plain.format(0, 0, ' quotePrefix="1"')]
    cells += [plain.format(number, 0, "") for number in range(_FIRST_FORMAT, _FIRST_FORMAT + len(codes))]
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(codes)}">{formats}</numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(cells)}">{"".join(cells)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


# How many sheets there will be is not known at the beginning: whatever is not named here is one.
_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{_SHEET}.worksheet+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET}.styles+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)

FIXED = (("[Content_Types].xml", _CONTENT_TYPES), ("_rels/.rels", _RELATIONS), ("xl/styles.xml", _styles()))
