"""Rounds in turns, medians, and how they are printed and kept."""

import datetime as dt
import json
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what it is, its unit, and the raw figure of each round."""

    name: str
    unit: str
    rounds: Sequence[float]

    @property
    def median(self) -> float:
        """The figure that counts: the middle round."""
        return statistics.median(self.rounds)


@dataclass(frozen=True)
class Result:
    """What one benchmark found. `ratio` is ours to theirs; the target is a ceiling for times and a floor for rates."""

    name: str
    question: str
    sides: Sequence[Side]
    target: float | None = None
    at_most: bool = True
    notes: Sequence[str] = ()
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """The first side's median over the second's; None where nothing is compared."""
        return self.sides[0].median / self.sides[1].median if self.target is not None else None

    @property
    def met(self) -> bool:
        """Whether the target is reached; a benchmark without one is."""
        if self.target is None or self.ratio is None:
            return True
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def lines(self) -> list[str]:
        """The result as text."""
        result = [f"{self.name}: {self.question}"]
        for side in self.sides:
            rounds = " ".join(_number(figure) for figure in side.rounds)
            result.append(f"  {side.name}: {_number(side.median)} {side.unit}   (rounds: {rounds})")
        if self.ratio is not None:
            bound = "at most" if self.at_most else "at least"
            result.append(f"  ratio {self.ratio:.3f}, target {bound} {self.target}: {'met' if self.met else 'MISSED'}")
        return result + [f"  {note}" for note in self.notes]

    def document(self) -> dict[str, Any]:
        """The result as plain values, with the machine and the moment."""
        sides = [asdict(side) | {"median": side.median} for side in self.sides]
        return {
            "name": self.name,
            "question": self.question,
            "sides": sides,
            "ratio": self.ratio,
            "target": self.target,
            "target_is": "at most" if self.at_most else "at least",
            "met": self.met,
            "notes": list(self.notes),
            "more": self.more,
            "machine": machine(),
            "measured_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),  # noqa: TID251 - the true time, whatever the clock is set to
        }

    def keep(self, folder: Path) -> Path:
        """Write the result as JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.json"
        path.write_text(json.dumps(self.document(), indent=2) + "\n")
        return path


def in_turns(rounds: int, *sides: Callable[[], float]) -> list[list[float]]:
    """Each side's figures, one of each side a round: whatever else the machine does falls on both alike."""
    found: list[list[float]] = [[] for _ in sides]
    for number in range(rounds):
        # The second round begins with the other side, so that neither always follows the other.
        order = list(enumerate(sides))
        for place, side in order if number % 2 == 0 else reversed(order):
            found[place].append(side())
    return found


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in _read("/proc/cpuinfo").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _number(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 1_000 else f"{figure:.4g}"
