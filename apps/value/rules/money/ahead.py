"""What a contract's value in money was to be and is heading for (V12): planned, forecast, weighted, validated, by month."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.initiatives.choices import ENDED
from apps.value.choices import Cadence, ValueBasis, ValueType
from apps.value.rules.figures.trend import Trend
from apps.value.rules.money.earned import (
    MOST,
    PLACES,
    QUARTERS_A_YEAR,
    YEAR,
    Claim,
    PeriodValue,
    SoFar,
    by_month,
    so_far,
    total,
)
from apps.value.rules.periods import last_complete, next_period, period_of
from apps.value.rules.points import Period, Text, Unknown
from apps.value.rules.words import Quantity, say
from kernel.errors import Problem

CASE_DAYS, LONGEST_QUARTER = 91, 92
LEAST_CASE_DAYS = 28
STEPS = 12
"""Places at which the forecast is drawn between today and the due date."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A year at the level that the trend lands on, with the amounts at the ends of its 95 % interval; `volume` of a year."""

    amount: Decimal
    low: Decimal
    high: Decimal
    landing: Decimal
    volume: Decimal


@dataclass(frozen=True, slots=True)
class Ahead:
    """The value that is expected to have come in by the end of a day, with its interval."""

    day: date
    amount: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Weight:
    """How much counts of what came in and of what is expected, as shares of 1 (V12)."""

    actual: Decimal
    ahead: Decimal


@dataclass(frozen=True, slots=True)
class MonthValue:
    """One calendar month, or its part inside the contract: planned and actual, alone and from the start; `days` have a figure."""

    month: Period
    planned: Decimal
    planned_so_far: Decimal
    actual: Decimal | None
    actual_so_far: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """One contract's amounts, to be added up with others of its kind and currency; None where one is unknown."""

    value_type: str
    currency: str
    actual: Decimal | None
    planned: Decimal | None
    weighted: Decimal | None
    validated: Decimal | None


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over contracts of one kind of value in one currency; of `unknown` of them it lacks the actual value.

    Where all lack it, it and its weighted part are None: what nobody knows is not zero.
    """

    value_type: str
    currency: str
    actual: Decimal | None
    planned: Decimal
    weighted: Decimal | None
    validated: Decimal
    contracts: int
    unknown: int

    @property
    def label(self) -> Text:
        """The kind of value in words (V12)."""
        return ValueType(self.value_type).label


def planned_through(claim: Claim, day: date) -> Decimal:
    """What was planned from the start to the end of a day, so that it can be held against the actual value of the same days.

    The movement grows in a straight line from the baseline on the first day to the target at the end of the due date, and
    stays there.
    """
    days, ramp = max(0, (day - claim.start).days + 1), (claim.due - claim.start).days + 1
    at_the_target = Decimal(days * days) / (2 * ramp) if days <= ramp else Decimal(ramp) / 2 + days - ramp
    return claim.planned * at_the_target / YEAR


def yearly_volume(claim: Claim, cases: Mapping[Period, Decimal], *, today: date) -> Decimal | Unknown:
    """The volume of a year: one where the value is counted by the year, else the cases of the last 13 weeks x 4.

    Of fewer weeks, 4 at least, it is their cases by the day for as long.
    """
    if claim.per != ValueBasis.CASE:
        return Decimal(1)
    last = last_complete(today, claim.grid).end
    longest = CASE_DAYS if claim.cadence in (Cadence.DAY, Cadence.WEEK) else LONGEST_QUARTER
    known = [period for period in cases if period.end <= last and (last - period.start).days < longest]
    days = sum(period.days for period in known)
    if days < LEAST_CASE_DAYS:
        missing = -((days - LEAST_CASE_DAYS) // 7)
        template = ngettext_lazy(
            "A year's cases need 4 weeks whose cases are known; {missing} is missing.",
            "A year's cases need 4 weeks whose cases are known; {missing} are missing.",
            missing,
        )
        return Unknown("V12", say(template, missing=missing), missing=missing)
    counted = sum((cases[period] for period in known), Decimal(0))
    return counted * QUARTERS_A_YEAR * max(CASE_DAYS, days) / days


def forecast(claim: Claim, heading: Trend | Unknown | None, volume: Decimal | Unknown) -> Forecast | Unknown:
    """A year at the level of the due date: value of a unit x movement to the landing x volume, and the same for its interval."""
    if heading is None:
        return Unknown("no_trend", _("There is no trend yet."))
    if isinstance(heading, Unknown):
        return heading
    if isinstance(volume, Unknown):
        return volume
    amounts = [
        claim.per_unit * claim.movement(level) * volume
        for level in (heading.landing, heading.landing_low, heading.landing_high)
    ]
    if max(abs(amount) for amount in amounts) >= MOST:
        return Unknown("V12", _("The amount is beyond all measure; check what one unit is worth."))
    return Forecast(amounts[0], min(amounts), max(amounts), heading.landing, volume)


def course_ahead(claim: Claim, values: Sequence[PeriodValue], expected: Forecast | Unknown) -> list[Ahead]:
    """The way from the value so far to the due date: the worth of a day moves evenly from the present level's to the forecast's."""
    gained = so_far(values)
    if isinstance(expected, Unknown) or isinstance(gained, Unknown) or gained.through >= claim.due:
        return []
    movement = next(value.movement for value in reversed(values) if value.amount is not None)
    now = claim.per_unit * (movement or Decimal(0)) * expected.volume
    span = (claim.due - gained.through).days
    steps = sorted({span * step // STEPS for step in range(STEPS + 1)})

    def by_then(then: Decimal, days: int) -> Decimal:
        return gained.amount + (now * days + (then - now) * days * days / (2 * span)) / YEAR

    return [
        Ahead(
            gained.through + timedelta(days=days),
            *(by_then(then, days) for then in (expected.amount, expected.low, expected.high)),
        )
        for days in steps
    ]


def weight_of(stage: str, status: str, weights: Mapping[str, Decimal]) -> Weight:
    """The weights of the furthest stage that an initiative reached; of one that has ended nothing more is expected."""
    return Weight(weights[stage], Decimal(0) if status in ENDED else weights[stage])


def months_of(claim: Claim, values: Sequence[PeriodValue], *, through: date) -> list[MonthValue]:
    """Every calendar month from the start to the day's: what was planned and what came in, a period split by days."""
    measured, months = by_month(values), []
    planned_before = actual = Decimal(0)
    month = period_of(claim.start, Cadence.MONTH)
    while month.start <= through:
        planned = planned_through(claim, min(month.end, through))
        amount, days = measured.get(month.start, (None, 0))
        actual += amount or Decimal(0)
        months.append(MonthValue(month, planned - planned_before, planned, amount, actual, days))
        planned_before, month = planned, next_period(month, Cadence.MONTH)
    return months


def validation_problems(
    values: Sequence[PeriodValue], *, through: date, before: date | None, today: date
) -> list[Problem]:
    """What keeps finance from validating the value up to a day: it is to come, no period's end, or not after the last one."""
    field, open_days = "through_on", validation_days(values, before=before)
    if through >= today:
        text = say(_("{day} is not over yet."), day=through)
        return [Problem(field, "V12", text, _("Validate up to the end of a period that is over."))]
    if before is not None and through <= before:
        text = say(_("The value is validated up to {before} already."), before=before)
        return [Problem(field, "V12", text, _("Validate up to a later day."))]
    if through in open_days:
        return []
    text = say(_("{day} is not the last day of a period that has a figure."), day=through)
    if not open_days:
        return [Problem(field, "V12", text, _("Wait for the next reading."))]
    return [Problem(field, "V12", text, say(_("The latest such day is {last}."), last=open_days[-1]))]


def validation_days(values: Sequence[PeriodValue], *, before: date | None) -> list[date]:
    """The days up to which the value can be validated: the ends of the periods with a figure, after the last validation."""
    known = [value.period.end for value in values if value.amount is not None]
    return [day for day in known if before is None or day > before]


def frozen_figures(values: Sequence[PeriodValue], through: date) -> dict[str, object]:
    """What a validation keeps of the figures behind its amount, each as exact as the readings are."""
    asked = [value for value in values if value.period.end <= through]
    return {
        "periods": [
            {
                "first": value.period.start,
                "last": value.period.end,
                "level": _told(value.level),
                "movement": _told(value.movement),
                "volume": _told(value.volume),
                "amount": _told(value.amount),
            }
            for value in asked
        ],
        "missing": sum(value.amount is None for value in asked),
        "amount": total(asked).quantize(PLACES),
    }


def _told(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 6)


def moved_since(validated: Decimal, values: Sequence[PeriodValue], through: date) -> Decimal:
    """By how much the value up to the validated day differs now, in whole cents; zero where nothing was corrected."""
    return total(value for value in values if value.period.end <= through).quantize(PLACES) - validated.quantize(PLACES)


def totals(amounts: Iterable[Amounts]) -> list[Total]:
    """The sums, each kind of value and each currency for itself: cashable and avoided money are never one figure (V12)."""
    grouped: dict[tuple[str, str], list[Amounts]] = {}
    for row in amounts:
        grouped.setdefault((row.value_type, row.currency), []).append(row)

    def added(rows: Sequence[Amounts], name: str) -> Decimal:
        return sum((getattr(row, name) or Decimal(0) for row in rows), Decimal(0))

    found = []
    for (value_type, currency), rows in sorted(grouped.items()):
        unknown = sum(row.actual is None for row in rows)
        known = unknown < len(rows)
        found.append(
            Total(
                value_type,
                currency,
                actual=added(rows, "actual") if known else None,
                planned=added(rows, "planned"),
                weighted=added(rows, "weighted") if known else None,
                validated=added(rows, "validated"),
                contracts=len(rows),
                unknown=unknown,
            )
        )
    return found


def answer(gained: SoFar | Unknown, planned: Decimal, currency: str) -> Text:
    """The value so far in a sentence, against what was planned for the same days."""
    if isinstance(gained, Unknown):
        return gained.reason
    return say(
        _("{actual} actual so far, up to {day}; {planned} were planned by then."),
        actual=Quantity(gained.amount, "money", currency),
        planned=Quantity(planned, "money", currency),
        day=gained.through,
    )


def validated_words(amount: Decimal, currency: str, through: date) -> Text:
    """What finance has validated, in a sentence."""
    return say(
        _("Finance has validated {amount} up to {day}."), amount=Quantity(amount, "money", currency), day=through
    )
