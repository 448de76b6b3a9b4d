"""P6: testers at real tasks, each by their latest verdict, and nothing that blocks."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.plays.rules.acceptance import Defect, Session, acceptance
from kernel.ids import new_id

NOW = dt.datetime(2026, 3, 31, 11, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
TESTERS = [new_id() for _ in range(8)]


def session(tester: int, verdict: str = "accepts", day: int = 0, *defects: Defect) -> Session:
    moment = NOW - 20 * DAY + day * DAY
    return Session(new_id(), TESTERS[tester], moment.date(), moment, verdict, 2, tuple(defects))


def defect(status: str = "open", *, blocking: bool = True, closed_at: dt.datetime | None = None) -> Defect:
    return Defect("d", "Wrong price", blocking, status, closed_at)


def found(sessions: list[Session], until: dt.datetime = NOW) -> str:
    return str(acceptance(sessions, testers=5, percent=80, until=until).verdict)


@pytest.mark.parametrize(
    ("accepting", "rejecting", "verdict"),
    [
        (0, 0, "unknown"),
        (4, 0, "unknown"),
        (0, 4, "unknown"),
        (5, 0, "met"),
        (4, 1, "met"),
        (3, 2, "unmet"),
        (6, 2, "unmet"),
    ],
)
def test_it_needs_five_testers_of_whom_four_in_five_accept(accepting, rejecting, verdict):
    sessions = [session(tester) for tester in range(accepting)]
    sessions += [session(accepting + tester, "rejects") for tester in range(rejecting)]
    assert found(sessions) == verdict


def test_it_takes_each_tester_by_the_latest_verdict():
    sessions = [session(tester) for tester in range(5)]
    assert found([*sessions, session(0, "rejects", 1), session(1, "rejects", 1)]) == "unmet"
    assert found([*sessions, session(0, "rejects", 1), session(0, "accepts", 2)]) == "met"


def test_it_knows_what_was_recorded_at_a_moment():
    sessions = [session(tester, day=tester) for tester in range(5)]
    assert found(sessions, until=NOW - 17 * DAY) == "unknown"


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (defect(), "unmet"),
        (defect(blocking=False), "met"),
        (defect("fixed", closed_at=NOW - DAY), "met"),
        (defect("dismissed", closed_at=NOW - DAY), "met"),
        # It was open still when it was judged.
        (defect("fixed", closed_at=NOW + DAY), "unmet"),
    ],
)
def test_it_is_not_accepted_while_something_blocks(one, verdict):
    assert found([*[session(tester) for tester in range(4)], session(4, "accepts", 0, one)]) == verdict


def test_it_needs_no_five_testers_to_know_that_something_blocks():
    assert found([session(0, "accepts", 0, defect())]) == "unmet"


SESSIONS = st.lists(
    st.builds(session, st.integers(0, 7), st.sampled_from(["accepts", "rejects"]), st.integers(0, 10)), max_size=20
)


@given(SESSIONS, st.integers(1, 8), st.integers(80, 100))
def test_it_is_met_exactly_when_enough_testers_accept_in_the_end(sessions, testers, percent):
    last = {}
    for each in sorted(sessions, key=lambda each: each.recorded_at):
        last[each.tester] = each.verdict
    accepting = sum(verdict == "accepts" for verdict in last.values())
    said = acceptance(sessions, testers=testers, percent=percent, until=NOW)
    assert (said.testers, said.accepting) == (len(last), accepting)
    assert (said.verdict == "met") is (len(last) >= testers and accepting * 100 >= percent * len(last))
    assert (said.verdict == "unknown") is (len(last) < testers)


@given(SESSIONS)
def test_it_says_the_same_in_whichever_order_sessions_are_read(sessions):
    distinct = list({(each.tester, each.recorded_at): each for each in sessions}.values())
    one, other = (acceptance(rows, testers=5, percent=80, until=NOW) for rows in (distinct, distinct[::-1]))
    assert (one.verdict, one.accepting) == (other.verdict, other.accepting)


def test_it_counts_the_testers_for_whom_a_task_did_not_work():
    fine = [session(tester) for tester in range(5)]
    failed = replace(session(0, "accepts", 1), failed=1)
    worked = replace(session(0, "accepts", 2), failed=0)
    for sessions, count in ((fine, 0), ([*fine, failed], 1), ([*fine, failed, worked], 0)):
        seen = acceptance(sessions, testers=5, percent=80, until=NOW)
        assert (seen.failing, seen.verdict) == (count, "met")
