"""What a gate may ask of a value contract and its readings (P1, V11)."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.initiatives.choices import Verdict
from apps.initiatives.criteria import Criterion, CriterionKind, Finding, Fix, Scope, criterion_kinds
from apps.value.choices import ContractStatus, Freshness
from apps.value.models import Contract
from apps.value.rules.figures.gate_signal import KpiSignal
from apps.value.rules.figures.limits import NaturalLimits
from apps.value.rules.points import Point
from apps.value.rules.terms import ContractTerms, terms_from_content
from apps.value.selectors.series import points_by_kpi
from apps.value.selectors.standing import Standing, keys_of, standing_of_terms
from kernel.canonical import digest

# A contract that ended so is no ground of any decision, whenever that was taken.
NO_MORE = frozenset({ContractStatus.CANCELLED, ContractStatus.ROLLED_BACK, ContractStatus.SUPERSEDED})
Series = Mapping[uuid.UUID, Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Promise:
    """The contract of a run: the version in force with its terms, and the readings of the KPIs that it names."""

    contract: Contract | None
    terms: ContractTerms | None
    series: Series
    # Where the KPI stood, by first day and day: several criteria ask for the same.
    known: dict[tuple[dt.date, dt.date], Standing] = field(default_factory=dict, compare=False, repr=False)


def gather_promise(scope: Scope) -> Promise:
    """The run's contract with all readings of its KPIs, in two queries."""
    found = Contract.objects.select_related("in_force").filter(pk=scope.contract_id).first()
    if found is None or found.in_force is None:
        return Promise(found, None, {})
    terms = terms_from_content(found.in_force.content["terms"])
    return Promise(found, terms, points_by_kpi(keys_of(terms)))


def judge_signed(promise: Promise, _criterion: Criterion, scope: Scope) -> Finding:
    """Whether all have signed the contract, and its first day has come."""
    fix = _open_contract(scope)
    if promise.contract is None or promise.contract.in_force is None or promise.terms is None:
        return Finding(Verdict.UNMET, _("It is not signed by all yet."), fix=fix)
    version = promise.contract.in_force
    if promise.contract.status in NO_MORE:
        text = _("It is %(state)s, and promises nothing any more.") % {"state": promise.contract.get_status_display()}
        return Finding(Verdict.UNMET, text, {}, {"version": None}, fix)
    basis = {"version": version.content_hash}
    figures = {"version": version.number, "starts_on": promise.terms.start_on}
    if promise.terms.start_on is None or promise.terms.start_on > scope.today:
        return Finding(Verdict.UNMET, _("It is signed, and not in force before its first day."), figures, basis, fix)
    text = _("Version %(number)s is signed by all and in force.") % {"number": version.number}
    return Finding(Verdict.MET, text, figures, basis, fix)


def judge_signal(promise: Promise, _criterion: Criterion, scope: Scope) -> Finding:
    """The strict KPI signal since the run's first day (V11): unknown without a contract in force, or without enough readings."""
    where = _standing(promise, scope)
    if where is None or where.moved is None or promise.contract is None or promise.contract.in_force is None:
        text = _("Without a signed contract nobody knows which KPI has to move.")
        return Finding(Verdict.UNKNOWN, text, fix=_open_contract(scope))
    fix = Fix("value:kpi", (where.kpi.key,), _("Look at the KPI and its readings"))
    basis = {
        "version": promise.contract.in_force.content_hash,
        "readings": _digest(where.points),
        "guardrails": [_digest(_until(row.readings.points, scope)) for row in where.guardrails],
    }
    return Finding(where.moved.verdict, _said(where.moved), _figures(where), basis, fix)


def judge_current(promise: Promise, _criterion: Criterion, scope: Scope) -> Finding:
    """Whether a reading of the latest period that is due is there (V9)."""
    where = _standing(promise, scope)
    if where is None:
        text = _("Without a signed contract nobody knows which readings are due.")
        return Finding(Verdict.UNKNOWN, text, fix=_open_contract(scope))
    fix = Fix("value:kpi", (where.kpi.key,), _("Look at the KPI and its readings"))
    since = sum(point.period.start >= scope.started_on for point in where.points)
    met = where.freshness == Freshness.CURRENT and since > 0
    text = _("Readings since the first day: %(count)s; state: %(state)s.")
    told = {"count": since, "state": where.freshness.label}
    basis = {"readings": _digest(where.points)}
    return Finding(Verdict.MET if met else Verdict.UNMET, text % told, {"readings": since}, basis, fix)


def _open_contract(scope: Scope) -> Fix | None:
    return Fix("value:contract", (scope.contract_id,), _("Open the contract")) if scope.contract_id else None


def _standing(promise: Promise, scope: Scope) -> Standing | None:
    """Where the KPI stood on the scope's day, by what is believed of those days now; the play's first day counts as the start."""
    if promise.terms is None or promise.contract is None or promise.contract.status in NO_MORE:
        return None
    asked = (scope.started_on, scope.today)
    if asked not in promise.known:
        terms = replace(promise.terms, start_on=scope.started_on)
        series = {key: _until(points, scope) for key, points in promise.series.items()}
        promise.known[asked] = standing_of_terms(terms, series, today=scope.today)
    return promise.known[asked]


def _until(points: Sequence[Point], scope: Scope) -> list[Point]:
    return [point for point in points if point.period.end < scope.today]


def _digest(points: Sequence[Point]) -> str:
    return digest([[point.period.start, point.value, point.cases] for point in points])


def _said(moved: KpiSignal) -> str:
    decisive = [reason for reason in moved.reasons if reason.verdict == moved.verdict]
    if moved.verdict == Verdict.MET:
        decisive = [reason for reason in decisive if reason.code != "fresh"]
    return " ".join(str(reason.text) for reason in decisive)


def _figures(where: Standing) -> dict[str, Any]:
    moved, limits = where.moved, where.limits
    level = moved.level if moved else None
    return {
        "level": round(level.value, 6) if level else None,
        "readings": level.n if level else 0,
        "through": level.last.end if level else None,
        "centre": round(limits.centre, 6) if isinstance(limits, NaturalLimits) else None,
        "bound": round(moved.bound, 6) if moved and moved.bound is not None else None,
        "unit": where.kpi.unit,
        "currency": where.kpi.currency,
    }


for _kind in [
    CriterionKind(
        "contract_signed", gettext_lazy("value contract signed"), "V6", gather_promise, judge_signed, waivable=False
    ),
    CriterionKind("kpi_signal", gettext_lazy("KPI signal"), "V11", gather_promise, judge_signal, waivable=False),
    CriterionKind("readings_current", gettext_lazy("readings current"), "V9", gather_promise, judge_current),
]:
    criterion_kinds.add(_kind)
