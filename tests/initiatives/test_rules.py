"""What waiting costs (S10), and what of an initiative is set by hand (P3)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.initiatives.choices import InitiativeStatus, InitiativeType, StageReached
from apps.initiatives.rules import (
    Place,
    Wait,
    by_hand_problems,
    cost_of_delay_so_far,
    delay_problems,
    stage_after,
    statuses_by_hand,
    wait_after,
)

MARCH = date(2026, 3, 12)
YEAR_ON = date(2027, 3, 12)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
costs = st.decimals(0, 10**12, places=2)
statuses = st.sampled_from(InitiativeStatus.values)


def test_it_costs_twelve_months_in_a_mean_year() -> None:
    after = MARCH + timedelta(days=1461)
    assert cost_of_delay_so_far(Decimal(12_000), Wait(MARCH), after) == 48 * 12_000


@pytest.mark.parametrize(
    ("wait", "counted"),
    [
        (Wait(MARCH), 365),
        (Wait(MARCH, production_on=MARCH + timedelta(days=31)), 31),
        (Wait(MARCH, ended_on=MARCH + timedelta(days=10)), 10),
        # Retired after it went to production: the wait was over before.
        (Wait(MARCH, production_on=MARCH + timedelta(days=31), ended_on=MARCH + timedelta(days=99)), 31),
        (Wait(MARCH, production_on=MARCH), 0),
        (Wait(YEAR_ON + timedelta(days=1)), 0),
    ],
)
def test_it_counts_the_days_in_the_register_before_production(wait: Wait, counted: int) -> None:
    assert wait.days(YEAR_ON) == counted
    assert cost_of_delay_so_far(Decimal("30.4375"), wait, YEAR_ON) == counted


@given(cost=costs, since=days, today=days, later=st.integers(0, 1_000))
def test_it_never_falls_while_the_wait_goes_on(cost: Decimal, since: date, today: date, later: int) -> None:
    before = cost_of_delay_so_far(cost, Wait(since), today)
    assert 0 <= before <= cost_of_delay_so_far(cost, Wait(since), today + timedelta(days=later))


@given(cost=costs, since=days, waited=st.integers(0, 5_000), later=st.integers(0, 5_000), ended=st.booleans())
def test_it_stands_still_once_the_wait_is_over(
    cost: Decimal, since: date, waited: int, later: int, ended: bool
) -> None:
    over = since + timedelta(days=waited)
    wait = Wait(since, ended_on=over) if ended else Wait(since, production_on=over)
    assert cost_of_delay_so_far(cost, wait, over + timedelta(days=later)) == cost_of_delay_so_far(
        cost, Wait(since), over
    )


@given(moves=st.lists(st.tuples(statuses, st.integers(0, 90)), max_size=8))
def test_it_is_over_once_in_production_and_while_it_has_ended(moves: list[tuple[str, int]]) -> None:
    wait, today, produced = Wait(MARCH), MARCH, None
    for status, pause in moves:
        before, today = wait, today + timedelta(days=pause)
        wait = wait_after(before, status, today)
        produced = produced or (today if status == "production" else None)
        assert wait.production_on == produced
        assert wait_after(wait, status, today + timedelta(days=1)) == wait
        assert (wait.over_on is not None) == (produced is not None or status in {"killed", "retired"})
        assert not list(delay_problems(None, wait))


def test_it_counts_no_month_in_production_nor_a_pause_after_it() -> None:
    january, february, june, july = (date(2026, month, 1) for month in (1, 2, 6, 7))
    produced = wait_after(Wait(january), "production", february)
    paused = wait_after(produced, "paused", june)
    resumed = wait_after(paused, "production", july)
    assert [wait.days(YEAR_ON) for wait in (produced, paused, resumed)] == [31, 31, 31]


def test_it_goes_on_where_an_end_before_production_is_undone() -> None:
    killed = wait_after(Wait(MARCH), "killed", MARCH + timedelta(days=10))
    assert killed.days(YEAR_ON) == 10
    assert wait_after(killed, "pilot", MARCH + timedelta(days=20)).days(YEAR_ON) == 365


@pytest.mark.parametrize(
    ("reached", "status", "after"),
    [
        ("none", "pilot", "none"),
        ("none", "limited_production", "limited_production"),
        ("limited_production", "production", "production"),
        ("limited_production", "paused", "limited_production"),
        ("production", "limited_production", "production"),
        ("production", "killed", "production"),
        ("none", "retired", "none"),
    ],
)
def test_it_remembers_the_furthest_stage(reached: str, status: str, after: str) -> None:
    assert stage_after(reached, status) == after


changes = st.fixed_dictionaries(
    {}, optional={"status": statuses, "type": st.sampled_from(InitiativeType.values), "name": st.just("Another")}
)


@given(moves=st.lists(changes, max_size=8))
def test_it_finds_no_way_by_hand_from_a_pilot_to_an_ai_use_case_in_production(moves: list[dict[str, str]]) -> None:
    place = Place("ai_use_case", "pilot", "none")
    for change in moves:
        if not list(by_hand_problems(place, change)):
            status = change.get("status", place.status)
            place = Place(change.get("type", place.type), status, stage_after(place.reached, status))
        assert place.type != "ai_use_case" or place.reached == "none"


@given(status=statuses, kind=st.sampled_from(InitiativeType.values), reached=st.sampled_from(StageReached.values))
def test_it_offers_by_hand_what_it_does_not_refuse(status: str, kind: str, reached: str) -> None:
    place = Place(kind, status, reached)
    taken = {each for each in InitiativeStatus.values if not list(by_hand_problems(place, {"status": each}))}
    assert taken == statuses_by_hand(place)


@given(moves=st.lists(statuses, max_size=8))
def test_it_never_falls_back_a_stage(moves: list[str]) -> None:
    stage, passed = StageReached.NONE.value, {StageReached.NONE.value}
    for status in moves:
        passed |= {status} & set(StageReached.values)
        stage = stage_after(stage, status)
        assert stage == max(passed, key=StageReached.values.index)


def test_it_names_what_is_wrong() -> None:
    found = list(delay_problems(Decimal(-1), Wait(MARCH, production_on=MARCH - timedelta(days=1))))
    assert [(problem.field, problem.code) for problem in found] == [("cost_of_delay", "S10"), ("registered_on", "S10")]
    assert not list(delay_problems(Decimal(0), Wait(MARCH, production_on=MARCH)))
