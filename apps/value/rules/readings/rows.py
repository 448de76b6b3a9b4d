"""Readings checked before they are recorded (V9): what each row of a batch would do, or what is wrong with it."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from apps.value.choices import Cadence, RowOutcome
from apps.value.rules.contracts.content import can_be_negative
from apps.value.rules.periods import is_complete, parse_period, period_name, period_of
from apps.value.rules.points import Period, Text
from apps.value.rules.shares import Quantity, is_share, read_quantity, unlike_usual, usual_among
from apps.value.rules.terms import KpiTerms
from apps.value.rules.words import say
from kernel.decimals import PLAIN, NumberStyle, Unreadable
from kernel.errors import Problem

FIELDS = ("period", "value", "cases", "source", "note")
EARLIEST = date(1970, 1, 1)
"""An older period is a typing error in the year, and would stretch every chart and count over centuries."""
MOST_CASES = 2_147_483_647
SOURCE_LENGTH = 120
NOTE_LENGTH = 300
SHOWN_REFUSALS = 50

_EXAMPLE = date(2026, 2, 27)
"""The day whose period shows how a period is written."""
_KNOWN = frozenset(FIELDS)


class RawRow(NamedTuple):
    """One row as it came in: its number for people, its cells by field name, and what kept it from being read.

    Hints say what was made of a cell on the way, as when its last digits were rounded away.
    """

    number: int
    cells: Any
    problem: Problem | None = None
    hints: tuple[Text, ...] = ()


class ReadingValues(NamedTuple):
    """A reading that may be recorded; an absent number of cases is None, an absent note empty."""

    period_start: date
    period_end: date
    value: Decimal
    cases: int | None
    source: str
    note: str


class CurrentReading(NamedTuple):
    """The reading in force for a period and source, as far as a new one is compared with it."""

    id: Any
    value: Decimal
    cases: int | None
    note: str


class RowResult(NamedTuple):
    """What a row does: its values where it is not refused, its problems where it is, and the reading that it meets.

    Hints say what was made of what was written, where that is not the same.
    """

    number: int
    outcome: RowOutcome
    values: ReadingValues | None
    problems: tuple[Problem, ...] = ()
    current: CurrentReading | None = None
    hints: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Batch:
    """The results of all rows, in their order."""

    results: Sequence[RowResult]

    @cached_property
    def counts(self) -> Mapping[RowOutcome, int]:
        """How many rows have each outcome, those of none included."""
        found = Counter(result.outcome for result in self.results)
        return {outcome: found[outcome] for outcome in RowOutcome}

    @property
    def refused(self) -> int:
        """How many rows are refused."""
        return self.counts[RowOutcome.REFUSED]

    def first_refusals(self, limit: int = SHOWN_REFUSALS) -> list[RowResult]:
        """The first refused rows, as many as a person reads."""
        found: list[RowResult] = []
        for result in self.results:
            if result.outcome is RowOutcome.REFUSED:
                found.append(result)
                if len(found) == limit:
                    break
        return found


def check_batch(
    rows: Iterable[RawRow],
    *,
    kpi: KpiTerms,
    today: date,
    current: Mapping[tuple[date, str], CurrentReading],
    source: str = "",
    style: NumberStyle = PLAIN,
    usual: Decimal | None = None,
) -> Batch:
    """What each row would do. `today` is the client's local date, `source` stands for rows that name none.

    `current` holds the KPI's readings in force by the first day of their period and their source. `usual` is what its
    readings usually are (`shares.usual_level`), by which a ratio among percentages is told; without it, the batch's own.
    """
    if usual is None and is_share(kpi.unit):
        rows = list(rows)
        usual = usual_among(_readable(rows, kpi.unit, style), kpi.unit)
    checker = _Checker(kpi=kpi, today=today, current=current, source=source, style=style, usual=usual)
    return Batch([checker.check(row) for row in rows])


def _readable(rows: Iterable[RawRow], unit: str, style: NumberStyle) -> Iterator[Decimal]:
    for row in rows:
        if row.problem is None and type(row.cells) is dict:
            found = read_quantity(row.cells.get("value"), unit, style)
            if isinstance(found, Quantity):
                yield found.value


class _Checker:
    """One pass over a batch. Periods and sources repeat, so each text of them is judged once."""

    def __init__(
        self,
        *,
        kpi: KpiTerms,
        today: date,
        current: Mapping[tuple[date, str], CurrentReading],
        source: str,
        style: NumberStyle,
        usual: Decimal | None,
    ) -> None:
        self.unit = kpi.unit
        self.cadence = kpi.cadence
        self.grid = kpi.grid
        self.nonnegative = not can_be_negative(kpi)
        self.today = today
        self.current = current
        self.default_source = source
        self.style = style
        self.usual = usual
        self.periods: dict[str, Period | Problem] = {}
        self.sources: dict[str, str | Problem] = {}
        self.seen: dict[tuple[date, str], int] = {}

    def check(self, row: RawRow) -> RowResult:
        number, cells, problem, hints = row
        if problem is None and type(cells) is not dict:
            problem = Problem("", "row", _("A reading is an object with its fields."), _fields_way_out())
        if problem is not None:
            return RowResult(number, RowOutcome.REFUSED, None, (problem,))
        get = cells.get
        period = self._period(get("period"))
        source = self._source(get("source"))
        known = None
        if not isinstance(period, Problem) and not isinstance(source, Problem):
            known = self.current.get((period.start, source))
        value = self._value(get("value"), known)
        cases = _cases(get("cases"))
        note = _note(get("note"))
        if (
            isinstance(period, Problem)
            or isinstance(value, Problem)
            or isinstance(cases, Problem)
            or isinstance(source, Problem)
            or isinstance(note, Problem)
            or not cells.keys() <= _KNOWN
        ):
            found = [each for each in (period, value, cases, source, note) if isinstance(each, Problem)]
            return RowResult(number, RowOutcome.REFUSED, None, (*found, *_unknown_fields(cells)))
        key = (period.start, source)
        if key in self.seen:
            return RowResult(number, RowOutcome.REFUSED, None, (_duplicate(self.seen[key]),))
        self.seen[key] = number
        values = ReadingValues(period.start, period.end, value.value, cases, source, note)
        if value.hint:
            hints = (*hints, value.hint)
        if known is None:
            return RowResult(number, RowOutcome.NEW, values, hints=hints)
        if known.value == value.value and known.cases == cases and known.note == note:
            return RowResult(number, RowOutcome.UNCHANGED, values, (), known, hints)
        return RowResult(number, RowOutcome.CORRECTED, values, (), known, hints)

    def _period(self, raw: object) -> Period | Problem:
        if isinstance(raw, date):
            raw = raw.isoformat()
        if not isinstance(raw, str) or not raw.strip():
            return Problem("period", "V9", _("The period is missing."), self._period_way_out())
        found = self.periods.get(raw)
        if found is None:
            found = self.periods[raw] = self._judge_period(raw.strip().upper())
        return found

    def _judge_period(self, text: str) -> Period | Problem:
        period = parse_period(text, self.grid)
        if period is None:
            return self._no_period(text)
        if not is_complete(period, self.today):
            if period.start > self.today:
                message = say(_("The period {name} lies in the future."), name=text)
            else:
                message = say(_("The period {name} is not over yet."), name=text)
            way_out = say(_("Enter it when it is over, from the day after {end}."), end=period.end)
            return Problem("period", "V9", message, way_out)
        if period.start < EARLIEST:
            message = say(_("The period {name} lies before {earliest}."), name=text, earliest=EARLIEST)
            return Problem("period", "V9", message, _("Check the year."))
        return period

    def _no_period(self, text: str) -> Problem:
        label = Cadence(self.cadence).label
        text = text[:SOURCE_LENGTH]
        if parse_period(text, Cadence.DAY):
            inside = period_of(date.fromisoformat(text), self.grid)
            return Problem(
                "period",
                "V9",
                say(_("{day} is not the first day of a period; the KPI is read {cadence}."), day=text, cadence=label),
                say(_("For the period around it write {name}."), name=period_name(inside, self.grid)),
            )
        message = say(_("“{text}” names no period; the KPI is read {cadence}."), text=text, cadence=label)
        return Problem("period", "V9", message, self._period_way_out())

    def _period_way_out(self) -> Text:
        example = period_name(period_of(_EXAMPLE, self.grid), self.grid)
        return say(_("Write it like {example}, or as the date of its first day."), example=example)

    def _value(self, raw: object, known: CurrentReading | None) -> Quantity | Problem:
        found = read_quantity(raw, self.unit, self.style)
        if isinstance(found, Unreadable):
            return Problem("value", found.code, found.message, found.way_out)
        if self.nonnegative and found.value < 0:
            way_out = _("Correct it, or say at the KPI that it can.")
            return Problem("value", "V1", _("The quantity can't be below zero."), way_out)
        # What was recorded with its sign and is sent again without it is still what it was.
        if found.settled or (known is not None and known.value == found.value):
            return found
        return unlike_usual(found.value, unit=self.unit, usual=self.usual, style=self.style) or found

    def _source(self, raw: object) -> str | Problem:
        if raw is None or raw == "":
            raw = self.default_source
        if not isinstance(raw, str):
            return Problem("source", "V9", _("The source is not a text."), _("Name where the value comes from."))
        found = self.sources.get(raw)
        if found is None:
            found = self.sources[raw] = _text(raw, "source", SOURCE_LENGTH)
            if not found:
                text = _("The source is missing.")
                found = self.sources[raw] = Problem("source", "V9", text, _("Name where the value comes from."))
        return found


def _cases(raw: object) -> int | Problem | None:
    if raw is None or raw == "":
        return None
    number = raw
    if isinstance(raw, str):
        text = raw.strip()
        if not text:
            return None
        number = int(text) if len(text) <= SOURCE_LENGTH and text.isascii() and text.isdigit() else None
    if type(number) is not int or not 1 <= number <= MOST_CASES:
        message = _("The number of cases is not a whole number from 1 on.")
        return Problem("cases", "V9", message, _("Enter how many cases the value is made of, or leave it out."))
    return number


def _note(raw: object) -> str | Problem:
    if raw is None or raw == "":
        return ""
    if not isinstance(raw, str):
        return Problem("note", "text", _("The note is not a text."), _("Send it as a text, or leave it out."))
    return _text(raw, "note", NOTE_LENGTH)


def _text(raw: str, field: str, longest: int) -> str | Problem:
    if len(raw) > longest * 4:
        return _too_long(field, longest)
    text = unicodedata.normalize("NFC", " ".join(raw.split()))
    if len(text) > longest:
        return _too_long(field, longest)
    if not text.isprintable() and any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        return Problem(field, "text", _("The text holds signs that can't be printed."), _("Remove them."))
    return text


def _too_long(field: str, longest: int) -> Problem:
    message = say(_("The text is longer than {longest} characters."), longest=longest)
    return Problem(field, "text", message, _("Shorten it."))


def _unknown_fields(cells: Mapping[Any, object]) -> list[Problem]:
    return [
        Problem(
            str(name)[:SOURCE_LENGTH], "unknown_field", _("There is no such field in a reading."), _fields_way_out()
        )
        for name in cells
        if name not in _KNOWN
    ][:SHOWN_REFUSALS]


def _fields_way_out() -> Text:
    return say(_("The fields are: {fields}."), fields=", ".join(FIELDS))


def _duplicate(first: int) -> Problem:
    message = say(_("Row {first} has the same period and source already."), first=str(first))
    return Problem("period", "V9", message, _("Keep one of the two."))
