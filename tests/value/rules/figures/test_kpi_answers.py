import datetime as dt
from decimal import Decimal

import pytest

from apps.value.choices import Favour, Freshness, SignalRule
from apps.value.rules.figures.kpi_answers import kpi_answer
from apps.value.rules.figures.limits import natural_limits
from apps.value.rules.figures.signals import Signal
from apps.value.rules.points import Period, Point, Unknown

WEEK = Period(dt.date(2026, 2, 23), dt.date(2026, 3, 1))
LIMITS = natural_limits([Point(WEEK, Decimal(value)) for value in (4, 5, 4, 5, 4, 5, 4, 5)])


def signal(favour):
    return Signal(SignalRule.OUTSIDE_LIMIT, WEEK, WEEK, above=False, favour=favour, level=Decimal(1))


def answer(**given):
    known = {"freshness": Freshness.CURRENT, "has_baseline": True, "limits": LIMITS, "signals": []}
    return kpi_answer(**known | given)


@pytest.mark.parametrize(
    ("favours", "said", "tone"),
    [
        ([], "No movement since the baseline", "attention"),
        ([Favour.FAVOURABLE], "for the better", "good"),
        ([Favour.UNFAVOURABLE], "for the worse", "bad"),
        ([Favour.FAVOURABLE, Favour.UNFAVOURABLE], "both ways", "attention"),
        ([Favour.NEUTRAL], "It moved since the baseline", "attention"),
    ],
)
def test_it_says_which_way_a_kpi_moved(favours, said, tone):
    found = answer(signals=[signal(favour) for favour in favours])

    assert said in str(found.text)
    assert found.tone == tone


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"freshness": Freshness.NONE}, "There is no reading yet"),
        ({"freshness": Freshness.STALE, "signals": [signal(Favour.FAVOURABLE)]}, "No current reading"),
        ({"has_baseline": False}, "no baseline"),
        ({"limits": Unknown("no_limits", "Three are missing.", 3)}, "Three are missing."),
    ],
)
def test_it_says_why_nobody_can_tell_yet(given, said):
    found = answer(**given)

    assert said in str(found.text)
    assert found.tone in ("unknown", "attention")


def test_it_still_answers_when_the_latest_reading_is_late():
    assert answer(freshness=Freshness.LATE, signals=[signal(Favour.FAVOURABLE)]).tone == "good"
