import hashlib
import io
from pathlib import Path

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import InMemoryUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from kernel.files.documents import HEAD, Kind, checked
from kernel.files.names import LONGEST_NAME, shown_name
from kernel.files.refusals import DocumentRefused
from kernel.pdf.render import html_to_pdf
from tests.kernel.files.made import block, jpeg, office, pdf, png, webp

ROOT = Path(__file__).resolve().parents[3]
OFFICE = "application/vnd.openxmlformats-officedocument"


def refusal(data: bytes, name: str, **bounds) -> str:
    """The code of the rule that a file breaks."""
    with pytest.raises(DocumentRefused) as caught:
        checked(ContentFile(data, name=name), **bounds)
    [problem] = caught.value.problems
    assert problem.field == "file"
    assert problem.message
    assert problem.way_out
    return problem.code


@pytest.mark.parametrize(
    ("name", "data", "extension", "content_type"),
    [
        ("plan.pdf", pdf(), "pdf", "application/pdf"),
        ("filled.pdf", pdf() + bytes(300), "pdf", "application/pdf"),
        ("plan.PNG", png(), "png", "image/png"),
        ("plan.jpg", jpeg(), "jpg", "image/jpeg"),
        ("plan.JPEG", jpeg(), "jpg", "image/jpeg"),
        ("two pictures in one.jpg", jpeg() + jpeg(), "jpg", "image/jpeg"),
        ("with notes of a phone.jpg", jpeg() + b"\0\0SEFT", "jpg", "image/jpeg"),
        ("plan.webp", webp(), "webp", "image/webp"),
        ("plan.txt", "Größe: 3 €\r\n\tja\f".encode(), "txt", "text/plain; charset=utf-8"),
        ("marked.csv", b"\xef\xbb\xbfday;value\n1;2\n", "csv", "text/csv; charset=utf-8"),
        ("like a bitmap.csv", b"BMI;age\n1;2\n", "csv", "text/csv; charset=utf-8"),
        ("like a program.csv", b"MZ;age\n1;2\n", "csv", "text/csv; charset=utf-8"),
        ("plan.md", b"<!-- draft -->\n# Plan\n\n<p>HTML is <html> inside</p>", "md", "text/markdown; charset=utf-8"),
        ("plan.markdown", b"#!", "md", "text/markdown; charset=utf-8"),
        ("plan.docx", office("docx"), "docx", f"{OFFICE}.wordprocessingml.document"),
        ("plan.xlsx", office("xlsx"), "xlsx", f"{OFFICE}.spreadsheetml.sheet"),
        ("plan.pptx", office("pptx"), "pptx", f"{OFFICE}.presentationml.presentation"),
    ],
)
def test_it_takes_a_sound_file_of_each_kind(name, data, extension, content_type):
    upload = InMemoryUploadedFile(io.BytesIO(data), "file", name, "text/html", len(data), None)
    found = checked(upload)
    assert (found.extension, found.content_type) == (extension, content_type)
    assert (found.size, found.digest) == (len(data), hashlib.sha256(data).hexdigest())
    assert found.open().read() == data
    assert found.open().read() == data


def test_it_takes_what_other_programs_write():
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    written = io.BytesIO()
    book.save(written)
    assert checked(ContentFile(written.getvalue(), name="book.xlsx")).extension == "xlsx"
    page = html_to_pdf("<h1>Plan</h1>")
    assert checked(ContentFile(page, name="page.pdf")).extension == "pdf"
    for path in (ROOT / "docs/pictures").glob("*.png"):
        assert checked(ContentFile(path.read_bytes(), name=path.name)).extension == "png"


def test_it_takes_only_the_kinds_that_are_asked_for():
    assert refusal(png(), "plan.png", allowed=[Kind.PDF, Kind.DOCX]) == "kind"
    assert checked(ContentFile(pdf(), name="plan.pdf"), allowed=[Kind.PDF]).extension == "pdf"


def test_it_counts_the_bytes_whatever_size_was_announced():
    data = b"x" * 2_000
    upload = InMemoryUploadedFile(io.BytesIO(data), "file", "plan.txt", "text/plain", 10, None)
    with pytest.raises(DocumentRefused, match="larger than"):
        checked(upload, most_bytes=1_999)
    assert checked(upload, most_bytes=2_000).size == 2_000


def test_it_names_the_line_that_is_no_text():
    lines = b"line\n" * 200_000
    for spoilt in (b"\xff", b"\x00", "\x85\x86".encode()):
        with pytest.raises(DocumentRefused) as caught:
            checked(ContentFile(lines + b"here " + spoilt, name="plan.txt"))
        assert "200001" in str(caught.value.problems[0].message)


def test_it_tells_what_a_file_really_is():
    with pytest.raises(DocumentRefused) as caught:
        checked(ContentFile(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64), name="whiteboard.jpg"))
    assert "“.jpg”" in str(caught.value.message)
    assert "“.heic”" in str(caught.value.message)


@given(st.binary(max_size=HEAD), st.sampled_from([*Kind, "exe", "svg", "heic", ""]))
def test_it_refuses_or_takes_whatever_comes_and_breaks_of_nothing(data, extension):
    starts = {"pdf": b"%PDF-1.7", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "webp": b"RIFF\0\0\0\0WEBP"}
    for start in {b"", starts.get(extension, b"PK\x03\x04")}:
        try:
            found = checked(ContentFile(start + data, name=f"a.{extension}"))
        except DocumentRefused:
            continue
        assert found.extension == extension


@given(st.data())
def test_it_finds_every_file_cut_off_that_has_an_end(data):
    name, whole = data.draw(st.sampled_from([("a.png", png()), ("a.jpg", jpeg()), ("a.webp", webp())]))
    cut = data.draw(st.integers(1, len(whole) - 12))
    assert refusal(whole[:-cut], name) in ("damaged", "content")


@given(st.data())
def test_it_finds_every_point_of_a_png_that_was_changed(data):
    whole = png(more=block(b"tEXt", b"a\0b"))
    at = data.draw(st.integers(8, len(whole) - 1))
    changed = bytearray(whole)
    changed[at] ^= data.draw(st.integers(1, 255))
    assert refusal(bytes(changed), "a.png") in ("damaged", "mixed", "points")


@pytest.mark.parametrize(
    ("given_name", "shown", "extension"),
    [
        ("Plan.PDF", "Plan.PDF", "pdf"),
        ("Größe & Maß (neu).docx", "Größe & Maß (neu).docx", "docx"),
        ("../../etc/passwd.txt", "passwd.txt", "txt"),
        ("C:\\Users\\ada\\plan.pdf", "plan.pdf", "pdf"),
        ("plan.pdf\0.exe", "plan.pdf.exe", "exe"),
        ("fdp\u202e.txt", "fdp.txt", "txt"),
        ("a\r\nb\u200b.txt", "a b.txt", "txt"),
        ('<script>"|?*:.txt', "script.txt", "txt"),
        ("plan.pdf. . .", "plan.pdf", "pdf"),
        (" .. plan .pdf", "plan.pdf", "pdf"),
        ("...", "document", ""),
        ("", "document", ""),
        ("plan", "plan", ""),
        ("plan.päf", "plan.päf", ""),
        (f"{'x' * 5000}.csv", f"{'x' * (LONGEST_NAME - 4)}.csv", "csv"),
    ],
)
def test_it_keeps_a_name_that_can_be_shown_and_saved(given_name, shown, extension):
    assert shown_name(given_name) == (shown, extension)


@given(st.text(), st.sampled_from(["", ".pdf", "/", "\\..", ".\u202e", "x" * 300]))
def test_it_shows_no_folder_no_control_sign_and_no_long_name(text, end):
    shown, extension = shown_name(text + end)
    assert 0 < len(shown) <= LONGEST_NAME
    assert not set(shown) & set('/\\<>:"|?*')
    assert shown == " ".join(shown.split())
    assert shown.isprintable()
    assert not extension or shown.lower().endswith(f".{extension}")
    assert shown_name(shown) == (shown, extension)
