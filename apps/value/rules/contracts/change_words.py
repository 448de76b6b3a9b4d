"""What a change of a contract says to people: each value with its unit, its choice's label or the name it stands for, never an id."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from apps.value.choices import (
    Aggregation,
    Cadence,
    Comparison,
    Direction,
    Kind,
    Scope,
    Unit,
    ValueBasis,
    ValueType,
)
from apps.value.rules.contracts.versions import Change
from apps.value.rules.points import Text
from apps.value.rules.terms import ContractTerms, KpiTerms
from kernel.web import formats

_CHOICES: Mapping[str, type[TextChoices]] = {
    "unit": Unit,
    "direction": Direction,
    "kind": Kind,
    "scope": Scope,
    "cadence": Cadence,
    "aggregation": Aggregation,
    "comparison": Comparison,
    "value_type": ValueType,
    "per": ValueBasis,
}
_DAYS = frozenset({"start_on", "due_on", "window_start", "window_end", "period"})
_IN_KPI_UNITS = frozenset({"value", "target", "range_low", "range_high", "low", "likely", "high", "bound", "baseline"})
_IN_MONEY = frozenset({"planned", "value_per_unit"})


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One field in words: its name, and what it says on either side; empty where it says nothing."""

    label: Text
    before: str
    after: str
    differs: bool


def told(
    pairs: Sequence[Change], before: ContractTerms, after: ContractTerms, people: Mapping[str, str]
) -> list[ToldChange]:
    """The fields of two contents in words, in the active language; `people` has the names of those who sign, by id."""
    return [
        ToldChange(
            pair.label,
            _words(pair.field, pair.before, before, people),
            _words(pair.field, pair.after, after, people),
            pair.before != pair.after,
        )
        for pair in pairs
    ]


def _words(field: str, value: Any, terms: ContractTerms, people: Mapping[str, str]) -> str:
    if value is None:
        return ""
    part, _dot, _rest = field.partition(".")
    name = field.rpartition(".")[2]
    if part == "signatories":
        return people.get(str(value), _("somebody who is not known here"))
    if name in ("key", "kpi_key", "volume_kpi_key"):
        kpi = _kpi(terms, str(value))
        return kpi.name if kpi else _("a KPI that is not named here")
    say = _saying(name)
    if say is not None:
        return say(value)
    if name in _IN_MONEY and terms.money and terms.money.currency:
        return formats.money(Decimal(value), terms.money.currency)
    if part == "lift" and terms.kpi:
        return formats.change(Decimal(value), terms.kpi.unit, terms.kpi.currency)
    if name in _IN_KPI_UNITS and (kpi := _measured_by(field, terms)):
        return formats.quantity(Decimal(value), kpi.unit, kpi.currency)
    return formats.number(value) if isinstance(value, int) else str(value)


def _saying(name: str) -> Callable[[Any], str] | None:
    """How a field of this name is said, where it needs nothing but its value."""
    if name in _CHOICES:
        vocabulary = _CHOICES[name]
        return lambda value: str(vocabulary(value).label) if value in vocabulary.values else str(value)
    if name in _DAYS:
        return lambda value: formats.short_day(date.fromisoformat(value))
    if name in ("keep", "can_be_negative"):
        return lambda value: _("yes") if value else _("no")
    if name == "year_start":
        return lambda value: str(MONTHS.get(value, value))
    return None


def _kpi(terms: ContractTerms, key: str) -> KpiTerms | None:
    counted = terms.money.volume_kpi if terms.money else None
    known = (terms.kpi, counted, *(guardrail.kpi for guardrail in terms.guardrails))
    return next((kpi for kpi in known if kpi is not None and kpi.key == key), None)


def _measured_by(field: str, terms: ContractTerms) -> KpiTerms | None:
    """The KPI in whose unit a field's number is."""
    part, _dot, rest = field.partition(".")
    if part == "guardrails":
        return _kpi(terms, rest.partition(".")[0])
    if part == "rollback":
        return terms.rollback_kpi or terms.kpi
    return terms.kpi
