"""Percent and ratio, never taken for each other (V1): 42 % is 42 in percent, and 0.42 as a ratio.

A bare number is in the KPI's own unit. A number with a percent sign says what it is, whatever the unit. A bare number that
is unlike the KPI's usual readings, and would be like them if it had been meant the other way, is refused: its sender is
asked to write the sign.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from apps.value.choices import Unit
from apps.value.rules.points import Text
from apps.value.rules.words import say
from kernel.canonical import decimal_text
from kernel.decimals import LONGEST, NumberStyle, Unreadable, read_number
from kernel.errors import Problem

SIGN = "%"
HUNDRED = Decimal(100)
LEAST_TENS = 10
"""Percentages that usually lie in the tens or above: a bare number up to 1 is asked about, however far off it is."""
FAR_OFF = 30
"""Below the tens, one is asked about when it is at least so many times smaller than usual; a hundred times is the mistake."""
MOST_RATIO = Decimal("1.5")
"""Where ratios are usually at most 1, a bare number above this is asked about."""
FEWEST = 5
"""Of fewer readings that come together, none says what is usual."""
RECENT = 12
"""So many of the latest readings say what is usual."""

_SHARES = frozenset({Unit.PERCENT, Unit.RATIO})


class Percentage(NamedTuple):
    """A number that was read with its percent sign, as from a cell that is shown as a percentage: 42 for 42 %."""

    number: Decimal


class Quantity(NamedTuple):
    """A value in the KPI's unit; settled when it came with a percent sign; the hint says what was made of it."""

    value: Decimal
    settled: bool = False
    hint: Text = ""


def is_share(unit: str) -> bool:
    """Whether values of the unit can be taken for each other's: percentages and ratios."""
    return unit in _SHARES


def read_quantity(raw: object, unit: str, style: NumberStyle) -> Quantity | Unreadable:
    """What a raw value stands for in the KPI's unit: a number as `read_number` reads it, with a percent sign or without."""
    if isinstance(raw, Percentage):
        return _of_percent(read_number(raw.number, style), unit, style, shown=True)
    if isinstance(raw, str) and SIGN in raw and len(raw) <= LONGEST and (text := raw.strip()).endswith(SIGN):
        return _of_percent(read_number(text.removesuffix(SIGN).strip(), style), unit, style, shown=False)
    value = read_number(raw, style)
    return value if isinstance(value, Unreadable) else Quantity(value)


def _of_percent(number: Decimal | Unreadable, unit: str, style: NumberStyle, *, shown: bool) -> Quantity | Unreadable:
    if isinstance(number, Unreadable):
        return number
    written, percentage = _written(number, style), _signed(number, style)
    if unit == Unit.PERCENT:
        hint = (
            say(_("The cell shows {percentage}, so it is read as {number}."), percentage=percentage, number=written)
            if shown
            else ""
        )
        return Quantity(number, settled=True, hint=hint)
    if unit == Unit.RATIO:
        value = read_number(number / HUNDRED)
        if isinstance(value, Unreadable):
            return value
        hint = say(_("{percentage} is the ratio {value}."), percentage=percentage, value=_written(value, style))
        return Quantity(value, settled=True, hint=hint)
    label = Unit(unit).label if unit in Unit.values else unit
    return Unreadable(
        "V1",
        say(_("{percentage} is a percentage; the KPI's unit is: {unit}."), percentage=percentage, unit=label),
        _("Enter the value in the KPI's unit, without a percent sign."),
    )


def usual_level(recent: Sequence[Decimal], baseline: Decimal | None = None) -> Decimal | None:
    """What a KPI's readings usually are: the median of the latest 12, given oldest first; else its baseline, if it has one."""
    return median(recent[-RECENT:]) if recent else baseline


def usual_among(values: Iterable[Decimal], unit: str) -> Decimal | None:
    """What is usual among readings that come together, where nothing is known from before; None for fewer than 5.

    A quarter of them is enough: where some lie in the tens and the others below 1, nobody knows which are meant.
    """
    sizes = sorted(abs(value) for value in values if value)
    if len(sizes) < FEWEST:
        return None
    return sizes[len(sizes) * 3 // 4] if unit == Unit.PERCENT else sizes[len(sizes) // 4]


def unlike_usual(value: Decimal, *, unit: str, usual: Decimal | None, style: NumberStyle) -> Problem | None:
    """Why a bare number is asked about (V1), with the two ways to write it; None where it can be taken as it is."""
    if usual is None or not value:
        return None
    size, level = abs(value), abs(usual)
    if unit == Unit.PERCENT and _looks_like_a_fraction(size, level):
        message = _("{number} is far below the usual {usual} of this KPI, which is in percent.")
        other = value * HUNDRED, value
    elif unit == Unit.RATIO and size > MOST_RATIO and level <= 1:
        message = _("{number} is far above the usual {usual} of this KPI, which is a ratio.")
        other = value, value * HUNDRED
    else:
        return None
    first, second = (_signed(number, style) for number in other)
    return Problem(
        "value",
        "V1",
        say(message, number=_written(value, style), usual=usual),
        say(_("Write {first} or {second}, with the sign."), first=first, second=second),
    )


def _looks_like_a_fraction(size: Decimal, level: Decimal) -> bool:
    return size <= 1 < level and (level >= LEAST_TENS or level >= FAR_OFF * size)


def _written(number: Decimal, style: NumberStyle) -> str:
    return decimal_text(number).replace(".", style.decimal)


def _signed(number: Decimal, style: NumberStyle) -> str:
    return f"{_written(number, style)}\u00a0{SIGN}"
