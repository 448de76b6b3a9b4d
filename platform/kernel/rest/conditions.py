"""Conditional requests: an ETag begins with the row's revision; a change names the one it was made from."""

import hashlib
import re

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kernel.errors import InvalidRefused, Problem, RevisionMissing, StaleRefused

_TAG = re.compile(r'"(?P<revision>[1-9]\d{0,8})(-[0-9a-f]{1,16})?"', re.ASCII)


def etag(revision: int, body: bytes) -> str:
    """The entity tag of an answer that shows a row at a revision.

    What an answer derives from other rows can change while the revision stays. So a read compares the whole tag, with the
    digest of the answer in it, and a change only the revision.
    """
    return f'"{revision}-{hashlib.sha256(body).hexdigest()[:16]}"'


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
