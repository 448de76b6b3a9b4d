"""Conditional requests: an ETag begins with the row's revision; a change names the one it was made from."""

import datetime as dt
import re

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kernel.errors import InvalidRefused, Problem, RevisionMissing, StaleRefused

_TAG = re.compile(r'"(?P<revision>[1-9]\d{0,8})(-[0-9a-f]{1,16})?"', re.ASCII)


def etag(revision: int, updated_at: dt.datetime) -> str:
    """The entity tag of a row at a revision.

    What is derived from other rows can change while the revision stays, so the moment of the last change is in it too:
    a read compares the whole tag, a change only the revision.
    """
    return f'"{revision}-{int(updated_at.timestamp() * 1_000_000):x}"'


def required_revision(request: HttpRequest) -> int:
    """The revision in If-Match. Raises `RevisionMissing` without one, `StaleRefused` for a tag that is none of ours."""
    text = request.headers.get("If-Match", "").strip()
    if text in {"", "*"}:
        message = _("A change names the revision it was made from.")
        way_out = _("Read it first, and send its ETag as If-Match.")
        raise RevisionMissing(message, [Problem("If-Match", RevisionMissing.code, message, way_out)], way_out=way_out)
    if "," in text:
        message = _("If-Match takes one ETag.")
        raise InvalidRefused(message, [Problem("If-Match", "one_value", message)])
    match = _TAG.fullmatch(text)
    if match is None:
        raise StaleRefused(_("This ETag is not of any revision."), way_out=_("Read it again, and send its ETag."))
    return int(match["revision"])


def is_unchanged(request: HttpRequest, tag: str) -> bool:
    """Whether If-None-Match names this tag: the caller has it already."""
    text = request.headers.get("If-None-Match", "").strip()
    return text == "*" or tag in {part.strip().removeprefix("W/") for part in text.split(",")}
