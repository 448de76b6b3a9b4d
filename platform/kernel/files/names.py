"""Names of files that browsers save, and headers that keep them from being run."""

import re
import unicodedata

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def safe_name(text: str, extension: str) -> str:
    """A file name from people's words: letters, digits and hyphens, at most 80 of them, and the extension."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:80].strip("-")
    return f"{stem or 'document'}.{extension}"


def download(body: bytes, *, name: str, content_type: str, inline: bool = False) -> HttpResponse:
    """A response that a browser shows or saves but never sniffs or runs."""
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
