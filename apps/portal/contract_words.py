"""What the feed says beside an event of a contract in force: what was changed, what fired, how it ended and why."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model, TextChoices
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.value import events
from apps.value.choices import Clearing, Favour, SignalRule
from apps.value.models import Kpi
from kernel.web import formats

LONGEST = 160
MOST_TOLD = 3

Data = Mapping[str, Any]
Words = Iterator[str]


def reason(data: Data, _subject: Model | None) -> Words:
    """The reason that somebody gave."""
    if data.get("reason"):
        yield Truncator(data["reason"]).chars(LONGEST)


def quantity(text: str, subject: Model | None) -> str:
    """A number in the unit of the KPI that it is of."""
    if isinstance(subject, Kpi):
        return formats.quantity(Decimal(text), subject.unit, subject.currency)
    return formats.number(Decimal(text))


def day(text: str) -> str:
    """A day that was written down."""
    return formats.short_day(dt.date.fromisoformat(text))


def _label(vocabulary: type[TextChoices], value: str) -> str:
    return str(vocabulary(value).label) if value in vocabulary.values else value


def _days(texts: list[str]) -> str:
    told = ", ".join(day(text) for text in texts[:MOST_TOLD])
    return f"{told}, …" if len(texts) > MOST_TOLD else told


def _amended(data: Data, _subject: Model | None) -> Words:
    yield _("version %(number)s replaces version %(before)s") % {"number": data["version"], "before": data["replaces"]}
    fields = len(data["fields"])
    yield ngettext("%(count)s field changed", "%(count)s fields changed", fields) % {"count": fields}


def _amendment_drafted(data: Data, _subject: Model | None) -> Words:
    yield _("from version %(number)s") % {"number": data["version"]}


def _superseded(data: Data, _subject: Model | None) -> Words:
    if data.get("title"):
        yield _("by “%(title)s”") % {"title": Truncator(data["title"]).chars(LONGEST)}


def _fired(data: Data, _subject: Model | None) -> Words:
    yield _("with the reading of the period from %(day)s") % {"day": day(data["period"])}
    if data.get("fallback"):
        yield Truncator(data["fallback"]).chars(LONGEST)


def _cleared(data: Data, subject: Model | None) -> Words:
    yield _label(Clearing, data["clearing"])
    if data["clearing"] == Clearing.DECISION:
        yield from reason(data, subject)


def _guardrail(data: Data, _subject: Model | None) -> Words:
    yield str(data["name"])
    if data["broken"]:
        yield _("broken in the periods from %(days)s") % {"days": _days(data["broken"])}
    if data["kept_again"]:
        yield _("kept again in the periods from %(days)s") % {"days": _days(data["kept_again"])}


def _signals(data: Data, _subject: Model | None) -> Words:
    for signal in data["found"][-MOST_TOLD:]:
        told = {
            "rule": _label(SignalRule, signal["rule"]),
            "day": day(signal["period"]),
            "favour": _label(Favour, signal["favour"]),
        }
        yield _("%(favour)s: %(rule)s, in the period from %(day)s") % told
    if (more := data["counts"]["found"] - MOST_TOLD) > 0:
        yield ngettext("%(count)s more", "%(count)s more", more) % {"count": formats.number(more)}
    if undone := data["counts"]["undone"]:
        yield ngettext("%(count)s is no more", "%(count)s are no more", undone) % {"count": formats.number(undone)}


def _withdrawn(data: Data, subject: Model | None) -> Words:
    told = {"value": quantity(data["value"], subject), "period": day(data["period"])}
    yield _("%(value)s for the period from %(period)s") % told
    yield from reason(data, subject)


SAY = {
    events.CONTRACT_AMENDED: _amended,
    events.AMENDMENT_DRAFTED: _amendment_drafted,
    events.AMENDMENT_DROPPED: reason,
    events.CONTRACT_WITHDRAWN: reason,
    events.CONTRACT_CANCELLED: reason,
    events.CONTRACT_ACHIEVED: reason,
    events.CONTRACT_MISSED: reason,
    events.CONTRACT_ROLLED_BACK: reason,
    events.CONTRACT_SUPERSEDED: _superseded,
    events.ROLLBACK_FIRED: _fired,
    events.ROLLBACK_CLEARED: _cleared,
    events.GUARDRAIL_CHANGED: _guardrail,
    events.SIGNALS_CHANGED: _signals,
    events.READING_WITHDRAWN: _withdrawn,
}
