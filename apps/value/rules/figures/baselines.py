"""What a baseline is made of: the readings of its window, less those that a recorded decision leaves out (V2, V11)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.value.rules.points import Period, Point
from apps.value.rules.terms import PeriodDecision
from apps.value.rules.words import say
from kernel.errors import Problem


def included(points: Sequence[Point], decisions: Collection[PeriodDecision]) -> list[Point]:
    """The points that no decision leaves out."""
    left_out = {decision.period for decision in decisions if not decision.keep}
    return [point for point in points if point.period.start not in left_out]


def undecided(outside: Sequence[Period], decisions: Collection[PeriodDecision]) -> list[Period]:
    """The periods outside the baseline's own limits of which nobody has said whether they stay; none is dropped silently."""
    decided = {decision.period for decision in decisions}
    return [period for period in outside if period.start not in decided]


def decision_problems(decisions: Sequence[PeriodDecision], points: Sequence[Point]) -> list[Problem]:
    """What is wrong with decisions about single periods: of no reading in the window, twice, without a reason, or of too many."""
    return [*_each(decisions, {point.period.start for point in points}), *_all(decisions, points)]


def _each(decisions: Sequence[PeriodDecision], known: Collection[date]) -> Iterator[Problem]:
    seen: set[date | None] = set()
    for place, decision in enumerate(decisions):
        where = f"decisions.{place}"
        if decision.period not in known:
            text = say(_("No reading of the baseline begins on {day}."), day=decision.period)
            yield Problem(f"{where}.period", "V11", text, _("Name the first day of a period inside the window."))
        if decision.period in seen:
            text = say(_("The period of {day} is decided twice."), day=decision.period)
            yield Problem(f"{where}.period", "V11", text, _("Keep one of the two."))
        seen.add(decision.period)
        if not decision.reason.strip():
            yield Problem(
                f"{where}.reason",
                "V11",
                _("A period stays in a baseline or leaves it for a reason."),
                _("Write what happened in it."),
            )


def _all(decisions: Sequence[PeriodDecision], points: Sequence[Point]) -> Iterator[Problem]:
    left_out = sum(1 for decision in decisions if not decision.keep)
    if left_out * 4 > len(points) > 0:
        text = say(_("{n} of {of} readings would be left out."), n=left_out, of=len(points))
        way_out = _("A baseline without more than a quarter of its readings is another process: choose another window.")
        yield Problem("decisions", "V11", text, way_out)
