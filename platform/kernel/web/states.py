"""States as people see them: a word, an icon and a tone, the same on every surface. Apps add theirs in their `shell.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices


class Tone(StrEnum):
    """What a state means for the person who looks; the only thing that colour is used for beside the accent."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    ACTIVE = "active"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class State:
    """One state of one kind of thing."""

    value: str
    word: Any
    icon: str
    tone: Tone


class States:
    """All states, by kind of thing."""

    def __init__(self) -> None:
        self.kinds: dict[str, dict[str, State]] = {}

    def add(self, kind: str, vocabulary: type[TextChoices], looks: Mapping[str, tuple[Tone, str]]) -> None:
        """Add the states of a kind; each choice of its vocabulary gets a tone and an icon, or the call fails."""
        missing = set(vocabulary.values) - {str(value) for value in looks}
        if missing:
            raise ValueError(f"No look for these states of {kind}: {', '.join(sorted(missing))}.")
        self.kinds[kind] = {
            str(value): State(str(value), vocabulary(value).label, icon, tone) for value, (tone, icon) in looks.items()
        }

    def get(self, kind: str, value: str) -> State:
        """The state of a kind with this value."""
        return self.kinds[kind][str(value)]


states = States()
