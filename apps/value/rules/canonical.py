"""One text for one content, so that its hash says whether anything changed."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID


def decimal_text(number: Decimal) -> str:
    """The number without exponent and trailing zeros: 5.0 and 5E+0 are both `5`; ValueError on NaN or infinity."""
    if not number.is_finite():
        raise ValueError("a content holds finite numbers only")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def canonical(value: Any) -> Any:
    """The value in JSON's own types, the same for the same content; TypeError on a float or an unknown type."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return canonical(value.value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime):
        raise TypeError("a content holds dates, not moments")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return _canonical_group(value)


def _canonical_group(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: canonical(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return _canonical_object(value)
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    raise TypeError(f"a content holds no {type(value).__name__}")


def _canonical_object(value: Mapping[Any, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError("a content's field names are texts")
        name = unicodedata.normalize("NFC", str(canonical(key)))
        if name in result:
            raise ValueError(f"{name} stands there twice")
        result[name] = canonical(item)
    return result


def canonical_json(value: Any) -> str:
    """The one JSON text of a content: sorted keys, no spaces, unicode as it is in NFC."""
    return json.dumps(canonical(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_hash(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode("utf-8")).hexdigest()
