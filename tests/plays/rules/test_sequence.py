"""A second AI use case waits until the first is governed (S13)."""

import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.initiatives.choices import InitiativeStatus
from apps.plays.rules.sequence import UNDER_WAY, UseCase, governance_before_the_second

MARCH, APRIL = date(2026, 3, 2), date(2026, 4, 2)


def case(number: int = 1, began: date | None = MARCH, status: str = "pilot", monitors: int = 0) -> UseCase:
    return UseCase(uuid.UUID(int=number), f"Case {number}", status, began, monitors)


FIRST, SECOND = case(1), case(2, APRIL)


def test_it_finds_the_first_without_thresholds_and_leads_to_its_governance() -> None:
    found = governance_before_the_second(SECOND, [FIRST, SECOND], starting=False)
    assert found is not None
    assert (found.rule, found.fix.view, found.fix.arguments) == (
        "S13",
        "initiatives:initiative_governance",
        (FIRST.id,),
    )
    assert str(found.says) == "“Case 1” is under way without performance thresholds and a breach process."


@pytest.mark.parametrize(
    ("second", "first", "starting", "found"),
    [
        (SECOND, case(monitors=1), False, False),
        (SECOND, case(status="killed"), False, False),
        (SECOND, case(status="idea", began=None), False, False),
        (SECOND, case(status="paused"), False, True),
        # The first one itself has nobody before it.
        (FIRST, SECOND, False, False),
        # One that has not begun is asked about only when it is about to.
        (case(2, None, "evaluating"), FIRST, False, False),
        (case(2, None, "evaluating"), FIRST, True, True),
        # On one day, the one that came into the register earlier is the first.
        (case(2, MARCH), FIRST, False, True),
        (FIRST, case(2, MARCH), False, False),
    ],
)
def test_it_asks_only_of_what_was_under_way_before(
    second: UseCase, first: UseCase, starting: bool, found: bool
) -> None:
    assert (governance_before_the_second(second, [first], starting=starting) is not None) is found


def test_it_names_the_earliest_that_is_not_governed() -> None:
    cases = [case(1, date(2026, 1, 5), monitors=2), case(2, date(2026, 2, 5)), case(3, date(2026, 1, 20))]
    found = governance_before_the_second(case(4, APRIL), cases, starting=False)
    assert found is not None
    assert found.fix.arguments == (cases[2].id,)


cases = st.builds(
    UseCase,
    id=st.uuids(),
    name=st.just("Case"),
    status=st.sampled_from(InitiativeStatus.values),
    began_on=st.dates(date(2026, 1, 1), date(2026, 1, 9)) | st.none(),
    monitors=st.integers(0, 1),
)


@given(second=cases, others=st.lists(cases, max_size=4), starting=st.booleans())
def test_it_finds_nothing_once_every_other_is_governed(second: UseCase, others: list[UseCase], starting: bool) -> None:
    found = governance_before_the_second(second, others, starting=starting)
    if found is None:
        return
    first = next(each for each in others if each.id == found.fix.arguments[0])
    assert first.monitors == 0
    assert first.status in UNDER_WAY
    assert first.is_before(second)
