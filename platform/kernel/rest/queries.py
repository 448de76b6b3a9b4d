"""Query parameters: declared, read strictly, documented from the same declaration. What is not declared is refused."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import InvalidRefused, Problem
from kernel.ledger.services import EVENTS

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter: its name, how its text is read (`ValueError` where it can't be), its schema, what it does.

    A list says an `echoed` one again, because its rows are not to be read without it.
    """

    name: str
    read: Callable[[str], Any]
    expected: Any
    description: str
    schema: Mapping[str, Any] = field(default_factory=dict)
    echoed: bool = False


def choice(name: str, choices: Iterable[str], description: str) -> Parameter:
    """One of the values of a vocabulary."""
    values = [str(value) for value in choices]

    def read(text: str) -> str:
        if text not in values:
            raise ValueError(text)
        return text

    return Parameter(name, read, ", ".join(values), description, {"type": "string", "enum": values})


def identifier(name: str, description: str) -> Parameter:
    """The id of a row."""

    def read(text: str) -> uuid.UUID:
        if not _UUID.fullmatch(text):
            raise ValueError(text)
        return uuid.UUID(text)

    return Parameter(name, read, gettext_lazy("a UUID"), description, {"type": "string", "format": "uuid"})


def day(name: str, description: str) -> Parameter:
    """A date."""

    def read(text: str) -> dt.date:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        return dt.date.fromisoformat(text)

    return Parameter(
        name, read, gettext_lazy("a date, such as 2026-03-02"), description, {"type": "string", "format": "date"}
    )


def moment(name: str, description: str, *, echoed: bool = False) -> Parameter:
    """A moment with its offset from UTC."""

    def read(text: str) -> dt.datetime:
        if not _MOMENT.fullmatch(text):
            raise ValueError(text)
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC)

    expected = gettext_lazy("a moment with its offset, such as 2026-03-02T09:00:00Z")
    return Parameter(name, read, expected, description, {"type": "string", "format": "date-time"}, echoed)


def event_name(name: str, description: str) -> Parameter:
    """The name of an event of the ledger."""

    def read(text: str) -> str:
        if text not in EVENTS:
            raise ValueError(text)
        return text

    expected = gettext_lazy("an event’s name, such as readings.recorded")
    return Parameter(name, read, expected, description, {"type": "string"})


def whole(name: str, low: int, high: int, description: str, *, default: int | None = None) -> Parameter:
    """A whole number within bounds."""

    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,18}", text, re.ASCII) or not low <= int(text) <= high:
            raise ValueError(text)
        return int(text)

    expected = gettext_lazy("a whole number within its bounds")
    schema: dict[str, Any] = {"type": "integer", "minimum": low, "maximum": high}
    if default is not None:
        schema["default"] = default
    return Parameter(name, read, expected, description, schema)


UPDATED_SINCE = moment("updated_since", "Only rows that changed at this moment or after it.")


def read_query(given: QueryDict, known: Iterable[Parameter]) -> dict[str, Any]:
    """The values of the parameters that were sent. Raises `InvalidRefused`, naming each that is unknown, doubled or wrong."""
    parameters = {parameter.name: parameter for parameter in known}
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, texts in given.lists():
        parameter = parameters.get(name)
        if parameter is None:
            allowed = ", ".join(parameters) or _("none")
            problems.append(
                Problem(
                    name,
                    "unknown_parameter",
                    _("There is no such parameter here."),
                    _("Possible here: %(names)s.") % {"names": allowed},
                )
            )
        elif len(texts) > 1:
            problems.append(Problem(name, "one_value", _("It was sent more than once."), _("Send it once.")))
        else:
            try:
                values[name] = parameter.read(texts[0])
            except (ValueError, OverflowError):
                way_out = _("Expected: %(what)s.") % {"what": parameter.expected}
                problems.append(Problem(name, "invalid", _("The value can’t be read."), way_out))
    if problems:
        raise InvalidRefused(_("The query can’t be answered as it was sent."), problems)
    return values
