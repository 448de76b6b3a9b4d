"""What the feed says beside an event of a play: which day, which gate, what was decided and why."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.plays import events
from apps.plays.choices import AcceptanceVerdict, DefectStatus, GateType, Outcome
from apps.plays.models import Evidence, Gate
from apps.plays.rules.plans import plan_from
from apps.portal.contract_words import LONGEST, day, reason
from kernel.web import formats

Data = Mapping[str, Any]
Words = Iterator[str]


def _short(text: str | None) -> Words:
    if text:
        yield Truncator(text).chars(LONGEST)


def _started(data: Data, _subject: Model | None) -> Words:
    yield _("in %(team)s, from %(day)s") % {"team": data["team"], "day": day(data["starts_on"])}
    yield _("from the template %(template)s") % {"template": data["template"]}


def _begun(data: Data, _subject: Model | None) -> Words:
    yield _("day 1 is %(day)s") % {"day": day(data["starts_on"])}


def _extended(data: Data, subject: Model | None) -> Words:
    told = {"count": data["days"], "day": day(data["last_on"])}
    yield ngettext("by %(count)s day, to %(day)s", "by %(count)s days, to %(day)s", data["days"]) % told
    yield from reason(data, subject)


def _paused(data: Data, _subject: Model | None) -> Words:
    yield _("until %(day)s, at the %(gate)s gate") % {"day": day(data["redesign_on"]), "gate": _gate(data["gate"])}


def _stopped(data: Data, _subject: Model | None) -> Words:
    yield _("at the %(gate)s gate") % {"gate": _gate(data["gate"])}
    yield from _short(data["reasons"])


def _scaled(data: Data, _subject: Model | None) -> Words:
    yield _("at the %(gate)s gate") % {"gate": _gate(data["gate"])}


def _overdue(data: Data, _subject: Model | None) -> Words:
    yield _("its last day was %(day)s") % {"day": day(data["last_on"])}


def _activity_added(data: Data, _subject: Model | None) -> Words:
    yield _("due %(day)s") % {"day": day(data["due_on"])}
    if data["gate"]:
        yield _("a condition of the %(gate)s gate") % {"gate": _gate(data["gate"])}


def _activity_moved(data: Data, _subject: Model | None) -> Words:
    if data["done_on"]:
        told = {"done": day(data["done_on"]), "due": day(data["due_on"])}
        yield _("done %(done)s, due %(due)s") % told
    yield from _short(data["note"])


def _submitted(data: Data, _subject: Model | None) -> Words:
    yield from _short(data["note"])


def _decided(data: Data, _subject: Model | None) -> Words:
    yield str(Outcome(data["outcome"]).label)
    if data["conditions"]:
        count = data["conditions"]
        yield ngettext("%(count)s condition", "%(count)s conditions", count) % {"count": count}
    if data["redesign_on"]:
        yield _("until %(day)s") % {"day": day(data["redesign_on"])}
    yield from _short(data["reasons"])


def _waived(data: Data, subject: Model | None) -> Words:
    yield from _short(_criterion(data["criterion"], subject))
    yield _("until %(day)s") % {"day": day(data["expires_on"])}
    yield from reason(data, subject)


def _waiver_revoked(data: Data, subject: Model | None) -> Words:
    yield from _short(_criterion(data["criterion"], subject))


def _evidence(data: Data, subject: Model | None) -> Words:
    yield from _short(_criterion(data["criterion"], subject))
    if data.get("expires_on"):
        yield _("valid until %(day)s") % {"day": day(data["expires_on"])}
    yield from _short(data.get("note"))


def _session(data: Data, _subject: Model | None) -> Words:
    yield str(AcceptanceVerdict(data["verdict"]).label)
    yield ngettext("%(count)s task", "%(count)s tasks", data["tasks"]) % {"count": data["tasks"]}
    if data["defects"]:
        yield ngettext("%(count)s defect", "%(count)s defects", data["defects"]) % {"count": data["defects"]}
    if data["blocking"]:
        yield _("%(count)s blocking") % {"count": data["blocking"]}


def _defect(data: Data, _subject: Model | None) -> Words:
    yield from _short(data["title"])
    yield str(DefectStatus(data["status"]).label)
    yield from _short(data["note"])


def _fallback(data: Data, _subject: Model | None) -> Words:
    yield _("version %(number)s") % {"number": data["version"]}
    yield _minutes("within %(count)s minute", "within %(count)s minutes", data["minutes"])


def _drilled(data: Data, _subject: Model | None) -> Words:
    yield _("version %(number)s") % {"number": data["version"]}
    yield _("it took effect in time") if data["passed"] else _("it did not take effect in time")
    if data["minutes"] is not None:
        yield _minutes("%(count)s minute", "%(count)s minutes", data["minutes"])
    yield formats.moment(dt.datetime.fromisoformat(data["held_at"]))


def _minutes(one: str, many: str, count: int) -> str:
    return ngettext(one, many, count) % {"count": formats.number(count)}


def _booked(data: Data, _subject: Model | None) -> Words:
    hours = formats.quantity(Decimal(data["hours"]), "duration_hours")
    yield _("%(hours)s on %(day)s") % {"hours": hours, "day": day(data["on"])}


def _kit(data: Data, _subject: Model | None) -> Words:
    count = data["taken_out"]
    text = ngettext("%(count)s name or figure taken out", "%(count)s names and figures taken out", count)
    yield text % {"count": formats.number(count)}


def _kit_released(data: Data, _subject: Model | None) -> Words:
    yield _("as %(key)s") % {"key": data["key"]}


def _kit_refused(data: Data, _subject: Model | None) -> Words:
    fields = ", ".join(problem["field"] or _("the whole") for problem in data["problems"])
    yield _("as %(key)s, for what stands in: %(fields)s") % {"key": data["key"], "fields": fields}


def _gate(value: str) -> str:
    return str(GateType(value).label) if value in GateType.values else value


def _criterion(key: str, subject: Model | None) -> str:
    """A criterion by the title that it has in the play's plan."""
    if not isinstance(subject, Gate | Evidence):
        return ""
    found = plan_from(subject.play.plan).criterion(key)
    return found.title if found else ""


SAY = {
    events.STARTED: _started,
    events.BEGUN: _begun,
    events.EXTENDED: _extended,
    events.PAUSED: _paused,
    events.SCALED: _scaled,
    events.STOPPED: _stopped,
    events.OVERDUE: _overdue,
    events.ACTIVITY_ADDED: _activity_added,
    events.ACTIVITY_DONE: _activity_moved,
    events.ACTIVITY_DROPPED: _activity_moved,
    events.ACTIVITY_REOPENED: _activity_moved,
    events.GATE_SUBMITTED: _submitted,
    events.GATE_DECIDED: _decided,
    events.WAIVER_GRANTED: _waived,
    events.WAIVER_REVOKED: _waiver_revoked,
    events.EVIDENCE_SUBMITTED: _evidence,
    events.EVIDENCE_ACCEPTED: _evidence,
    events.EVIDENCE_REJECTED: _evidence,
    events.SESSION_RECORDED: _session,
    events.DEFECT_CLOSED: _defect,
    events.FALLBACK_WRITTEN: _fallback,
    events.DRILL_RECORDED: _drilled,
    events.EFFORT_BOOKED: _booked,
    events.KIT_FROZEN: _kit,
    events.KIT_RELEASED: _kit_released,
    events.KIT_REFUSED: _kit_refused,
}
