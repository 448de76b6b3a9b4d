"""Numbers and dates as people of each language read them. Today is Monday 2 March 2026."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from kernel.web import formats

THIN = "\u202f"
HARD = "\xa0"


@pytest.fixture(params=["en", "de"])
def language(request):
    with translation.override(request.param):
        yield request.param


def test_it_writes_numbers_as_the_language_does(language):
    assert formats.number(Decimal("1234.5"), 2) == {"en": "1,234.50", "de": "1.234,50"}[language]
    assert formats.number(Decimal("7.1250")) == {"en": "7.125", "de": "7,125"}[language]
    assert formats.number(12) == "12"


def test_it_writes_a_quantity_with_its_unit(language):
    expected = {
        "percent": {"en": f"42{THIN}%", "de": f"42{THIN}%"},
        "ratio": {"en": f"4,200.0{THIN}%", "de": f"4.200,0{THIN}%"},
        "money": {"en": "€42", "de": f"42{HARD}€"},
        "duration_days": {"en": "42 days", "de": "42 Tage"},
        "count": {"en": "42", "de": "42"},
    }
    for unit, texts in expected.items():
        assert formats.quantity(Decimal(42), unit, "EUR") == texts[language], unit


def test_it_says_one_of_a_unit_in_the_singular(language):
    assert formats.quantity(1, "duration_hours") == {"en": "1 hour", "de": "1 Stunde"}[language]


def test_it_says_a_change_of_a_share_in_percentage_points():
    with translation.override("en"):
        assert formats.change(Decimal(22), "percent") == "22 percentage points"
        assert formats.change(Decimal("0.22"), "ratio") == "22 percentage points"
        assert formats.change(Decimal(-1), "percent") == "-1 percentage point"
        assert formats.change(Decimal("0.5"), "percent") == "0.5 percentage points"
        assert formats.change(2, "duration_days") == "2 days"


def test_it_says_how_near_a_date_is():
    with translation.override("en"):
        said = {
            days: formats.near_day(dt.date(2026, 3, 2) + dt.timedelta(days=days))
            for days in (-2, -1, 0, 1, 10, 40, 400)
        }
    assert said == {
        -2: "2 days ago, Sat 28 February",
        -1: "yesterday, Sun 1 March",
        0: "today, Mon 2 March",
        1: "tomorrow, Tue 3 March",
        10: "in 10 days, Thu 12 March",
        40: "Sat 11 April",
        400: "Tue 6 April 2027",
    }


def test_it_takes_today_from_the_persons_time_zone():
    with translation.override("en"), timezone.override("Pacific/Kiritimati"):
        assert formats.near_day(dt.date(2026, 3, 2)).startswith("today")
        assert formats.moment(dt.datetime(2026, 3, 2, 11, tzinfo=dt.UTC)) == "tomorrow, Tue 3 March, 01:00"
