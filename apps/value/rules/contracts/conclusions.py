"""How a contract may be judged to have ended: by its figures, not by opinion."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from apps.initiatives.choices import Verdict
from apps.value.choices import Course
from apps.value.rules.figures.gate_signal import KpiSignal
from apps.value.rules.figures.trend import CourseResult
from apps.value.rules.periods import period_of
from apps.value.rules.points import Text
from apps.value.rules.words import say
from kernel.errors import Problem


def judging_day(due_on: date, grid: str) -> date:
    """The day on which the readings up to the due date are complete; what comes later is not what was promised."""
    return period_of(due_on, grid).end + timedelta(days=1)


def conclusion_problems(
    move: str,
    *,
    course: CourseResult | None,
    moved: KpiSignal | None,
    due_on: date | None,
    today: date,
    fired: Sequence[object],
) -> list[Problem]:
    """What the figures say against ending a contract in this way: `achieve`, `miss` or `roll_back`; nothing against any other."""
    reached = course is not None and course.course == Course.ACHIEVED
    if move == "achieve":
        return _not_achieved(course, moved, reached=reached)
    if move == "miss":
        if due_on is not None and today <= due_on:
            text = say(_("It runs until {due}: it can still be reached."), due=due_on)
            return [Problem("move", "V1", text, _("Wait for its last day, amend it, or cancel it with a reason."))]
        if reached and not _not_achieved(course, moved, reached=True):
            return [Problem("move", "V10", _("The target is reached."), _("Declare it achieved."))]
    if move == "roll_back" and not fired:
        text = _("The rollback trigger has not fired, or was cleared.")
        return [Problem("move", "V5", text, _("Cancel the contract with a reason, if the work stops without it."))]
    return []


def _not_achieved(course: CourseResult | None, moved: KpiSignal | None, *, reached: bool) -> list[Problem]:
    if course is None or moved is None or not reached:
        why: Text = course.reason if course else _("Its course is unknown.")
        text = say(_("The figures do not say that the target is reached. {why}"), why=why)
        return [Problem("move", "V10", text, _("Wait for the readings that show it."))]
    broken = [reason for reason in moved.reasons if reason.code == "guardrail" and reason.verdict != Verdict.MET]
    return [
        Problem(
            "move",
            "V3",
            say(_("{why} No improvement counts while a guardrail is broken or unknown."), why=reason.text),
            _("Enter the missing readings, or bring the guardrail back inside its bound."),
        )
        for reason in broken
    ]
