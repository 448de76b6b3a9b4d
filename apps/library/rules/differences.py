"""What two documents of a kind differ in, down to the field that changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.library.rules.shapes import below
from apps.library.rules.words import Words, entry, short_texts, words

# What tells an entry of a list from the others, whatever else of it changes; else a choice or a short text that each needs.
_IDENTITIES = ("key", "name")
_ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Change:
    """One field in which two documents differ, in words; None where a document does not have it. The label names its way down."""

    field: str
    label: str
    before: Words | None
    after: Words | None


def changes(schema: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields in which two documents differ, in the schema's order."""
    return list(_inside(schema, before, after, "", ""))


def _inside(
    schema: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any], path: str, label: str
) -> Iterator[Change]:
    known = schema.get("properties")
    if known is None:
        of = schema.get("additionalProperties") or {}
        known = dict.fromkeys([*before, *(name for name in after if name not in before)], of)
    for name, of in known.items():
        yield from _between(
            of,
            before.get(name, _ABSENT),
            after.get(name, _ABSENT),
            below(path, name),
            _further(label, str(of.get("title", name))),
        )


def _between(schema: Mapping[str, Any], before: Any, after: Any, path: str, label: str) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _inside(schema, before, after, path, label)
    elif _holds_things(before) and _holds_things(after):
        yield from _among(schema.get("items", {}), before, after, path, label)
    else:
        yield Change(path, label, _said(schema, before), _said(schema, after))


def _among(
    schema: Mapping[str, Any],
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    path: str,
    label: str,
) -> Iterator[Change]:
    """Between two lists of things: each is held against the one that it was, wherever that stood."""
    identity = _identity(schema, before, after)
    earlier = {_id(each, place, identity): each for place, each in enumerate(before)}
    later = {_id(each, place, identity): each for place, each in enumerate(after)}
    kept = [each for each in earlier if each in later]
    moved = [each for each in later if each in earlier]
    if kept != moved:
        yield Change(
            path,
            _further(label, _("order")),
            Words(points=[entry(schema, earlier[each], 0).name for each in kept]),
            Words(points=[entry(schema, later[each], 0).name for each in moved]),
        )
    for place, (each, now) in enumerate(later.items()):
        at, named = below(path, str(place)), _further(label, entry(schema, now, place).name)
        if each in earlier:
            yield from _inside(schema, earlier[each], now, at, named)
        else:
            yield Change(at, named, None, words(schema, now))
    for place, (each, then) in enumerate(earlier.items()):
        if each not in later:
            named = _further(label, entry(schema, then, place).name)
            yield Change(below(path, str(place)), named, words(schema, then), None)


def _identity(
    schema: Mapping[str, Any], before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> str:
    """The field that tells the things of both lists apart; empty where none does, and their places have to."""
    for name in (*_IDENTITIES, *short_texts(schema)):
        if all(_tells_apart(name, each) for each in (before, after)):
            return name
    return ""


def _tells_apart(name: str, things: Sequence[Mapping[str, Any]]) -> bool:
    found = [each.get(name) for each in things]
    return all(isinstance(each, str) for each in found) and len(set(found)) == len(found)


def _id(thing: Mapping[str, Any], place: int, identity: str) -> Any:
    return thing[identity] if identity else place


def _holds_things(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)


def _said(schema: Mapping[str, Any], value: Any) -> Words | None:
    return None if value is _ABSENT else words(schema, value)


def _further(label: str, name: str) -> str:
    return f"{label} › {name}" if label else name
