"""KPIs, baselines, readings and contracts, made through the services."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from apps.initiatives.models import Initiative
from apps.value.models import Baseline, Contract, ContractVersion, Kpi, Signature
from apps.value.rules.periods import period_name, period_of
from apps.value.rules.readings.rows import RawRow
from apps.value.services import (
    create_kpi,
    draft_contract,
    propose_contract,
    record_baseline,
    record_readings,
    sign_contract,
)
from kernel import clock
from kernel.access import Actor, system_actor
from tests.factories.people import make_initiative, make_person

MONDAY = dt.date(2026, 1, 5)


def make_kpi(initiative: Initiative | None = None, by: Actor | None = None, **given: object) -> Kpi:
    by = by or system_actor()
    initiative = initiative or make_initiative(by)
    fields = {
        "name": "Proposal turnaround",
        "definition": "Days from request to sent proposal, mean of the proposals sent in the week.",
        "unit": "duration_days",
        "direction": "down",
        "kind": "outcome",
        "source": "CRM",
    } | given
    return create_kpi(by=by, initiative_id=initiative.pk, **fields)


def make_baseline(kpi: Kpi, by: Actor | None = None, **given: object) -> Baseline:
    fields = {
        "value": Decimal(5),
        "method": "Timestamps of request and sent proposal",
        "window_start": dt.date(2025, 9, 1),
        "window_end": dt.date(2025, 12, 28),
        "sample_size": 212,
        "source": "CRM export of 29 December",
        "reason": "Measured anew over a longer window.",
    } | given
    return record_baseline(by=by or system_actor(), kpi_id=kpi.pk, **fields)


def make_readings(kpi: Kpi, *values: object, start: dt.date = MONDAY, by: Actor | None = None, **cells: object) -> None:
    """One reading a period from the one that `start` lies in."""
    period, rows = period_of(start, kpi.grid), []
    for number, value in enumerate(values, 1):
        rows.append(RawRow(number, {"period": period_name(period, kpi.grid), "value": str(value), **cells}))
        period = period_of(period.end + dt.timedelta(days=1), kpi.grid)
    recorded = record_readings(by=by or system_actor(), kpi_id=kpi.pk, rows=rows, door="form", all_or_nothing=True)
    assert recorded.applied, recorded.batch.first_refusals()


def contract_terms(kpi: Kpi, sponsor_id: object, **given: object) -> dict[str, object]:
    return {
        "goal": "Cut the mean proposal turnaround from 5 days to 3 days by the end of March",
        "target": "3",
        "start_on": "2026-02-02",
        "due_on": "2026-04-02",
        "lift": {"low": "1.5", "likely": "2", "high": "2.4"},
        "rollback": {
            "kpi_key": str(kpi.pk),
            "comparison": "above",
            "value": "6.5",
            "consecutive": 2,
            "fallback": "Proposals go back to the manual queue of the order desk.",
        },
        "signatories": {"workflow_owner": str(kpi.initiative.workflow_owner_id), "sponsor": str(sponsor_id)},
    } | given


def make_contract(kpi: Kpi | None = None, by: Actor | None = None, **terms: object) -> Contract:
    """A draft that can be proposed."""
    by = by or system_actor()
    if kpi is None:
        kpi = make_kpi(by=by)
        make_baseline(kpi, by)
    sponsor = make_person(by, name="Dr. Petra Vogel", function="management")
    return draft_contract(
        by=by,
        initiative_id=kpi.initiative_id,
        kpi_id=kpi.pk,
        title="Proposals in three days",
        terms=contract_terms(kpi, sponsor.pk, **terms),
    )


def make_proposed(contract: Contract | None = None, by: Actor | None = None) -> ContractVersion:
    contract = contract or make_contract(by=by)
    return propose_contract(by=by or system_actor(), contract_id=contract.pk, revision=contract.revision)


def signatory(version: ContractVersion, role: str) -> Actor:
    """The actor whom a version names in a capacity, as their login would make them."""
    from kernel.ids import new_id

    person = version.content["signatories"][role]
    roles = {"workflow_owner": "workflow_owner", "sponsor": "client_sponsor", "finance": "client_viewer"}
    return Actor(
        kind="user",
        id=new_id(),
        name=version.content["people"][person],
        roles=frozenset({roles[role]}),
        person_id=uuid.UUID(person),
        address="192.0.2.10",
    )


def sign(version: ContractVersion, role: str, **given: Any) -> Signature:
    """A version signed in a capacity by whom it names, as it is and just now, unless told otherwise."""
    given = {
        "by": signatory(version, role),
        "version_hash": version.content_hash,
        "reauthenticated_at": clock.now(),
    } | given
    return sign_contract(contract_id=version.contract_id, **given)


def make_signed(version: ContractVersion | None = None) -> Contract:
    """A contract that all have signed; in force when its first day has come."""
    version = version or make_proposed()
    for role in version.content["signatories"]:
        sign(version, role)
    return Contract.objects.get(pk=version.contract_id)


def make_fired() -> Contract:
    """A contract in force whose rollback trigger has fired."""
    contract = make_signed()
    make_readings(contract.kpi, "7", "7.1", start=dt.date(2026, 2, 2))
    return contract
