"""Days on which a country does not work: its weekends, and the public holidays that hold in all of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import holidays
from babel.core import get_global
from django.utils.translation import get_language

from kernel.web.formats import locale

WEEKEND = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The days off between two dates: of which country in the active language (empty: of none that is known), and which."""

    country: str
    weekends: tuple[dt.date, ...]
    holidays: Mapping[dt.date, str]


def country_of_zone(zone: str) -> str:
    """The ISO code of the country that a time zone lies in; empty for one of no country, such as UTC."""
    found: str | None = get_global("zone_territories").get(zone)
    return found if found is not None and found in holidays.list_supported_countries() else ""


def days_off(zone: str, first: dt.date, last: dt.date) -> DaysOff:
    """The weekends and public holidays of a time zone's country, both days included; national ones, no region's."""
    country = country_of_zone(zone)
    days = [first + dt.timedelta(days=at) for at in range((last - first).days + 1)]
    if not country:
        return DaysOff("", tuple(day for day in days if day.weekday() in WEEKEND), {})
    known = holidays.country_holidays(country, years={day.year for day in days}, language=_language(country))
    return DaysOff(
        country=locale().territories[country],
        weekends=tuple(day for day in days if day.weekday() in known.weekend),
        holidays={day: known[day] for day in days if day in known},
    )


def _language(country: str) -> str | None:
    """The active language in the library's spelling, where it has the country's names in it; else English, else its own."""
    spoken = holidays.country_holidays(country).supported_languages
    for wanted in (get_language() or "en", "en"):
        if found := next((each for each in spoken if each.partition("_")[0] == wanted.partition("-")[0]), None):
            return str(found)
    return None
