"""The kit of a play: what the next team needs, without whose it was, who they are, and how much it came to (K1)."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from apps.plays.rules.names import WORD, Names

CLIENT, SOMEBODY, WORKFLOW, FIGURE = "[client]", "[name]", "[workflow]", "[figure]"
MARKS = (CLIENT, SOMEBODY, WORKFLOW, FIGURE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]*@[\w.-]*\w")
# With a scheme, in a Windows network, or beginning with a host: letters that end a sentence and begin the next are none.
_LINK = re.compile(
    r"(?<![\w+-])[A-Za-z][\w+-]*://\S+|\\\\\S+|(?i:(?<![\w.-])www\.\S+)"
    r"|(?<![\w.-])(?:[\w-]+\.)+(?:[a-z]{2,24}|[A-Z]{2,24})(?![\w-])(?::\d+)?(?:[/?#]\S*)?"
)
_MARK_OR_WORD = re.compile("|".join([*map(re.escape, MARKS), WORD]))
# Characters that nobody sees and that would part a name, and the one that stands for a word with a digit below.
_DIGITS = "\ue000"
_UNSEEN = re.compile(f"[\u00ad\u200b\u2060\ufeff{_DIGITS}]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# A number with what stands around it: a currency or a percent sign before or behind, thousands, decimals.
_CURRENCY = r"EUR|USD|GBP|CHF"
_NUMBER = re.compile(
    rf"(?:(?:[€$£¥]|(?<![^\W_])(?:{_CURRENCY}))\s?)?{_DIGITS}(?:[.,:/'’\u2009\u202f\u00a0-]?{_DIGITS})*"
    rf"(?:\s?(?:[%‰€$£¥]|(?:{_CURRENCY}|k|m)(?![^\W_])))?"
)


@dataclass(frozen=True)
class Secrets:
    """What must not leave the client: its names, those of its people, and those of its initiatives, teams and workflows."""

    clients: Sequence[str]
    people: Sequence[str]
    workflows: Sequence[str]

    @cached_property
    def names(self) -> Names:
        """All of them with what stands for each."""
        names = Names()
        names.add_clients(self.clients, CLIENT)
        names.add_people(self.people, SOMEBODY)
        names.add_wholes(self.workflows, WORKFLOW)
        return names


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A document without what must not leave, and how often something was taken out of each of its texts."""

    document: dict[str, Any]
    taken_out: Mapping[str, int]


def scrub_text(text: str, secrets: Secrets) -> tuple[str, int]:
    """A text without names, addresses and figures, and how many were taken out."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    text, addresses = _EMAIL.subn(SOMEBODY, text)
    text, links = _LINK.subn(CLIENT, text)
    text, named = _without_names(text, secrets.names)
    text, numbers = _NUMBER.subn(FIGURE, text)
    return text, addresses + links + named + numbers


def _without_names(text: str, names: Names) -> tuple[str, int]:
    """A text with a mark for each name, and one character for each word with a digit in it."""
    found = list(_MARK_OR_WORD.finditer(text))
    words = [match.group() for match in found]
    parts, at, place, count = [], 0, 0, 0
    while place < len(found):
        name = None if words[place] in MARKS else names.at(words, place)
        length, by = name or (1, _DIGITS if _has_digit(words[place]) else words[place])
        parts += [text[at : found[place].start()], by]
        count += name is not None
        place += length
        at = found[place - 1].end()
    return "".join([*parts, text[at:]]), count


def _has_digit(word: str) -> bool:
    return any(unicodedata.category(each).startswith("N") for each in word)


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


def fitted(document: Mapping[str, Any], schema: Mapping[str, Any], *, most: int | None = None) -> dict[str, Any]:
    """A document whose texts are as long as its schema allows, and no longer than `most`: marks are longer than what they replace."""

    def fit(value: Any, of: Mapping[str, Any]) -> Any:
        if isinstance(value, Mapping):
            return {name: fit(item, of["properties"][name]) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [fit(item, of["items"]) for item in value]
        if not isinstance(value, str) or "maxLength" not in of:
            return value
        # A key is kept whole: others name it.
        limit = of["maxLength"] if "pattern" in of or most is None else min(most, of["maxLength"])
        return _cut(_CONTROL.sub(" ", value), limit)

    fitting: dict[str, Any] = fit(document, schema)
    return fitting


def _cut(text: str, most: int) -> str:
    """A text of so many characters at most, cut behind a word or mark."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    # Where a mark was cut through, all of it goes.
    kept = re.sub(r"\[[a-z]*$", "", kept)
    if kept[-1:].isalnum() and text[len(kept)].isalnum():
        kept = kept.rpartition(" ")[0] or kept
    return f"{kept.rstrip()}…"


def free_keys(keys: Sequence[str], prefix: str) -> list[str]:
    """The keys, with one of the prefix and a number for each that is empty; none stands there twice."""
    taken, found, number = set(keys), [], 0
    for key in keys:
        while not key:
            number += 1
            key = "" if f"{prefix}-{number}" in taken else f"{prefix}-{number}"  # noqa: PLW2901 - the first free one
        found.append(key)
    return found


def days_in_order(
    days: Mapping[str, int], waits_for: Mapping[str, Collection[str]], last: Mapping[str, int]
) -> dict[str, int]:
    """Each activity's day, not before that of what it waits for, and at the latest its last: a plan can be done in its order."""
    found: dict[str, int] = {}

    def day(key: str, above: frozenset[str]) -> int:
        if key not in found:
            before = [day(other, above | {key}) for other in waits_for[key] if other in days and other not in above]
            found[key] = min(max(days[key], *before, 1), last[key])
        return found[key]

    for key in days:
        day(key, frozenset({key}))
    return found
