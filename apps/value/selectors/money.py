"""What contracts are worth in money: every figure from the readings in force, by the rules of `apps.value.rules`."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.initiatives.rules import CostOfDelay
from apps.initiatives.selectors import cost_of_delay
from apps.value.choices import ContractStatus, SignatureRole
from apps.value.models import Contract, FinanceValidation
from apps.value.rules.figures.trend import trend
from apps.value.rules.money.ahead import (
    Ahead,
    Amounts,
    Forecast,
    MonthValue,
    Total,
    Weight,
    answer,
    course_ahead,
    forecast,
    months_of,
    moved_since,
    planned_through,
    totals,
    validated_words,
    validation_days,
    weight_of,
    yearly_volume,
)
from apps.value.rules.money.earned import (
    Claim,
    PeriodValue,
    Rate,
    SoFar,
    actual_values,
    annualised,
    cases_by_period,
    claim_of,
    run_rate,
    so_far,
)
from apps.value.rules.points import Period, Point, Text, Unknown
from apps.value.rules.terms import ContractTerms, terms_from_content
from apps.value.selectors.contracts import BEGUN
from apps.value.selectors.series import points_by_kpi
from apps.value.selectors.weights import gate_weights
from kernel.errors import NotFoundMissing
from kernel.tenancy.context import local_today, mounted_client

# With these a contract is over: what its KPI does from then on is another promise's, or nobody's.
ENDED = frozenset({ContractStatus.CANCELLED, ContractStatus.ROLLED_BACK, ContractStatus.SUPERSEDED})
COUNTING = BEGUN | ENDED
OVER = Unknown("V12", gettext_lazy("The work has ended; nothing more is expected of it."))


@dataclass(frozen=True)
class Money:
    """The figures of a claim: series, sums and rates in its currency. What cannot be said yet is an `Unknown`.

    What a list does not show is computed when it is asked for: a trend over years of days takes its time.
    """

    claim: Claim
    points: Sequence[Point]
    cases: Mapping[Period, Decimal]
    values: Sequence[PeriodValue]
    so_far: SoFar | Unknown
    planned_so_far: Decimal
    weight: Weight
    today: dt.date
    until: dt.date | None

    @cached_property
    def run_rate(self) -> Rate | Unknown:
        """A year at the pace of the last 4 weeks."""
        return OVER if self.until else run_rate(self.claim, self.values)

    @cached_property
    def annualised(self) -> Rate | Unknown:
        """A year at the pace of the last three whole months."""
        return OVER if self.until else annualised(self.values)

    @cached_property
    def forecast(self) -> Forecast | Unknown:
        """A year at the level that the trend lands on."""
        if self.until:
            return OVER
        claim = self.claim
        heading = trend(self.points, grid=claim.grid, start=claim.start, due=claim.due, today=self.today)
        return forecast(claim, heading, yearly_volume(claim, self.cases, today=self.today))

    @cached_property
    def ahead(self) -> Sequence[Ahead]:
        """The way from the value so far to the due date."""
        return course_ahead(self.claim, self.values, self.forecast)

    @cached_property
    def months(self) -> Sequence[MonthValue]:
        """Every calendar month since the start."""
        return months_of(self.claim, self.values, through=min(self.today, self.until or self.today))

    @property
    def through(self) -> dt.date | None:
        """The last day of the actual value, and so of what is held against it."""
        return None if isinstance(self.so_far, Unknown) else self.so_far.through

    @property
    def recent(self) -> list[PeriodValue]:
        """The latest periods, newest first, as many as half a year of weeks."""
        return list(reversed(self.values[-26:]))

    @property
    def weighted(self) -> Decimal | None:
        """The actual value as far as the stage that was reached lets it count (V12)."""
        return None if isinstance(self.so_far, Unknown) else self.so_far.amount * self.weight.actual

    @property
    def weighted_forecast(self) -> Decimal | None:
        """The forecast as far as the stage that was reached lets it count (V12)."""
        return None if isinstance(self.forecast, Unknown) else self.forecast.amount * self.weight.ahead


@dataclass(frozen=True, slots=True)
class ContractValue:
    """A contract with its value in money, what finance said of it, and what waiting costs beside it."""

    contract: Contract
    terms: ContractTerms | None
    money: Money | Unknown
    validations: Sequence[FinanceValidation]
    finance: str
    finance_name: str
    today: dt.date
    delay: CostOfDelay | None

    @property
    def validated(self) -> FinanceValidation | None:
        """The latest validation, where there is one."""
        return self.validations[-1] if self.validations else None

    @property
    def answer(self) -> Sequence[Text]:
        """The value so far against what was planned, and what finance said of it, a sentence each."""
        if isinstance(self.money, Unknown):
            return [self.money.reason]
        said = answer(self.money.so_far, self.money.planned_so_far, self.money.claim.currency)
        if self.validated:
            return [said, validated_words(self.validated.amount, self.validated.currency, self.validated.through_on)]
        if not self.finance:
            return [said, _("Nobody is named to validate it for finance.")]
        return [said, _("Finance has validated nothing yet.")]

    @property
    def moved(self) -> Decimal:
        """By how much the value up to the validated day differs from what finance validated; zero where nothing was corrected."""
        if self.validated is None or isinstance(self.money, Unknown):
            return Decimal(0)
        return moved_since(self.validated.amount, self.money.values, self.validated.through_on)

    @property
    def validation_days(self) -> list[dt.date]:
        """The days up to which finance can validate now."""
        if isinstance(self.money, Unknown):
            return []
        return validation_days(self.money.values, before=self.validated.through_on if self.validated else None)

    @property
    def amounts(self) -> Amounts | None:
        """What is added up over contracts; None where no money is claimed."""
        if isinstance(self.money, Unknown):
            return None
        gained = self.money.so_far
        return Amounts(
            value_type=self.money.claim.value_type,
            currency=self.money.claim.currency,
            actual=None if isinstance(gained, Unknown) else gained.amount,
            planned=self.money.planned_so_far,
            weighted=self.money.weighted,
            validated=self.validated.amount if self.validated else None,
        )


def contract_value(contract_id: uuid.UUID) -> ContractValue:
    """One contract's value, in five queries. Raises `NotFoundMissing`."""
    for found in _values(Contract.objects.filter(pk=contract_id)):
        return found
    raise NotFoundMissing(_("There is no such contract."))


def contract_values(contract_ids: Collection[uuid.UUID] | None = None) -> list[ContractValue]:
    """The value of these contracts, or of all that have begun, as many as there are in five queries."""
    if contract_ids is None:
        return _values(Contract.objects.filter(status__in=COUNTING, in_force__isnull=False))
    return _values(Contract.objects.filter(pk__in=contract_ids))


def value_totals(values: Sequence[ContractValue]) -> list[Total]:
    """The sums over contracts, each kind of value and each currency for itself (V12)."""
    return totals(row for value in values if (row := value.amounts) is not None)


def _values(contracts: QuerySet[Contract]) -> list[ContractValue]:
    in_order = Prefetch("validations", FinanceValidation.objects.order_by("validated_at", "pk"), to_attr="in_order")
    found = list(contracts.select_related("initiative", "in_force").prefetch_related(in_order).order_by("title", "pk"))
    terms = {row.pk: terms_from_content(row.in_force.content["terms"]) for row in found if row.in_force}
    claims = {pk: claim_of(each) for pk, each in terms.items()}
    keys = {key for pk, claim in claims.items() if isinstance(claim, Claim) for key in _keys(terms[pk], claim)}
    series = points_by_kpi(keys) if keys else {}
    weights = gate_weights() if keys else {}
    today = local_today()
    return [
        _value(row, terms.get(row.pk), claims.get(row.pk), series=series, weights=weights, today=today) for row in found
    ]


def _keys(terms: ContractTerms, claim: Claim) -> list[uuid.UUID]:
    return [uuid.UUID(key) for key in (terms.kpi.key if terms.kpi else "", claim.volume_key) if key]


def _value(
    row: Contract,
    terms: ContractTerms | None,
    claim: Claim | Unknown | None,
    *,
    series: Mapping[uuid.UUID, Sequence[Point]],
    weights: Mapping[str, Decimal],
    today: dt.date,
) -> ContractValue:
    content = row.in_force.content if row.in_force else {}
    finance = (content.get("signatories") or {}).get(SignatureRole.FINANCE, "")
    initiative = row.initiative
    money: Money | Unknown = Unknown("V6", _("The contract is not signed yet; what it claims holds from then on."))
    if isinstance(claim, Unknown):
        money = claim
    elif claim is not None and terms is not None:
        points = [series.get(key, []) for key in _keys(terms, claim)]
        weight = weight_of(initiative.stage_reached, initiative.status, weights)
        begun = row.status in COUNTING
        money = _money(claim, points[0], points[-1], weight, today=today, until=_until(row), begun=begun)
    return ContractValue(
        contract=row,
        terms=terms,
        money=money,
        validations=row.in_order,  # type: ignore[attr-defined]
        finance=finance,
        finance_name=(content.get("people") or {}).get(finance, ""),
        today=today,
        delay=cost_of_delay(
            initiative.cost_of_delay,
            initiative.registered_on,
            initiative.production_on,
            initiative.ended_on,
            today=today,
        ),
    )


def _until(row: Contract) -> dt.date | None:
    """The last day whose value is the contract's; None while it goes on."""
    over = row.concluded_at if row.status in ENDED else None
    concluded = over.astimezone(ZoneInfo(mounted_client().time_zone)).date() if over else None
    return min((day for day in (concluded, row.initiative.ended_on) if day is not None), default=None)


def _money(
    claim: Claim,
    points: Sequence[Point],
    volume: Sequence[Point],
    weight: Weight,
    *,
    today: dt.date,
    until: dt.date | None,
    begun: bool,
) -> Money:
    cases = cases_by_period(claim, points, volume)
    values = actual_values(claim, points, cases, today=today, until=until) if begun else []
    gained = so_far(values)
    last_day = min(today, until or today)
    return Money(
        claim=claim,
        points=points,
        cases=cases,
        values=values,
        so_far=gained,
        planned_so_far=planned_through(claim, last_day if isinstance(gained, Unknown) else gained.through),
        weight=weight,
        today=today,
        until=until,
    )
