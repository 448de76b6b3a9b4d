"""The answer in a sentence: the worst first, and never better than the readings."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.initiatives.choices import Verdict
from apps.value.choices import ContractStatus, Course, Favour, Freshness, SignalRule
from apps.value.rules.figures.answers import Situation, answer
from apps.value.rules.figures.gate_signal import KpiSignal, Reason
from apps.value.rules.figures.signals import Signal
from apps.value.rules.figures.trend import CourseResult
from apps.value.rules.points import Period

WEEK = Period(dt.date(2026, 2, 23), dt.date(2026, 3, 1))
TODAY = dt.date(2026, 3, 4)
DUE = dt.date(2026, 4, 2)


def signal(favour=Favour.FAVOURABLE, rule=SignalRule.OUTSIDE_LIMIT):
    return Signal(rule, WEEK, WEEK, above=favour == Favour.UNFAVOURABLE, favour=favour, level=Decimal(4))


def moved(*verdicts, signals=(), guardrail=None, missing=0):
    reasons = [Reason(f"r{place}", verdict, "") for place, verdict in enumerate(verdicts or (Verdict.MET,))]
    if guardrail:
        reasons.append(Reason("guardrail", guardrail, "Error rate was 3 %."))
    return KpiSignal(Verdict.UNKNOWN, tuple(reasons), tuple(signals), None, None, missing)


def said(**given):
    situation = {
        "moved": moved(),
        "course": Course.ON_COURSE,
        "freshness": Freshness.CURRENT,
        "today": TODAY,
        "due_on": DUE,
    }
    situation |= given
    situation["course"] = CourseResult(situation["course"], f"It is {situation['course'].label}.")
    found = answer(Situation(**situation))
    return str(found.text), found.tone, str(found.heading)


GOOD, BAD = signal(), signal(Favour.UNFAVOURABLE)
BAD_RUN = signal(Favour.UNFAVOURABLE, SignalRule.RUN_OF_EIGHT)
UNMET = moved(Verdict.UNMET)


@pytest.mark.parametrize(
    ("given", "text", "tone"),
    [
        ({"fired": [WEEK], "fallback": "By hand."}, "The rollback trigger fired", "bad"),
        ({"freshness": Freshness.STALE}, "No current reading", "unknown"),
        ({"freshness": Freshness.NONE, "moved": None}, "No current reading", "unknown"),
        ({"moved": moved(guardrail=Verdict.UNMET)}, "Error rate was 3 %. No improvement counts", "bad"),
        (
            {"moved": moved(guardrail=Verdict.UNKNOWN)},
            "It improved by more than its natural variation, but",
            "attention",
        ),
        ({"moved": moved(guardrail=Verdict.MET)}, "A real improvement", "good"),
        ({"course": Course.ACHIEVED}, "The target is reached", "good"),
        ({"course": Course.AT_RISK}, "A real improvement", "attention"),
        ({"course": Course.OFF_COURSE}, "A real improvement", "attention"),
        ({"moved": moved(Verdict.UNMET, signals=[BAD_RUN])}, "It got worse", "bad"),
        ({"moved": moved(Verdict.UNMET, signals=[BAD])}, "1 period was worse than usual", "attention"),
        ({"moved": moved(Verdict.UNMET, signals=[GOOD, BAD])}, "It moved both ways", "attention"),
        ({"moved": moved(Verdict.UNMET, signals=[GOOD])}, "A first sign", "attention"),
        ({"moved": moved(Verdict.UNKNOWN, missing=2)}, "Too early to tell: 2 more", "unknown"),
        ({"moved": UNMET}, "No improvement that can be told", "attention"),
    ],
)
def test_it_says_the_worst_first(given, text, tone):
    found = said(**given)
    assert text in found[0]
    assert found[1] == tone


@pytest.mark.parametrize(
    ("given", "heading"),
    [
        ({"course": Course.ON_COURSE}, "It is on course."),
        ({"course": Course.AT_RISK}, "It is at risk."),
        ({"course": Course.OFF_COURSE}, "It is off course."),
        ({"course": Course.UNKNOWN}, ""),
        ({"freshness": Freshness.STALE}, ""),
        ({"ended": ContractStatus.ACHIEVED}, ""),
        ({"ended": ContractStatus.MISSED, "today": dt.date(2026, 4, 3)}, ""),
        ({"today": dt.date(2026, 4, 3)}, "Its last day was 2 Apr 2026: decide what follows."),
    ],
)
def test_it_says_where_it_is_heading(given, heading):
    assert said(**given)[2] == heading


@pytest.mark.parametrize(
    ("status", "text", "tone"),
    [
        (ContractStatus.ACHIEVED, "Achieved:", "good"),
        (ContractStatus.MISSED, "Missed: the target was not reached by 2 Apr 2026.", "bad"),
        (ContractStatus.ROLLED_BACK, "Rolled back:", "bad"),
    ],
)
def test_it_says_first_how_a_contract_ended_however_old_its_readings_are(status, text, tone):
    found = said(ended=status, freshness=Freshness.STALE)
    assert text in found[0]
    assert found[1] == tone


def test_it_is_no_good_news_once_the_last_day_has_passed_without_the_target():
    assert said(today=dt.date(2026, 4, 3))[1] == "attention"
    assert said(today=dt.date(2026, 4, 3), course=Course.ACHIEVED)[1] == "good"


def test_it_names_the_periods_unlike_the_others():
    found = answer(Situation(moved(Verdict.UNMET, signals=[BAD]), None, Freshness.CURRENT, TODAY))
    assert found.worse == (WEEK,)
    assert found.better == ()
