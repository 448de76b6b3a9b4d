"""Bodies: declared fields of strict types. A number is not a text, and a field that is not declared is refused."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.canonical import decimal_text
from kernel.errors import InvalidRefused, Problem

MAXIMUM_WHOLE = 2_147_483_647
DIGITS = 18
_DECIMAL = re.compile(r"-?\d{1,18}(\.\d{1,6})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
T = TypeVar("T")


class Body(serializers.Serializer[Any]):
    """The fields that a request's body may have; unknown ones are named, with those that are known."""

    def to_internal_value(self, data: Any) -> Any:
        """As DRF's, after refusing unknown fields."""
        if isinstance(data, Mapping) and (unknown := [name for name in data if name not in self.fields]):
            known = ", ".join(self.fields)
            text = _("There is no such field here. Known: %(names)s.") % {"names": known}
            raise serializers.ValidationError(
                {name: [serializers.ErrorDetail(text, "unknown_field")] for name in unknown}
            )
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A text, and nothing that could be turned into one."""

    def to_internal_value(self, data: Any) -> str:
        """The text, without blanks around it."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    """One of the values of a vocabulary, as text."""

    def to_internal_value(self, data: Any) -> Any:
        """The value."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "pattern": r"^-?\d{1,18}(\.\d{1,6})?$"},
            {"type": "number", "exclusiveMinimum": -1e18, "exclusiveMaximum": 1e18},
        ],
        "example": "4.25",
    }
)
class Number(serializers.Field[Decimal, Any, str, Any]):
    """A decimal as a string or a JSON number, exact either way: at most 18 digits before and 6 after the point."""

    default_error_messages = {"invalid": gettext_lazy("A number was expected, with at most 6 decimal places.")}

    def to_internal_value(self, data: Any) -> Decimal:
        """The exact decimal."""
        if isinstance(data, int | Decimal) and not isinstance(data, bool) and abs(Decimal(data).adjusted()) <= DIGITS:
            data = decimal_text(Decimal(data))
        if not isinstance(data, str) or not _DECIMAL.fullmatch(data):
            self.fail("invalid")
        return Decimal(data)

    def to_representation(self, value: Any) -> str:
        """As text."""
        return str(value)


class Whole(serializers.IntegerField):
    """A whole JSON number that the database can hold."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**({"min_value": 0, "max_value": MAXIMUM_WHOLE} | more))

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class Flag(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        """The value."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Day(serializers.DateField):
    """A date in ISO form."""

    def to_internal_value(self, value: Any) -> Any:
        """The date."""
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class Moment(serializers.DateTimeField):
    """A moment in ISO form, with its offset from UTC."""

    def to_internal_value(self, value: Any) -> dt.datetime:
        """The moment, in UTC."""
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")
        try:
            return dt.datetime.fromisoformat(value).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")


class Identifier(serializers.UUIDField):
    """The id of a row."""

    def to_internal_value(self, data: Any) -> uuid.UUID:
        """The id."""
        if not isinstance(data, str) or not _UUID.fullmatch(data):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


def read_body(request: Request, body: type[Body], *, partial: bool) -> dict[str, Any]:
    """The body's values. Raises `InvalidRefused`, naming each field that is unknown, missing or wrong."""
    data = request.data
    if hasattr(data, "dict"):
        # A form's fields; each stands once.
        data = data.dict()
    serializer = body(data=data, partial=partial)
    if not serializer.is_valid():
        raise InvalidRefused(_("The body is not as it should be."), list(_problems(serializer.errors)))
    return dict(serializer.validated_data)


def _problems(errors: Any, where: str = "") -> Iterator[Problem]:
    """DRF's tree of errors as a flat list with paths."""
    if isinstance(errors, Mapping):
        for name, below in errors.items():
            path = where if name == "non_field_errors" else f"{where}.{name}" if where else str(name)
            yield from _problems(below, path)
    elif isinstance(errors, list):
        for place, each in enumerate(errors):
            if isinstance(each, serializers.ErrorDetail):
                yield Problem(where, str(each.code), str(each))
            else:
                yield from _problems(each, f"{where}.{place}" if where else str(place))
