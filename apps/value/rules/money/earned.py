"""What a KPI's movement was worth in money, period by period (V12): actual so far, run rate, annualised."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.value.choices import Cadence, Direction, ValueBasis, ValueType
from apps.value.rules.figures.levels import mean, recent_count
from apps.value.rules.periods import STALE_AFTER, last_complete, next_period, period_of, previous_period
from apps.value.rules.points import Period, Point, Text, Unknown, counted
from apps.value.rules.terms import ContractTerms
from apps.value.rules.words import say

YEAR = Decimal("365.25")
"""Days of a year, leap years counted."""
RUN_DAYS, RUNS_A_YEAR = 28, 13
MONTHS, QUARTERS_A_YEAR = 3, 4
MOST = Decimal(10) ** 12
"""An amount of a period that is larger is a slip in the contract's figures; it is shown as unknown, and fits no column."""
PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a contract claims in money, complete: `planned` a year at the target, `per_unit` for one unit of movement."""

    currency: str
    value_type: str
    planned: Decimal
    per_unit: Decimal
    per: str
    volume_key: str
    direction: str
    cadence: str
    grid: str
    baseline: Decimal
    start: date
    due: date

    @property
    def value_type_label(self) -> Text:
        """The kind of value in words (V12)."""
        return ValueType(self.value_type).label

    def movement(self, level: Decimal) -> Decimal:
        """The improvement from the baseline in the KPI's unit; negative where it is worse."""
        return level - self.baseline if self.direction == Direction.UP else self.baseline - level


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """What one complete period was worth, and of what that was made; `lacks` says what keeps `amount` from being known."""

    period: Period
    lacks: Text = ""
    level: Decimal | None = None
    readings: int = 0
    movement: Decimal | None = None
    volume: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SoFar:
    """The actual value from the first day to the last that has a figure; periods without one are counted, never taken as zero."""

    amount: Decimal
    first: date
    through: date
    known: int
    missing: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A year at the pace of a stretch: the amount, what the stretch was worth, and its days."""

    amount: Decimal
    measured: Decimal
    first: date
    last: date


def claim_of(terms: ContractTerms) -> Claim | Unknown:
    """What the terms claim in money; unknown where they claim none, or none that a movement can be counted in."""
    money, kpi, baseline = terms.money, terms.kpi, terms.baseline
    if money is None:
        return Unknown("V12", _("This contract claims no value in money."))
    if kpi is not None and kpi.direction == Direction.RANGE:
        text = _("The KPI is to stay inside a range; only a movement up or down can be counted in money.")
        return Unknown("V12", text)
    level = baseline.value if baseline else None
    planned, per_unit, start, due = money.planned, money.value_per_unit, terms.start_on, terms.due_on
    if (
        kpi is None
        or level is None
        or planned is None
        or per_unit is None
        or start is None
        or due is None
        or due < start
    ):
        return Unknown("V12", _("The contract does not say yet what is claimed: a figure or a day is missing."))
    return Claim(
        currency=money.currency,
        value_type=money.value_type,
        planned=planned,
        per_unit=per_unit,
        per=money.per or ValueBasis.YEAR,
        volume_key=money.volume_kpi_key,
        direction=kpi.direction,
        cadence=kpi.cadence,
        grid=kpi.grid,
        baseline=level,
        start=start,
        due=due,
    )


def cases_by_period(claim: Claim, points: Sequence[Point], volume: Sequence[Point]) -> dict[Period, Decimal]:
    """How many cases each period had: by the KPI that counts them where the claim names one, else by the readings themselves.

    A count of two is a count: what makes a mean too thin makes no number of cases wrong.
    """
    if claim.volume_key:
        return {point.period: point.value for point in volume if point.value >= 0}
    return {point.period: Decimal(point.cases) for point in points if point.cases is not None}


def actual_values(
    claim: Claim,
    points: Sequence[Point],
    cases: Mapping[Period, Decimal],
    *,
    today: date,
    until: date | None = None,
) -> list[PeriodValue]:
    """Each complete period since the start, until the work ended: value of a unit x movement of the recent level x volume.

    The recent level is that of the period's end, of readings since the start. A period without a reading that counts, or
    for each case without its cases, is there without an amount.
    """
    readings = {point.period: point.value for point in counted(points)}
    latest: deque[Decimal] = deque(maxlen=recent_count(claim.cadence))
    period, found = first_period(claim), []
    last = min(last_complete(today, claim.grid).end, until or date.max)
    while period.end <= last:
        if (value := readings.get(period)) is not None:
            latest.append(value)
        found.append(_value(claim, period, list(latest) if value is not None else [], _volume(claim, period, cases)))
        period = next_period(period, claim.grid)
    return found


def first_period(claim: Claim) -> Period:
    """The first period that lies in the contract's days as a whole."""
    period = period_of(claim.start, claim.grid)
    return period if period.start >= claim.start else next_period(period, claim.grid)


def _volume(claim: Claim, period: Period, cases: Mapping[Period, Decimal]) -> Decimal | None:
    return cases.get(period) if claim.per == ValueBasis.CASE else Decimal(period.days) / YEAR


def _value(claim: Claim, period: Period, latest: list[Decimal], volume: Decimal | None) -> PeriodValue:
    if not latest:
        return PeriodValue(period, _("no reading that counts"), volume=volume)
    level = mean(latest)
    movement = claim.movement(level)
    made_of = {"level": level, "readings": len(latest), "movement": movement, "volume": volume}
    if volume is None:
        return PeriodValue(period, _("number of cases unknown"), **made_of)  # type: ignore[arg-type]
    amount = claim.per_unit * movement * volume
    if abs(amount) >= MOST:
        return PeriodValue(period, _("an amount beyond all measure; check the value of a unit"), **made_of)  # type: ignore[arg-type]
    return PeriodValue(period, amount=amount, **made_of)  # type: ignore[arg-type]


def so_far(values: Sequence[PeriodValue], *, through: date | None = None) -> SoFar | Unknown:
    """The sum of the known periods, up to a day where one is given; unknown while there is none."""
    asked = [value for value in values if through is None or value.period.end <= through]
    known = [value for value in asked if value.amount is not None]
    if not known:
        text = _("No complete period since the start has a figure yet; the first one gives the value.")
        return Unknown("V12", text, missing=1)
    return SoFar(
        amount=total(known),
        first=asked[0].period.start,
        through=known[-1].period.end,
        known=len(known),
        missing=len(asked) - len(known),
    )


def total(values: Iterable[PeriodValue]) -> Decimal:
    """The sum of the amounts that are known."""
    return sum((value.amount for value in values if value.amount is not None), Decimal(0))


def run_rate(claim: Claim, values: Sequence[PeriodValue]) -> Rate | Unknown:
    """A year at the pace of the last 28 days: x 13; where a period is longer than that, its amount by the day.

    They end with the last period that has a figure; unknown while one of them lacks it, or when the figures are stale.
    """
    last = _last_known(values)
    if isinstance(last, Unknown):
        return last
    known = {value.period: value for value in values if value.amount is not None}
    period, stretch, days, missing = last, [], 0, 0
    while days < RUN_DAYS:
        days += period.days
        if (value := known.get(period)) is not None:
            stretch.append(value)
        else:
            missing += 1
        first = period.start
        period = previous_period(period, claim.grid)
    if missing:
        template = ngettext_lazy(
            "The run rate needs each period of the last 4 weeks; {missing} is missing.",
            "The run rate needs each period of the last 4 weeks; {missing} are missing.",
            missing,
        )
        return Unknown("V12", say(template, missing=missing), missing=missing)
    measured = total(stretch)
    return Rate(measured * RUN_DAYS * RUNS_A_YEAR / days, measured, first, last.end)


def annualised(values: Sequence[PeriodValue]) -> Rate | Unknown:
    """A year at the pace of the last three complete calendar months: x 4; a period on both sides of a month's end is split by days.

    The months end with the last period that has a figure, at the latest; unknown while a day of them has none, or when
    the figures are stale.
    """
    last = _last_known(values)
    if isinstance(last, Unknown):
        return last
    month = period_of(last.end, Cadence.MONTH)
    months = [month if month.end <= last.end else previous_period(month, Cadence.MONTH)]
    while len(months) < MONTHS:
        months.insert(0, previous_period(months[0], Cadence.MONTH))
    measured = by_month(values)
    missing = sum(month.start not in measured or measured[month.start][1] < month.days for month in months)
    if missing:
        template = ngettext_lazy(
            "A year from months needs the last 3 calendar months in full; {missing} is missing.",
            "A year from months needs the last 3 calendar months in full; {missing} are missing.",
            missing,
        )
        return Unknown("V12", say(template, missing=missing), missing=missing)
    amount = sum((measured[month.start][0] for month in months), Decimal(0))
    return Rate(amount * QUARTERS_A_YEAR, amount, months[0].start, months[-1].end)


def by_month(values: Sequence[PeriodValue]) -> dict[date, tuple[Decimal, int]]:
    """The amounts by calendar month, with the number of its days that have a figure; named by the month's first day."""
    found: dict[date, tuple[Decimal, int]] = {}
    for value in values:
        if value.amount is None:
            continue
        day = value.period.start
        while day <= value.period.end:
            month = period_of(day, Cadence.MONTH)
            days = (min(month.end, value.period.end) - day).days + 1
            amount, before = found.get(month.start, (Decimal(0), 0))
            found[month.start] = (amount + value.amount * days / value.period.days, before + days)
            day = next_period(month, Cadence.MONTH).start
    return found


def _last_known(values: Sequence[PeriodValue]) -> Period | Unknown:
    places = [place for place, value in enumerate(values) if value.amount is not None]
    if not places:
        text = _("No complete period since the start has a figure yet; the first one gives the value.")
        return Unknown("V12", text, missing=1)
    if (late := len(values) - 1 - places[-1]) > STALE_AFTER:
        text = _("The figures are stale by more than 2 periods; enter the missing ones.")
        return Unknown("V12", text, missing=late)
    return values[places[-1]].period
