"""Short ways to say a series of readings, its limits and a contract in a test."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from apps.value.rules.figures.limits import NaturalLimits
from apps.value.rules.periods import period_of
from apps.value.rules.points import Period, Point
from apps.value.rules.terms import (
    BaselineTerms,
    ContractTerms,
    GuardrailTerms,
    KpiTerms,
    LiftTerms,
    MoneyTerms,
    RollbackTerms,
)

MONDAY = date(2025, 9, 1)


def week(number: int, first: date = MONDAY) -> Period:
    return period_of(first + timedelta(weeks=number), "week")


def weekly(values: Iterable[Any], *, first: int = 0, cases: int | None = None) -> list[Point]:
    """One reading a week from the first Monday of September 2025 on; None leaves the week out."""
    return [Point(week(first + i), Decimal(str(value)), cases) for i, value in enumerate(values) if value is not None]


def after(number: int) -> date:
    """The Monday after that many weeks: all of them are complete."""
    return week(number).start


def limits(centre: int = 10, lower: int = 4, upper: int = 16) -> NaturalLimits:
    """Limits with round figures, symmetric around the centre."""
    average = Decimal(upper - centre) / Decimal("2.66")
    return NaturalLimits(
        Decimal(centre), average, Decimal(lower), Decimal(upper), average * Decimal("3.268"), 26, False, ()
    )


KPI = KpiTerms(
    key="k1",
    name="Proposal turnaround",
    definition="Days from request to sent proposal",
    unit="duration_days",
    direction="down",
    kind="outcome",
    scope="integration",
    cadence="week",
    aggregation="mean",
)
ERRORS = KpiTerms(
    key="k2",
    name="Error rate of proposals",
    definition="Share of proposals sent again",
    unit="percent",
    direction="down",
    kind="quality",
    scope="integration",
    cadence="week",
    aggregation="rate",
)


def contract(**changes: Any) -> ContractTerms:
    """The example of the domain: proposals from 5 days to 3 in 8 weeks, while errors stay below 2 %."""
    terms = ContractTerms(
        goal="Cut the average proposal turnaround from 5 days to 3 by 1 May 2026",
        kpi=KPI,
        baseline=BaselineTerms(
            value=Decimal(5),
            method="Mean over all proposals, from the CRM",
            window_start=date(2025, 9, 1),
            window_end=date(2026, 3, 1),
            sample_size=412,
            source="CRM",
        ),
        target=Decimal(3),
        start_on=date(2026, 3, 2),
        due_on=date(2026, 5, 1),
        lift=LiftTerms(low=Decimal(1), likely=Decimal(2), high=Decimal("2.5")),
        guardrails=(GuardrailTerms(kpi=ERRORS, comparison="below", bound=Decimal(2), baseline=Decimal("1.1")),),
        rollback=RollbackTerms(
            kpi_key="k2", comparison="above", value=Decimal(4), consecutive=2, fallback="Proposals are written by hand"
        ),
        signatories={"workflow_owner": "p1", "sponsor": "p2"},
    )
    return replace(terms, **changes)


MONEY = MoneyTerms(
    currency="EUR",
    value_type="cashable",
    planned=Decimal(120_000),
    value_per_unit=Decimal(60_000),
    basis="Agency fees that are no longer paid",
)
