"""The kit of a play: what the next team needs, without whose it was, who they are, and how much it came to (K1)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CLIENT, SOMEBODY, WORKFLOW, FIGURE = "[client]", "[name]", "[workflow]", "[figure]"
SHORTEST_NAME = 3
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_LINK = re.compile(r"https?://\S+")
# A number with what stands around it: a currency or a percent sign before or behind, thousands, decimals.
_NUMBER = re.compile(
    r"(?:(?:[€$£¥]|\b(?:EUR|USD|GBP|CHF))\s?|\s?\b)\d(?:[\d.,'\u2009\u202f\u00a0]*\d)?"
    r"(?:\s?(?:%|€|\$|£|¥|EUR\b|USD\b|GBP\b|CHF\b|k\b|m\b))?"
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not leave the client: its names, those of its people, and those of its initiatives, teams and workflows."""

    clients: Sequence[str]
    people: Sequence[str]
    workflows: Sequence[str]

    def replacements(self) -> list[tuple[str, str]]:
        """Each text to take out with what stands for it, the longest first, so that a part of a name leaves no rest."""
        pairs = [
            *((name, CLIENT) for name in _spellings(self.clients)),
            *((name, SOMEBODY) for name in _spellings(self.people, parts=True)),
            *((name, WORKFLOW) for name in _spellings(self.workflows)),
        ]
        return sorted(pairs, key=lambda pair: -len(pair[0]))


def _spellings(names: Iterable[str], *, parts: bool = False) -> set[str]:
    found = {name.strip() for name in names if len(name.strip()) >= SHORTEST_NAME}
    if parts:
        found |= {part for name in found for part in re.split(r"[\s,]+", name) if len(part) >= SHORTEST_NAME}
    return found


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A document without what must not leave, and how often something was taken out of each of its texts."""

    document: dict[str, Any]
    taken_out: Mapping[str, int]


def scrub_text(text: str, secrets: Secrets) -> tuple[str, int]:
    """A text without names, addresses and figures, and how many were taken out."""
    count = 0

    def taken(pattern: re.Pattern[str], by: str, within: str) -> str:
        nonlocal count
        cleaned, found = pattern.subn(by, within)
        count += found
        return cleaned

    text = taken(_EMAIL, SOMEBODY, text)
    text = taken(_LINK, CLIENT, text)
    for name, by in secrets.replacements():
        text = taken(re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE), by, text)
    return taken(_NUMBER, FIGURE, text), count


def scrub(document: Mapping[str, Any], *, secrets: Secrets, known: Iterable[str], kept: Iterable[str] = ()) -> Scrubbed:
    """A document with every text scrubbed but those that came from the partner's own library; `kept` names fields of vocabulary.

    What the partner wrote in a template says nothing of a client, and its numbers are rules, not figures.
    """
    ours, vocabulary = frozenset(known), frozenset(kept)
    taken_out: dict[str, int] = {}

    def clean(value: Any, path: str, name: str) -> Any:
        if isinstance(value, Mapping):
            return {key: clean(item, f"{path}.{key}" if path else key, key) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [clean(item, f"{path}.{place}", name) for place, item in enumerate(value)]
        if not isinstance(value, str) or value in ours or name in vocabulary:
            return value
        cleaned, count = scrub_text(value, secrets)
        if count:
            taken_out[path] = count
        return cleaned

    return Scrubbed(clean(document, "", ""), taken_out)


def texts_of(document: Any) -> set[str]:
    """Every text in a document."""
    if isinstance(document, Mapping):
        return {text for item in document.values() for text in texts_of(item)}
    if isinstance(document, list | tuple):
        return {text for item in document for text in texts_of(item)}
    return {document} if isinstance(document, str) else set()
