"""JSON out: decimals as strings, so that no reader's floating point changes a figure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer

from kernel.canonical import decimal_text


def to_json(data: Any) -> bytes:
    """A JSON document: moments in UTC with a Z, decimals without exponent, lazy texts in the active language."""
    return orjson.dumps(data, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer.")


class JSONRenderer(BaseRenderer):
    """Renders answers with orjson."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, _media_type: str | None = None, _renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """The answer's bytes; none for no data."""
        return b"" if data is None else to_json(data)


class FileRenderer(BaseRenderer):
    """Lets a client ask for a file's type; the endpoint that offers it makes the bytes itself."""

    charset = None
    render_style = "binary"

    def render(
        self, data: Any, _media_type: str | None = None, _renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """The bytes as they are."""
        return bytes(data or b"")


class PDFRenderer(FileRenderer):
    """A document."""

    media_type = "application/pdf"
    format = "pdf"


class CSVRenderer(FileRenderer):
    """A table as text."""

    media_type = "text/csv"
    format = "csv"


class XLSXRenderer(FileRenderer):
    """A table as a workbook."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"


class BytesRenderer(FileRenderer):
    """A file of any kind, as somebody uploaded it; its type stands in its row."""

    media_type = "application/octet-stream"
    format = "bytes"
