"""What a play says of itself on a day, and what of it needs somebody."""

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.plays.choices import GateStatus, GateType, PlayStatus
from apps.portfolio.choices import DeskKind, DueKind
from apps.portfolio.rules.desk import desk_items
from apps.portfolio.rules.due import DueRow
from apps.portfolio.rules.plays import SOON_DAYS, PlayRow
from tests.portfolio.test_rules import AUCKLAND, BERLIN, MONDAY, TODAY
from tests.portfolio.test_rules import row as contract


def days(count: int) -> dt.date:
    """The date so many days from today."""
    return MONDAY + dt.timedelta(days=count)


def play(**given: object) -> PlayRow:
    """A play on day 20 whose Pilot gate comes in ten days, with progress today."""
    fields = {
        "client_id": uuid.UUID(int=1),
        "client_name": "Acme Pumps",
        "client_slug": "acme",
        "time_zone": BERLIN,
        "play_id": uuid.UUID(int=5),
        "initiative_id": uuid.UUID(int=6),
        "contract_id": uuid.UUID(int=2),
        "initiative_name": "Proposals in three days",
        "team": "North",
        "status": "running",
        "starts_on": days(-19),
        "last_on": days(40),
        "redesign_on": None,
        "gate_id": uuid.UUID(int=7),
        "gate": "pilot",
        "gate_status": "open",
        "gate_due_on": days(10),
        "criteria_met": 2,
        "criteria_asked": 4,
        "is_frozen": False,
        "activities_due": (),
        "conditions_due": (),
        "waivers_until": (),
        "severe_incidents": 0,
        "progress_on": MONDAY,
        "stall_days": 14,
    } | given
    return PlayRow(**fields)


def kinds(*rows: PlayRow) -> list[str]:
    return [item.kind for item in desk_items([], TODAY, plays=rows)]


def test_it_is_quiet_about_a_play_that_goes_on():
    assert kinds(play(), play(status="planned", starts_on=days(3))) == []


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"last_on": days(-1), "gate_due_on": days(-1)}, ["play_overdue"]),
        ({"last_on": MONDAY}, []),
        ({"last_on": days(-1), "gate_status": "submitted"}, ["play_overdue", "decision"]),
        ({"last_on": days(-9), "status": "paused", "redesign_on": days(1)}, []),
        ({"last_on": days(-9), "status": "paused", "redesign_on": MONDAY}, ["play_overdue"]),
        ({"is_frozen": True}, ["frozen"]),
        ({"severe_incidents": 2}, ["incident"]),
        ({"gate_status": "submitted"}, ["decision"]),
        ({"conditions_due": (days(-1), days(3))}, ["conditions"]),
        ({"conditions_due": (MONDAY,)}, []),
        ({"gate_due_on": days(SOON_DAYS)}, ["gate"]),
        ({"gate_due_on": days(SOON_DAYS + 1)}, []),
        ({"gate_due_on": MONDAY}, ["gate"]),
        ({"gate_due_on": days(-1)}, ["gate_late"]),
        ({"gate_due_on": days(-1), "status": "paused", "redesign_on": days(5), "gate_status": "redesign"}, []),
        ({"progress_on": days(-14)}, ["stalled"]),
        ({"progress_on": days(-13)}, []),
        ({"progress_on": days(-7), "stall_days": 7}, ["stalled"]),
        ({"progress_on": days(-14), "status": "paused", "redesign_on": days(5)}, []),
        ({"waivers_until": (days(SOON_DAYS),)}, ["waiver"]),
        ({"waivers_until": (days(SOON_DAYS + 1), days(-1))}, []),
        ({"activities_due": (days(-5),)}, []),
    ],
)
def test_it_names_what_needs_somebody(given, kind):
    assert kinds(play(**given)) == kind


@pytest.mark.parametrize("status", ["scaled", "stopped"])
def test_it_asks_of_a_play_that_ended_nothing_but_its_incidents(status):
    ended = {
        "status": status,
        "last_on": days(-30),
        "gate_id": None,
        "gate": "",
        "gate_status": "",
        "gate_due_on": None,
        "is_frozen": True,
        "conditions_due": (days(-3),),
        "waivers_until": (MONDAY,),
        "progress_on": days(-60),
    }
    assert kinds(play(**ended)) == []
    assert kinds(play(**ended, severe_incidents=1)) == ["incident"]


def test_it_names_an_initiatives_incidents_once():
    twice = [play(severe_incidents=1), play(play_id=uuid.UUID(int=9), team="South", severe_incidents=1)]
    assert kinds(*twice) == ["incident"]
    assert kinds(*twice, play(initiative_id=uuid.UUID(int=10), severe_incidents=3)) == ["incident", "incident"]
    assert kinds(twice[0], play(client_id=uuid.UUID(int=11), severe_incidents=1)) == ["incident", "incident"]


def test_it_does_not_name_a_fired_trigger_beside_the_gates_that_it_froze():
    fired = contract(alerts=("rollback", "guardrail"))
    found = desk_items([fired], TODAY, plays=[play(is_frozen=True)])
    assert [item.kind for item in found] == ["frozen", "guardrail"]
    elsewhere = play(is_frozen=True, client_id=uuid.UUID(int=12))
    assert "rollback" in [item.kind for item in desk_items([fired], TODAY, plays=[elsewhere])]
    ended = play(is_frozen=True, status="stopped")
    assert "rollback" in [item.kind for item in desk_items([fired], TODAY, plays=[ended])]


def test_it_begins_with_the_play_that_nobody_decided():
    worst = contract(alerts=("rollback",), course="off_course")
    found = desk_items([worst], TODAY, plays=[play(severe_incidents=1), play(last_on=days(-2), gate_due_on=days(-2))])
    assert found[0].kind == "play_overdue"


def attestation(on: dt.date, **given: object) -> DueRow:
    fields = {
        "kind": DueKind.ATTESTATION,
        "source_id": uuid.UUID(int=8),
        "gate": "",
        "title": "Proposals in three days",
        "on": on,
        "initiative_name": "Proposals in three days",
        "path": "initiatives/x/",
        "done": False,
        "changed_at": dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
        "client_name": "Acme Pumps",
        "client_slug": "acme",
        "time_zone": BERLIN,
    } | given
    return DueRow(**fields)


def test_it_names_an_attestation_by_the_clients_own_day():
    assert desk_items([], TODAY, overdue=[attestation(MONDAY)]) == []
    assert [item.kind for item in desk_items([], TODAY, overdue=[attestation(days(-1))])] == ["attestation"]
    assert [item.kind for item in desk_items([], TODAY, overdue=[attestation(MONDAY, time_zone=AUCKLAND)])] == [
        "attestation"
    ]
    assert desk_items([], TODAY, overdue=[attestation(days(-1), done=True)]) == []


def test_it_counts_days_late_work_and_idleness():
    one = play(activities_due=(days(-2), days(-1), MONDAY), progress_on=days(-40))
    assert (one.day(MONDAY), one.late_activities(MONDAY), one.idle_days(MONDAY)) == (20, 2, 19)
    assert one.title == "Proposals in three days, North"
    assert one.gate_label == "Pilot"
    planned = play(status="planned", starts_on=days(1), progress_on=days(1))
    assert (planned.day(MONDAY), planned.idle_days(MONDAY)) == (None, 0)


DATES = st.dates(days(-90), days(90))
PLAYS = st.lists(
    st.builds(
        play,
        time_zone=st.sampled_from([BERLIN, AUCKLAND]),
        status=st.sampled_from(PlayStatus.values),
        starts_on=DATES,
        last_on=DATES,
        redesign_on=st.none() | DATES,
        gate=st.sampled_from(GateType.values),
        gate_status=st.sampled_from(GateStatus.values),
        gate_due_on=DATES,
        is_frozen=st.booleans(),
        conditions_due=st.lists(DATES, max_size=2).map(tuple),
        waivers_until=st.lists(DATES, max_size=2).map(tuple),
        severe_incidents=st.integers(0, 2),
        progress_on=DATES,
    ),
    max_size=5,
)


@given(PLAYS)
def test_it_says_each_thing_once_the_most_urgent_first_and_never_misses_an_overdue_play(rows):
    items = desk_items([], TODAY, plays=rows)
    assert [item.weight for item in items] == sorted(item.weight for item in items)
    for each in rows:
        said = [item.kind for item in items if item.row is each]
        assert len(said) == len(set(said))
        assert (DeskKind.PLAY_OVERDUE in said) == each.is_overdue(TODAY[each.time_zone])
        assert set(said) <= {DeskKind.INCIDENT} or each.is_open
        assert all(str(item.what) for item in items)


def test_it_leads_to_the_gate_where_one_is_to_be_decided_and_else_to_the_play():
    one = play(gate_status="submitted", is_frozen=True)
    places = {item.kind: (item.view, item.argument) for item in desk_items([], TODAY, plays=[one])}
    assert places == {"decision": ("plays:gate", one.gate_id), "frozen": ("plays:play", one.play_id)}
    assert play(gate_id=None).gate_page == ("plays:play", one.play_id)
