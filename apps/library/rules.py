"""What has to hold of any document, what two of them differ in, and how a document reads: all by its kind's schema.

A schema is JSON Schema of a small vocabulary: objects of declared properties, lists, texts, whole numbers and booleans;
`required`, `oneOf` of named constants, `pattern`, lengths and bounds. What is published is what is enforced.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Problem

KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# A page of text and more, and far from what a reader of many documents would feel.
LARGEST = 64 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a document in words."""

    field: str
    label: Any
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field in which two documents differ, in words; empty where a document does not have it."""

    field: str
    label: Any
    before: str
    after: str


def shape_problems(schema: Mapping[str, Any], document: Any) -> list[Problem]:
    """Everything in which a document, as JSON has it, is not what the schema asks for; each with its path."""
    if isinstance(document, dict) and len(json.dumps(document, default=str)) > LARGEST:
        text = _("A document has at most %(most)s kB.") % {"most": LARGEST // 1024}
        return [Problem("", "too_large", text, _("Shorten its texts."))]
    return list(_problems(schema, document, ""))


def _problems(schema: Mapping[str, Any], found: Any, path: str) -> Iterator[Problem]:
    kind, value = schema["type"], found
    if not isinstance(found, _TYPES[kind]) or (kind == "integer" and isinstance(found, bool)):
        yield Problem(path, "type", _TYPE_TEXTS[kind]())
    elif kind == "object":
        yield from _object_problems(schema, value, path)
    elif kind == "array":
        yield from _list_problems(schema, value, path)
    elif "oneOf" in schema:
        known = [option["const"] for option in schema["oneOf"]]
        if value not in known:
            text = _("“%(value)s” is not one of the choices.") % {"value": str(value)[:40]}
            yield Problem(path, "invalid_choice", text, _("Choose one of: %(known)s.") % {"known": ", ".join(known)})
    elif kind == "string":
        yield from _text_problems(schema, value, path)
    elif kind == "integer" and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        text = _("A whole number from %(low)s to %(high)s was expected.")
        yield Problem(path, "bound", text % {"low": schema.get("minimum", "…"), "high": schema.get("maximum", "…")})


_TYPE_TEXTS = {
    "object": lambda: _("Named fields were expected."),
    "array": lambda: _("A list was expected."),
    "string": lambda: _("A text was expected."),
    "integer": lambda: _("A whole number was expected."),
    "boolean": lambda: _("Yes or no was expected."),
}


def _object_problems(schema: Mapping[str, Any], value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    known = schema["properties"]
    for name in value:
        if name not in known:
            text = _("There is no such field here. Known: %(names)s.") % {"names": ", ".join(known)}
            yield Problem(_below(path, str(name)[:60]), "unknown_field", text, _("Leave it out."))
    for name, of in known.items():
        if name in value:
            yield from _problems(of, value[name], _below(path, name))
        elif name in schema.get("required", ()):
            yield Problem(_below(path, name), "required", _("This is needed."))


def _list_problems(schema: Mapping[str, Any], value: Sequence[Any], path: str) -> Iterator[Problem]:
    most = schema["maxItems"]
    if len(value) > most:
        yield Problem(path, "too_many", _("At most %(most)s are possible.") % {"most": most})
        return
    for place, each in enumerate(value):
        yield from _problems(schema["items"], each, _below(path, str(place)))


def _text_problems(schema: Mapping[str, Any], value: str, path: str) -> Iterator[Problem]:
    most = schema["maxLength"]
    if not value.strip() and schema.get("minLength"):
        yield Problem(path, "required", _("This is needed."))
    elif len(value) > most:
        yield Problem(path, "max_length", _("At most %(most)s characters are possible.") % {"most": most})
    elif _CONTROL.search(value):
        yield Problem(path, "control", _("It holds a character that no text can have."), _("Type it anew."))
    elif "pattern" in schema and not re.fullmatch(schema["pattern"], value):
        yield Problem(path, "pattern", str(schema["description"]))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def lines(schema: Mapping[str, Any], document: Mapping[str, Any]) -> list[Line]:
    """A document field by field in the schema's order, in words; what it does not say is left out."""
    known = schema["properties"]
    return [Line(name, known[name]["title"], _words(known[name], document[name])) for name in known if name in document]


def changes(schema: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields in which two documents differ, in the schema's order."""
    known = schema["properties"]
    return [
        Change(
            name,
            of["title"],
            _words(of, before[name]) if name in before else "",
            _words(of, after[name]) if name in after else "",
        )
        for name, of in known.items()
        if before.get(name) != after.get(name)
    ]


def _words(schema: Mapping[str, Any], value: Any) -> str:
    """A value as people read it; one that an older schema allowed is shown as it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping) and "properties" in schema:
        known = schema["properties"]
        return ", ".join(
            f"{known[name]['title']}: {_words(known[name], value[name])}" for name in known if name in value
        )
    if isinstance(value, list):
        return ", ".join(_words(schema.get("items", {}), each) for each in value)
    named = {option["const"]: str(option["title"]) for option in schema.get("oneOf", ())}
    return named.get(value, str(value))
