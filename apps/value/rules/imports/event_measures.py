"""What a process did, period by period, measured from its event log: turnaround, throughput, rework and waiting.

The words, as these figures mean them:

- **Completed** is a case whose last event completes one of the end activities. They are guessed from the log: the fewest
  last activities that end at least nine in ten of the cases that were quiet for the log's last twentieth. Other cases
  are open: they are counted and measure nothing.
- A case counts in the period, in the client's dates, of its **last event**. So a long case is not missing from the
  periods in which it was still open, and the last periods do not look fast because their slow cases are not yet over.
- **Turnaround** runs from a case's first event, or the start of it where starts are known, to its last.
- **Rework**: an activity was completed more than once in the case.
- **Waiting** is the time within a case in which nothing is being worked on: no activity is between its start and its
  completion. Overlapping work is counted once. An activity that has no start anywhere in the log takes no time. Where no
  start is known, waiting can't be told from work.
- **Early** are periods that begin less than nine tenths of the turnarounds after the log: of the cases then at work, the
  log may lack the beginnings, or the long ones altogether. **Late** are the periods from the one in which cases last
  began: they are cut off, or only what was left over ends there. Both are shown and give no readings.
- Events that agree in case, activity, transition and times are one. A start after its completion counts as none: the
  activity takes no time. A case of one event has a turnaround of 0.

Where the log writes transitions, only `complete` completes. One case in 200 may begin before or after what counts as the
log's begin and end, so that a clock that was never set moves neither.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from django.utils.translation import gettext_lazy as _

from apps.value.choices import Aggregation, Unit
from apps.value.rules.imports.event_cases import CaseFacts, Tally, case_facts
from apps.value.rules.periods import period_of, periods_between
from apps.value.rules.points import Period, Point, Text, Unknown
from kernel.eventlogs import CaseTable
from kernel.eventlogs.moments import SECOND
from kernel.eventlogs.table import NONE, moment_of

ENDED_BY_THEM = 90
"""Percent of the quiet cases that the guessed end activities end."""
QUIET = 5
"""Percent of the log's time, at its end, in which a case that is over has no event."""
WARMED_UP = 90
"""Percent of the turnarounds that fit between the log's begin and the first period that counts."""
STRAYS = 200
"""One case in so many may lie outside of what counts as the log's begin and end."""
HOUR = 3_600 * SECOND
_EXACT = Decimal("0.000001")


class Measure(StrEnum):
    """A figure for each period."""

    TURNAROUND_MEAN = "turnaround_mean"
    TURNAROUND_MEDIAN = "turnaround_median"
    THROUGHPUT = "throughput"
    REWORK_RATE = "rework_rate"
    WAITING_MEAN = "waiting_mean"
    WAITING_MEDIAN = "waiting_median"


class Kind(NamedTuple):
    """What a measure is called, what it is a number of, and how cases become it."""

    label: Text
    unit: str
    aggregation: str


KINDS: Mapping[Measure, Kind] = MappingProxyType(
    {
        Measure.TURNAROUND_MEAN: Kind(_("turnaround (mean)"), Unit.HOURS, Aggregation.MEAN),
        Measure.TURNAROUND_MEDIAN: Kind(_("turnaround (median)"), Unit.HOURS, Aggregation.MEDIAN),
        Measure.THROUGHPUT: Kind(_("throughput"), Unit.COUNT, Aggregation.SUM),
        Measure.REWORK_RATE: Kind(_("rework rate"), Unit.RATIO, Aggregation.RATE),
        Measure.WAITING_MEAN: Kind(_("waiting time (mean)"), Unit.HOURS, Aggregation.MEAN),
        Measure.WAITING_MEDIAN: Kind(_("waiting time (median)"), Unit.HOURS, Aggregation.MEDIAN),
    }
)


def units_of(measure: str) -> tuple[str, ...]:
    """The units that a measure can be put into, its own among them."""
    return tuple(_factors(measure))


def _factors(measure: str) -> Mapping[str, Fraction]:
    own = KINDS[Measure(measure)].unit
    return next((factors for factors in _UNITS if own in factors), {own: Fraction(1)})


def _times(value: Decimal, factor: Fraction) -> Decimal:
    return (value * factor.numerator / factor.denominator).quantize(_EXACT)


_UNITS: tuple[Mapping[str, Fraction], ...] = (
    {
        Unit.SECONDS: Fraction(3_600),
        Unit.MINUTES: Fraction(60),
        Unit.HOURS: Fraction(1),
        Unit.DAYS: Fraction(1, 24),
        Unit.WEEKS: Fraction(1, 168),
    },
    {Unit.RATIO: Fraction(1), Unit.PERCENT: Fraction(100)},
)


class Flag(StrEnum):
    """Why a period gives no readings."""

    NONE = ""
    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """One period: its completed cases and their figures; times in hours, rates as fractions, None where no case tells."""

    start: date
    end: date
    flag: str
    completed: int
    turnaround_mean: Decimal | None
    turnaround_median: Decimal | None
    rework_rate: Decimal | None
    waiting_cases: int
    waiting_mean: Decimal | None
    waiting_median: Decimal | None

    def of(self, measure: str) -> tuple[Decimal | None, int]:
        """The figure and the number of its cases."""
        if measure == Measure.THROUGHPUT:
            return Decimal(self.completed), self.completed
        waiting = measure in (Measure.WAITING_MEAN, Measure.WAITING_MEDIAN)
        return getattr(self, Measure(measure)), self.waiting_cases if waiting else self.completed


@dataclass(frozen=True, slots=True)
class EndActivity:
    """An activity that cases end with: how many of the quiet cases, their share, and whether it counts as an end."""

    name: str
    cases: int
    share: Decimal
    chosen: bool


@dataclass(frozen=True, slots=True)
class LogMeasures:
    """All that was measured; `series` has the periods of each cadence from the first completed case to the last."""

    cases: int
    completed: int
    events: int
    began_on: date | None
    ended_on: date | None
    warm_up: Decimal | None
    """Hours that nine in ten turnarounds fit into."""
    last_began_on: date | None
    """The day on which cases last began."""
    ends: tuple[EndActivity, ...]
    waiting_known: bool
    duplicates: int
    backwards: int
    """Activities that start after their completion."""
    single: int
    """Cases of one event."""
    series: Mapping[str, tuple[PeriodFigures, ...]]

    @property
    def open(self) -> int:
        """Cases that are not over."""
        return self.cases - self.completed

    @property
    def warm_up_days(self) -> Decimal | None:
        """The warm-up as people say it, in days."""
        return None if self.warm_up is None else self.warm_up / 24

    @property
    def waiting(self) -> Unknown | None:
        """Why waiting is not measured; None where it is."""
        if self.waiting_known:
            return None
        text = _("The log has one time stamp for each event, so waiting can't be told from work.")
        return Unknown("no_start", text)

    def points(self, cadence: str, measure: str, unit: str | None = None) -> list[Point]:
        """The measure's readings: each period that is neither early nor late and has a figure, in the KPI's unit if given.

        Raises ValueError for a unit that the measure can't be put into; `units_of` lists those it can.
        """
        factor = Fraction(1) if unit is None else _factors(measure).get(unit)
        if factor is None:
            raise ValueError(f"{measure} can't be put into {unit}")
        found = [
            (figures, *figures.of(measure)) for figures in self.series.get(cadence, ()) if figures.flag == Flag.NONE
        ]
        return [
            Point(Period(figures.start, figures.end), _times(value, factor), cases)
            for figures, value, cases in found
            if value is not None
        ]

    def document(self) -> dict[str, Any]:
        """The tree as plain JSON values; figures as texts."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The tree behind what `document` wrote."""
        return cls(
            **{name: document[name] for name in _PLAIN},
            began_on=_day(document["began_on"]),
            ended_on=_day(document["ended_on"]),
            last_began_on=_day(document["last_began_on"]),
            warm_up=_figure(document["warm_up"]),
            ends=tuple(EndActivity(**end | {"share": Decimal(end["share"])}) for end in document["ends"]),
            series={
                cadence: tuple(_figures_from(figures) for figures in series)
                for cadence, series in document["series"].items()
            },
        )


_PLAIN = ("cases", "completed", "events", "waiting_known", "duplicates", "backwards", "single")
_DECIMALS = ("turnaround_mean", "turnaround_median", "rework_rate", "waiting_mean", "waiting_median")


def measure(
    cases: CaseTable, cadences: Sequence[str], zone: tzinfo, *, ends: Collection[str] | None = None
) -> LogMeasures:
    """The log's figures for each period of each cadence, in the zone's dates.

    `ends` overrules the guessed end activities; names that the log does not have end nothing.
    """
    tally = Tally()
    found = list(case_facts(cases, tally))
    begin, last_began, finish = _bounds(found)
    quiet = _quiet_ends(found, begin, finish)
    chosen = _fewest(quiet, cases.activities) if ends is None else set(ends)
    chosen_places = {place for place, name in enumerate(cases.activities) if name in chosen}
    over = [case for case in found if case.end in chosen_places]
    turnarounds = sorted(case.last - case.first for case in over)
    warm_up = turnarounds[-(-len(turnarounds) * WARMED_UP // 100) - 1] if turnarounds else None
    # The first moment whose periods count, and the first day whose periods do not any more.
    from_moment = moment_of(begin + (warm_up or 0))
    last_began_on = _local(last_began, zone)
    by_day: dict[date, list[CaseFacts]] = defaultdict(list)
    for case in over:
        by_day[_local(case.last, zone)].append(case)
    total = sum(quiet.values())
    return LogMeasures(
        cases=len(found),
        completed=len(over),
        events=cases.events,
        began_on=_local(begin, zone) if found else None,
        ended_on=_local(finish, zone) if found else None,
        warm_up=None if warm_up is None else _hours(warm_up, 1),
        last_began_on=last_began_on if found else None,
        ends=tuple(
            EndActivity(name, quiet[place], _share(quiet[place], total), name in chosen)
            for place, name in sorted(enumerate(cases.activities), key=lambda each: (-quiet[each[0]], each[1]))
            if quiet[place] or name in chosen
        ),
        waiting_known=any(case.waited is not None for case in found),
        duplicates=tally.duplicates,
        backwards=tally.backwards,
        single=tally.single,
        series={cadence: tuple(_series(by_day, cadence, zone, from_moment, last_began_on)) for cadence in cadences},
    )


def _bounds(cases: Sequence[CaseFacts]) -> tuple[int, int, int]:
    """When the log begins, when its cases last began, and when it ends; single strays lie outside."""
    if not cases:
        return 0, 0, 0
    strays = len(cases) // STRAYS
    firsts, lasts = sorted(case.first for case in cases), sorted(case.last for case in cases)
    return firsts[strays], firsts[-1 - strays], lasts[-1 - strays]


def _quiet_ends(cases: Sequence[CaseFacts], begin: int, finish: int) -> Counter[int]:
    """How many of the quiet cases each activity ends; of all cases where none is quiet."""
    quiet_since = finish - (finish - begin) * QUIET // 100
    quiet = Counter(case.end for case in cases if case.last < quiet_since and case.end != NONE)
    return quiet or Counter(case.end for case in cases if case.end != NONE)


def _fewest(quiet: Counter[int], names: Sequence[str]) -> set[str]:
    chosen: set[str] = set()
    ended = 0
    for place, cases in sorted(quiet.items(), key=lambda each: (-each[1], names[each[0]])):
        if ended * 100 >= ENDED_BY_THEM * quiet.total():
            break
        chosen.add(names[place])
        ended += cases
    return chosen


def _series(
    by_day: Mapping[date, Sequence[CaseFacts]], cadence: str, zone: tzinfo, from_moment: datetime, last_began_on: date
) -> Iterator[PeriodFigures]:
    if not by_day:
        return
    of_period: dict[date, list[CaseFacts]] = defaultdict(list)
    for day, cases in by_day.items():
        of_period[period_of(day, cadence).start] += cases
    for period in periods_between(min(by_day), max(by_day), cadence):
        flag = Flag.NONE
        if datetime.combine(period.start, time(), zone) < from_moment:
            flag = Flag.EARLY
        elif period.end >= last_began_on:
            flag = Flag.LATE
        yield _period_figures(period, flag, of_period.get(period.start, ()))


def _period_figures(period: Period, flag: Flag, cases: Sequence[CaseFacts]) -> PeriodFigures:
    turnarounds = sorted(case.last - case.first for case in cases)
    waits = sorted(case.waited for case in cases if case.waited is not None)
    return PeriodFigures(
        start=period.start,
        end=period.end,
        flag=flag.value,
        completed=len(cases),
        turnaround_mean=_mean(turnarounds),
        turnaround_median=_median(turnarounds),
        rework_rate=_share(sum(case.reworked for case in cases), len(cases)) if cases else None,
        waiting_cases=len(waits),
        waiting_mean=_mean(waits),
        waiting_median=_median(waits),
    )


def _mean(times: Sequence[int]) -> Decimal | None:
    return _hours(sum(times), len(times)) if times else None


def _median(times: Sequence[int]) -> Decimal | None:
    """Of sorted times; the middle of the two middle ones where their number is even."""
    return _hours(times[(len(times) - 1) // 2] + times[len(times) // 2], 2) if times else None


def _hours(microseconds: int, parts: int) -> Decimal:
    return (Decimal(microseconds) / (parts * HOUR)).quantize(_EXACT)


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(_EXACT)


def _local(moment: int, zone: tzinfo) -> date:
    return moment_of(moment).astimezone(zone).date()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        # Figures keep their six digits, so that what is read back is what was written.
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _figures_from(document: Mapping[str, Any]) -> PeriodFigures:
    days = {name: date.fromisoformat(document[name]) for name in ("start", "end")}
    return PeriodFigures(**{**document, **days, **{name: _figure(document[name]) for name in _DECIMALS}})
