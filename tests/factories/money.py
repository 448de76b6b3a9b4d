"""Contracts that claim money, and finance's word on it, made through the services."""

import datetime as dt
from typing import Any

from apps.initiatives.models import Initiative
from apps.value.models import Contract, ContractVersion, FinanceValidation
from apps.value.services import validate_value
from kernel.access import Actor, system_actor
from tests.factories.people import make_initiative, make_person
from tests.factories.value import (
    make_baseline,
    make_contract,
    make_kpi,
    make_proposed,
    make_readings,
    make_signed,
    signatory,
)

FIRST = dt.date(2026, 2, 2)
MONEY = {
    "currency": "EUR",
    "value_type": "cashable",
    "planned": "120000",
    "value_per_unit": "60000",
    "basis": "Agency fees that are no longer paid",
}


def make_claim(*values: object, initiative: Initiative | None = None, **given: Any) -> Contract:
    """A contract in force since 2 February that claims 60,000 a year for each day of turnaround, with readings since then."""
    kpi = make_kpi(initiative or make_initiative(system_actor()), scope="integration")
    make_baseline(kpi)
    finance = make_person(system_actor(), name="Ralf Timm", function="finance")
    draft = make_contract(kpi, money=MONEY | given.pop("money", {}), **given)
    people = draft.draft["signatories"] | {"finance": str(finance.pk)}
    draft.draft = draft.draft | {"signatories": people}
    draft.save()
    contract = make_signed(make_proposed(draft))
    if values:
        make_readings(kpi, *values, start=FIRST)
    return contract


def finance_of(contract: Contract) -> Actor:
    """The actor whom the contract names for finance."""
    version = ContractVersion.objects.get(pk=contract.in_force_id)
    return signatory(version, "finance")


def make_validation(contract: Contract | None = None, through_on: dt.date | None = None) -> FinanceValidation:
    contract = contract or make_claim(4, 4)
    return validate_value(
        by=finance_of(contract), contract_id=contract.pk, through_on=through_on or FIRST + dt.timedelta(days=13)
    )
