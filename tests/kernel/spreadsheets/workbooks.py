"""Workbooks made by hand, part by part, so that tests may spoil each of them."""

import io
import zipfile
from collections.abc import Mapping

CONTENT_TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

PARTS: Mapping[str, str] = {
    CONTENT_TYPES: "<Types/>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" Type="{_KINDS}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    WORKBOOK: f'<workbook xmlns:r="{_KINDS}"><sheets><sheet name="Readings" sheetId="1" r:id="r1"/></sheets></workbook>',
    RELATIONS: f'<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="r1" Type="{_KINDS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_KINDS}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="r3" Type="{_KINDS}/styles" Target="styles.xml"/></Relationships>',
    TEXTS: "<sst><si><t>shared</t></si></sst>",
    STYLES: '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="46"/></cellXfs>'
    "</styleSheet>",
    SHEET: '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>',
}


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def workbook(changes: Mapping[str, str | bytes] | None = None) -> bytes:
    """A sound workbook with some parts replaced or added."""
    return packed({**PARTS, **(changes or {})})


def rows(markup: str, after: str = "") -> bytes:
    """A workbook whose sheet has these rows, and this behind them."""
    return workbook({SHEET: f"<worksheet><sheetData>{markup}</sheetData>{after}</worksheet>"})


def cells(markup: str) -> bytes:
    """A workbook whose sheet has one row with these cells."""
    return rows(f'<row r="1">{markup}</row>')
