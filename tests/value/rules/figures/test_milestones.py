from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.initiatives.choices import Verdict
from apps.value.rules.figures.milestones import milestone_standings
from apps.value.rules.terms import MilestoneTerms
from tests.value.rules.series import MONDAY, after, weekly

DUE = MONDAY + timedelta(weeks=6, days=-1)


def standing(values: list[object], *, today: date, value: str = "4") -> tuple[Verdict, Decimal | None]:
    (found,) = milestone_standings(
        [MilestoneTerms(DUE, Decimal(value))],
        weekly(values),
        cadence="week",
        direction="down",
        start=MONDAY,
        today=today,
    )
    return found.verdict, found.level.value if found.level else None


def test_it_knows_nothing_of_a_milestone_whose_day_has_not_come() -> None:
    assert standing([1, 1, 1, 1, 1], today=DUE) == (Verdict.UNKNOWN, None)


@pytest.mark.parametrize(("values", "verdict"), [([5, 4, 4, 4, 4], Verdict.MET), ([5, 5, 5, 4, 4], Verdict.UNMET)])
def test_it_holds_a_milestone_against_the_recent_level_of_its_day(values: list[object], verdict: Verdict) -> None:
    assert standing(values, today=after(6))[0] == verdict


def test_it_lets_later_readings_change_nothing_about_a_milestone_that_has_passed() -> None:
    before = standing([5, 5, 5, 5, 5], today=after(6))
    assert standing([5, 5, 5, 5, 5, 1, 1, 1, 1], today=after(9)) == before


def test_it_knows_nothing_of_a_milestone_without_a_reading_since_the_start() -> None:
    assert standing([], today=after(6)) == (Verdict.UNKNOWN, None)
