"""Names of files that browsers save, and headers that keep them from being run."""

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

Answer = TypeVar("Answer", bound=HttpResponseBase)


def safe_name(text: str, extension: str) -> str:
    """A file name from people's words: letters, digits and hyphens, at most 80 of them, and the extension."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:80].strip("-")
    return f"{stem or 'document'}.{extension}"


def download(body: bytes, *, name: str, content_type: str, inline: bool = False) -> HttpResponse:
    """A response that a browser shows or saves but never sniffs or runs."""
    return _named(HttpResponse(body, content_type=content_type), name, inline=inline)


def streamed(pieces: Iterable[bytes], *, name: str, content_type: str) -> StreamingHttpResponse:
    """As `download`, of what is made while it is sent."""
    return _named(StreamingHttpResponse(pieces, content_type=content_type), name)


def _named(response: Answer, name: str, *, inline: bool = False) -> Answer:
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
