"""Everything that a KPI's page shows."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from apps.value.choices import ContractStatus
from apps.value.models import Baseline, Kpi, Reading
from apps.value.rules.figures.answers import Answer
from apps.value.rules.figures.kpi_answers import kpi_answer
from apps.value.rules.periods import lacking_periods
from apps.value.rules.points import Period
from apps.value.selectors.contracts import contract_page
from apps.value.selectors.kpis import KpiContract, contract_on, is_promised, kpi
from apps.value.selectors.standing import Standing, standing_of_kpi

# A KPI whose contract is in force is judged by what was promised; before and after, by its baseline alone.
JUDGED_BY = frozenset({ContractStatus.SIGNED, ContractStatus.ACTIVE})
MOST_LACKING = 12
MOST_BASELINES = 20


@dataclass(frozen=True, slots=True)
class KpiPage:
    """A KPI with its figures, its answer, its baselines (the current one first) and the periods that lack a reading."""

    kpi: Kpi
    contract: KpiContract | None
    standing: Standing
    answer: Answer
    baselines: Sequence[Baseline]
    lacking: Sequence[Period]

    @property
    def baseline(self) -> Baseline | None:
        """The baseline that holds."""
        return next((row for row in self.baselines if row.superseded_at is None), None)

    @property
    def baseline_is_fixed(self) -> bool:
        """Whether a contract on the present baseline is open for signature; one in force keeps its own."""
        return self.contract is not None and self.contract.is_open


def kpi_page(kpi_id: uuid.UUID) -> KpiPage:
    """One KPI with everything on its page. Raises `NotFoundMissing`."""
    found = kpi(kpi_id)
    contract = contract_on(kpi_id)
    promised = contract_page(contract.id) if contract and contract.status in JUDGED_BY else None
    where = promised.standing if promised else standing_of_kpi(found)
    answer = promised.answer if promised else None
    return KpiPage(
        kpi=found,
        contract=contract,
        standing=where,
        answer=answer
        or kpi_answer(
            freshness=where.freshness,
            has_baseline=where.baseline is not None,
            limits=where.limits,
            signals=where.signals,
        ),
        baselines=list(found.baselines.order_by("-recorded_at")[:MOST_BASELINES]),
        lacking=lacking_periods(
            {point.period for point in where.points}, today=where.today, grid=found.grid, most=MOST_LACKING
        ),
    )


def meaning_is_fixed(kpi_id: uuid.UUID) -> bool:
    """Whether readings or a contract stand on the KPI's unit, direction and the like."""
    return Reading.objects.filter(kpi_id=kpi_id).exists() or is_promised(kpi_id)
