"""What keeps a document from having the shape that its kind asks for.

A schema is JSON Schema of a small vocabulary: objects of declared properties, maps of free names to values of one kind, lists,
texts, whole numbers and booleans; `required`, `oneOf` of named constants, `pattern`, lengths and bounds. What is published is
what is enforced.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Problem

KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# Many pages of text, and far from what a reader of many documents would feel.
LARGEST = 128 * 1024
# Whoever sends something else altogether is told so by the first of them.
MOST_PROBLEMS = 100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TYPES: dict[str, type] = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
_TYPE_TEXTS: dict[str, Callable[[], str]] = {
    "object": lambda: _("Named fields were expected."),
    "array": lambda: _("A list was expected."),
    "string": lambda: _("A text was expected."),
    "integer": lambda: _("A whole number was expected."),
    "boolean": lambda: _("Yes or no was expected."),
}


def shape_problems(schema: Mapping[str, Any], document: Any) -> list[Problem]:
    """What in a document, as JSON has it, is not as the schema asks, each with its path; the first hundred of many."""
    if isinstance(document, dict) and len(json.dumps(document, default=str)) > LARGEST:
        text = _("A document has at most %(most)s kB.") % {"most": LARGEST // 1024}
        return [Problem("", "too_large", text, _("Shorten its texts."))]
    return list(islice(_problems(schema, document, ""), MOST_PROBLEMS))


def _problems(schema: Mapping[str, Any], found: Any, path: str) -> Iterator[Problem]:
    kind, value = schema["type"], found
    if not isinstance(found, _TYPES[kind]) or (kind == "integer" and isinstance(found, bool)):
        yield Problem(path, "type", _TYPE_TEXTS[kind]())
    elif kind == "object":
        inside = _object_problems if "properties" in schema else _map_problems
        yield from inside(schema, value, path)
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


def _object_problems(schema: Mapping[str, Any], value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    known = schema["properties"]
    for name in value:
        if name not in known:
            text = _("There is no such field here. Known: %(names)s.") % {"names": ", ".join(known)}
            yield Problem(below(path, str(name)[:60]), "unknown_field", text, _("Leave it out."))
    for name, of in known.items():
        if name in value:
            yield from _problems(of, value[name], below(path, name))
        elif name in schema.get("required", ()):
            yield Problem(below(path, name), "required", _("This is needed."))


def _map_problems(schema: Mapping[str, Any], value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Of an object with names of the document's own choice: how many, how they are spelt, and what they hold."""
    most, names = schema["maxProperties"], schema["propertyNames"]
    if len(value) > most:
        yield Problem(path, "too_many", _("At most %(most)s are possible.") % {"most": most})
        return
    for name, each in value.items():
        if not re.fullmatch(names["pattern"], name):
            yield Problem(below(path, name[:60]), "name", str(names["description"]))
        else:
            yield from _problems(schema["additionalProperties"], each, below(path, name))


def _list_problems(schema: Mapping[str, Any], value: Sequence[Any], path: str) -> Iterator[Problem]:
    least, most = schema.get("minItems", 0), schema["maxItems"]
    if len(value) > most:
        yield Problem(path, "too_many", _("At most %(most)s are possible.") % {"most": most})
        return
    if len(value) < least:
        yield Problem(path, "too_few", _("At least %(least)s are needed.") % {"least": least})
    for place, each in enumerate(value):
        yield from _problems(schema["items"], each, below(path, str(place)))


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


def below(path: str, name: str) -> str:
    """The path of a field in what stands at a path."""
    return f"{path}.{name}" if path else name
