"""What is wrong with the money that a contract claims (V8, V12)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from apps.value.choices import Aggregation, Direction, Scope, Unit, ValueBasis, ValueType
from apps.value.rules.points import Text
from apps.value.rules.terms import ContractTerms, KpiTerms, MoneyTerms
from apps.value.rules.words import say
from kernel.errors import Problem

_CURRENCY = re.compile(r"[A-Z]{3}")


def money_problems(terms: ContractTerms) -> Iterator[Problem]:
    """What keeps the claim from being signed; a contract without one has one currency too."""
    money = terms.money
    if money is None:
        own = terms.kpi.currency if terms.kpi and terms.kpi.unit == Unit.MONEY else ""
        yield from _currencies(terms, own)
        return
    yield from _choices(money)
    yield from _figures(money)
    yield from _currencies(terms, money.currency)
    if terms.kpi is not None and terms.kpi.direction == Direction.RANGE:
        text = _("Money is claimed on a KPI that holds a range; only a movement up or down can be counted.")
        yield Problem("money", "V12", text, _("Leave the claim out, or choose a KPI that rises or falls."))
    yield from _volume(terms, money)
    if terms.kpi is not None and terms.kpi.scope == Scope.PILOT:
        text = _("Money is claimed on a pilot KPI; time saved on one task is not capacity released.")
        way_out = _("Claim it on an integration KPI, net of exceptions, handoffs, validation and governance work.")
        yield Problem("money", "V8", text, way_out)


def _choices(money: MoneyTerms) -> Iterator[Problem]:
    if not money.value_type:
        yield _missing("money.value_type", _("The kind of value is missing."))
    for name, value, known in (
        ("value_type", money.value_type, ValueType.values),
        ("per", money.per, ValueBasis.values),
    ):
        if value and value not in known:
            text = say(_("“{value}” is not known here."), value=value)
            yield Problem(f"money.{name}", "V12", text, say(_("Choose one of: {choices}."), choices=", ".join(known)))


def _figures(money: MoneyTerms) -> Iterator[Problem]:
    if not _CURRENCY.fullmatch(money.currency):
        yield _missing("money.currency", _("The currency is missing."))
    if money.planned is None or money.planned <= 0:
        yield _missing("money.planned", _("The planned value is missing."))
    if money.value_per_unit is None or money.value_per_unit <= 0:
        yield _missing("money.value_per_unit", _("What one unit of the KPI's movement is worth is missing."))


def _currencies(terms: ContractTerms, currency: str) -> Iterator[Problem]:
    for kpi in (terms.kpi, *(guardrail.kpi for guardrail in terms.guardrails)):
        if kpi and kpi.unit == Unit.MONEY and kpi.currency and currency and kpi.currency != currency:
            text = say(
                _("The contract counts in {claimed}, and the KPI “{kpi}” is measured in {measured}."),
                claimed=currency,
                kpi=kpi.name,
                measured=kpi.currency,
            )
            yield Problem("money.currency", "V12", text, _("Use one currency in one contract."))


def _volume(terms: ContractTerms, money: MoneyTerms) -> Iterator[Problem]:
    field, volume = "money.volume_kpi_key", money.volume_kpi
    if not money.volume_kpi_key:
        return
    if money.per != ValueBasis.CASE:
        text: Text = _("Cases are counted, and the value of a unit is not one for a case.")
        yield Problem(field, "V12", text, _("Count the value for each case, or leave the KPI of cases out."))
    if volume is None:
        yield Problem(field, "V12", _("There is no such KPI in this client."), _("Choose the KPI that counts cases."))
    elif volume.unit != Unit.COUNT or volume.aggregation != Aggregation.SUM:
        text = say(_("“{kpi}” does not count cases: its unit is not a count, or it is not summed up."), kpi=volume.name)
        yield Problem(field, "V12", text, _("Choose a KPI with the unit count and the aggregation sum."))
    elif terms.kpi is not None and _rhythm(volume) != _rhythm(terms.kpi):
        text = say(_("“{kpi}” is read at other periods, or in another scope, than the target KPI."), kpi=volume.name)
        yield Problem(field, "V12", text, _("Choose a KPI with the same cadence and scope."))


def _rhythm(kpi: KpiTerms) -> tuple[str, int, str]:
    return kpi.cadence, kpi.year_start or 1, kpi.scope


def _missing(field: str, what: Text) -> Problem:
    return Problem(field, "V12", what, _("Fill it in."))
