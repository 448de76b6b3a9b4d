"""What new readings do to what was promised, in the transaction that records them: triggers, guardrails, signals (V3, V5, V11)."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from apps.value import events
from apps.value.choices import Clearing, ContractStatus
from apps.value.models import Baseline, Contract, Kpi, RollbackFiring
from apps.value.rules.figures.rollback import Firing
from apps.value.rules.figures.watching import broken_periods, matched
from apps.value.rules.points import Period, Point
from apps.value.rules.terms import BaselineTerms, ContractTerms, GuardrailTerms, terms_from_content
from apps.value.selectors.series import points_by_kpi, points_of
from apps.value.selectors.standing import firings_of, standing
from apps.value.selectors.terms import baseline_terms, kpi_terms
from kernel import clock
from kernel.access import Actor
from kernel.ledger.services import record
from kernel.tenancy.context import local_today

# An entry tells this many signals one by one; a backfill of years finds more, which the KPI's page lists.
TOLD = 20
# A correction can clear what fired under a contract that was judged since; nothing fires under it any more.
WATCHED = (ContractStatus.ACTIVE, ContractStatus.ACHIEVED, ContractStatus.MISSED, ContractStatus.ROLLED_BACK)
Series = Mapping[str, Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks at a KPI's readings, and what they said before a change of them."""

    kpi: Kpi
    contracts: Sequence[Contract]
    baseline: Baseline | None
    before: Sequence[Point]

    @property
    def is_needed(self) -> bool:
        """Whether a reading decides anything: a contract in force names the KPI, or it has a baseline."""
        return bool(self.contracts) or self.baseline is not None


def hold_contracts(kpi_ids: Collection[uuid.UUID]) -> None:
    """Lock the contracts that readings of these KPIs may touch, before anything is recorded.

    Whoever has the ledger waits for no row; so whatever its entries will touch is locked before the first of them.
    """
    initiatives = Kpi.objects.filter(pk__in=kpi_ids).values("initiative")
    held = Contract.objects.select_for_update(no_key=True).filter(initiative__in=initiatives).order_by("pk")
    list(held.values_list("pk", flat=True))


def watched(kpi: Kpi) -> Watch:
    """The watch over a locked KPI, to be taken before its readings change."""
    key = str(kpi.pk)
    names = Q(in_force__content__terms__rollback__kpi_key=key) | Q(
        in_force__content__terms__guardrails__contains=[{"kpi": {"key": key}}]
    )
    contracts = list(Contract.objects.select_related("in_force").filter(names, status__in=WATCHED).order_by("pk"))
    baseline = Baseline.objects.filter(kpi=kpi, superseded_at__isnull=True).first()
    return Watch(kpi, contracts, baseline, points_of(kpi) if contracts or baseline else [])


def tell(by: Actor, watch: Watch) -> None:
    """Record what the change did: triggers that fired or were undone, guardrails broken or kept again, signals."""
    if not watch.is_needed:
        return
    key, before, after = str(watch.kpi.pk), watch.before, points_of(watch.kpi)
    firings = _by_contract(RollbackFiring.objects.filter(contract__in=watch.contracts) if watch.contracts else ())
    today = local_today()
    for contract in watch.contracts:
        terms = _terms(contract)
        if terms.rollback and terms.rollback.kpi_key == key:
            _compare(by, contract, terms, firings.get(contract.pk, []), {key: after}, Clearing.CORRECTION)
        for guardrail in terms.guardrails:
            if guardrail.kpi.key == key and contract.status == ContractStatus.ACTIVE:
                _compare_guardrail(by, contract, terms, guardrail, before, after, today)
    if watch.baseline is not None:
        _compare_signals(by, watch.kpi, baseline_terms(watch.baseline), before, after, today)


def watch_contract(by: Actor, contract: Contract) -> None:
    """Hold the trigger of an amended contract against the readings there are; what the old one fired and this one would not is cleared."""
    terms = _terms(contract)
    if terms.rollback is None:
        return
    series = {str(key): points for key, points in points_by_kpi([uuid.UUID(terms.rollback.kpi_key)]).items()}
    fired = list(RollbackFiring.objects.filter(contract=contract))
    _compare(by, contract, terms, fired, series, Clearing.AMENDMENT)


def _terms(contract: Contract) -> ContractTerms:
    if contract.in_force is None:
        raise ValueError("A contract that is in force names its version.")
    return terms_from_content(contract.in_force.content["terms"])


def _by_contract(rows: Any) -> dict[Any, list[RollbackFiring]]:
    found: dict[Any, list[RollbackFiring]] = {}
    for row in rows:
        found.setdefault(row.contract_id, []).append(row)
    return found


def _compare(
    by: Actor,
    contract: Contract,
    terms: ContractTerms,
    known: Sequence[RollbackFiring],
    series: Series,
    clearing: Clearing,
) -> None:
    now = firings_of(terms, series)
    # What was cleared by a decision stays decided as long as its stretch lasts; what a correction undid may fire anew.
    told = [row for row in known if row.cleared_at is None or row.clearing == Clearing.DECISION]
    fresh, gone = matched(now, {row.pk: row.period_start for row in told})
    moment = clock.now()
    for firing in fresh if contract.status == ContractStatus.ACTIVE else ():
        _fire(by, contract, terms, firing)
    for row in told:
        if row.pk in gone and row.cleared_at is None:
            row.cleared_at, row.cleared_by_name, row.clearing = moment, by.name, clearing
            row.reason = str(clearing.label)
            row.save(update_fields=["cleared_at", "cleared_by_name", "clearing", "reason"])
            data = {"periods": [row.period_start], "clearing": clearing, "reason": row.reason}
            record(events.ROLLBACK_CLEARED, subject=contract, by=by, data=data)


def _fire(by: Actor, contract: Contract, terms: ContractTerms, firing: Firing) -> None:
    RollbackFiring(
        contract=contract,
        period_start=firing.period.start,
        period_end=firing.period.end,
        began_on=firing.began.start,
        fired_at=clock.now(),
    ).save(force_insert=True)
    fallback = terms.rollback.fallback if terms.rollback else ""
    data = {"period": firing.period.start, "began": firing.began.start, "fallback": fallback}
    record(events.ROLLBACK_FIRED, subject=contract, by=by, data=data)


def _compare_guardrail(
    by: Actor,
    contract: Contract,
    terms: ContractTerms,
    guardrail: GuardrailTerms,
    before: Sequence[Point],
    after: Sequence[Point],
    today: dt.date,
) -> None:
    since = terms.start_on or today
    was, now = (broken_periods(guardrail, points, since=since, today=today) for points in (before, after))
    if was != now:
        data = {
            "kpi": guardrail.kpi.key,
            "name": guardrail.kpi.name,
            "broken": _days(now - was),
            "kept_again": _days(was - now),
        }
        record(events.GUARDRAIL_CHANGED, subject=contract, by=by, data=data)


def _days(periods: set[Period]) -> list[dt.date]:
    return sorted(period.start for period in periods)


def _compare_signals(
    by: Actor, kpi: Kpi, baseline: BaselineTerms, before: Sequence[Point], after: Sequence[Point], today: dt.date
) -> None:
    terms = kpi_terms(kpi)
    was, now = (
        {(each.rule.value, each.period.start, each.favour.value) for each in found.signals}
        for found in (standing(terms, baseline, points, today=today) for points in (before, after))
    )
    if was != now:
        found, undone = sorted(now - was), sorted(was - now)
        data = {
            "found": [_signal(each) for each in found[-TOLD:]],
            "undone": [_signal(each) for each in undone[-TOLD:]],
            "counts": {"found": len(found), "undone": len(undone)},
        }
        record(events.SIGNALS_CHANGED, subject=kpi, by=by, data=data)


def _signal(each: tuple[str, dt.date, str]) -> dict[str, Any]:
    rule, period, favour = each
    return {"rule": rule, "period": period, "favour": favour}
