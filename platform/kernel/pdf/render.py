"""One way to make a PDF: a template, its context, and a fetcher that serves only files of ours."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "ours:"
# The one folder whose files a document may name.
FOLDER = Path(settings.BASE_DIR) / "static" / "pdf"
MEDIA_TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
}


class AttachedFile(NamedTuple):
    """A file that a document carries inside, byte for byte; `made_at` is the moment that the PDF states for it."""

    name: str
    content: bytes
    description: str
    made_at: datetime


class ForeignAddressRefused(ValueError):
    """A document named an address that is not one of our own files."""


class OwnFilesFetcher(URLFetcher):  # type: ignore[misc]
    """Serves `ours:<name>` from the documents' folder; every other address, of any scheme, is refused before it is opened."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file. Raises `ForeignAddressRefused`."""
        if url.startswith("data:image/png;base64,"):
            return super().fetch(url, headers)
        if not url.startswith(SCHEME):
            raise ForeignAddressRefused(f"Not one of our own files: {url[:100]}")
        path = (FOLDER / url.removeprefix(SCHEME)).resolve()
        if not path.is_relative_to(FOLDER.resolve()) or path.suffix not in MEDIA_TYPES or not path.is_file():
            raise ForeignAddressRefused(f"Not one of our own files: {url[:100]}")
        return URLFetcherResponse(url, path.read_bytes(), headers={"Content-Type": MEDIA_TYPES[path.suffix]})


@lru_cache(maxsize=8)
def stylesheet(name: str) -> tuple[CSS, FontConfiguration]:
    """A style sheet of the documents' folder, read once for the process: half of a short document's time is this."""
    fonts = FontConfiguration()
    return CSS(string=(FOLDER / name).read_text(), font_config=fonts, url_fetcher=OwnFilesFetcher()), fonts


def render_html(template: str, context: Mapping[str, Any]) -> str:
    """The document's HTML, before it is a PDF."""
    return render_to_string(template, dict(context))


def html_to_pdf(html: str, *, style: str = "document.css", attached: Sequence[AttachedFile] = ()) -> bytes:
    """A PDF (PDF/UA tagged, so that a screen reader can read it) of HTML that names no address but our own files."""
    sheet, fonts = stylesheet(style)
    document = HTML(string=html, url_fetcher=OwnFilesFetcher(), base_url=None)
    attachments = [
        Attachment(
            string=file.content,
            name=file.name,
            description=file.description,
            created=file.made_at,
            modified=file.made_at,
            url_fetcher=OwnFilesFetcher(),
        )
        for file in attached
    ]
    written: bytes = document.write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1", attachments=attachments
    )
    return written
