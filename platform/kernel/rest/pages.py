"""Lists in pages. A cursor says after which key the next page begins, so inserts neither repeat a row nor hide one."""

import base64
import binascii
import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kernel.errors import InvalidRefused, Problem
from kernel.rest.queries import Parameter, whole

Row = TypeVar("Row", bound=Model)
DEFAULT_SIZE = 50
MAXIMUM_SIZE = 200
CURSOR = "cursor"
SIZE = "page_size"

PAGING: tuple[Parameter, ...] = (
    Parameter(
        CURSOR,
        str,
        "",
        "Where the page begins: `next_cursor` of the page before, sent with the same filters.",
        {"type": "string"},
    ),
    whole(SIZE, 1, MAXIMUM_SIZE, "How many rows a page holds.", default=DEFAULT_SIZE),
)


@dataclass(frozen=True, slots=True)
class Key:
    """The unique place of a row in its list: how it is written in a cursor, and read back (`ValueError` where it can't be)."""

    write: Callable[[Mapping[str, Any]], str]
    read: Callable[[str], Any]


def by_moment(field: str) -> Key:
    """Rows in order of a moment, then of their ids: what changes or arrives later comes later."""

    def write(row: Mapping[str, Any]) -> str:
        return f"{row[field].astimezone(dt.UTC).isoformat()}/{row['id']}"

    def read(text: str) -> tuple[dt.datetime, uuid.UUID]:
        moment, _slash, row_id = text.partition("/")
        at = dt.datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError(text)
        return at, uuid.UUID(row_id)

    return Key(write, read)


def _read_number(text: str) -> int:
    if not re.fullmatch(r"\d{1,18}", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def by_number(field: str) -> Key:
    """Rows in order of a number that is theirs alone."""
    return Key(lambda row: str(row[field]), _read_number)


BY_CHANGE = by_moment("updated_at")


class CursorRefused(InvalidRefused):
    """The cursor is not one that this list gave."""

    code = "cursor_refused"


@dataclass(frozen=True, slots=True)
class Page:
    """What part of a list is asked for: at most `size` rows after the place `after`."""

    size: int
    after: Any = None

    @property
    def limit(self) -> int:
        """How many rows to read: one more than is shown tells whether there is a next page."""
        return self.size + 1


def read_page(request: HttpRequest, values: dict[str, Any], key: Key) -> Page:
    """Take the paging parameters out of the query's values. Raises `CursorRefused`."""
    size = values.pop(SIZE, DEFAULT_SIZE)
    text = values.pop(CURSOR, None)
    return Page(size, None if text is None else _read_cursor(request, text, key))


def page_document(request: HttpRequest, page: Page, key: Key, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The list's answer: the rows, and how to go on."""
    shown = rows[: page.size]
    if len(rows) <= page.size:
        return {"results": shown, "next": None, "next_cursor": None}
    cursor = _write_cursor(request, key.write(shown[-1]))
    query = urlencode([*_filters(request), (SIZE, str(page.size)), (CURSOR, cursor)])
    return {"results": shown, "next": request.build_absolute_uri(f"{request.path}?{query}"), "next_cursor": cursor}


def _filters(request: HttpRequest) -> list[tuple[str, str]]:
    return sorted((name, request.GET[name]) for name in request.GET if name not in {CURSOR, SIZE})


def _fingerprint(request: HttpRequest) -> str:
    """The list that a cursor belongs to: its address, the client in it, and its filters."""
    return hashlib.sha256(f"{request.path}?{urlencode(_filters(request))}".encode()).hexdigest()[:16]


def _write_cursor(request: HttpRequest, after: str) -> str:
    return base64.urlsafe_b64encode(f"{_fingerprint(request)}.{after}".encode()).decode().rstrip("=")


def _read_cursor(request: HttpRequest, text: str, key: Key) -> Any:
    try:
        fingerprint, _dot, after = (
            base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode().partition(".")
        )
        if fingerprint == _fingerprint(request):
            return key.read(after)
    except (ValueError, binascii.Error):
        pass
    message = _("This cursor is not one that this list gave with these filters.")
    way_out = _("Begin without a cursor, and follow `next`.")
    raise CursorRefused(message, [Problem(CURSOR, CursorRefused.code, message, way_out)], way_out=way_out)


def after_moment(rows: QuerySet[Row], page: Page, field: str) -> QuerySet[Row]:
    """The rows of a list by `by_moment(field)` from the page's place on, in order."""
    if page.after is not None:
        at, row_id = page.after
        rows = rows.filter(Q(**{f"{field}__gt": at}) | Q(**{field: at, "pk__gt": row_id}))
    return rows.order_by(field, "pk")
