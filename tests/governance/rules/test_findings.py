"""What a gate finds of checklist, boundary, monitors and incidents, as of a moment."""

import datetime as dt
import uuid
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.governance.rules.checklist import NEEDED, Answered
from apps.governance.rules.findings import (
    BoundaryFacts,
    DayCount,
    IncidentFacts,
    ItemFacts,
    MonitorFacts,
    boundary_finding,
    checklist_finding,
    escalation_finding,
    incident_finding,
    monitor_finding,
)
from apps.initiatives.choices import Verdict
from apps.initiatives.criteria import Scope

ZONE = ZoneInfo("Europe/Berlin")
TODAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=ZONE)
SCOPE = Scope(uuid.UUID(int=1), uuid.UUID(int=2), None, dt.date(2026, 1, 20), TODAY, NOON)
PATH = [{"who": "Desk", "within_minutes": 30, "how": "By telephone"}, {"who": "Head", "within_minutes": 60, "how": "x"}]


def back(days: int, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(TODAY - dt.timedelta(days), dt.time(hour), ZONE)


LONG_AGO = back(20)


def item(
    key: str, completed_at: dt.datetime | None = LONG_AGO, created_at: dt.datetime = LONG_AGO, **given: object
) -> ItemFacts:
    fields = {
        "key": key,
        "title": key.replace("_", " "),
        "required": True,
        "answer_type": "escalation" if key == "escalation_path" else "text",
        "answer": PATH if key == "escalation_path" else "Yes.",
        "has_owner": True,
        "evidence": "E",
        "review_on": dt.date(2026, 9, 1),
    } | given
    return ItemFacts(
        uuid.uuid5(uuid.NAMESPACE_OID, key), Answered(**fields), created_at, completed_at, f"digest of {key}"
    )


WHOLE = [item(key) for key in NEEDED]


def daily(days: dict[int, DayCount], every: str = "day", **given: object) -> MonitorFacts:
    fields = {
        "id": uuid.UUID(int=7),
        "name": "Error rate",
        "every": every,
        "starts_on": dt.date(2026, 1, 20),
        "created_at": back(41),
        "retired_at": None,
        "days": {TODAY - dt.timedelta(ago): count for ago, count in days.items()},
    } | given
    return MonitorFacts(**fields)


ONE = DayCount(1, 1, 1)
GOOD = dict.fromkeys(range(1, 11), ONE)


def stable(*monitors: MonitorFacts, scope: Scope = SCOPE, days: int = 10, percent: int = 95):
    return monitor_finding(monitors, scope, days=days, percent=percent)


# --- Checklist


def test_it_knows_nothing_while_no_checklist_was_started():
    found = checklist_finding([], SCOPE)
    assert found.verdict is Verdict.UNKNOWN
    assert found.fix.view == "initiatives:initiative_governance"


def test_it_meets_a_complete_checklist_with_digests_of_what_was_answered():
    found = checklist_finding(WHOLE, SCOPE)
    assert (found.verdict, str(found.says)) == (Verdict.MET, "All 5 items of the checklist are complete.")
    assert found.basis["items"][str(WHOLE[0].id)] == "digest of data_sensitivity"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"answer": None}, "4 of 5 items are complete; open: model boundary."),
        ({"has_owner": False}, "4 of 5 items are complete; open: model boundary."),
        ({"evidence": " "}, "4 of 5 items are complete; open: model boundary."),
        ({"review_on": None}, "4 of 5 items are complete; open: model boundary."),
        ({"review_on": TODAY - dt.timedelta(1)}, "4 of 5 items are complete; open: model boundary."),
        ({"completed_at": back(-1)}, "4 of 5 items are complete; open: model boundary."),
    ],
)
def test_it_names_what_is_open_and_leads_there(given, says):
    facts = [item("model_boundary", **given) if each.item.key == "model_boundary" else each for each in WHOLE]
    found = checklist_finding(facts, SCOPE)
    assert (found.verdict, str(found.says)) == (Verdict.UNMET, says)
    assert found.fix.view == "governance:answer_item"
    assert found.basis["items"][str(item("model_boundary").id)] is None


def test_it_takes_a_review_that_is_due_today_for_done():
    assert checklist_finding([*WHOLE[1:], item(NEEDED[0], review_on=TODAY)], SCOPE).verdict is Verdict.MET


def test_it_leaves_optional_items_out():
    optional = item("works_council", None, answer=None, required=False)
    assert checklist_finding([*WHOLE, optional], SCOPE).verdict is Verdict.MET


def test_it_misses_the_items_that_every_checklist_asks():
    found = checklist_finding(WHOLE[:-1], SCOPE)
    assert (found.verdict, found.figures["absent"]) == (Verdict.UNMET, ["escalation_path"])


def test_it_keeps_the_grounds_of_a_decision_when_a_review_is_moved_on():
    moved = [item(key, review_on=dt.date(2027, 9, 1)) for key in NEEDED]
    assert checklist_finding(moved, SCOPE).basis == checklist_finding(WHOLE, SCOPE).basis


def test_it_keeps_the_grounds_of_a_decision_when_an_item_is_completed_later():
    before = [*WHOLE[1:], item(NEEDED[0], None, answer=None)]
    after = [*WHOLE[1:], item(NEEDED[0], back(-1))]
    assert checklist_finding(after, SCOPE).basis == checklist_finding(before, SCOPE).basis


def test_it_leaves_out_an_item_that_was_added_later():
    later = item("works_council", None, back(-1), answer=None)
    assert checklist_finding([*WHOLE, later], SCOPE) == checklist_finding(WHOLE, SCOPE)
    path = item("escalation_path", created_at=back(-1))
    assert escalation_finding([path], SCOPE).verdict is Verdict.UNKNOWN


def test_it_finds_an_escalation_path_with_response_times():
    found = escalation_finding(WHOLE, SCOPE)
    assert (found.verdict, found.figures) == (Verdict.MET, {"steps": 2, "first_within_minutes": 30})
    assert escalation_finding(WHOLE[:-1], SCOPE).verdict is Verdict.UNKNOWN
    bare = escalation_finding([item("escalation_path", None, answer=None)], SCOPE)
    assert (bare.verdict, str(bare.says)) == (Verdict.UNMET, "The escalation path is not complete: an answer.")


# --- Boundary


def version(number: int, proposed: int, approved: int | None = None, ended: int | None = None) -> BoundaryFacts:
    moments = [back(days) if days is not None else None for days in (approved, ended)]
    return BoundaryFacts(uuid.UUID(int=number), number, f"hash {number}", back(proposed), *moments)


def test_it_finds_the_boundary_that_was_in_force_at_the_moment():
    versions = [version(2, 5, 3), version(1, 30, 29, 3)]
    assert boundary_finding(versions, SCOPE).basis["hash"] == "hash 2"
    before = replace(SCOPE, until=back(10), today=back(10).date())
    assert boundary_finding(versions, before).basis["hash"] == "hash 1"


def test_it_says_that_a_boundary_waits_or_that_there_is_none():
    waiting = boundary_finding([version(1, 5)], SCOPE)
    assert (waiting.verdict, waiting.fix.view) == (Verdict.UNMET, "governance:boundary")
    assert boundary_finding([version(1, 5, None, 4)], SCOPE).fix.view == "governance:new_boundary"
    assert boundary_finding([], SCOPE).verdict is Verdict.UNMET


# --- Monitors


def test_it_meets_monitors_that_were_read_and_in_range():
    found = stable(daily(GOOD))
    assert found.verdict is Verdict.MET
    assert found.figures["monitors"] == [
        {"name": "Error rate", "expected": 10, "read": 10, "readings": 10, "inside": 10}
    ]


@pytest.mark.parametrize(
    ("days", "verdict", "says"),
    [
        (dict.fromkeys(range(1, 10), ONE), Verdict.UNMET, "Readings are missing over the last 10 days: Error rate."),
        (dict.fromkeys(range(11), ONE), Verdict.MET, "was read as expected"),
        (GOOD | {4: DayCount(1, 0, 1)}, Verdict.UNMET, "Less than 95 % of the readings of the last 10 days"),
        (GOOD | {4: DayCount(20, 19, 8)}, Verdict.MET, "was read as expected"),
        (GOOD | {0: DayCount(1, 0, 1)}, Verdict.MET, "was read as expected"),
        (GOOD | {11: DayCount(1, 0, 1)}, Verdict.MET, "was read as expected"),
        ({}, Verdict.UNMET, "Readings are missing"),
    ],
)
def test_it_judges_the_last_complete_days(days, verdict, says):
    found = stable(daily(days))
    assert found.verdict is verdict
    assert says in str(found.says)


def test_it_counts_hours_for_one_that_is_read_every_hour():
    whole = {ago: DayCount(24, 24, 24) for ago in range(1, 11)}
    assert stable(daily(whole, "hour")).verdict is Verdict.MET
    # 228 of 240 hours are 95 %; one fewer is not.
    assert stable(daily(whole | {3: DayCount(40, 40, 12)}, "hour")).verdict is Verdict.MET
    assert stable(daily(whole | {3: DayCount(40, 40, 11)}, "hour")).verdict is Verdict.UNMET


def test_it_counts_weeks_for_one_that_is_read_every_week():
    assert stable(daily({3: ONE}, "week")).verdict is Verdict.MET
    assert stable(daily({9: ONE}, "week")).verdict is Verdict.UNMET
    assert stable(daily({3: ONE, 9: ONE}, "week"), days=14).verdict is Verdict.MET
    assert stable(daily({3: ONE}, "week"), days=14).verdict is Verdict.UNMET


def test_it_knows_nothing_without_monitors_and_of_one_that_is_too_young():
    assert stable().verdict is Verdict.UNKNOWN
    assert stable(daily(GOOD, retired_at=back(1))).verdict is Verdict.UNKNOWN
    assert stable(daily(GOOD, retired_at=back(11))).verdict is Verdict.UNKNOWN
    young = stable(daily(GOOD, starts_on=TODAY - dt.timedelta(9)))
    assert (young.verdict, str(young.says)) == (Verdict.UNKNOWN, "Watched for less than 10 days so far: Error rate.")
    assert stable(daily(GOOD, starts_on=TODAY - dt.timedelta(10))).verdict is Verdict.MET
    assert stable(daily(GOOD, created_at=back(9))).verdict is Verdict.UNKNOWN
    assert stable(daily(GOOD, created_at=back(10, 23))).verdict is Verdict.MET


# Defined or retired so many days ago, with these readings: what stands beside a monitor that is as it should be.
@pytest.mark.parametrize(
    ("days", "given", "verdict", "expected"),
    [
        (dict.fromkeys(range(4, 11), ONE), {"retired_at": back(3)}, Verdict.MET, 7),
        (dict.fromkeys(range(5, 11), ONE), {"retired_at": back(3)}, Verdict.UNMET, 7),
        (dict.fromkeys(range(3, 10), ONE), {"retired_at": back(3)}, Verdict.UNMET, 7),
        (dict.fromkeys(range(4, 11), DayCount(1, 0, 1)), {"retired_at": back(3)}, Verdict.UNMET, 7),
        (dict.fromkeys(range(4, 11), ONE) | {3: DayCount(1, 0, 1)}, {"retired_at": back(3)}, Verdict.UNMET, 7),
        (dict.fromkeys(range(4, 11), ONE) | {2: DayCount(9, 0, 1)}, {"retired_at": back(3)}, Verdict.MET, 7),
        ({}, {"retired_at": back(10)}, Verdict.MET, 0),
        ({10: DayCount(1, 0, 1)}, {"retired_at": back(10)}, Verdict.UNMET, 0),
        ({5: ONE, 4: ONE}, {"created_at": back(5), "retired_at": back(3)}, Verdict.MET, 2),
        ({5: ONE}, {"created_at": back(5), "retired_at": back(3)}, Verdict.UNMET, 2),
        ({}, {"created_at": back(5), "retired_at": back(5, 10)}, Verdict.MET, 0),
        (GOOD | {4: DayCount(1, 0, 1)}, {"retired_at": back(0)}, Verdict.UNMET, 10),
    ],
)
def test_it_judges_one_that_was_retired_by_its_days_until_then(days, given, verdict, expected):
    found = stable(daily(GOOD), daily(days, id=uuid.UUID(int=8), name="Latency", **given))
    assert (found.verdict, found.figures["monitors"][1]["expected"]) == (verdict, expected)


@given(st.dictionaries(st.integers(1, 12), st.tuples(st.integers(1, 5), st.integers(0, 5))))
def test_it_finds_the_same_after_a_monitor_was_retired_today(days):
    counts = {back_then: DayCount(n, min(n, inside), 1) for back_then, (n, inside) in days.items()}
    before = stable(daily(GOOD), daily(counts, id=uuid.UUID(int=8))).verdict
    after = stable(daily(GOOD), daily(counts, id=uuid.UUID(int=8), retired_at=back(0))).verdict
    assert before is after


def test_it_counts_a_weekly_one_by_the_whole_weeks_until_it_was_retired():
    weekly = {"every": "week", "id": uuid.UUID(int=8), "retired_at": back(3)}
    assert stable(daily(GOOD), daily({5: ONE}, **weekly)).verdict is Verdict.MET
    assert stable(daily(GOOD), daily({3: ONE}, **weekly)).verdict is Verdict.UNMET
    assert stable(daily(GOOD), daily({}, **(weekly | {"retired_at": back(4)}))).verdict is Verdict.MET


def test_it_is_unmet_by_one_that_fails_beside_one_that_is_too_young():
    young = daily({}, id=uuid.UUID(int=8), name="Latency", starts_on=TODAY)
    assert stable(daily({}), young).verdict is Verdict.UNMET


def test_it_leaves_out_what_was_defined_or_retired_later():
    later = daily({}, id=uuid.UUID(int=8), created_at=back(-1))
    assert stable(daily(GOOD), later).verdict is Verdict.MET
    assert stable(daily(GOOD, retired_at=back(-1))).verdict is Verdict.MET


@given(
    st.dictionaries(st.integers(-5, 40), st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 24))),
    st.sampled_from(["hour", "day", "week"]),
    st.integers(10, 60),
    st.integers(50, 100),
)
def test_it_finds_less_stability_the_stricter_it_asks(days, every, window, percent):
    counts = {ago: DayCount(n, min(n, inside), min(n, hours)) for ago, (n, inside, hours) in days.items()}
    monitor = daily(counts, every, starts_on=dt.date(2025, 1, 1), created_at=back(61))
    strict = stable(monitor, days=window, percent=100).verdict
    loose = stable(monitor, days=window, percent=percent).verdict
    assert strict is not Verdict.MET or loose is Verdict.MET


@given(st.integers(-5, 60), st.integers(0, 30))
def test_it_rests_on_nothing_that_came_after_the_day(ago, readings):
    """What is read today or later, and what was read before the window, changes nothing of the finding."""
    found = stable(daily(GOOD))
    if ago < 1 or ago > 10:
        assert stable(daily(GOOD | {ago: DayCount(readings, 0, 1)})) == found


# --- Incidents


def incident(
    detected: int, resolved: int | None = None, severity: int = 2, number: int = 1, recorded: int | None = None
) -> IncidentFacts:
    ended = back(resolved, 10) if resolved is not None else None
    told = back(resolved if recorded is None else recorded, 11) if resolved is not None else None
    return IncidentFacts(uuid.UUID(int=number), number, "Wrong prices", severity, back(detected, 8), ended, told)


def calm(*facts: IncidentFacts, scope: Scope = SCOPE):
    return incident_finding(facts, scope, days=10)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ([], Verdict.MET),
        ([incident(5, 5)], Verdict.UNMET),
        ([incident(40)], Verdict.UNMET),
        ([incident(40, 10)], Verdict.UNMET),
        ([incident(40, 11)], Verdict.MET),
        ([incident(0)], Verdict.UNMET),
        ([incident(-1)], Verdict.MET),
        ([incident(5, severity=3)], Verdict.MET),
        ([incident(5, severity=1)], Verdict.UNMET),
        ([incident(40, -1)], Verdict.UNMET),
        ([incident(40, 30, recorded=10)], Verdict.UNMET),
        ([incident(40, 30, recorded=11)], Verdict.MET),
        ([incident(40, 30, recorded=-1)], Verdict.UNMET),
    ],
)
def test_it_finds_severe_incidents_opened_or_open(facts, verdict):
    assert calm(*facts).verdict is verdict


def test_it_knows_nothing_of_a_run_that_is_too_young_unless_something_happened():
    young = replace(SCOPE, started_on=TODAY - dt.timedelta(9))
    assert calm(scope=young).verdict is Verdict.UNKNOWN
    assert calm(incident(2), scope=young).verdict is Verdict.UNMET
    assert calm(scope=replace(SCOPE, started_on=TODAY - dt.timedelta(10))).verdict is Verdict.MET


def test_it_keeps_the_grounds_of_a_decision_when_an_incident_is_resolved_later():
    assert calm(incident(5, -1)).basis == calm(incident(5)).basis
    assert calm(incident(5, 2)).basis != calm(incident(5)).basis


def test_it_names_the_first_and_leads_to_the_latest():
    facts = [incident(age, number=age) for age in (2, 3, 4, 5)]
    found = calm(*facts)
    assert "#2 Wrong prices, #3 Wrong prices, #4 Wrong prices and 1 more" in str(found.says)
    assert found.fix.arguments == (uuid.UUID(int=2),)
