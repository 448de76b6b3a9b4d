"""What a file would do to a KPI's readings, short enough to keep and to show: counts, the first rows that need a look, a mark."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from apps.value.choices import RowOutcome
from apps.value.rules.readings.rows import SHOWN_REFUSALS, Batch, RowResult
from kernel.canonical import plain


@dataclass(frozen=True, slots=True)
class Told:
    """A row with what is said of it."""

    number: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A reading that would be replaced: values as texts, in the KPI's unit."""

    number: int
    start: str
    end: str
    before: str
    after: str
    source: str

    @property
    def first(self) -> date:
        """The first day of its period."""
        return date.fromisoformat(self.start)

    @property
    def last(self) -> date:
        """The last day of its period."""
        return date.fromisoformat(self.end)

    @property
    def was(self) -> Decimal:
        """The value before."""
        return Decimal(self.before)

    @property
    def becomes(self) -> Decimal:
        """The value after."""
        return Decimal(self.after)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen: how many rows have each outcome, the span of the new ones, and the first of those to look at.

    `mark` differs as soon as anything else would happen, be it that the readings changed or what the file is read as.
    """

    counts: Mapping[str, int]
    first: str | None
    last: str | None
    refused: tuple[Told, ...]
    corrected: tuple[Correction, ...]
    hints: tuple[Told, ...]
    mark: str

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(self.counts.values())

    @property
    def effective(self) -> int:
        """How many readings would be recorded, new or as corrections."""
        return self.counts[RowOutcome.NEW] + self.counts[RowOutcome.CORRECTED]

    @property
    def more_refused(self) -> int:
        """How many refused rows are not told one by one."""
        return self.counts[RowOutcome.REFUSED] - len(self.refused)

    @property
    def more_corrected(self) -> int:
        """How many corrections are not told one by one."""
        return self.counts[RowOutcome.CORRECTED] - len(self.corrected)

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day of the new readings."""
        return (date.fromisoformat(self.first), date.fromisoformat(self.last)) if self.first and self.last else None

    def document(self) -> dict[str, Any]:
        """The plan as plain JSON values."""
        found: dict[str, Any] = plain(asdict(self))
        return found

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The plan behind what `document` wrote."""
        return cls(
            **{name: document[name] for name in ("counts", "first", "last", "mark")},
            refused=_told(document["refused"]),
            corrected=tuple(Correction(**each) for each in document["corrected"]),
            hints=_told(document["hints"]),
        )


def plan_of(batch: Batch) -> Plan:
    """The plan of a batch that was checked, in the active language."""
    new = [result.values for result in batch.results if result.outcome is RowOutcome.NEW and result.values]
    return Plan(
        counts={outcome.value: count for outcome, count in batch.counts.items()},
        first=min(new).period_start.isoformat() if new else None,
        last=max(new).period_end.isoformat() if new else None,
        refused=tuple(
            Told(each.number, tuple(f"{problem.message} {problem.way_out}".strip() for problem in each.problems))
            for each in batch.first_refusals()
        ),
        corrected=_corrections(batch.results),
        hints=tuple(
            Told(each.number, tuple(str(hint) for hint in each.hints))
            for each in [result for result in batch.results if result.hints][:SHOWN_REFUSALS]
        ),
        mark=_mark(batch),
    )


def _corrections(results: Iterable[RowResult]) -> tuple[Correction, ...]:
    found: list[Correction] = []
    for result in results:
        if len(found) == SHOWN_REFUSALS:
            break
        if result.outcome is RowOutcome.CORRECTED and result.values and result.current:
            values = result.values
            found.append(
                Correction(
                    number=result.number,
                    start=values.period_start.isoformat(),
                    end=values.period_end.isoformat(),
                    before=plain(result.current.value),
                    after=plain(values.value),
                    source=values.source,
                )
            )
    return tuple(found)


def _mark(batch: Batch) -> str:
    seen = hashlib.sha256()
    for result in batch.results:
        values = tuple(plain(value) for value in result.values or ())
        seen.update(f"{result.number} {result.outcome} {result.current and result.current.id} {values}\n".encode())
    return seen.hexdigest()


def _told(documents: Iterable[Mapping[str, Any]]) -> tuple[Told, ...]:
    return tuple(Told(each["number"], tuple(each["texts"])) for each in documents)
