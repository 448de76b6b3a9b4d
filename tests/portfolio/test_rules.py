import datetime as dt
import uuid
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.portfolio.rules.desk import DUE_SOON_DAYS, desk_items
from apps.portfolio.rules.standings import COURSES, StandingRow, worst_course
from apps.value.choices import Cadence, ContractStatus, Course

MONDAY = dt.date(2026, 3, 2)
BERLIN, AUCKLAND = "Europe/Berlin", "Pacific/Auckland"
TODAY = {BERLIN: MONDAY, AUCKLAND: MONDAY + dt.timedelta(days=1)}


def row(**given: object) -> StandingRow:
    """A contract in force, on course, with last week's reading."""
    fields = {
        "client_id": uuid.UUID(int=1),
        "client_name": "Acme Pumps",
        "client_slug": "acme",
        "time_zone": BERLIN,
        "contract_id": uuid.UUID(int=2),
        "title": "Proposals in three days",
        "status": "active",
        "kpi_id": uuid.UUID(int=3),
        "kpi_name": "Proposal turnaround",
        "unit": "duration_days",
        "currency": "",
        "cadence": "week",
        "baseline": Decimal(5),
        "target": Decimal(3),
        "recent_level": Decimal(4),
        "progress": Decimal("0.5"),
        "course": "on_course",
        "starts_on": MONDAY - dt.timedelta(days=20),
        "due_on": MONDAY + dt.timedelta(days=39),
        "last_period_end": MONDAY - dt.timedelta(days=1),
        "waiting_for": (),
    } | given
    return StandingRow(**fields)


def kinds(*rows: StandingRow) -> list[str]:
    return [item.kind for item in desk_items(rows, TODAY)]


def test_it_is_quiet_about_what_is_on_course():
    assert kinds(row(), row(course="achieved"), row(course="unknown")) == []


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"status": "proposed", "waiting_for": ("sponsor",)}, ["unsigned"]),
        ({"waiting_for": ("sponsor",)}, ["unsigned"]),
        ({"course": "off_course"}, ["off_course"]),
        ({"course": "at_risk"}, ["at_risk"]),
        ({"last_period_end": None}, ["stale"]),
        ({"last_period_end": MONDAY - dt.timedelta(days=8)}, ["late"]),
        ({"last_period_end": MONDAY - dt.timedelta(days=15)}, ["late"]),
        ({"last_period_end": MONDAY - dt.timedelta(days=22)}, ["stale"]),
        ({"due_on": MONDAY}, ["due"]),
        ({"due_on": MONDAY + dt.timedelta(days=DUE_SOON_DAYS)}, ["due"]),
        ({"due_on": MONDAY + dt.timedelta(days=DUE_SOON_DAYS + 1)}, []),
        ({"course": "off_course", "last_period_end": None, "due_on": MONDAY}, ["off_course", "stale", "due"]),
    ],
)
def test_it_names_what_needs_somebody(given, kind):
    assert kinds(row(**given)) == kind


def test_it_does_not_fall_silent_when_a_contract_is_past_its_last_day():
    assert kinds(row(due_on=MONDAY - dt.timedelta(days=1))) == ["overdue"]


@pytest.mark.parametrize("status", ["draft", "signed", "achieved", "missed", "rolled_back", "superseded", "cancelled"])
def test_it_asks_nothing_about_what_does_not_run(status):
    assert kinds(row(status=status, course="off_course", last_period_end=None, due_on=MONDAY)) == []


def test_it_tells_late_by_the_clients_own_day():
    day = Cadence.DAY
    sunday = MONDAY - dt.timedelta(days=1)
    assert kinds(row(cadence=day, last_period_end=sunday)) == []
    assert kinds(row(cadence=day, last_period_end=sunday, time_zone=AUCKLAND)) == ["late"]


def test_it_counts_the_days_of_a_play_from_one():
    assert row(starts_on=MONDAY).day(MONDAY) == 1
    assert row(starts_on=MONDAY - dt.timedelta(days=59)).day(MONDAY) == 60
    assert row(starts_on=MONDAY + dt.timedelta(days=1)).day(MONDAY) is None
    assert row(starts_on=None).day(MONDAY) is None


def test_it_shows_a_client_by_its_worst_course():
    assert worst_course([]) is None
    assert worst_course([row(status="draft", course="off_course")]) is None
    assert worst_course([row(course="on_course"), row(course="at_risk"), row(course="achieved")]) == Course.AT_RISK
    assert set(COURSES) == set(Course)


ROWS = st.lists(
    st.builds(
        row,
        client_name=st.sampled_from(["Acme", "Borealis"]),
        time_zone=st.sampled_from([BERLIN, AUCKLAND]),
        status=st.sampled_from(ContractStatus.values),
        cadence=st.sampled_from(Cadence.values),
        course=st.sampled_from(Course.values),
        due_on=st.none() | st.dates(),
        starts_on=st.none() | st.dates(),
        last_period_end=st.none() | st.dates(max_value=MONDAY),
    ),
    max_size=6,
)


@given(ROWS)
def test_it_says_each_thing_once_and_the_most_urgent_first(rows):
    items = desk_items(rows, TODAY)
    assert [item.weight for item in items] == sorted(item.weight for item in items)
    for each in rows:
        said = [item.kind for item in items if item.row is each]
        assert len(said) == len(set(said))
        assert not {"late", "stale"} <= set(said)
        assert said == [] or each.status in ("active", "proposed")
    assert items == desk_items(list(reversed(rows)), TODAY) or len({item.weight for item in items}) < len(items)


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ({"course": "off_course"}, True),
        ({"due_on": MONDAY + dt.timedelta(days=3)}, False),
        ({"due_on": MONDAY - dt.timedelta(days=3)}, False),
    ],
)
def test_it_does_not_pass_the_day_on_which_a_contract_is_due_for_the_day_of_something_else(given, due):
    assert [item.is_due_day for item in desk_items([row(**given)], TODAY)] == [due]
