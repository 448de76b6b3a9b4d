"""P7: a fallback that is written, and a recent drill in which it took effect in time."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.plays.rules.readiness import DrillHeld, fallback_state
from kernel.ids import new_id

NOW = dt.datetime(2026, 4, 15, 11, tzinfo=dt.UTC)


def drill(days_ago: float, *, passed: bool = True, recorded_ago: float | None = None, version: int = 1) -> DrillHeld:
    held, recorded = days_ago, days_ago if recorded_ago is None else recorded_ago
    return DrillHeld(new_id(), NOW - dt.timedelta(held), NOW - dt.timedelta(recorded), version, passed)


@pytest.mark.parametrize(
    ("version", "drills", "verdict"),
    [
        (0, [], "unmet"),
        (0, [drill(1)], "unmet"),
        (1, [], "unknown"),
        (1, [drill(1)], "met"),
        (1, [drill(30)], "met"),
        (1, [drill(30.1)], "unmet"),
        (1, [drill(1, passed=False)], "unmet"),
        # The last one counts, not the best one.
        (1, [drill(2), drill(1, passed=False)], "unmet"),
        (1, [drill(2, passed=False), drill(1)], "met"),
        (1, [drill(1, recorded_ago=-1)], "unknown"),
        # One of another version proves nothing of this one.
        (2, [drill(1)], "unknown"),
        (2, [drill(2, version=2), drill(1, passed=False)], "met"),
        (2, [drill(2, version=2, passed=False), drill(1)], "unmet"),
    ],
)
def test_it_is_ready_by_its_last_drill(version, drills, verdict):
    assert fallback_state(version=version, drills=drills, days=30, until=NOW).verdict == verdict


VERSIONS = st.integers(1, 2)
DRILLS = st.builds(drill, st.floats(0, 90), passed=st.booleans(), version=VERSIONS)


@given(st.lists(DRILLS, max_size=6), st.integers(0, 2))
def test_it_is_met_only_with_a_fallback_and_a_drill_that_passed_lately(drills, version):
    state = fallback_state(version=version, drills=drills, days=30, until=NOW)
    of_this = [each for each in drills if each.fallback_version == version]
    if state.verdict == "met":
        assert version > 0
        assert any(each.passed and NOW - each.held_at <= dt.timedelta(30) for each in of_this)
    assert (state.verdict == "unknown") is (version > 0 and not of_this)
