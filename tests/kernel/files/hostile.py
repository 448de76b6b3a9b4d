"""Uploads that somebody made to do harm, by what they are; run as a program, it checks a folder of them in a process of its own."""

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
from django.core.files.base import File

from kernel.files.documents import MOST_BYTES, checked
from kernel.files.refusals import DocumentRefused
from tests.kernel.files.made import CONTENT_TYPES, block, jpeg, office, office_parts, packed, pdf, png, webp

MEGABYTE = 2**20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)

XML = f'<?xml version="1.0"?>{LAUGHS}<x>&i;</x>'.encode()


def _with_password() -> bytes:
    changed = bytearray(office("docx"))
    for found in re.finditer(b"PK\x01\x02", bytes(changed)):
        changed[found.start() + 8] |= 1
    return bytes(changed)


def _wrong_sum() -> bytes:
    changed = bytearray(office("xlsx"))
    for found in re.finditer(b"PK\x01\x02", bytes(changed)):
        changed[found.start() + 16] ^= 0xFF
    return bytes(changed)


def _zeros(megabytes: int) -> bytes:
    """A document with a part of zeros, made without holding it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in office_parts("docx").items():
            archive.writestr(name, text)
        with archive.open("word/media/image1.bmp", "w") as part:
            for _each in range(megabytes):
                part.write(bytes(MEGABYTE))
    return buffer.getvalue()


def _stating_little() -> bytes:
    """A part of 64 MB that states a kilobyte."""
    data = _zeros(64)
    changed, name = bytearray(data), b"word/media/image1.bmp"
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        for found in re.finditer(re.escape(signature), data):
            at = found.start()
            if data[at + name_at : at + name_at + len(name)] == name:
                changed[at + size_at : at + size_at + 4] = struct.pack("<I", 1024)
    return bytes(changed)


def _in_comment() -> bytes:
    """A sound PDF in whose middle an archive stands, to which the rest is a comment."""
    before, mark, rest = pdf().partition(b"startxref")
    rest = mark + rest
    return before + packed({"a": "a"})[:-2] + struct.pack("<H", len(rest)) + rest


def _large_directory() -> bytes:
    """An archive whose end states a directory of almost its whole size."""
    return (
        office("docx")[:-22]
        + bytes(24 * MEGABYTE)
        + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 3, 3, 24 * MEGABYTE, 0, 0)
    )


HOSTILE: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "nothing": ("plan.pdf", "empty", lambda: b""),
    "more bytes than are kept": ("plan.txt", "size", lambda: b"x" * (MOST_BYTES + 1)),
    "no ending in its name": ("plan", "kind", pdf),
    "an ending that is not taken": ("plan.zip", "kind", lambda: packed({"a": ""})),
    "a letter of a mail program": ("plan.eml", "kind", lambda: b"From: a@b.example\n\nHello"),
    "a text with formats": ("plan.rtf", "kind", lambda: b"{\\rtf1 hello}"),
    "a folder as its name": ("../../", "kind", pdf),
    "a picture named PDF": ("plan.pdf", "content", png),
    "a PDF named picture": ("plan.png", "content", pdf),
    "a PDF named text": ("plan.txt", "content", pdf),
    "a picture of another kind": ("plan.jpg", "content", webp),
    "a sound named picture": ("plan.webp", "content", lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(28)),
    "an archive named document": ("plan.docx", "content", lambda: packed({"a.txt": "a"})),
    "a workbook named document": ("plan.docx", "content", lambda: office("xlsx")),
    "a workbook named CSV": ("plan.csv", "content", lambda: office("xlsx")),
    "a template named document": (
        "plan.docx",
        "content",
        lambda: office("docx", kind="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
    ),
    "a main part that is not there": (
        "plan.pptx",
        "content",
        lambda: packed({CONTENT_TYPES: office_parts("pptx")[CONTENT_TYPES]}),
    ),
    "an old document": ("plan.docx", "password", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    "random bytes": ("plan.md", "content", lambda: bytes(range(256)) * 40),
    "a program of Windows": ("plan.pdf", "program", lambda: b"MZ\x90\0\x03\0\0\0" + bytes(64)),
    "a program of Linux": ("plan.png", "program", lambda: b"\x7fELF\x02\x01\x01" + bytes(64)),
    "a program by its name": ("plan.pdf.exe", "program", lambda: b"MZ\x90\0\x03\0\0\0" + bytes(64)),
    "a script": ("plan.txt", "program", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "a drawing with a script": ("plan.svg", "markup", lambda: SVG),
    "a drawing named picture": ("plan.png", "markup", lambda: SVG),
    "a page": ("plan.html", "markup", lambda: HTML),
    "a page named text": ("plan.txt", "markup", lambda: b"\xef\xbb\xbf \n" + HTML),
    "a page behind a comment": ("plan.md", "markup", lambda: b"<!-- a --><!-- b -->\n<svg onload=alert(1)>"),
    "a page in UTF-16": ("plan.csv", "markup", lambda: HTML.decode().encode("utf-16")),
    "XML with entities": ("plan.xml", "markup", lambda: XML),
    "a page before a PDF": ("plan.pdf", "markup", lambda: HTML + pdf()),
    "blanks before a PDF": ("plan.pdf", "content", lambda: b"\n\n" + pdf()),
    "a page inside of a PDF": ("plan.pdf", "mixed", lambda: pdf().replace(b"\n1 0 obj", b"\n%" + HTML + b"\n1 0 obj")),
    "a page behind a PDF": ("plan.pdf", "mixed", lambda: pdf() + HTML),
    "an archive behind a PDF": ("plan.pdf", "mixed", lambda: pdf() + packed({"a": "a"})),
    "a PDF that is the comment of an archive": ("plan.pdf", "mixed", _in_comment),
    "a PDF cut off": ("plan.pdf", "damaged", lambda: pdf()[:-40]),
    "a PDF without a table": ("plan.pdf", "damaged", lambda: b"%PDF-1.7\n%%EOF\n"),
    "a PDF whose table lies behind it": (
        "plan.pdf",
        "damaged",
        lambda: pdf().replace(b"startxref\n", b"startxref\n99"),
    ),
    "a PDF of no version": ("plan.pdf", "damaged", lambda: pdf().replace(b"1.7", b"x.y")),
    "a PNG cut off": ("plan.png", "damaged", lambda: png()[:-12]),
    "a PNG cut off in a block": ("plan.png", "damaged", lambda: png()[:-20]),
    "a PNG with a wrong checksum": ("plan.png", "damaged", lambda: png()[:-1] + b"x"),
    "a PNG without a header": ("plan.png", "damaged", lambda: b"\x89PNG\r\n\x1a\n" + block(b"IEND", b"")),
    "a PNG of four gigabytes a block": ("plan.png", "damaged", lambda: png()[:8] + b"\xff\xff\xff\xff" + png()[12:]),
    "a PNG of two million blocks": ("plan.png", "damaged", lambda: png(more=block(b"tEXt", b"") * 2_000_000)),
    "a PNG of a billion points": ("plan.png", "points", lambda: png(60_000, 60_000)),
    "an archive behind a PNG": ("plan.png", "mixed", lambda: png() + packed({"a": "a"})),
    "a PDF inside of a PNG": ("plan.png", "mixed", lambda: png(more=block(b"tEXt", b"a\0" + pdf()))),
    "a JPEG cut off": ("plan.jpg", "damaged", lambda: jpeg()[:-2]),
    "a JPEG that ends in a block": ("plan.jpeg", "damaged", lambda: jpeg()[:9]),
    "a JPEG of marks alone": ("plan.jpg", "damaged", lambda: b"\xff\xd8" + b"\xff" * 24 * MEGABYTE),
    "a JPEG of small blocks": ("plan.jpg", "damaged", lambda: b"\xff\xd8" + b"\xff\xfe\0\x02" * 6_000_000),
    "a JPEG of a billion points": ("plan.jpg", "points", lambda: jpeg(65_000, 65_000)),
    "an archive behind a JPEG": ("plan.jpg", "mixed", lambda: jpeg() + packed({"a": "a"})),
    "a page inside of a JPEG": ("plan.jpg", "mixed", lambda: jpeg(comment=HTML)),
    "a WebP cut off": ("plan.webp", "damaged", lambda: webp()[:-4]),
    "a WebP with something behind": ("plan.webp", "mixed", lambda: webp() + HTML),
    "a WebP of a billion points": ("plan.webp", "points", lambda: webp(2**24, 2**24)),
    "a WebP of empty blocks": (
        "plan.webp",
        "damaged",
        lambda: b"RIFF" + struct.pack("<I", 24_000_004) + b"WEBP" + b"VP8L\0\0\0\0" * 3_000_000,
    ),
    "a document with a password": ("plan.docx", "password", _with_password),
    "a document with macros": ("plan.docx", "macros", lambda: office("docx", {"word/vbaProject.bin": b"\0"})),
    "a workbook with old macros": (
        "plan.xlsx",
        "macros",
        lambda: office("xlsx", {"xl/macrosheets/sheet1.xml": "<x/>"}),
    ),
    "a document with controls": ("plan.docx", "macros", lambda: office("docx", {"word/activeX/activeX1.xml": "<x/>"})),
    "macros by its type": (
        "plan.pptx",
        "macros",
        lambda: office("pptx", kind="application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"),
    ),
    "entities that grow in a document": (
        "plan.docx",
        "damaged",
        lambda: office("docx", {CONTENT_TYPES: f"{LAUGHS}<Types>&i;</Types>"}),
    ),
    "an entity from outside": (
        "plan.xlsx",
        "damaged",
        lambda: office("xlsx", {CONTENT_TYPES: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}),
    ),
    "a list of types without end": (
        "plan.xlsx",
        "damaged",
        lambda: office("xlsx", {CONTENT_TYPES: "<Types>" + "<a/>" * 1_000_000}),
    ),
    "zeros without end": ("plan.docx", "packed", lambda: _zeros(256)),
    "ninety megabytes of zeros": ("plan.docx", "packed", lambda: _zeros(90)),
    "zeros that state a kilobyte": ("plan.docx", "damaged", _stating_little),
    "ten thousand parts": (
        "plan.pptx",
        "packed",
        lambda: office("pptx", {f"{number:x}": b"" for number in range(10_000)}),
    ),
    "a directory of its whole size": ("plan.docx", "damaged", _large_directory),
    "a document cut off": ("plan.docx", "damaged", lambda: office("docx")[:-30]),
    "a document with a wrong checksum": ("plan.xlsx", "damaged", _wrong_sum),
    "another way of packing": ("plan.xlsx", "damaged", lambda: packed(office_parts("xlsx"), zipfile.ZIP_LZMA)),
    "a page behind a document": ("plan.docx", "mixed", lambda: office("docx") + HTML),
    "a PDF before the parts of a document": (
        "plan.docx",
        "mixed",
        lambda: packed({"a.pdf": pdf(), **office_parts("docx")}, zipfile.ZIP_STORED),
    ),
    "a text in another encoding": ("plan.txt", "text", lambda: "Größe".encode("cp1252")),
    "a text in UTF-16": ("plan.csv", "text", lambda: "a;b".encode("utf-16")),
    "a text with control characters": ("plan.md", "text", lambda: b"a\n\x1b]0;evil\x07"),
    "a text cut off in a sign": ("plan.txt", "text", lambda: "Größe €".encode()[:-1]),
    "a large text that ends in zeros": ("plan.txt", "text", lambda: b"x" * 24 * MEGABYTE + bytes(40)),
}


def _peak() -> int:
    """The most memory that this process had so far, in kB."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Of this program alone; the other figure goes on from the process that started it.
    return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1])


def _main(folder: Path) -> None:
    """Check each file of the folder, and say of each what was said, how long it took and what more memory."""
    settings.configure(USE_I18N=False)
    before = _peak()
    for number, name in enumerate(HOSTILE):
        codes, said = [], ""
        with (folder / str(number)).open("rb") as file:
            # Time of the processor: what else runs on the machine is none of the reader's doing.
            began = time.process_time()
            try:
                checked(File(file, name=HOSTILE[name][0]))
            except DocumentRefused as refused:
                codes = [f"{problem.field} {problem.code}" for problem in refused.problems]
                said = f"{refused.message} {refused.way_out}"
            seconds = time.process_time() - began
        more = (_peak() - before) // 1024
        line = {"name": name, "codes": codes, "said": said, "seconds": seconds, "megabytes": more}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
