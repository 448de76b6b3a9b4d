"""Sentences with figures in them, put into the reader's language when they are shown."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import lazy

from apps.value.rules.points import Period, Text
from kernel.charts.labels import number_label, period_label
from kernel.web.formats import quantity, short_day

SAID_DIGITS = 3
SHOWN_DIGITS = 4
"""Significant digits of a figure inside a sentence, all before the point being kept; the exact value stands in the data."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure that is said with its unit."""

    value: Decimal
    unit: str
    currency: str = ""


def _say(template: Text, values: dict[str, object]) -> str:
    return str(template).format(**{name: _word(value) for name, value in values.items()})


def _word(value: object) -> str:
    if isinstance(value, Quantity):
        return quantity(_significant(value.value), value.unit, value.currency)
    if isinstance(value, Decimal):
        return number_label(value, SHOWN_DIGITS)
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, Period):
        return period_label(value.start, value.end)
    return str(value)


def _significant(value: Decimal) -> Decimal:
    """With as many digits as people take in, every one before the point being kept."""
    places = max(0, SAID_DIGITS - max(value.adjusted() + 1, 1))
    return round(value, places)


_lazy_say = lazy(_say, str)


def say(template: Text, **values: object) -> Text:
    """The template with its named figures, dates and periods filled in, translated and localised when shown."""
    return _lazy_say(template, values)
