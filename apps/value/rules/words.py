"""Sentences with figures in them, put into the reader's language when they are shown."""

from datetime import date
from decimal import Decimal

from django.utils.functional import lazy

from apps.value.rules.points import Period, Text
from kernel.charts.labels import number_label, period_label
from kernel.web.formats import short_day

SHOWN_DIGITS = 4
"""Significant digits of a figure inside a sentence, all before the point being kept; the exact value stands in the data."""


def _say(template: Text, values: dict[str, object]) -> str:
    return str(template).format(**{name: _word(value) for name, value in values.items()})


def _word(value: object) -> str:
    if isinstance(value, Decimal):
        return number_label(value, SHOWN_DIGITS)
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, Period):
        return period_label(value.start, value.end)
    return str(value)


_lazy_say = lazy(_say, str)


def say(template: Text, **values: object) -> Text:
    """The template with its named figures, dates and periods filled in, translated and localised when shown."""
    return _lazy_say(template, values)
