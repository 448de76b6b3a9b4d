from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from apps.initiatives.choices import Verdict
from apps.value.rules.figures.gate_signal import GuardrailReadings, KpiSignal, kpi_signal
from apps.value.rules.points import Unknown
from tests.value.rules.series import after, limits, week, weekly

CALM = [9, 11] * 13
"""26 weeks of baseline around 10; the limits of the tests are 4 and 16."""


def judged(play: list[object], *, guardrails: tuple[GuardrailReadings, ...] = (), **more: Any) -> KpiSignal:
    """The signal after the play's weeks; the play begins with week 26."""
    given: dict[str, Any] = {
        "limits": limits(),
        "grid": "week",
        "direction": "down",
        "baseline_end": week(25).end,
        "play_start": week(26).start,
        "today": after(26 + len(play)),
    }
    return kpi_signal(weekly([*CALM, *play]), guardrails=guardrails, **{**given, **more})


def verdicts(signal: KpiSignal) -> dict[str, str]:
    return {reason.code: reason.verdict.value for reason in signal.reasons}


def errors(values: list[object]) -> GuardrailReadings:
    return GuardrailReadings("Error rate", "below", Decimal(2), "week", weekly(values, first=26))


def test_it_is_met_when_all_conditions_hold() -> None:
    found = judged([3, 3, 3, 3], guardrails=(errors([1, 1, 1, 1]),))
    assert found.verdict == Verdict.MET
    assert set(verdicts(found).values()) == {"met"}
    assert found.bound is not None
    assert round(found.bound, 9) == 3


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        ([10, 10, 10, 10], "favourable"),
        ([3, 10, 10, 10], "level"),
        ([17, 3, 3, 3], "unfavourable"),
        ([7, 7, 7, 7], "level"),
    ],
)
def test_it_is_unmet_when_one_condition_fails(play: list[object], reason: str) -> None:
    found = judged(play)
    assert found.verdict == Verdict.UNMET
    assert verdicts(found)[reason] == "unmet"


def test_it_is_not_met_by_a_level_exactly_on_the_bound() -> None:
    found = judged([7] * 8, limits=replace(limits(), average_range=Decimal(6) / Decimal("2.66")))
    assert verdicts(found)["level"] == "unmet"


@pytest.mark.parametrize("n", range(4))
def test_it_is_unknown_before_four_readings_of_the_play_and_says_how_many_are_missing(n: int) -> None:
    found = judged([3] * n)
    assert found.verdict == Verdict.UNKNOWN
    assert found.missing == 4 - n


def test_it_is_unknown_without_limits() -> None:
    found = judged([3, 3, 3, 3], limits=Unknown("no_limits", "too few", 3))
    assert found.verdict == Verdict.UNKNOWN
    assert found.missing == 3


def test_it_is_unknown_when_the_readings_are_stale() -> None:
    found = judged([3, 3, 3, 3], today=after(34))
    assert verdicts(found)["fresh"] == "unknown"
    assert found.verdict == Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 1, 1, 1], "met"),
        ([1, 2, 1, 1], "unmet"),
        ([1, 1, 1], "unknown"),
        ([1, None, 1, 1], "unknown"),
        ([2, None, 1, 1], "unmet"),
    ],
)
def test_it_holds_every_week_of_a_guardrail_against_its_bound(values: list[object], expected: str) -> None:
    assert verdicts(judged([3, 3, 3, 3], guardrails=(errors(values),)))["guardrail"] == expected


def test_it_takes_no_reading_of_two_cases_for_a_guardrail_that_was_kept() -> None:
    kept = errors([1, 1, 1, 1])
    thin = [replace(point, cases=2 if place == 2 else 40) for place, point in enumerate(kept.points)]
    found = judged([3, 3, 3, 3], guardrails=(replace(kept, points=thin),))
    assert verdicts(found)["guardrail"] == "unknown"


def test_it_does_not_count_a_signal_from_before_the_play() -> None:
    found = judged([10] * 4, play_start=week(30).start, today=after(34))
    assert found.signals == ()


def test_it_says_every_reason_as_a_sentence() -> None:
    for reason in judged([3, 3, 3, 3], guardrails=(errors([1]),)).reasons:
        assert str(reason.text).endswith(".")
