"""What a kind of document asks for, for somebody who writes one as JSON: an outline to read beside it, and one to begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Outlined:
    """One field as the outline tells of it, and the fields inside of it."""

    field: str
    label: Any
    is_required: bool
    # What it holds, in words.
    holds: str
    description: Any
    # The values that it may have, with what they mean.
    choices: Sequence[tuple[str, Any]]
    inside: Sequence["Outlined"]


def outline(schema: Mapping[str, Any]) -> list[Outlined]:
    """The fields that a document of this shape has, with those inside of them."""
    required = schema.get("required", ())
    return [_outlined(name, of, is_required=name in required) for name, of in schema.get("properties", {}).items()]


def _outlined(name: str, schema: Mapping[str, Any], *, is_required: bool) -> Outlined:
    items = schema.get("items", schema)
    return Outlined(
        field=name,
        label=schema.get("title", name),
        is_required=is_required,
        holds=_holds(schema),
        description=schema.get("description", ""),
        choices=[(option["const"], option["title"]) for option in items.get("oneOf", ())],
        inside=outline(items),
    )


def _holds(schema: Mapping[str, Any]) -> str:
    match schema["type"]:
        case "object":
            return _("named fields") if "properties" in schema else _("names of your own choice with a value each")
        case "array" if schema.get("minItems"):
            return _("a list of %(least)s to %(most)s") % {"least": schema["minItems"], "most": schema["maxItems"]}
        case "array":
            return _("a list of at most %(most)s") % {"most": schema["maxItems"]}
        case "integer":
            bounds = {"low": schema.get("minimum", "…"), "high": schema.get("maximum", "…")}
            return _("a whole number from %(low)s to %(high)s") % bounds
        case "boolean":
            return "true, false"
        case _ if "oneOf" in schema:
            return _("one of these")
        case _:
            return _("a text of at most %(most)s characters") % {"most": schema["maxLength"]}


def in_order(schema: Mapping[str, Any], value: Any) -> Any:
    """A document with its fields in the schema's order, as deep as it goes; the database does not keep one."""
    if isinstance(value, Mapping):
        known = schema.get("properties", {})
        names = [*(name for name in known if name in value), *(name for name in value if name not in known)]
        of = schema.get("additionalProperties") or {}
        return {name: in_order(known.get(name, of), value[name]) for name in names}
    if isinstance(value, list):
        return [in_order(schema.get("items", {}), each) for each in value]
    return value


def skeleton(schema: Mapping[str, Any]) -> Any:
    """A document to begin with: everything that is needed, empty, and one of each list of things."""
    match schema["type"]:
        case "object":
            required = schema.get("required", ())
            return {name: skeleton(of) for name, of in schema.get("properties", {}).items() if name in required}
        case "array":
            return [skeleton(schema["items"])] if schema["items"]["type"] == "object" or schema.get("minItems") else []
        case "integer":
            return schema.get("minimum", 0)
        case "boolean":
            return False
        case _:
            return next((option["const"] for option in schema.get("oneOf", ())), "")
