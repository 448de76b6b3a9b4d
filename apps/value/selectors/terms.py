"""A contract's draft with the KPIs and baselines that it names, as terms."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from apps.value.models import Baseline, Contract, Kpi
from apps.value.rules.terms import (
    BaselineTerms,
    ContractTerms,
    KpiTerms,
    content_from_terms,
    limits_from,
    terms_from_content,
)
from kernel.canonical import plain
from kernel.errors import Problem
from kernel.rows import refuse

# A contract is one page.
MOST_GUARDRAILS = 10


def kpi_terms(kpi: Kpi) -> KpiTerms:
    """A KPI as a contract states it."""
    return KpiTerms(
        key=str(kpi.pk),
        name=kpi.name,
        definition=kpi.definition,
        unit=kpi.unit,
        currency=kpi.currency,
        direction=kpi.direction,
        kind=kpi.kind,
        scope=kpi.scope,
        cadence=kpi.cadence,
        aggregation=kpi.aggregation,
        can_be_negative=kpi.can_be_negative,
        year_start=kpi.year_start if kpi.grid != kpi.cadence else None,
    )


def baseline_terms(baseline: Baseline) -> BaselineTerms:
    """A baseline as a contract states it."""
    return BaselineTerms(
        value=baseline.value,
        method=baseline.method,
        window_start=baseline.window_start,
        window_end=baseline.window_end,
        sample_size=baseline.sample_size,
        source=baseline.source,
        decisions=baseline.decided,
        limits=limits_from(baseline.limits) if baseline.limits else None,
    )


def expand(contract: Contract, draft: Mapping[str, Any]) -> ContractTerms:
    """The draft with its KPIs and baselines as they are now, in two queries. Raises `InvalidRefused` naming the field."""
    guardrails = draft.get("guardrails") or []
    if not isinstance(guardrails, list) or not all(isinstance(row, Mapping) for row in guardrails):
        refuse([Problem("guardrails", "V3", _("A list of guardrails was expected."))])
    if len(guardrails) > MOST_GUARDRAILS:
        text = _("A contract has at most %(most)s guardrails.") % {"most": MOST_GUARDRAILS}
        refuse([Problem("guardrails", "V3", text, _("Keep those that could suffer while the target improves."))])
    money = draft.get("money")
    volume = str(money.get("volume_kpi_key") or "") if isinstance(money, Mapping) else ""
    keys = {str(contract.kpi_id), volume, *(str(row.get("kpi", "")) for row in guardrails)}
    kpis = {str(kpi.pk): kpi for kpi in Kpi.objects.filter(pk__in=[key for key in keys if _is_id(key)])}
    baselines = {
        str(row.kpi_id): row for row in Baseline.objects.filter(kpi__in=kpis.values(), superseded_at__isnull=True)
    }
    refuse(
        [
            Problem(f"guardrails.{place}.kpi", "V3", _("There is no such KPI in this client."), _("Define it first."))
            for place, row in enumerate(guardrails)
            if str(row.get("kpi", "")) not in kpis
        ]
    )
    own = baselines.get(str(contract.kpi_id))
    content = {
        **{name: value for name, value in draft.items() if value is not None},
        "guardrails": [_guardrail(row, kpis, baselines) for row in guardrails],
    }
    if isinstance(money, Mapping) and (volume or "volume_kpi" in money):
        counted = plain_terms(kpi_terms(kpis[volume])) if volume in kpis else None
        content["money"] = {**money, "volume_kpi": counted}
    try:
        terms = terms_from_content(content)
    except ValueError as error:
        field = str(error).partition(":")[0]
        refuse(
            [
                Problem(
                    field,
                    "V1",
                    _("This is not a value of the kind that belongs here."),
                    _("Write numbers with a decimal point, at most 6 digits after it, and dates as 2026-03-31."),
                )
            ]
        )
        raise
    known = content_from_terms(terms)
    return terms_from_content(
        known
        | {
            "kpi": plain_terms(kpi_terms(kpis[str(contract.kpi_id)])),
            "baseline": plain_terms(baseline_terms(own)) if own else None,
        }
    )


def plain_terms(terms: KpiTerms | BaselineTerms) -> dict[str, Any]:
    """A part of the terms as plain values."""
    values: dict[str, Any] = plain(asdict(terms))
    return values


def _guardrail(row: Mapping[str, Any], kpis: Mapping[str, Kpi], baselines: Mapping[str, Baseline]) -> dict[str, Any]:
    key = str(row["kpi"])
    baseline = baselines.get(key)
    rest = {name: value for name, value in row.items() if name != "kpi"}
    return rest | {"kpi": plain_terms(kpi_terms(kpis[key])), "baseline": plain(baseline.value) if baseline else None}


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
