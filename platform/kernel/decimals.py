"""Numbers as people and programs write them, read without guessing: a text with two readings is refused."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.canonical import decimal_text

WHOLE_DIGITS = 18
DECIMAL_PLACES = 6
LONGEST = 64
"""No number that a person means is longer; checked before anything is computed from it."""
FLOAT_DIGITS = 15
"""A binary float carries no more decimal digits than this for certain."""

_EVERYDAY = re.compile(r"-?\d{1,18}(?:\.\d{1,6})?", re.ASCII)
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:s?nan\d*|inf(?:inity)?|∞|#.*)", re.IGNORECASE)
_SPACES = " \u00a0\u202f"


class Unreadable(NamedTuple):
    """Why a raw value is no number for us, and the way out."""

    code: str
    message: str | Promise
    way_out: str | Promise


@dataclass(frozen=True)
class NumberStyle:
    """How a language writes numbers: its decimal mark, and the marks it puts between groups of three digits."""

    decimal: str
    groups: str

    @cached_property
    def grouped(self) -> re.Pattern[str]:
        """A number as the language writes it, groups being all there or not at all."""
        point = re.escape(self.decimal)
        marks = f"[{re.escape(self.groups)}]" if self.groups else "(?!)"
        return re.compile(rf"[+-]?(?:\d+|[1-9]\d{{0,2}}(?:{marks}\d{{3}})+)(?:{point}\d+)?", re.ASCII)

    def reading(self, text: str) -> str | None:
        """The text as a plain decimal, or None where the language does not write numbers so."""
        if not self.grouped.fullmatch(text):
            return None
        for mark in self.groups:
            text = text.replace(mark, "")
        return text.replace(self.decimal, ".")


PLAIN = NumberStyle(".", "")
"""The one style of the API: digits, and a point before the decimals."""


def number_style(language: str) -> NumberStyle:
    """The style of a person's language, for forms and files; the plain style is always understood beside it."""
    decimal = str(get_format("DECIMAL_SEPARATOR", lang=language, use_l10n=True))
    group = str(get_format("THOUSAND_SEPARATOR", lang=language, use_l10n=True))
    return NumberStyle(decimal, _SPACES if group in _SPACES else group)


def read_number(raw: object, style: NumberStyle = PLAIN) -> Decimal | Unreadable:
    """The number that a text or a JSON number stands for, with at most 18 digits before and 6 after the point."""
    if type(raw) is str:
        if _EVERYDAY.fullmatch(raw) and (style is PLAIN or "." not in style.groups):
            # Minus zero is zero, and is written so.
            return Decimal(raw) or Decimal(0)
        return _from_text(raw, style)
    if type(raw) is int:
        return _bounded(Decimal(raw)) if abs(raw) < 10**WHOLE_DIGITS else _too_many_digits()
    if isinstance(raw, Decimal):
        return _bounded(raw) if raw.is_finite() else _not_finite()
    if type(raw) is float:
        return _from_float(raw)
    return _not_a_number("" if raw is None else str(raw)[:LONGEST])


def _from_text(raw: str, style: NumberStyle) -> Decimal | Unreadable:
    text = raw.strip().replace("\u2212", "-")
    if len(text) > LONGEST:
        return _too_many_digits()
    plain = text if _PLAIN.fullmatch(text) else None
    local = style.reading(text)
    if plain is None and local is None:
        return _not_finite() if _NOT_FINITE.fullmatch(text) else _not_a_number(text)
    if plain is not None and local is not None and Decimal(plain) != Decimal(local):
        whole, fraction = decimal_text(Decimal(local)), plain.replace(".", style.decimal)
        return Unreadable(
            "number",
            format_lazy(
                _("“{text}” has two readings: {whole} and {fraction}."), text=text, whole=whole, fraction=fraction
            ),
            format_lazy(_("Write {whole} or {fraction}."), whole=whole, fraction=fraction),
        )
    return _bounded(Decimal(plain or local or "0"))


def _from_float(raw: float) -> Decimal | Unreadable:
    if not math.isfinite(raw):
        return _not_finite()
    number = Decimal(repr(raw))
    if len(number.normalize().as_tuple().digits) > FLOAT_DIGITS:
        text = _("The number has more digits than a JSON number carries without rounding.")
        return Unreadable("digits", text, _("Send it as a text: digits, and a point before the decimals."))
    return _bounded(number)


def _bounded(number: Decimal) -> Decimal | Unreadable:
    if not number:
        return Decimal(0)
    if number.adjusted() >= WHOLE_DIGITS:
        return _too_many_digits()
    digits, exponent = number.as_tuple()[1:]
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    if int(exponent) + zeros < -DECIMAL_PLACES:
        return _too_many_digits()
    return Decimal(decimal_text(number)) if exponent else number


def _too_many_digits() -> Unreadable:
    return Unreadable(
        "digits",
        _("The number has more than 18 digits before the point or more than 6 after it."),
        _("Round it, or choose a larger unit."),
    )


def _not_finite() -> Unreadable:
    text = _("Neither “not a number” nor infinity is a value.")
    return Unreadable("number", text, _("Enter the number, or leave the period out."))


def _not_a_number(text: str) -> Unreadable:
    if not text:
        return Unreadable("V9", _("The value is missing."), _("Enter the number, or leave the period out."))
    return Unreadable(
        "number",
        format_lazy(_("“{text}” is not a number."), text=text),
        _("Enter digits, and a point before the decimals; no unit and no exponent."),
    )
