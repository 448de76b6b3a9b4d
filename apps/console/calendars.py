"""What is due as a calendar (RFC 5545): an all-day event a thing. Titles are people's own words, so each is one line of plain text."""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vText

from apps.plays.choices import GateType
from apps.portfolio.choices import DueKind
from apps.portfolio.rules.due import DueRow

PRODUCT = "-//Throughline//Due dates//EN"
ASK_AGAIN = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
# What ends a line somewhere or is no character of a text: the standard forbids it in values.
_UNPRINTABLE = frozenset({"Cc", "Zl", "Zp"})


def calendar_file(rows: Iterable[DueRow], *, base: str) -> bytes:
    """The rows as a calendar whose links begin with `base`. The same rows give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", vText(_("Throughline: what is due")))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    host = urlsplit(base).hostname or "throughline"
    for row in rows:
        calendar.add_component(_event(row, base, host))
    if not calendar.subcomponents:
        # A calendar has at least one component.
        calendar.add_component(Timezone.from_tzinfo(ZoneInfo("UTC")))
    return bytes(calendar.to_ical())


def fingerprint(content: bytes) -> str:
    """A calendar's entity tag."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _event(row: DueRow, base: str, host: str) -> Event:
    kind = str(DueKind(row.kind).label)
    event = Event()
    event.add("uid", f"{row.kind}-{row.source_id}@{host}")
    event.add("dtstamp", row.changed_at)
    event.add("last-modified", row.changed_at)
    event.add("dtstart", row.on)
    event.add("dtend", row.on + DAY)
    event.add("summary", _summary(row, kind))
    event.add("description", one_line(f"{row.client_name} · {row.initiative_name}"))
    event.add("url", f"{base}/clients/{row.client_slug}/{row.path}")
    event.add("categories", [kind])
    event.add("status", "CONFIRMED")
    # It takes nobody's time by itself.
    event.add("transp", "TRANSPARENT")
    return event


def _summary(row: DueRow, kind: str) -> str:
    if row.gate:
        kind = _("%(gate)s gate") % {"gate": GateType(row.gate).label}
    told = {"kind": kind[:1].upper() + kind[1:], "title": row.title, "client": row.client_name}
    if row.done:
        return one_line(_("Done – %(kind)s: %(title)s (%(client)s)") % told)
    return one_line(_("%(kind)s: %(title)s (%(client)s)") % told)


def one_line(text: str) -> str:
    """A text without line breaks and control characters."""
    return " ".join("".join(" " if unicodedata.category(each) in _UNPRINTABLE else each for each in text).split())
