"""Files that somebody made to do harm, by what they are; run as a program, it reads a folder of them in a process of its own."""

import io
import json
import re
import resource
import struct
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from kernel.spreadsheets.archive import WorkbookRefused
from kernel.spreadsheets.reading import read_xlsx
from tests.kernel.spreadsheets.workbooks import (
    CONTENT_TYPES,
    PARTS,
    RELATIONS,
    SHEET,
    STYLES,
    TEXTS,
    WORKBOOK,
    cells,
    packed,
    rows,
    workbook,
)

MEGABYTE = 2**20
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def _in_sheet(middle: str, before: str = "") -> bytes:
    return workbook({SHEET: f"{before}<worksheet><sheetData>{middle}</sheetData></worksheet>"})


def _big(start: bytes, piece: bytes, times: int) -> bytes:
    """A workbook with a huge sheet, made without holding it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in PARTS.items():
            if name != SHEET:
                archive.writestr(name, text)
        with archive.open(SHEET, "w") as part:
            part.write(start)
            block = piece * max(1, MEGABYTE // len(piece))
            left = len(piece) * times
            while left > 0:
                part.write(block[:left])
                left -= len(block)
    return buffer.getvalue()


def _stating(data: bytes, size: int) -> bytes:
    """The same archive, which states another size of its sheet."""
    changed = bytearray(data)
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        for found in re.finditer(re.escape(signature), data):
            at = found.start()
            if data[at + name_at : at + name_at + len(SHEET)] == SHEET.encode():
                changed[at + size_at : at + size_at + 4] = struct.pack("<I", size)
    return bytes(changed)


def _with_password() -> bytes:
    changed = bytearray(workbook())
    for found in re.finditer(b"PK\x01\x02", bytes(changed)):
        changed[found.start() + 8] |= 1
    return bytes(changed)


def _wrong_sum() -> bytes:
    changed = bytearray(workbook())
    for found in re.finditer(b"PK\x01\x02", bytes(changed)):
        changed[found.start() + 16] ^= 0xFF
    return bytes(changed)


def _twice() -> bytes:
    return packed({**PARTS, SHEET.upper(): PARTS[SHEET]})


def _table(number: int) -> str:
    return f'<c r="A1" s="{number}"><v>1</v></c>'


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a text": lambda: b"period,value\n",
    "random bytes": lambda: bytes(range(256)) * 40,
    "a PDF": lambda: b"%PDF-1.7\n",
    "an old workbook": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    "gzip": lambda: b"\x1f\x8b\x08" + b"\0" * 40,
    "above ten megabytes": lambda: b"PK\x03\x04" + b"\0" * (10 * MEGABYTE),
    "another zip": lambda: packed({"a.txt": "a"}),
    "a text document": lambda: packed({CONTENT_TYPES: "<Types/>", "word/document.xml": "<w/>"}),
    "an OpenDocument sheet": lambda: packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
    "a binary workbook": lambda: workbook({"xl/workbook.bin": b"\0"}),
    "cut off": lambda: workbook()[:-40],
    "cut off in its middle": lambda: workbook()[:600],
    "a wrong checksum": _wrong_sum,
    "a part twice": _twice,
    "a password": _with_password,
    "macros": lambda: workbook({"xl/vbaProject.bin": b"\0"}),
    "macros elsewhere": lambda: workbook({"custom/VBAPROJECT.BIN": b"\0"}),
    "macros by its type": lambda: workbook({CONTENT_TYPES: "<Types a='sheet.macroEnabled.main+xml'/>"}),
    "a sheet of macros": lambda: workbook({"xl/macrosheets/sheet1.xml": "<x/>"}),
    "another way of packing": lambda: packed(PARTS, zipfile.ZIP_LZMA),
    "ten thousand entries": lambda: packed(
        {**PARTS, **{f"{number:x}": b"" for number in range(10_000)}}, zipfile.ZIP_STORED
    ),
    "zeros without end": lambda: _big(b"", b"\0", 256 * MEGABYTE),
    "spaces without end that state a kilobyte": lambda: _stating(_big(b"<a>", b" ", 256 * MEGABYTE), 1024),
    "a sheet that states four gigabytes": lambda: _stating(workbook(), 2**32 - 2),
    "zips in zips": lambda: workbook({SHEET: packed({"a": packed({"b": b"\0" * MEGABYTE})})}),
    "entities that grow": lambda: _in_sheet("<row r='1'><c t='str'><v>&i;</v></c></row>", LAUGHS),
    "entities that grow in texts": lambda: workbook({TEXTS: f"{LAUGHS}<sst><si><t>&i;</t></si></sst>"}),
    "an entity from outside": lambda: workbook(
        {TEXTS: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>'}
    ),
    "a document type from outside": lambda: workbook(
        {STYLES: '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x"><styleSheet/>'}
    ),
    "a document type in UTF-16": lambda: workbook({SHEET: f"{LAUGHS}<worksheet/>".encode("utf-16")}),
    "an unknown entity": lambda: cells("<c t='str'><v>&nbsp;</v></c>"),
    "XML that breaks off": lambda: workbook({SHEET: "<worksheet><sheetData><row r='1'>"}),
    "XML in an unknown encoding": lambda: workbook({SHEET: '<?xml version="1.0" encoding="klingon"?><worksheet/>'}),
    "a million levels": lambda: _big(b"<worksheet>", b"<a>", 1_000_000),
    "many names": lambda: _in_sheet("".join(f"<a{number:x}/>" for number in range(100_000))),
    "many attributes": lambda: _in_sheet(
        "".join("<a " + " ".join(f"b{line:x}x{n:x}=''" for n in range(1000)) + "/>" for line in range(100))
    ),
    "a token of ninety megabytes": lambda: _big(b"<worksheet a='", b"x", 90 * MEGABYTE),
    "a comment of ninety megabytes": lambda: _big(b"<worksheet><!--", b"x", 90 * MEGABYTE),
    "a text of ninety megabytes": lambda: _big(b"<worksheet><row r='1'><c t='str'><v>", b"x", 90 * MEGABYTE),
    "ninety megabytes of nothing": lambda: _big(b"<worksheet>", b" ", 90 * MEGABYTE),
    "ninety megabytes of empty elements": lambda: _big(b"<worksheet>", b"<c/>", 22 * MEGABYTE),
    "ninety megabytes of empty rows": lambda: _big(b"<worksheet>", b"<row/>", 15 * MEGABYTE),
    "millions of shared texts": lambda: workbook({TEXTS: f"<sst>{'<si><t>a</t></si>' * 3_000_000}</sst>"}),
    "shared texts of ninety megabytes": lambda: workbook(
        {TEXTS: f"<sst>{('<si><t>' + 'x' * 30_000 + '</t></si>') * 3_000}</sst>"}
    ),
    "a row behind the last": lambda: rows('<row r="1048577"><c><v>1</v></c></row>'),
    "a row of a billion": lambda: rows('<row r="99999999999999"><c><v>1</v></c></row>'),
    "rows that go back": lambda: rows('<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>'),
    "a column without a name": lambda: cells('<c r="11"><v>1</v></c>'),
    "a column far away": lambda: cells('<c r="XFD1"><v>1</v></c>'),
    "a cell twice": lambda: cells('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>'),
    "a style that is none": lambda: cells(_table(99)),
    "a style below zero": lambda: cells(_table(-1)),
    "a shared text that is none": lambda: cells('<c r="A1" t="s"><v>7</v></c>'),
    "a range that is none": lambda: rows("", '<mergeCells><mergeCell ref="../../x"/></mergeCells>'),
    "a hundred thousand ranges": lambda: rows("", '<mergeCell ref="A1:B2"/>' * 100_000),
    "a sheet outside of the archive": lambda: workbook(
        {RELATIONS: PARTS[RELATIONS].replace("worksheets/sheet1.xml", "../../../../etc/passwd")}
    ),
    "a sheet on another machine": lambda: workbook(
        {RELATIONS: PARTS[RELATIONS].replace('Target="w', 'TargetMode="External" Target="http://127.0.0.1:1/w')}
    ),
    "hidden sheets only": lambda: workbook(
        {WORKBOOK: PARTS[WORKBOOK].replace("<sheet ", '<sheet state="veryHidden" ')}
    ),
}


def _peak() -> int:
    """The most memory that this process had so far, in kB."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Of this program alone; the other figure goes on from the process that started it.
    return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1])


def _main(folder: Path) -> None:
    """Read each file of the folder, and say of each what was said, how long it took and what more memory."""
    settings.configure(USE_I18N=False)
    before = _peak()
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        # Time of the processor: what else runs on the machine is none of the reader's doing.
        began = time.process_time()
        said = ""
        try:
            for _row in read_xlsx(data).rows():
                pass
        except WorkbookRefused as refused:
            said = f"{refused.message} {refused.way_out}"
        seconds = time.process_time() - began
        more = (_peak() - before) // 1024
        sys.stdout.write(json.dumps({"name": path.name, "said": said, "seconds": seconds, "megabytes": more}) + "\n")


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
