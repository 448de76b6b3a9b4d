"""P1 and K2: past the Pilot gate in two teams, with less than 30 % of the first run's effort."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.plays.rules.replication import TeamRun, effort_share, replication
from kernel.ids import new_id

NOW = dt.datetime(2026, 4, 15, 11, tzinfo=dt.UTC)
HOURS = st.decimals(0, 2_000, places=2)


def run(team: str, days_ago: int | None = 1) -> TeamRun:
    return TeamRun(new_id(), team, None if days_ago is None else NOW - dt.timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("runs", "verdict"),
    [
        ([], "unmet"),
        ([run("North")], "unmet"),
        ([run("North"), run("South", None)], "unmet"),
        ([run("North"), run("South", -1)], "unmet"),
        ([run("North"), run("South")], "met"),
        # The same team twice is one team.
        ([run("North"), run("NORTH")], "unmet"),
    ],
)
def test_it_is_repeated_when_two_teams_are_past_their_pilot_gate(runs, verdict):
    assert replication(runs, teams=2, until=NOW).verdict == verdict


@given(st.lists(st.builds(run, st.sampled_from("abc"), st.none() | st.integers(-5, 5)), max_size=8), st.integers(2, 4))
def test_it_counts_teams_and_not_runs(runs, teams):
    found = replication(runs, teams=teams, until=NOW)
    assert (found.verdict == "met") is (len({each.team for each in found.passed}) >= teams)
    assert [*sorted(map(id, (*found.passed, *found.under_way)))] == sorted(map(id, runs))


@pytest.mark.parametrize(
    ("hours", "first", "passes"),
    [("59.99", "200", True), ("60", "200", False), ("0", "200", None), ("10", "0", None)],
)
def test_it_stays_below_30_per_cent_of_the_first_run(hours, first, passes):
    assert effort_share(Decimal(hours), Decimal(first)).passes is passes


@given(HOURS, HOURS)
def test_it_says_nothing_while_nothing_is_booked(hours, first):
    found = effort_share(hours, first)
    assert (found.share is None) is (first == 0)
    assert (found.passes is None) is (first == 0 or hours == 0)
