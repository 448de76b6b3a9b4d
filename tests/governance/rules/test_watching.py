"""Readings of monitors before they are recorded, the breaches that they open, and incidents on their way."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.governance.choices import RowOutcome
from apps.governance.rules.incidents import (
    BreachSpan,
    Course,
    Told,
    breach_from,
    in_order,
    move_problems,
    severity_problems,
)
from apps.governance.rules.watching import Range, check_readings, range_problems

ZONE = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
START = dt.datetime(2026, 2, 1, tzinfo=ZONE)
AT = dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC)
values = st.decimals(-1000, 1000, places=2)


def check(*rows, known=None, bounds=Range(None, Decimal(2))):  # noqa: B008 - a value that nothing changes
    return check_readings(rows, bounds=bounds, known=known or {}, earliest=START, now=NOW, zone=ZONE)


def outcomes(*rows, **more):
    return [result.outcome.value for result in check(*rows, **more)]


def test_it_takes_new_readings_and_knows_those_that_it_has():
    row = {"measured_at": "2026-03-01T08:00:00Z", "value": "1.4"}
    assert outcomes(row, row | {"value": "1.40"}) == ["new", "unchanged"]
    assert outcomes(row, known={AT: Decimal("1.4")}) == ["unchanged"]
    assert outcomes(row, known={AT: Decimal("1.5")}) == ["refused"]


def test_it_reads_a_moment_without_an_offset_in_the_clients_zone():
    [result] = check({"measured_at": "2026-03-01T09:00", "value": 1})
    assert result.values.measured_at == AT


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"measured_at": "2026-03-02T09:01:00Z", "value": "1"}, "measured_at"),
        ({"measured_at": "2026-01-31T22:59:00Z", "value": "1"}, "measured_at"),
        ({"measured_at": "yesterday", "value": "1"}, "measured_at"),
        ({"measured_at": None, "value": "1"}, "measured_at"),
        ({"measured_at": 5, "value": "1"}, "measured_at"),
        ({"measured_at": "0001-01-01T00:00:00+23:00", "value": "1"}, "measured_at"),
        ({"measured_at": "2026-03-01T08:00:00Z", "value": "NaN"}, "value"),
        ({"measured_at": "2026-03-01T08:00:00Z"}, "value"),
        ({"measured_at": "2026-03-01T08:00:00Z", "value": "1", "source": 3}, "source"),
        ({"measured_at": "2026-03-01T08:00:00Z", "value": "1", "source": "x" * 121}, "source"),
        ({"measured_at": "2026-03-01T08:00:00Z", "value": "1", "unit": "s"}, "unit"),
    ],
)
def test_it_names_what_keeps_a_reading_out(row, field):
    [result] = check(row)
    assert result.outcome is RowOutcome.REFUSED
    assert [problem.field for problem in result.problems] == [field]


@given(values, st.one_of(st.none(), values), st.one_of(st.none(), values))
def test_it_finds_a_value_inside_exactly_between_its_bounds(value, low, high):
    inside = Range(low, high).holds(value)
    assert inside == (not (low is not None and value < low) and not (high is not None and value > high))


@given(st.one_of(st.none(), values), st.one_of(st.none(), values))
def test_it_refuses_a_range_in_which_nothing_lies(low, high):
    usable = (low is not None or high is not None) and not (low is not None and high is not None and low > high)
    assert (not list(range_problems(Range(low, high)))) == usable


# --- Breaches


def hour(number: int) -> dt.datetime:
    return AT + dt.timedelta(hours=number)


def test_it_opens_one_breach_for_the_first_reading_that_none_accounts_for():
    assert breach_from([hour(5), hour(3)], []) == hour(3)
    assert breach_from([hour(5)], [BreachSpan(hour(9), None)]) is None
    ended = [BreachSpan(hour(1), hour(4))]
    assert breach_from([hour(2), hour(4)], ended) is None
    assert breach_from([hour(2), hour(6), hour(5)], ended) == hour(5)
    assert breach_from([hour(0)], ended) == hour(0)
    assert breach_from([], []) is None


@given(st.lists(st.integers(0, 50)), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20))))
def test_it_opens_a_breach_only_outside_of_those_that_are_over(outside, spans):
    known = [BreachSpan(hour(start), hour(start + length)) for start, length in spans]
    found = breach_from([hour(each) for each in outside], known)
    loose = [each for each in outside if not any(start <= each <= start + length for start, length in spans)]
    assert found == (hour(min(loose)) if loose else None)


# --- Incidents


def course(**said):
    fields = {
        "severity": 2,
        "detected_at": hour(0),
        "contained_at": hour(1),
        "resolved_at": hour(2),
        "root_cause": "A copied list.",
        "fallback_used": True,
    }
    return Course(**(fields | said))


@pytest.mark.parametrize(
    ("move", "said", "fields"),
    [
        ("contain", {}, []),
        ("contain", {"contained_at": hour(-1)}, ["at"]),
        ("contain", {"contained_at": NOW + dt.timedelta(seconds=1)}, ["at"]),
        ("resolve", {}, []),
        ("resolve", {"resolved_at": hour(0)}, ["at"]),
        ("resolve", {"contained_at": None, "resolved_at": hour(-1)}, ["at"]),
        ("close", {}, []),
        ("close", {"root_cause": " "}, ["root_cause"]),
        ("close", {"fallback_used": None}, ["fallback_used"]),
        ("close", {"fallback_used": None, "severity": 3}, []),
        ("reopen", {"root_cause": "", "fallback_used": None}, []),
    ],
)
def test_it_says_what_keeps_an_incident_from_going_on(move, said, fields):
    assert [problem.field for problem in move_problems(move, course(**said), NOW)] == fields


@given(st.integers(-3, 9))
def test_it_knows_four_severities(severity):
    assert (not list(severity_problems(severity))) == (severity in (1, 2, 3, 4))


@given(st.lists(st.integers(0, 5)))
def test_it_tells_things_by_when_they_happened(hours):
    lines = [Told(hour(at), place, "", "", "", NOW) for place, at in enumerate(hours)]
    told = in_order(lines)
    assert [(line.at, line.sequence) for line in told] == sorted((line.at, line.sequence) for line in lines)
