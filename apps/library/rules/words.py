"""How a document reads: its fields in words, and what is nested as lines below lines, entries, or rows of a small table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

# A table with more columns would not fit beside its label.
MOST_COLUMNS = 5
# Texts that may be longer stand below one another, not in one line.
_SHORT = 60
# What an entry of a list is called by, the first that it has; else by a choice or a short text that each needs.
_NAMES = ("name", "title", "label", "key")


@dataclass(frozen=True, slots=True)
class Words:
    """A value as people read it, in one of these ways: a text, points, the lines of an object, entries, or rows."""

    text: str = ""
    points: Sequence[str] = ()
    lines: Sequence["Line"] = ()
    entries: Sequence["Entry"] = ()
    rows: "Rows | None" = None


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a document in words."""

    field: str
    label: Any
    said: Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One of a list of things: what it is called, and the rest of what it says."""

    name: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of small things as a table."""

    headings: Sequence[Any]
    cells: Sequence[Sequence[str]]


def lines(schema: Mapping[str, Any], document: Mapping[str, Any]) -> list[Line]:
    """A document field by field in the schema's order, in words; what it does not say is left out."""
    known = schema["properties"]
    return [Line(name, known[name]["title"], words(known[name], document[name])) for name in known if name in document]


def words(schema: Mapping[str, Any], value: Any) -> Words:
    """A value as people read it; one that an older schema allowed is shown as it is."""
    if isinstance(value, Mapping):
        return Words(lines=_lines_of(schema, value))
    if isinstance(value, list):
        return _list(schema.get("items", {}), value)
    return Words(_text(schema, value))


def _lines_of(schema: Mapping[str, Any], value: Mapping[str, Any]) -> list[Line]:
    if "properties" in schema:
        return lines(schema, value)
    of = schema.get("additionalProperties") or {}
    return [Line(name, name, words(of, each)) for name, each in value.items()]


def _list(items: Mapping[str, Any], value: Sequence[Any]) -> Words:
    if not value:
        return Words(_("none"))
    if not all(isinstance(each, Mapping) for each in value):
        texts = [_text(items, each) for each in value]
        is_long = items.get("maxLength", 0) > _SHORT
        return Words(points=texts) if is_long else Words(", ".join(texts))
    known = items.get("properties", {})
    if 0 < len(known) <= MOST_COLUMNS and all(_is_small(of) for of in known.values()):
        headings = [of["title"] for of in known.values()]
        cells = [[_text(of, each[name]) if name in each else "" for name, of in known.items()] for each in value]
        return Words(rows=Rows(headings, cells))
    return Words(entries=[entry(items, each, place) for place, each in enumerate(value)])


def _is_small(schema: Mapping[str, Any]) -> bool:
    """Whether its values fit into a cell."""
    kind = schema["type"]
    if kind == "array":
        items = schema["items"]
        return items["type"] not in {"object", "array"} and bool(items.get("maxLength", 0) <= _SHORT)
    return bool(kind != "object")


def entry(schema: Mapping[str, Any], value: Mapping[str, Any], place: int) -> Entry:
    """One of a list of things, called by its name or else by its place."""
    named = named_by(schema, value)
    said = [line for line in _lines_of(schema, value) if line.field != named]
    return Entry(_text(schema["properties"][named], value[named]) if named else str(place + 1), said)


def named_by(schema: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    """The field that a thing of a list is called by; empty where it has none."""
    names = [name for name in _NAMES if name in schema.get("properties", {})] + short_texts(schema)
    return next((name for name in names if isinstance(value.get(name), str)), "")


def short_texts(schema: Mapping[str, Any]) -> list[str]:
    """The choices and short texts that each thing of a list needs."""
    required = [(str(name), schema["properties"][name]) for name in schema.get("required", ())]
    return [name for name, of in required if "oneOf" in of or (of["type"] == "string" and of["maxLength"] <= _SHORT)]


def _text(schema: Mapping[str, Any], value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_text(schema.get("items", {}), each) for each in value)
    if isinstance(value, str):
        return next((str(option["title"]) for option in schema.get("oneOf", ()) if option["const"] == value), value)
    return str(value)
