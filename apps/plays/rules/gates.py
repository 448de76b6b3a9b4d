"""What a gate is decided on: the findings with their grounds as one document, what is missing, and what changed since (P2, P3)."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.initiatives.choices import Verdict
from apps.initiatives.criteria import Answer
from apps.plays.choices import Outcome
from kernel.canonical import digest, plain
from kernel.errors import Problem
from kernel.web import formats

GO = frozenset({Outcome.GO.value, Outcome.CONDITIONAL_GO.value})


@dataclass(frozen=True, slots=True)
class Waived:
    """A waiver: until when it holds, and when it was taken back if it was."""

    id: uuid.UUID
    criterion: str
    reason: str
    granted_at: dt.datetime
    granted_by: str
    expires_on: dt.date
    revoked_at: dt.datetime | None

    def holds(self, today: dt.date, until: dt.datetime) -> bool:
        """Whether it holds as of a moment: granted by then, not expired on that day, and never taken back since.

        What was passed on a waiver that was taken back afterwards is outdated; that it has run out later is no change.
        """
        return self.granted_at <= until and self.revoked_at is None and today <= self.expires_on

    def has_expired(self, today: dt.date) -> bool:
        """Whether it ran out by itself."""
        return self.revoked_at is None and today > self.expires_on


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion of a gate: what was found, and the waiver that stands for it where one holds."""

    answer: Answer
    waiver: Waived | None

    @property
    def passes(self) -> bool:
        """Whether it lets the gate pass: met, or unmet with a waiver that holds. An unknown never does (P2)."""
        verdict = self.answer.finding.verdict
        return verdict == Verdict.MET or (
            verdict == Verdict.UNMET and self.waiver is not None and self.answer.criterion.is_waivable
        )


def judged(
    answers: Sequence[Answer], waivers: Sequence[Waived], *, today: dt.date, until: dt.datetime
) -> tuple[Judged, ...]:
    """Each criterion of a gate with the waiver that holds for it, the one that lasts longest."""
    holding = sorted((waiver for waiver in waivers if waiver.holds(today, until)), key=lambda each: each.expires_on)
    by_key = {waiver.criterion: waiver for waiver in holding}
    return tuple(Judged(answer, by_key.get(answer.criterion.key)) for answer in answers)


def basis_of(rows: Sequence[Judged]) -> dict[str, Any]:
    """Everything that a decision rests on, as one document of plain values: each criterion, what was found, and on what grounds."""
    document: dict[str, Any] = plain(
        {
            "criteria": [
                {
                    "key": row.answer.criterion.key,
                    "kind": row.answer.criterion.kind,
                    "title": row.answer.criterion.title,
                    "parameters": dict(row.answer.criterion.parameters),
                    "verdict": row.answer.finding.verdict,
                    "figures": dict(row.answer.finding.figures),
                    "basis": dict(row.answer.finding.basis),
                    "waiver": str(row.waiver.id) if row.waiver and not _met(row) else None,
                }
                for row in rows
            ]
        }
    )
    return document


def _met(row: Judged) -> bool:
    return row.answer.finding.verdict == Verdict.MET


def basis_hash(basis: Mapping[str, Any]) -> str:
    """The hash that a decision is bound to."""
    return digest(basis)


@dataclass(frozen=True, slots=True)
class Outdated:
    """A criterion whose grounds are not what they were when it was decided: what was found then and what is found now."""

    key: str
    title: str
    before: str
    after: str
    changed: tuple[str, ...]


def outdated(decided: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Outdated, ...]:
    """What changed since a decision, by criterion (P3): nothing, while both documents have one hash."""
    if digest(decided) == digest(now):
        return ()
    present = {row["key"]: row for row in now["criteria"]}
    found = []
    for row in decided["criteria"]:
        other = present.get(row["key"], {"verdict": Verdict.UNKNOWN, "basis": {}, "waiver": None})
        parts = {**row["basis"], "waiver": row["waiver"]}, {**other["basis"], "waiver": other["waiver"]}
        changed = tuple(
            sorted(name for name in parts[0].keys() | parts[1].keys() if parts[0].get(name) != parts[1].get(name))
        )
        if changed or row["verdict"] != other["verdict"]:
            found.append(Outdated(row["key"], row["title"], row["verdict"], other["verdict"], changed))
    return tuple(found)


def run_out(
    decided: Mapping[str, Any], now: Sequence[Judged], waivers: Sequence[Waived], today: dt.date
) -> tuple[Waived, ...]:
    """The waivers that a decision rested on and that have expired, of criteria that do not pass now.

    The grounds of then are as they were, so that this outdates nothing; but nobody waives them any more.
    """
    rested = {row["waiver"] for row in decided["criteria"]}
    lacking = {row.answer.criterion.key for row in now if not row.passes}
    return tuple(
        each for each in waivers if str(each.id) in rested and each.has_expired(today) and each.criterion in lacking
    )


def passing_problems(rows: Sequence[Judged]) -> Iterator[Problem]:
    """Why a gate can't pass: each criterion that is unknown, or unmet without a waiver that holds (P2, P4)."""
    for row in rows:
        if row.passes:
            continue
        finding = row.answer.finding
        if finding.verdict == Verdict.UNKNOWN:
            way_out = _("Find out first: no gate passes with an unknown.")
        elif row.answer.criterion.is_waivable:
            way_out = _("Mend it, or let the sponsor waive it for a while; else the play pauses for redesign.")
        else:
            way_out = _("Mend it, or pause the play for redesign; this criterion can’t be waived.")
        yield Problem(
            row.answer.criterion.key,
            "P2" if finding.verdict == Verdict.UNKNOWN else "P4",
            f"{row.answer.criterion.title}: {finding.verdict.label}. {finding.says}",
            way_out,
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """What a conditional go asks for: what, by when, whose it is."""

    title: str
    due_on: dt.date | None
    owner_id: uuid.UUID | None


def decision_problems(
    outcome: str,
    *,
    reasons: str,
    conditions: Sequence[Condition],
    redesign_on: dt.date | None,
    today: dt.date,
    latest_redesign: dt.date,
    latest_due: dt.date,
) -> Iterator[Problem]:
    """What a decision lacks: reasons, dated conditions of a conditional go, the date on which a redesign ends (P3, S2)."""
    if not reasons.strip():
        yield Problem("reasons", "P3", _("A decision has reasons."), _("Write them in a sentence or two."))
    if outcome == Outcome.CONDITIONAL_GO and not conditions:
        text = _("A conditional go names its conditions.")
        yield Problem("conditions", "P3", text, _("Add each with its owner and day, or decide go."))
    if outcome != Outcome.CONDITIONAL_GO and conditions:
        text = _("Only a conditional go has conditions.")
        yield Problem("conditions", "P3", text, _("Leave them out, or decide a conditional go."))
    for place, condition in enumerate(conditions):
        yield from _condition_problems(condition, f"conditions.{place}", today, latest_due)
    if outcome == Outcome.REDESIGN:
        if redesign_on is None:
            text = _("A pause has a day on which it ends.")
            yield Problem("redesign_on", "S2", text, _("Say by when the redesign is done."))
        elif latest_redesign <= today:
            text = _("The play has paused for redesign as long as it may, in all.")
            yield Problem("redesign_on", "S2", text, _("Decide go where everything is met, or stop the play."))
        elif not today < redesign_on <= latest_redesign:
            text = _("The redesign ends after today, and by %(day)s at the latest.") % {
                "day": formats.short_day(latest_redesign)
            }
            yield Problem("redesign_on", "S2", text, _("Choose a day in between; what takes longer is stopped."))
    elif redesign_on is not None:
        text = _("Only a redesign has a day on which it ends.")
        yield Problem("redesign_on", "S2", text, _("Leave it out, or decide a redesign."))


def _condition_problems(condition: Condition, path: str, today: dt.date, latest_due: dt.date) -> Iterator[Problem]:
    if not condition.title.strip():
        yield Problem(f"{path}.title", "P3", _("A condition says what has to be done."), _("Write it in a sentence."))
    if condition.due_on is None or not today < condition.due_on <= latest_due:
        text = _("A condition has a day by which it is met, after today and by %(day)s.")
        told = {"day": formats.short_day(latest_due)}
        yield Problem(f"{path}.due_on", "P3", text % told, _("Choose a day in between."))
    if condition.owner_id is None:
        yield Problem(f"{path}.owner_id", "P5", _("A condition has an owner."), _("Name one of the client’s people."))
