"""Deriving where contracts stand from a client's own rows. Everything here can be thrown away and built anew."""

import datetime as dt
import uuid
from collections.abc import Collection
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction

from apps.initiatives.choices import Verdict
from apps.portfolio.models import ClientActivity, ContractStanding, SealedDocument
from apps.portfolio.rules.seals import seal_state
from apps.value.choices import Course
from apps.value.models import Contract, ContractVersion
from apps.value.rules.points import Unknown
from apps.value.selectors.contract_history import version_standings
from apps.value.selectors.contracts import ContractPage, contract_page
from apps.value.selectors.money import ContractValue, contract_value
from kernel import clock
from kernel.access import Actor
from kernel.ledger.services import head
from kernel.tenancy.context import mounted_client

# A target a hair away from its baseline makes any share; a list says no more of one that is past this.
MOST_PROGRESS = Decimal(999_999)
# A column's digits; of more money nobody speaks.
MOST_VALUE = Decimal(10) ** 18
VALUE = (
    "value_planned",
    "value_actual",
    "value_run_rate",
    "value_weighted",
    "value_validated",
    "value_validated_through",
)


def derive_standings(*, by: Actor, contract_ids: Collection[uuid.UUID]) -> None:  # noqa: ARG001 - every service says who
    """Derive the rows of these contracts of the mounted client; a contract that is gone loses its row."""
    client_id = mounted_client().pk
    rows = ContractStanding.objects.filter(client_id=client_id)
    present = set(Contract.objects.filter(pk__in=contract_ids).values_list("pk", flat=True))
    rows.filter(contract_id__in=set(contract_ids) - present).delete()
    for contract_id in sorted(present):
        with transaction.atomic():
            # Whoever derives it at the same time waits here, and then reads what was committed meanwhile.
            rows.select_for_update().filter(contract_id=contract_id).first()
            sequence, _hash = head()
            rows.update_or_create(
                client_id=client_id,
                contract_id=contract_id,
                defaults=_derived(contract_id) | {"sequence": sequence, "derived_at": clock.now()},
            )


def _derived(contract_id: uuid.UUID) -> dict[str, object]:
    page = contract_page(contract_id)
    contract, where = page.contract, page.standing
    share = where.progress
    return {
        "initiative_id": contract.initiative_id,
        "initiative_name": contract.initiative.name,
        "title": page.title,
        "status": contract.status,
        "kpi_id": contract.kpi_id,
        "kpi_name": contract.kpi.name,
        "unit": contract.kpi.unit,
        "currency": contract.kpi.currency,
        "cadence": contract.kpi.cadence,
        "baseline": where.baseline.value if where.baseline else None,
        "target": page.terms.target,
        "recent_level": None if isinstance(where.level, Unknown) else round(where.level.value, 6),
        "progress": None if share is None or isinstance(share, Unknown) else _told(share.share),
        "course": (where.course.course if where.course else Course.UNKNOWN).value,
        "starts_on": page.terms.start_on,
        "due_on": page.terms.due_on,
        "last_period_end": where.latest.period.end if where.latest else None,
        "alerts": _alerts(page),
        "waiting_for": [line.role.value for line in page.waiting_for],
        **_value(contract_value(contract_id)),
    }


def _value(value: ContractValue) -> dict[str, object]:
    """The amounts of a contract in force; of another none is kept, and what was of one before is cleared."""
    money, amounts = value.money, value.amounts
    if amounts is None or isinstance(money, Unknown):
        return {"value_type": "", "value_currency": ""} | dict.fromkeys(VALUE)
    rate = money.run_rate
    return {
        "value_type": amounts.value_type,
        "value_currency": amounts.currency,
        "value_planned": _kept(amounts.planned),
        "value_actual": _kept(amounts.actual),
        "value_run_rate": None if isinstance(rate, Unknown) else _kept(rate.amount),
        "value_weighted": _kept(amounts.weighted),
        "value_validated": amounts.validated,
        "value_validated_through": value.validated.through_on if value.validated else None,
    }


def _kept(amount: Decimal | None) -> Decimal | None:
    return None if amount is None or abs(amount) >= MOST_VALUE else round(amount, 6)


def _told(share: Decimal) -> Decimal:
    return round(max(-MOST_PROGRESS, min(share, MOST_PROGRESS)), 6)


def _alerts(page: ContractPage) -> list[str]:
    if page.answer is None:
        return []
    reasons = page.standing.moved.reasons if page.standing.moved else ()
    broken = any(reason.code == "guardrail" and reason.verdict == Verdict.UNMET for reason in reasons)
    return [*(["rollback"] if page.firings else []), *(["guardrail"] if broken else [])]


def derive_activity(*, by: Actor, client_id: uuid.UUID, event: str, sequence: int, at: dt.datetime) -> None:  # noqa: ARG001 - as above
    """Note the last thing that happened in a client."""
    ClientActivity.objects.update_or_create(
        client_id=client_id, defaults={"sequence": sequence, "last_event": event, "last_at": at}
    )


def derive_seals(*, by: Actor, contract_ids: Collection[uuid.UUID]) -> None:  # noqa: ARG001 - as above
    """Derive where each version of these contracts of the mounted client stands, by its hash, and since which day of theirs."""
    client = mounted_client()
    zone = ZoneInfo(client.time_zone)
    for contract_id in sorted(contract_ids):
        with transaction.atomic():
            hashes = ContractVersion.objects.filter(contract_id=contract_id).values_list("content_hash", flat=True)
            # As above: who comes second reads what was committed meanwhile.
            list(SealedDocument.objects.select_for_update().filter(content_hash__in=list(hashes)).order_by("pk"))
            contract = Contract.objects.filter(pk=contract_id).first()
            if contract is None:
                continue
            for row in version_standings(contract):
                SealedDocument.objects.update_or_create(
                    content_hash=row.version.content_hash,
                    defaults={
                        "state": seal_state(row.state, contract.status),
                        "since": row.since.astimezone(zone).date(),
                        "client_id": client.pk,
                    },
                )
