"""Texts that a spreadsheet would take for formulas, and the apostrophe that keeps it from doing so."""

import re
import unicodedata

LONGEST_TEXT = 32_767
"""Excel keeps no longer one in a cell; behind it a text is cut, which an ellipsis shows."""

_STARTERS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""Also in full width, as Japanese keyboards have them."""
_DELIMITERS = ",;|\\t\\r\\n"
_GAP = '(?:[^\\S\\t\\r\\n]|")*'
_LIVE = f"(?:{_GAP}[{_STARTERS}])"
# A program that splits lines by another sign than ours begins a cell behind each of these.
_BEGINS = f"(?:^|(?<=[{_DELIMITERS}]))"
_UNGUARDED = re.compile(f"(?:^(?='*[\\t\\r\\n])|{_BEGINS}(?='*{_LIVE}))")
_GUARDED = re.compile(f"(?:^'(?='*[\\t\\r\\n])|{_BEGINS}'(?='*{_LIVE}))")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*", re.ASCII)
_QUICK = re.compile(f"[{_STARTERS}\\t\\r\\n]")
_KEPT = "\t\n\r"
_UNPRINTED = ("Cc", "Cs")
_NO_SIGNS = "\ufffe\uffff"


def looks_live(text: str) -> bool:
    """Whether a spreadsheet that is given the text to type would compute something; a number is none of it."""
    return bool(_QUICK.search(text)) and not _NUMBER.fullmatch(text) and bool(_UNGUARDED.search(text))


def guarded(text: str) -> str:
    """The text with an apostrophe before each beginning of a formula: at its start, and behind what may delimit cells.

    A text that is a number stays. `unguarded` takes exactly these apostrophes away again.
    """
    return _UNGUARDED.sub("'", text) if looks_live(text) else text


def unguarded(text: str) -> str:
    """A text as it was before `guarded`."""
    return _GUARDED.sub("", text) if "'" in text else text


def printable(text: str) -> str:
    """The text without signs that no file of ours may hold: control characters but tab and line ends, lone surrogates."""
    if text.isprintable():
        return _cut(text)
    return _cut("".join([sign for sign in text if sign in _KEPT or _fits(sign)]))


def _fits(sign: str) -> bool:
    return unicodedata.category(sign) not in _UNPRINTED and sign not in _NO_SIGNS


def _cut(text: str) -> str:
    # Excel counts in units of UTF-16, of which a sign has two at most.
    if len(text) <= LONGEST_TEXT // 2:
        return text
    if len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return text
    return text.encode("utf-16-le")[: (LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"
