"""Reading KPIs."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.value.choices import ContractStatus, Freshness
from apps.value.models import Contract, Kpi
from apps.value.rules.periods import freshness, grid_of
from apps.value.rules.points import Period, Point
from kernel.errors import NotFoundMissing
from kernel.tenancy.context import local_today

# The states in which a contract says something in a KPI's name.
PROMISING = frozenset({ContractStatus.PROPOSED, ContractStatus.SIGNED, ContractStatus.ACTIVE})


def kpis_of(initiative_id: uuid.UUID) -> QuerySet[Kpi]:
    """An initiative's KPIs, by name."""
    return Kpi.objects.filter(initiative_id=initiative_id).order_by("name", "pk")


def kpis_for(contract: Contract) -> QuerySet[Kpi]:
    """The KPIs that a contract can name: its initiative's, and whichever others its draft names already."""
    counted = (contract.draft.get("money") or {}).get("volume_kpi_key")
    named = [row.get("kpi") for row in contract.draft.get("guardrails") or []] + ([counted] if counted else [])
    return Kpi.objects.filter(Q(initiative_id=contract.initiative_id) | Q(pk__in=named)).order_by("name", "pk")


def kpi(kpi_id: uuid.UUID) -> Kpi:
    """One KPI with its initiative. Raises `NotFoundMissing`."""
    found: Kpi | None = Kpi.objects.select_related("initiative", "data_owner").filter(pk=kpi_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such KPI."))
    return found


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A KPI as lists show it: its latest reading of a complete period, the baseline beside it, and how current it is."""

    id: uuid.UUID
    name: str
    unit: str
    currency: str
    cadence: str
    kind: str
    initiative_id: uuid.UUID
    initiative_name: str
    baseline: Decimal | None
    latest: Point | None
    freshness: Freshness


# The latest reading in force: one a period, the KPI's own source first, as `selectors.series` has it.
_LIST = """
SELECT k.id, k.name, k.unit, k.currency, k.cadence, k.year_start, k.kind, k.initiative_id, i.name, b.value,
       latest.period_start, latest.period_end, latest.value, latest.cases
  FROM value_kpi k
  JOIN initiatives_initiative i ON i.id = k.initiative_id
  LEFT JOIN value_baseline b ON b.kpi_id = k.id AND b.superseded_at IS NULL
  LEFT JOIN LATERAL (
      SELECT period_start, period_end, value, cases
        FROM value_reading
       WHERE kpi_id = k.id AND state = 'current' AND period_end < %(today)s
       ORDER BY period_start DESC, (source <> k.source), recorded_at DESC
       LIMIT 1) latest ON true
"""


def kpi_rows(*, initiative_id: uuid.UUID | None = None) -> list[KpiRow]:
    """All KPIs, or those of one initiative, with their latest reading and baseline; by name, in one query."""
    today = local_today()
    where = " WHERE k.initiative_id = %(initiative)s" if initiative_id else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{_LIST}{where} ORDER BY k.name, k.id", {"today": today, "initiative": initiative_id})
        return [_row(today, values) for values in cursor.fetchall()]


def _row(today: dt.date, values: Sequence[Any]) -> KpiRow:
    start, end, value, cases = values[-4:]
    latest = None if start is None else Point(Period(start, end), value, cases)
    key, name, unit, currency, cadence, year_start, kind, initiative_id, initiative_name, baseline = values[:-4]
    return KpiRow(
        id=key,
        name=name,
        unit=unit,
        currency=currency,
        cadence=cadence,
        kind=kind,
        initiative_id=initiative_id,
        initiative_name=initiative_name,
        baseline=baseline,
        latest=latest,
        freshness=freshness(latest.period if latest else None, today=today, grid=grid_of(cadence, year_start)),
    )


@dataclass(frozen=True, slots=True)
class KpiContract:
    """A contract on a KPI as the KPI's page names it."""

    id: uuid.UUID
    title: str
    status: str
    amendment: str

    @property
    def is_open(self) -> bool:
        """Whether a version of it is open for signature."""
        return ContractStatus.PROPOSED in (self.status, self.amendment)


def contract_on(kpi_id: uuid.UUID) -> KpiContract | None:
    """The contract that is not concluded on a KPI, or else the latest one that was in force."""
    spoken = Contract.objects.filter(kpi_id=kpi_id).exclude(status=ContractStatus.CANCELLED)
    found = spoken.order_by("-created_at").values_list("id", "title", "status", "amendment").first()
    return KpiContract(*found) if found else None


def is_promised(kpi_id: uuid.UUID) -> bool:
    """Whether a contract that was proposed, signed or put in force names the KPI: as its target, a guardrail, or its trigger."""
    key = str(kpi_id)
    drafted = Q(draft__guardrails__contains=[{"kpi": key}]) | Q(draft__rollback__kpi_key=key)
    in_force = Q(in_force__content__terms__guardrails__contains=[{"kpi": {"key": key}}])
    named = Q(kpi_id=kpi_id) | drafted | in_force | Q(in_force__content__terms__rollback__kpi_key=key)
    return Contract.objects.filter(named, status__in=PROMISING).exists()
