"""One spelling for every document that is hashed: sorted keys, no spaces, NFC text, decimals and dates as strings, no floats."""

import datetime as dt
import hashlib
import json
import unicodedata
import uuid
from decimal import Decimal
from enum import Enum
from typing import Any


def plain(value: Any) -> Any:
    """The JSON value of a document: decimals in plain notation, dates and moments in ISO 8601. Raises `TypeError` for a float."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", str(value))
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, dict):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    raise TypeError(f"A document that is hashed holds no {type(value).__name__}.")


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: 3.50 and 3.5 are one number. Raises `ValueError` for NaN and infinities."""
    if not value.is_finite():
        raise ValueError("Only finite numbers can be written.")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def canonical_json(value: Any) -> bytes:
    """The one byte sequence of a document, UTF-8."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
