"""Examples worked by hand, and the same figures from a reference that is written without care for speed."""

import io
import json
import statistics
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.choices import Cadence, Unit
from apps.value.rules.imports.event_measures import KINDS, Flag, LogMeasures, Measure, PeriodFigures, measure, units_of
from apps.value.rules.periods import period_of
from apps.value.rules.points import Period, Point
from kernel.eventlogs import CaseTable, ColumnMapping, read_cases

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
# case, activity, hours after Monday, 1 January 2024; then the transition, or the hours of the start.
Row = tuple[str, str, float] | tuple[str, str, float, str] | tuple[str, str, float, float]


def log(rows: Sequence[Row]) -> CaseTable:
    """The rows as a CSV log is read."""
    lines = ["case,activity,at,step,start"]
    for case, activity, hours, *more in rows:
        step = more[0] if more and isinstance(more[0], str) else ""
        start = moment(more[0]) if more and not isinstance(more[0], str) else ""
        lines.append(f"{case},{activity},{moment(hours)},{step},{start}")
    data = io.BytesIO("\n".join(lines).encode())
    with_steps = any(len(row) > 3 and isinstance(row[3], str) for row in rows)
    with_starts = any(len(row) > 3 and not isinstance(row[3], str) for row in rows)
    mapping = ColumnMapping(
        "case", "activity", "at", lifecycle="step" if with_steps else None, start="start" if with_starts else None
    )
    return read_cases(data, mapping, UTC)


def moment(hours: object) -> str:
    return (MONDAY + timedelta(hours=float(str(hours)))).isoformat()


def one(rows: Sequence[Row], *, ends: Sequence[str] = ("Close",)) -> PeriodFigures:
    """The figures of a log that lies in one quarter."""
    (figures,) = measure(log(rows), [Cadence.QUARTER], UTC, ends=ends).series[Cadence.QUARTER]
    return figures


def figures(text: str) -> Decimal:
    return Decimal(text).quantize(Decimal("0.000001"))


def test_it_measures_turnaround_throughput_and_rework_of_the_cases_that_ended():
    found = one(
        [
            ("A", "Open", 0), ("A", "Close", 10),
            ("B", "Open", 5), ("B", "Check", 6), ("B", "Check", 7), ("B", "Close", 25),
            ("C", "Open", 1), ("C", "Close", 31),
            ("D", "Open", 2), ("D", "Check", 3),
        ]
    )  # fmt: skip
    assert found.completed == 3
    assert (found.turnaround_mean, found.turnaround_median) == (figures("20"), figures("20"))
    assert found.rework_rate == figures("0.333333")
    assert (found.waiting_cases, found.waiting_mean, found.waiting_median) == (0, None, None)


def test_it_takes_the_middle_of_the_two_middle_cases():
    found = one([("A", "Open", 0), ("A", "Close", 1), ("B", "Open", 0), ("B", "Close", 2)])
    assert (found.turnaround_mean, found.turnaround_median) == (figures("1.5"), figures("1.5"))


def test_it_counts_a_case_in_the_period_of_its_last_event_in_the_clients_dates():
    # 2024-01-07 23:30 in UTC is already Monday in Berlin.
    cases = log([("A", "Open", 0), ("A", "Close", 6 * 24 + 23.5)])
    (in_utc,) = measure(cases, [Cadence.WEEK], UTC).series[Cadence.WEEK]
    (in_berlin,) = measure(cases, [Cadence.WEEK], BERLIN).series[Cadence.WEEK]
    assert (in_utc.start, in_berlin.start) == (date(2024, 1, 1), date(2024, 1, 8))


def test_it_shows_periods_in_which_nothing_ended():
    found = measure(log([("A", "Close", 0), ("B", "Close", 21 * 24)]), [Cadence.WEEK], UTC).series[Cadence.WEEK]
    assert [(each.completed, each.turnaround_mean, each.rework_rate) for each in found] == [
        (1, figures("0"), figures("0")),
        (0, None, None),
        (0, None, None),
        (1, figures("0"), figures("0")),
    ]


def test_it_says_that_waiting_can_not_be_told_from_one_time_stamp():
    found = measure(log([("A", "Open", 0), ("A", "Close", 10)]), [Cadence.WEEK], UTC)
    assert found.waiting is not None
    assert found.waiting.code == "no_start"
    assert "waiting" in str(found.waiting.reason)
    assert found.points(Cadence.WEEK, Measure.WAITING_MEAN) == []


def test_it_measures_waiting_between_a_completion_and_the_next_start():
    # Worked 0-2, lay 2-5, worked 5-6, lay 6-10, worked 10-11.
    with_starts = [("A", "Open", 2, 0.0), ("A", "Check", 6, 5.0), ("A", "Close", 11, 10.0)]
    found = one(with_starts)
    assert (found.waiting_mean, found.waiting_cases, found.turnaround_mean) == (figures("7"), 1, figures("11"))
    with_steps = [
        ("A", "Open", 0, "start"), ("A", "Open", 2, "complete"), ("A", "Check", 5, "start"),
        ("A", "Check", 6, "complete"), ("A", "Close", 10, "start"), ("A", "Close", 11, "complete"),
    ]  # fmt: skip
    assert one(with_steps) == found


def test_it_counts_overlapping_work_once():
    # 0-4 and 1-3 and 2-6 overlap; then it lay until 8.
    found = one([("A", "a", 4, 0.0), ("A", "b", 3, 1.0), ("A", "c", 6, 2.0), ("A", "Close", 9, 8.0)])
    assert found.waiting_mean == figures("2")


def test_it_takes_a_start_after_its_completion_for_none_and_says_so():
    cases = log([("A", "a", 2, 0.0), ("A", "b", 3, 7.0), ("A", "Close", 5, 4.0)])
    found = measure(cases, [Cadence.QUARTER], UTC, ends=["Close"])
    assert found.backwards == 1
    # 0-2, then a moment at 3, then 4-5: one hour and one hour.
    assert found.series[Cadence.QUARTER][0].waiting_mean == figures("2")


def test_it_takes_an_activity_without_any_start_for_a_moment_and_leaves_out_a_case_that_lacks_one():
    steps = [
        ("A", "Work", 0, "start"), ("A", "Work", 2, "complete"), ("A", "Close", 5, "complete"),
        ("B", "Work", 2, "complete"), ("B", "Close", 5, "complete"),
    ]  # fmt: skip
    found = one(steps)
    assert (found.completed, found.waiting_cases, found.waiting_mean) == (2, 1, figures("3"))


def test_it_pairs_starts_and_completions_of_one_activity_first_come_first_served():
    steps = [
        ("A", "a", 0, "start"), ("A", "a", 1, "start"), ("A", "a", 2, "complete"), ("A", "a", 4, "complete"),
        ("A", "Close", 6, "start"), ("A", "Close", 7, "complete"),
    ]  # fmt: skip
    found = one(steps)
    assert (found.waiting_mean, found.rework_rate) == (figures("2"), figures("1"))


def test_it_counts_only_completions_where_the_log_has_transitions():
    steps = [
        ("A", "a", 0, "schedule"), ("A", "a", 1, "start"), ("A", "a", 2, "suspend"), ("A", "a", 3, "resume"),
        ("A", "a", 4, "complete"), ("A", "Close", 6, "complete"),
        ("B", "Close", 1, "complete"), ("B", "Close", 2, "start"),
    ]  # fmt: skip
    found = one(steps)
    # B is under way again: it is not over. A is not worked on twice.
    assert (found.completed, found.rework_rate, found.turnaround_mean) == (1, figures("0"), figures("6"))


def test_it_takes_transitions_of_other_words_for_none():
    found = one([("A", "Open", 0, "Accepted"), ("A", "Close", 3, "Closed")])
    assert (found.completed, found.turnaround_mean) == (1, figures("3"))


def test_it_takes_events_that_agree_in_everything_for_one():
    rows = [
        ("A", "Open", 0),
        ("A", "Check", 1),
        ("A", "Check", 1),
        ("A", "Close", 2),
        ("B", "Close", 1),
        ("B", "Close", 1),
    ]
    found = measure(log(rows), [Cadence.QUARTER], UTC, ends=["Close"])
    assert (found.duplicates, found.single) == (2, 1)
    assert found.series[Cadence.QUARTER][0].rework_rate == figures("0")


def cases_of(count: int, activities: Sequence[str], begin: float = 0, step: float = 24) -> list[Row]:
    """Cases that begin one after the other, an hour between their activities."""
    rows: list[Row] = []
    for number in range(count):
        for place, activity in enumerate(activities):
            rows.append((f"{activities[-1]}{begin}-{number}", activity, begin + number * step + place))
    return rows


def test_it_guesses_the_fewest_ends_of_nine_in_ten_quiet_cases():
    rows = [*cases_of(60, ["Open", "Close"]), *cases_of(31, ["Open", "Reject"]), *cases_of(9, ["Open", "Check"])]
    found = measure(log(rows), [Cadence.WEEK], UTC)
    assert [(end.name, end.chosen) for end in found.ends] == [("Close", True), ("Reject", True), ("Check", False)]
    assert sum(end.share for end in found.ends) == pytest.approx(1, abs=Decimal("0.00001"))
    assert (found.cases, found.completed, found.open) == (100, 91, 9)


def test_it_asks_only_cases_that_were_quiet_for_the_logs_last_twentieth():
    # At the end of the log many cases wait in Check, which ends none of the older ones.
    rows = [*cases_of(50, ["Open", "Close"], step=48), *cases_of(40, ["Open", "Check"], begin=2_380, step=0.5)]
    found = measure(log(rows), [Cadence.WEEK], UTC)
    assert [end.name for end in found.ends if end.chosen] == ["Close"]
    assert found.open == 40


def test_it_lets_the_guess_be_overruled():
    cases = log([*cases_of(9, ["Open", "Close"]), *cases_of(3, ["Open", "Reject"])])
    assert measure(cases, [Cadence.WEEK], UTC, ends=["Reject"]).completed == 3
    nothing = measure(cases, [Cadence.WEEK], UTC, ends=["Nowhere"])
    assert (nothing.completed, nothing.warm_up, nothing.series[Cadence.WEEK]) == (0, None, ())


def test_it_flags_the_first_and_the_last_periods_so_that_none_looks_better_than_it_was():
    # Every case takes three weeks; one begins each day for half a year, and no case began after that.
    rows: list[Row] = []
    for day in range(182):
        rows += [(f"{day}", "Open", day * 24), (f"{day}", "Close", day * 24 + 21 * 24)]
    found = measure(log(rows), [Cadence.WEEK], UTC)
    flags = [each.flag for each in found.series[Cadence.WEEK]]
    assert (found.warm_up, found.last_began_on) == (figures("504"), date(2024, 6, 30))
    assert found.series[Cadence.WEEK][0].start == date(2024, 1, 22)
    assert flags == [Flag.NONE] * 22 + [Flag.LATE] * 4
    assert len(found.points(Cadence.WEEK, Measure.TURNAROUND_MEAN)) == 22


def test_it_does_not_take_the_short_cases_of_a_logs_begin_for_a_good_period():
    # Half of the cases take two days and half twenty: of the first weeks the log has only the short ones.
    rows: list[Row] = []
    for day in range(120):
        hours = 48 if day % 2 else 480
        rows += [(f"{day}", "Open", day * 24), (f"{day}", "Close", day * 24 + hours)]
    found = measure(log(rows), [Cadence.WEEK], UTC)
    series = found.series[Cadence.WEEK]
    assert series[0].turnaround_mean == figures("48")
    assert [each.flag for each in series[:4]] == [Flag.EARLY, Flag.EARLY, Flag.EARLY, Flag.NONE]
    assert {point.value for point in found.points(Cadence.WEEK, Measure.TURNAROUND_MEDIAN)} <= {
        figures("48"), figures("264"), figures("480")
    }  # fmt: skip
    assert all(point.value > 200 for point in found.points(Cadence.WEEK, Measure.TURNAROUND_MEAN))


def test_it_is_not_moved_by_a_clock_that_was_never_set():
    rows = [*cases_of(400, ["Open", "Close"], step=6), ("stray", "Open", -300_000), ("stray", "Close", -299_999)]
    found = measure(log(rows), [Cadence.MONTH], UTC)
    assert found.began_on == date(2024, 1, 1)
    flags = {each.start: each.flag for each in found.series[Cadence.MONTH]}
    assert flags[date(2000, 1, 1)] == Flag.EARLY
    assert flags[date(2024, 2, 1)] == Flag.NONE


def test_it_gives_readings_with_their_cases_for_every_measure():
    # One case a day, each an hour long; January is early, and April, in which cases last began, is late.
    found = measure(log(cases_of(100, ["Open", "Close"])), [Cadence.MONTH], UTC)
    february, march = Period(date(2024, 2, 1), date(2024, 2, 29)), Period(date(2024, 3, 1), date(2024, 3, 31))
    expected = {
        Measure.TURNAROUND_MEAN: (1, 1), Measure.TURNAROUND_MEDIAN: (1, 1), Measure.THROUGHPUT: (29, 31),
        Measure.REWORK_RATE: (0, 0), Measure.WAITING_MEAN: None, Measure.WAITING_MEDIAN: None,
    }  # fmt: skip
    for name, values in expected.items():
        points = (
            [] if values is None else [Point(february, Decimal(values[0]), 29), Point(march, Decimal(values[1]), 31)]
        )
        assert found.points(Cadence.MONTH, name) == points
    assert set(KINDS) == set(expected)


def test_it_gives_readings_in_the_unit_of_a_kpi():
    rows = [row for day in range(100) for row in [(f"{day}", "Open", day * 24), (f"{day}", "Close", day * 24 + 36)]]
    found = measure(log(rows), [Cadence.MONTH], UTC)
    units = {Unit.SECONDS: "129600", Unit.MINUTES: "2160", Unit.HOURS: "36", Unit.DAYS: "1.5", Unit.WEEKS: "0.214286"}
    assert units_of(Measure.TURNAROUND_MEAN) == tuple(units)
    for unit, value in units.items():
        assert found.points(Cadence.MONTH, Measure.TURNAROUND_MEAN, unit)[0].value == Decimal(value)
    assert units_of(Measure.REWORK_RATE) == (Unit.RATIO, Unit.PERCENT)
    assert units_of(Measure.THROUGHPUT) == (Unit.COUNT,)
    with pytest.raises(ValueError, match="money"):
        found.points(Cadence.MONTH, Measure.THROUGHPUT, Unit.MONEY)


def test_it_measures_nothing_where_nothing_was_read():
    empty = log([("A", "Open", 0)])
    found = measure(empty, [Cadence.WEEK], UTC, ends=[])
    assert (found.cases, found.completed, found.series[Cadence.WEEK]) == (1, 0, ())


HOURS = st.integers(0, 2_000)
CASES = st.lists(
    st.lists(st.tuples(st.sampled_from(["Open", "Check", "Close"]), HOURS), min_size=1, max_size=6),
    min_size=1,
    max_size=25,
)


@given(CASES, st.sampled_from([Cadence.DAY, Cadence.WEEK, Cadence.MONTH]), st.sampled_from([UTC, BERLIN]))
def test_it_agrees_with_a_reference_that_is_written_as_the_definitions_are(cases, cadence, zone):
    rows = [(str(number), activity, hours) for number, case in enumerate(cases) for activity, hours in case]
    found = measure(log(rows), [cadence], zone, ends=["Close"])
    of_period: dict[Period, list[tuple[float, bool]]] = {}
    for case in cases:
        events = sorted(dict.fromkeys(case), key=lambda event: event[1])
        if events[-1][0] == "Close":
            ended = (MONDAY + timedelta(hours=events[-1][1])).astimezone(zone).date()
            done = [activity for activity, _hours in events]
            of_period.setdefault(period_of(ended, cadence), []).append(
                (events[-1][1] - events[0][1], len(set(done)) < len(done))
            )
    seen = {Period(each.start, each.end): each for each in found.series[cadence] if each.completed}
    assert set(seen) == set(of_period)
    for period, expected in of_period.items():
        times = [hours for hours, _again in expected]
        assert seen[period].completed == len(expected)
        assert float(seen[period].turnaround_mean or 0) == pytest.approx(statistics.mean(times), abs=1e-6)
        assert float(seen[period].turnaround_median or 0) == pytest.approx(statistics.median(times), abs=1e-6)
        assert float(seen[period].rework_rate or 0) == pytest.approx(
            statistics.mean(again for _hours, again in expected), abs=1e-6
        )
    assert found.completed + found.open == found.cases == len(cases)


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), min_size=1, max_size=6)


@given(SPANS)
def test_it_waits_in_the_hours_in_which_nothing_is_worked_on(spans):
    rows: list[Row] = [("A", f"step {place}", begin + long, float(begin)) for place, (begin, long) in enumerate(spans)]
    names = [f"step {place}" for place in range(len(spans))]
    found = one(rows, ends=names)
    worked = {hour for begin, long in spans for hour in range(begin, begin + long)}
    first, last = min(begin for begin, _long in spans), max(begin + long for begin, long in spans)
    assert found.waiting_mean == len(set(range(first, last)) - worked)
    assert (found.turnaround_mean or 0) >= (found.waiting_mean or 0)


@given(CASES)
def test_it_writes_json_that_is_read_back(cases):
    rows = [(str(number), activity, hours) for number, case in enumerate(cases) for activity, hours in case]
    found = measure(log(rows), [Cadence.WEEK, Cadence.QUARTER], BERLIN)
    assert LogMeasures.from_document(json.loads(json.dumps(found.document()))) == found


@given(CASES)
def test_it_guesses_ends_that_end_nine_in_ten(cases):
    rows = [(str(number), activity, hours) for number, case in enumerate(cases) for activity, hours in case]
    found = measure(log(rows), [Cadence.WEEK], UTC)
    chosen = [end for end in found.ends if end.chosen]
    total = sum(end.cases for end in found.ends)
    assert sum(end.cases for end in chosen) * 10 >= total * 9
    # With one fewer they would not.
    assert sum(end.cases for end in chosen[:-1]) * 10 < total * 9
