"""Days off: of which country a time zone is, its weekends, and the public holidays that hold in all of it."""

import datetime as dt

import pytest
from django.utils import translation

from kernel.daysoff import country_of_zone, days_off

FIRST, LAST = dt.date(2026, 3, 30), dt.date(2026, 4, 12)


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Europe/Berlin", "DE"), ("America/New_York", "US"), ("Europe/London", "GB"), ("UTC", ""), ("Nowhere/At-all", "")],
)
def test_it_knows_the_country_of_a_time_zone(zone, country):
    assert country_of_zone(zone) == country


def test_it_names_national_holidays_in_the_reader_s_language():
    off = days_off("Europe/Berlin", FIRST, LAST)
    assert (off.country, off.holidays) == (
        "Germany",
        {dt.date(2026, 4, 3): "Good Friday", dt.date(2026, 4, 6): "Easter Monday"},
    )
    with translation.override("de"):
        off = days_off("Europe/Berlin", FIRST, LAST)
    assert (off.country, off.holidays[dt.date(2026, 4, 3)]) == ("Deutschland", "Karfreitag")


def test_it_leaves_out_what_only_a_region_keeps():
    whole_year = days_off("Europe/Berlin", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert dt.date(2026, 1, 6) not in whole_year.holidays
    assert len(whole_year.holidays) == 9


def test_it_takes_the_weekend_that_the_country_has():
    assert days_off("Europe/Berlin", FIRST, LAST).weekends == tuple(dt.date(2026, 4, day) for day in (4, 5, 11, 12))
    assert {day.weekday() for day in days_off("Africa/Cairo", FIRST, LAST).weekends} == {4, 5}


def test_it_knows_no_holidays_where_it_knows_no_country():
    off = days_off("UTC", FIRST, LAST)
    assert (off.country, off.holidays, len(off.weekends)) == ("", {}, 4)


def test_it_goes_over_the_turn_of_a_year():
    off = days_off("America/New_York", dt.date(2026, 12, 20), dt.date(2027, 1, 5))
    assert {dt.date(2026, 12, 25), dt.date(2027, 1, 1)} <= set(off.holidays)
