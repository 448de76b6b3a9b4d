"""Sentences with figures in them, put into the reader's language when they are shown."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from django.utils.formats import localize
from django.utils.functional import lazy

from apps.value.rules.points import Period, Text
from kernel.canonical import decimal_text

SHOWN_DIGITS = 6
"""Significant digits of a figure inside a sentence; the exact value stands in the data."""


def shown(number: Decimal) -> Decimal:
    """The number as a sentence shows it: at most 6 significant digits, no trailing zeros."""
    return Decimal(decimal_text(Context(prec=SHOWN_DIGITS, rounding=ROUND_HALF_EVEN).plus(number)))


def _say(template: Text, values: dict[str, object]) -> str:
    return str(template).format(**{name: _word(value) for name, value in values.items()})


def _word(value: object) -> str:
    if isinstance(value, Decimal):
        return str(localize(shown(value)))
    if isinstance(value, date):
        return str(localize(value))
    if isinstance(value, Period):
        return str(localize(value.start)) if value.days == 1 else f"{localize(value.start)} – {localize(value.end)}"
    return str(value)


_lazy_say = lazy(_say, str)


def say(template: Text, **values: object) -> Text:
    """The template with its named figures, dates and periods filled in, translated and localised when shown."""
    return _lazy_say(template, values)
