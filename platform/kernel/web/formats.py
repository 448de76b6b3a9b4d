"""Numbers, units, money and dates as the active language writes them, in the active time zone."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit
from django.utils import timezone
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from kernel import clock

Number = Decimal | int | float

# Day before month, and "US$" told from other dollars: English is read here by people of many countries.
_LOCALES = {"en": "en_GB"}
_DAY = {"de": "EEE, d. MMMM"}
_DAY_OF_YEAR = {"de": "EEE, d. MMMM y"}
_DURATIONS = {
    "duration_seconds": "duration-second",
    "duration_minutes": "duration-minute",
    "duration_hours": "duration-hour",
    "duration_days": "duration-day",
    "duration_weeks": "duration-week",
}
# Further away than this, a date says more than the number of days.
NEAR_DAYS = 21
# From this amount on nobody counts the cents.
SMALL_CHANGE = 1_000


@lru_cache
def _parse(language: str) -> Locale:
    try:
        return Locale.parse(_LOCALES.get(language) or to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_LOCALES["en"])


def locale() -> Locale:
    """The active language's locale."""
    return _parse(get_language() or "en")


def _pattern(digits: int | None) -> str:
    return "#,##0.###" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")


def number(value: Number, digits: int | None = None) -> str:
    """A number with this many digits after the point; without one, as many as it needs, three at most."""
    return format_decimal(value, format=_pattern(digits), locale=locale())


def percent(value: Number, digits: int | None = None) -> str:
    """A percentage stored as people say it: 42 is 42 %."""
    return f"{number(value, digits)}\u202f%"


def share(value: Number, digits: int = 0) -> str:
    """A fraction as a percentage: 0.42 is 42 %."""
    return percent(Decimal(str(value)) * 100, digits)


def money(value: Number, currency: str, digits: int = 0) -> str:
    """An amount with its currency."""
    pattern = locale().currency_formats["standard"].pattern
    whole = pattern.replace("0.00", "0" + ("." + "0" * digits if digits else ""))
    return format_currency(value, currency, format=whole, locale=locale(), currency_digits=False)


def quantity(value: Number, unit: str, currency: str = "", digits: int | None = None) -> str:
    """A value with its unit, in the vocabulary of units that the product stores."""
    if unit == "percent":
        return percent(value, digits)
    if unit == "ratio":
        return share(value, 1 if digits is None else digits)
    if unit == "money":
        # Tenths of a currency are nobody's habit.
        return money(value, currency, _cents(value) if digits in (None, 1) else digits or 0)
    if unit in _DURATIONS:
        return format_unit(value, _DURATIONS[unit], length="long", format=_pattern(digits), locale=locale())
    return number(value, digits)


def change(value: Number, unit: str, currency: str = "", digits: int | None = None) -> str:
    """By how much a value moves, with its unit: of a percentage or a ratio in percentage points, for 22 % of 38 % is 8."""
    if unit not in ("percent", "ratio"):
        return quantity(value, unit, currency, digits)
    points = Decimal(str(value)) * (100 if unit == "ratio" else 1)
    return ngettext("%(count)s percentage point", "%(count)s percentage points", 1 if abs(points) == 1 else 2) % {
        "count": number(points, digits)
    }


def _cents(value: Number) -> int:
    """Small amounts have their cents, large and whole ones have none."""
    amount = Decimal(value)
    return 0 if abs(amount) >= SMALL_CHANGE or amount == round(amount) else 2


def day(date: dt.date) -> str:
    """A date in words: weekday, day and month; the year too where it is another one."""
    patterns, default = (_DAY, "EEE d MMMM") if date.year == _today().year else (_DAY_OF_YEAR, "EEE d MMMM y")
    return format_date(date, format=patterns.get(locale().language, default), locale=locale())


def short_day(date: dt.date) -> str:
    """A date for a table's column."""
    return format_date(date, format="d. MMM y" if locale().language == "de" else "d MMM y", locale=locale())


def near_day(date: dt.date) -> str:
    """A date as people say it when it is near: "in 3 days, Thu 12 March"; only the date when it is far."""
    distance = (date - _today()).days
    if abs(distance) > NEAR_DAYS:
        return day(date)
    return f"{_distance(distance)}, {day(date)}"


def moment(at: dt.datetime) -> str:
    """A moment in the person's time zone: "today, Mon 2 March, 10:00"."""
    local = timezone.localtime(at)
    return f"{near_day(local.date())}, {format_time(local, format='HH:mm', tzinfo=local.tzinfo, locale=locale())}"


def stamp(at: dt.datetime) -> str:
    """A moment as a document states it, with its zone: "2 Mar 2026, 10:00 CET"."""
    local = timezone.localtime(at)
    return f"{short_day(local.date())}, {format_time(local, format='HH:mm', tzinfo=local.tzinfo, locale=locale())} {local.tzname()}"


def _distance(days: int) -> str:
    if days in (-1, 0, 1):
        return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}[days]
    if days > 0:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}


def _today() -> dt.date:
    return clock.today(timezone.get_current_timezone_name())
