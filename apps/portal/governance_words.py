"""What the feed says beside an event of governance: what was asked and agreed, what a monitor showed, what was done about it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.governance import events
from apps.governance.models import Monitor
from apps.portal.contract_words import LONGEST, day, reason
from kernel.web import formats

MOST_TOLD = 3

Data = Mapping[str, Any]
Words = Iterator[str]


def _started(data: Data, _subject: Model | None) -> Words:
    items = len(data["items"])
    yield ngettext("%(count)s item", "%(count)s items", items) % {"count": items}
    yield _("from “%(name)s”, version %(number)s") % {"name": data["template"], "number": data["version"]}


def _item(data: Data, _subject: Model | None) -> Words:
    yield Truncator(data["title"]).chars(LONGEST)


def _answered(data: Data, _subject: Model | None) -> Words:
    yield _("complete") if data["complete"] else _("not complete yet")


def _version(data: Data, subject: Model | None) -> Words:
    yield _("version %(number)s") % {"number": data["number"]}
    yield from reason(data, subject)


def _superseded(data: Data, _subject: Model | None) -> Words:
    yield _("version %(number)s replaces version %(before)s") % {"number": data["by"], "before": data["number"]}


def _readings(data: Data, subject: Model | None) -> Words:
    yield ngettext("%(count)s reading", "%(count)s readings", data["new"]) % {"count": formats.number(data["new"])}
    if data["outside"]:
        yield _("%(count)s out of range") % {"count": formats.number(data["outside"])}
    unit = subject.unit if isinstance(subject, Monitor) else ""
    told = data.get("readings", [])
    for reading in told if len(told) <= MOST_TOLD else ():
        yield f"{formats.number(Decimal(reading['value']), 6)} {unit}, {_moment(reading['at'])}".strip()


def _opened(data: Data, _subject: Model | None) -> Words:
    yield _("severity %(severity)s") % {"severity": data["severity"]}
    yield _("detected %(at)s") % {"at": _moment(data["detected_at"])}


def _noted(data: Data, _subject: Model | None) -> Words:
    yield Truncator(data["text"]).chars(LONGEST)


def _moved(data: Data, _subject: Model | None) -> Words:
    yield _moment(data["at"])
    if data.get("root_cause"):
        yield Truncator(data["root_cause"]).chars(LONGEST)
    if data.get("note"):
        yield Truncator(data["note"]).chars(LONGEST)


def _scheduled(data: Data, _subject: Model | None) -> Words:
    yield _("due %(day)s") % {"day": day(data["due_on"])}


def _attested(data: Data, _subject: Model | None) -> Words:
    yield _("inside the limits: yes") if data["inside_limits"] else _("stays inside the limits: no")
    yield _("the right limits: yes") if data["limits_right"] else _("limits are right: no")
    if data["statement"]:
        yield Truncator(data["statement"]).chars(LONGEST)


def _moment(text: str) -> str:
    return formats.moment(dt.datetime.fromisoformat(text))


SAY = {
    events.CHECKLIST_STARTED: _started,
    events.ITEM_ADDED: _item,
    events.ITEM_ANSWERED: _answered,
    events.BOUNDARY_PROPOSED: _version,
    events.BOUNDARY_APPROVED: _version,
    events.BOUNDARY_WITHDRAWN: _version,
    events.BOUNDARY_SUPERSEDED: _superseded,
    events.MONITOR_RETIRED: reason,
    events.MONITOR_READ: _readings,
    events.INCIDENT_OPENED: _opened,
    events.INCIDENT_NOTED: _noted,
    events.INCIDENT_CONTAINED: _moved,
    events.INCIDENT_RESOLVED: _moved,
    events.INCIDENT_CLOSED: _moved,
    events.INCIDENT_REOPENED: _moved,
    events.ATTESTATION_SCHEDULED: _scheduled,
    events.ATTESTATION_GIVEN: _attested,
}
