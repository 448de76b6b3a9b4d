"""What an entry of the ledger says beside its event, in words; hashes and ids stay in the ledger."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DecimalField, Model
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.portal import blocker_words, contract_words, governance_words, play_words
from apps.portal.contract_words import day, quantity, reason
from apps.value import events
from apps.value.choices import SignatureRole
from kernel.ledger.models import Entry
from kernel.parameters.declared import parameters
from kernel.parameters.events import CHANGED as PARAMETER_CHANGED
from kernel.web import formats

LONGEST = 80
MOST_READINGS = 3

Words = Iterator[str]


def details(entry: Entry, subject: Model | None, people: Mapping[str, str]) -> Sequence[str]:
    """The particulars of an entry, a phrase each; `people` names those whom it tells by id."""
    if "changes" in entry.data:
        return list(_changes(entry.data["changes"], subject, people))
    say = _SAY.get(entry.event)
    return list(say(entry.data, subject)) if say else []


def _changes(changes: Mapping[str, Any], subject: Model | None, people: Mapping[str, str]) -> Words:
    for name, (before, after) in changes.items():
        label, shown = _field(subject, name)
        told = {"field": label, "before": _short(shown(before), people), "after": _short(shown(after), people)}
        yield _("%(field)s: %(before)s → %(after)s") % told


def _field(subject: Model | None, name: str) -> tuple[str, Callable[[Any], Any]]:
    if subject is None:
        return name, lambda value: value
    try:
        field = subject._meta.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist:
        return name, lambda value: value
    label = str(getattr(field, "verbose_name", name))
    if isinstance(field, DateField | DecimalField):
        words = day if isinstance(field, DateField) else lambda value: formats.number(Decimal(value))
        return label, lambda value: words(value) if value else value
    choices = dict(getattr(field, "flatchoices", ()))
    return label, lambda value: choices.get(value, value)


def _short(value: Any, people: Mapping[str, str]) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return Truncator(people.get(str(value), str(value))).chars(LONGEST)


def _readings(data: Mapping[str, Any], subject: Model | None) -> Words:
    if data["new"]:
        new = ngettext("%(count)s new", "%(count)s new ones", data["new"])
        yield new % {"count": formats.number(data["new"])}
    if data["corrected"]:
        corrected = ngettext("%(count)s corrected", "%(count)s corrected ones", data["corrected"])
        yield corrected % {"count": formats.number(data["corrected"])}
    told = data.get("readings", [])
    if len(told) > MOST_READINGS or not told:
        yield _("periods from %(first)s to %(last)s") % {"first": day(data["first"]), "last": day(data["last"])}
        return
    for reading in told:
        words = {"period": day(reading["period"]), "value": quantity(reading["value"], subject)}
        if reading["before"] is None:
            yield _("%(value)s for the period from %(period)s") % words
        else:
            words["before"] = quantity(reading["before"], subject)
            yield _("%(before)s → %(value)s for the period from %(period)s") % words


def _baseline(data: Mapping[str, Any], subject: Model | None) -> Words:
    first, last = data["window"]
    yield quantity(data["value"], subject)
    yield _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    yield ngettext("%(count)s case", "%(count)s cases", data["sample_size"]) % {
        "count": formats.number(data["sample_size"])
    }
    yield from reason(data, subject)


def _version(data: Mapping[str, Any], _subject: Model | None) -> Words:
    yield _("version %(number)s") % {"number": data["version"]}
    if data.get("role") in SignatureRole.values:
        yield _("as %(role)s") % {"role": SignatureRole(data["role"]).label}


def _validation(data: Mapping[str, Any], _subject: Model | None) -> Words:
    amount = formats.money(Decimal(data["amount"]), data["currency"], 2)
    yield _("%(amount)s up to %(day)s") % {"amount": amount, "day": day(data["through"])}
    if data["note"]:
        yield Truncator(data["note"]).chars(2 * LONGEST)


def _parameter(data: Mapping[str, Any], _subject: Model | None) -> Words:
    declared = parameters.rows.get(data["key"])
    before, after = (
        declared.shown(Decimal(text)) if declared else formats.number(Decimal(text))
        for text in (data["before"], data["after"])
    )
    yield _("%(before)s → %(after)s") % {"before": before, "after": after}
    yield from reason(data, None)


_SAY: Mapping[str, Callable[[Mapping[str, Any], Model | None], Words]] = {
    events.READINGS_RECORDED: _readings,
    events.BASELINE_RECORDED: _baseline,
    events.CONTRACT_PROPOSED: _version,
    events.CONTRACT_SIGNATURE: _version,
    events.CONTRACT_SIGNED: _version,
    events.VALUE_VALIDATED: _validation,
    PARAMETER_CHANGED: _parameter,
    **blocker_words.SAY,
    **contract_words.SAY,
    **governance_words.SAY,
    **play_words.SAY,
}
