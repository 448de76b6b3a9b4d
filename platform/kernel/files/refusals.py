"""What a document is refused for: each with the rule, what is wrong and the way out."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.errors import InvalidRefused, Problem


class DocumentRefused(InvalidRefused):
    """The file is none of those that are kept as documents. The problem's code names the rule."""

    code = "document"

    def __init__(self, message: Any, way_out: Any, *, code: str) -> None:
        super().__init__(message, [Problem("file", code, message, way_out)], way_out=way_out)


def empty() -> DocumentRefused:
    """Not a byte in it."""
    return DocumentRefused(_("The file is empty."), _("Choose the file again."), code="empty")


def too_large(most_bytes: int) -> DocumentRefused:
    """More bytes than are kept of one file."""
    text = format_lazy(_("The file is larger than {most} MB."), most=most_bytes // 2**20 or 1)
    return DocumentRefused(text, _("Keep the pages that count, or add a link to where the file lies."), code="size")


def unknown_kind(extension: str, taken: Iterable[str]) -> DocumentRefused:
    """By its name the file is of a kind that is not taken."""
    if extension:
        text = format_lazy(_("Files of the kind “.{kind}” are not taken."), kind=extension[:20])
    else:
        text = _("The file's name has no ending that tells its kind.")
    return DocumentRefused(text, _save_as(taken), code="kind")


def other_content(extension: str, found: str) -> DocumentRefused:
    """The content is of another kind than the name says."""
    if found:
        text = format_lazy(
            _("The file is named “.{kind}”, and its content is that of “.{found}”."), kind=extension, found=found
        )
    else:
        text = format_lazy(_("The file is named “.{kind}”, and its content is something else."), kind=extension)
    way_out = _("Save it again from the program that it was made with; another ending in its name is not enough.")
    return DocumentRefused(text, way_out, code="content")


def program() -> DocumentRefused:
    """What a computer would run."""
    text = _("The file is a program.")
    return DocumentRefused(text, _("Add what the program shows, as a picture or a PDF."), code="program")


def markup() -> DocumentRefused:
    """HTML, SVG or other XML, in which scripts may stand."""
    text = _("The file is a web page, an SVG drawing or other XML, which may hold scripts.")
    return DocumentRefused(text, _("Print it to PDF, or save the drawing as PNG."), code="markup")


def mixed() -> DocumentRefused:
    """Something else is hidden before, inside or behind the content."""
    text = _("The file holds something else beside what it shows: it could be opened as two kinds of file.")
    return DocumentRefused(text, _("Open it and save it again, or print it to PDF."), code="mixed")


def damaged() -> DocumentRefused:
    """Broken, or cut off on its way."""
    text = _("The file is damaged or cut off.")
    return DocumentRefused(
        text, _("Open it to see whether it is whole; save it again and upload that."), code="damaged"
    )


def too_many_points() -> DocumentRefused:
    """A picture that fills the memory of whoever opens it."""
    text = _("The picture has more points than a screen or a printer needs.")
    return DocumentRefused(text, _("Save it smaller, with at most 15,000 points on a side."), code="points")


def old_or_locked() -> DocumentRefused:
    """The container of old Office documents, which is that of encrypted new ones as well."""
    text = _("The file is an old Office document, or one with a password.")
    return DocumentRefused(text, _save_office(), code="password")


def locked() -> DocumentRefused:
    """Parts of it open with a password only."""
    return DocumentRefused(_("The document has a password."), _save_office(), code="password")


def macros() -> DocumentRefused:
    """Programs inside of an Office document."""
    return DocumentRefused(_("The document holds macros or controls."), _save_office(), code="macros")


def too_packed() -> DocumentRefused:
    """Small packed, and huge when it is unpacked."""
    text = _("Unpacked, the document is far larger than any document of its size.")
    return DocumentRefused(text, _shorter(), code="packed")


def too_large_unpacked(most_bytes: int) -> DocumentRefused:
    """More bytes in all of its parts than are looked through."""
    text = format_lazy(_("The document is larger than {most} MB when it is unpacked."), most=most_bytes // 2**20)
    return DocumentRefused(text, _shorter(), code="packed")


def too_many_parts() -> DocumentRefused:
    """An archive of thousands of small things."""
    return DocumentRefused(_("The document is made of too many parts."), _shorter(), code="packed")


def no_text(line: int) -> DocumentRefused:
    """Not UTF-8, or with signs that no text has."""
    text = format_lazy(_("The file is no plain text in UTF-8: see line {line}."), line=line)
    return DocumentRefused(text, _("Save it as plain text, or as CSV, in UTF-8."), code="text")


def _save_as(taken: Iterable[str]) -> Any:
    return format_lazy(_("Save it as one of {kinds}."), kinds=", ".join(f".{each}" for each in taken))


def _shorter() -> Any:
    return _("Keep the pages that count, or print it to PDF.")


def _save_office() -> Any:
    return _("Save it as .docx, .xlsx or .pptx without a password and without macros, or print it to PDF.")
