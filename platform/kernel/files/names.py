"""Names of files that browsers save, and headers that keep them from being run."""

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

LONGEST_NAME = 120
LONGEST_RAW = 1000
_NO_NAME = frozenset('<>:"|?*')

Answer = TypeVar("Answer", bound=HttpResponseBase)


def safe_name(text: str, extension: str) -> str:
    """A file name from people's words: letters, digits and hyphens, at most 80 of them, and the extension."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:80].strip("-")
    return f"{stem or 'document'}.{extension}"


def shown_name(text: str) -> tuple[str, str]:
    """The name to show of a file that somebody uploaded, at most 120 characters, and its extension in small letters.

    Folders, control characters, signs that turn the direction of writing, and what a name of a file can't hold are
    left out; the extension stays, whatever is cut.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", text[-LONGEST_RAW:]))[-1]
    plain = "".join(" " if sign.isspace() else sign for sign in last if sign.isspace() or _shows(sign))
    stem, dot, extension = " ".join(plain.split()).strip(". ").rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,20}", extension):
        stem, extension = (stem + dot + extension)[:LONGEST_NAME].strip(". "), ""
        return stem or "document", ""
    stem = stem.strip(". ")[: LONGEST_NAME - len(extension) - 1].strip(". ")
    return f"{stem or 'document'}.{extension}", extension.lower()


def download(body: bytes, *, name: str, content_type: str, inline: bool = False) -> HttpResponse:
    """A response that a browser shows or saves but never sniffs or runs."""
    return named(HttpResponse(body, content_type=content_type), name, inline=inline)


def streamed(pieces: Iterable[bytes], *, name: str, content_type: str) -> StreamingHttpResponse:
    """As `download`, of what is made while it is sent."""
    return named(StreamingHttpResponse(pieces, content_type=content_type), name)


def named(response: Answer, name: str, *, inline: bool = False) -> Answer:
    """The response under a file's name, with the headers that keep a browser from sniffing or keeping it."""
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _shows(sign: str) -> bool:
    return sign not in _NO_NAME and not unicodedata.category(sign).startswith("C")
