"""What is in the way and how old it is (O5), what governance would have found (G8), and ownership in three places (O6)."""

import uuid
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.initiatives.choices import BlockerKind, BusinessFunction
from apps.initiatives.rules import (
    blocker_day_problems,
    blocker_words,
    days_in_the_way,
    found_too_late,
    split_ownership,
)

REGISTERED, TODAY = date(2026, 2, 1), date(2026, 3, 2)
INITIATIVE = uuid.UUID(int=1)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
functions = st.sampled_from(BusinessFunction.values)


@pytest.mark.parametrize(
    ("opened", "resolved", "fields"),
    [
        (TODAY, None, []),
        (REGISTERED, TODAY, []),
        (TODAY + timedelta(1), None, ["opened_on"]),
        (REGISTERED - timedelta(1), None, ["opened_on"]),
        (TODAY, TODAY - timedelta(1), ["resolved_on"]),
        (REGISTERED, TODAY + timedelta(1), ["resolved_on"]),
    ],
)
def test_it_finds_days_that_cannot_be(opened: date, resolved: date | None, fields: list[str]) -> None:
    found = list(blocker_day_problems(opened, REGISTERED, resolved, TODAY))
    assert [problem.field for problem in found] == fields
    assert all(problem.code == "O5" and problem.way_out for problem in found)


@given(opened=days, later=st.integers(0, 1_000), more=st.integers(0, 1_000))
def test_it_ages_day_by_day_and_stands_still_once_it_is_out_of_the_way(opened: date, later: int, more: int) -> None:
    over = opened + timedelta(later)
    assert days_in_the_way(opened, None, over) == later
    assert days_in_the_way(opened, over, over + timedelta(more)) == later
    assert days_in_the_way(over, None, opened) == 0


@pytest.mark.parametrize(
    ("control", "count", "words"),
    [
        ("outside", 12, "outside Anna Weber’s control, for 12 days"),
        ("outside", 1, "outside Anna Weber’s control, for 1 day"),
        ("inside", 0, "within Anna Weber’s control, for 0 days"),
    ],
)
def test_it_says_whose_a_blocker_is_to_remove_and_how_old_it_is(control: str, count: int, words: str) -> None:
    assert blocker_words(control, "Anna Weber", count) == words


@pytest.mark.parametrize("kind", BlockerKind.values)
def test_it_says_of_three_kinds_that_governance_would_have_found_them(kind: str) -> None:
    asked = kind in ("data_path", "policy_conflict", "audit_concern")
    assert found_too_late(kind, late_discovery=True) is asked
    assert found_too_late(kind, late_discovery=False) is False


def test_it_finds_that_nobody_owns_data_operations_and_money() -> None:
    found = split_ownership(INITIATIVE, data="it", operations="sales", budget="finance")
    assert found is not None
    assert (found.rule, found.fix.view, found.fix.arguments) == ("O6", "initiatives:edit_initiative", (INITIATIVE,))
    assert str(found.says) == "Data in IT, operations in sales, money in finance: nobody owns all three."
    assert str(found.why)


@given(data=functions | st.none(), operations=functions, budget=functions | st.none())
def test_it_finds_split_ownership_where_all_three_are_known_and_apart_only(
    data: str | None, operations: str, budget: str | None
) -> None:
    apart = data not in (None, operations, budget) and budget not in (None, operations)
    found = split_ownership(INITIATIVE, data=data, operations=operations, budget=budget)
    assert (found is not None) is apart
