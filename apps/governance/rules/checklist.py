"""What answers an item of the checklist, and what it still lacks (G1, G4, G9), on plain values."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.governance.choices import AnswerType, Lacking, Sensitivity
from kernel.errors import Problem

# The five that G1 names; a checklist without one of them is none.
NEEDED = ("data_sensitivity", "model_boundary", "human_review_points", "logging_requirements", "escalation_path")
ESCALATION_PATH = "escalation_path"
NIST = r"(GOVERN|MAP|MEASURE|MANAGE) \d(\.\d+)?"
ITEM_KEY = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
LONGEST_TEXT = 4_000
LONGEST_LINE = 300
MOST_LINES = 20
# Four weeks: what waits longer is no response.
MOST_MINUTES = 28 * 24 * 60
STEP = ("who", "within_minutes", "how")


@dataclass(frozen=True, slots=True)
class Answered:
    """An item of a checklist, as far as it is judged."""

    key: str
    title: str
    required: bool
    answer_type: str
    answer: Any
    has_owner: bool
    evidence: str
    review_on: dt.date | None


def lacking(item: Answered, today: dt.date) -> tuple[Lacking, ...]:
    """What an item lacks to be complete: an answer, an owner, evidence, and a review that is not overdue (G1)."""
    found = []
    if item.answer is None:
        found.append(Lacking.ANSWER)
    if not item.has_owner:
        found.append(Lacking.OWNER)
    if not item.evidence.strip():
        found.append(Lacking.EVIDENCE)
    if item.review_on is None:
        found.append(Lacking.REVIEW)
    elif item.review_on < today:
        found.append(Lacking.REVIEW_PAST)
    return tuple(found)


def absent_keys(keys: Sequence[str]) -> list[str]:
    """Those of the five that a checklist does not have."""
    return [key for key in NEEDED if key not in keys]


def key_problems(key: str) -> Iterator[Problem]:
    """What is wrong with an item's key."""
    if not re.fullmatch(ITEM_KEY, key):
        text = _("A key has lower-case letters and digits with single underscores, a letter first.")
        yield Problem("key", "key", text, _("Such as human_review_points."))


def nist_problems(references: Any, field: str) -> Iterator[Problem]:
    """References that the NIST AI RMF does not write so (G9)."""
    if not isinstance(references, list) or len(references) > MOST_LINES:
        yield Problem(field, "G9", _("A list of references was expected."), _("Such as GOVERN 1.1, MAP 3.4."))
        return
    for place, reference in enumerate(references):
        if not isinstance(reference, str) or not re.fullmatch(NIST, reference):
            text = _("“%(reference)s” is no reference to the NIST AI RMF.")
            yield Problem(
                f"{field}.{place}",
                "G9",
                text % {"reference": str(reference)[:40]},
                _("Write function and number: GOVERN 1.1, MAP 3.4, MEASURE 2.7, MANAGE 4.1."),
            )


def answer_problems(answer_type: str, answer: Any, field: str = "answer") -> Iterator[Problem]:
    """In what an answer is not what its item asks for; None takes an answer back."""
    if answer is not None:
        yield from _CHECKS[answer_type](answer, field)


def _text_problems(answer: Any, field: str) -> Iterator[Problem]:
    if not isinstance(answer, str) or not answer.strip():
        yield Problem(field, "G1", _("A text was expected."), _("Answer in a sentence or two."))
    elif len(answer) > LONGEST_TEXT:
        yield Problem(field, "max_length", _("At most %(most)s characters are possible.") % {"most": LONGEST_TEXT})


def _sensitivity_problems(answer: Any, field: str) -> Iterator[Problem]:
    if answer not in Sensitivity.values:
        yield Problem(
            field,
            "G1",
            _("A level of sensitivity was expected."),
            _("Choose one of: %(known)s.") % {"known": ", ".join(Sensitivity.values)},
        )


def _list_problems(answer: Any, field: str) -> Iterator[Problem]:
    if not isinstance(answer, list) or not 0 < len(answer) <= MOST_LINES:
        text = _("A list of 1 to %(most)s entries was expected.") % {"most": MOST_LINES}
        yield Problem(field, "G1", text, _("Write one on each line."))
        return
    for place, line in enumerate(answer):
        if not isinstance(line, str) or not line.strip() or len(line) > LONGEST_LINE:
            text = _("Each entry is a text of at most %(most)s characters.") % {"most": LONGEST_LINE}
            yield Problem(f"{field}.{place}", "G1", text, _("Write one on each line."))


def _escalation_problems(answer: Any, field: str) -> Iterator[Problem]:
    if not isinstance(answer, list) or not 0 < len(answer) <= MOST_LINES:
        text = _("An escalation path has 1 to %(most)s steps.") % {"most": MOST_LINES}
        yield Problem(field, "G4", text, _("Say for each who takes it, within how many minutes, and how."))
        return
    for place, step in enumerate(answer):
        yield from _step_problems(step, f"{field}.{place}")


def _step_problems(step: Any, path: str) -> Iterator[Problem]:
    if not isinstance(step, Mapping) or set(step) != set(STEP):
        yield Problem(path, "G4", _("A step has three fields: %(names)s.") % {"names": ", ".join(STEP)})
        return
    for name in ("who", "how"):
        if not isinstance(step[name], str) or not 0 < len(step[name].strip()) <= LONGEST_LINE:
            text = _("A text of at most %(most)s characters was expected.") % {"most": LONGEST_LINE}
            yield Problem(f"{path}.{name}", "G4", text, _("Say who takes it, and how they are reached."))
    minutes = step["within_minutes"]
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 < minutes <= MOST_MINUTES:
        text = _("A response time is a whole number of minutes, from 1 to %(most)s.") % {"most": MOST_MINUTES}
        yield Problem(f"{path}.within_minutes", "G4", text, _("Say within how many minutes they respond."))


_CHECKS = {
    AnswerType.TEXT.value: _text_problems,
    AnswerType.SENSITIVITY.value: _sensitivity_problems,
    AnswerType.LIST.value: _list_problems,
    AnswerType.ESCALATION.value: _escalation_problems,
}
