"""Targets on the way: what a KPI has to have reached by a day before the due date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from apps.initiatives.choices import Verdict
from apps.value.choices import Direction
from apps.value.rules.figures.levels import Level, reaches, recent_level
from apps.value.rules.points import Point
from apps.value.rules.terms import ContractTerms, MilestoneTerms
from apps.value.rules.words import say
from kernel.errors import Problem

MOST_MILESTONES = 6


@dataclass(frozen=True, slots=True)
class MilestoneStanding:
    """A milestone with the recent level of its day, and whether that had reached it; unknown until the day has passed."""

    due_on: date
    value: Decimal
    level: Level | None
    verdict: Verdict


def milestone_problems(terms: ContractTerms) -> Iterator[Problem]:
    """What is wrong with the milestones: incomplete, out of order or out of the contract's days, or not on the way to the target."""
    if len(terms.milestones) > MOST_MILESTONES:
        text = say(_("A contract has at most {most} milestones."), most=str(MOST_MILESTONES))
        yield Problem("milestones", "V1", text, _("A contract is one page: keep those that somebody decides on."))
    if terms.milestones and terms.kpi is not None and terms.kpi.direction == Direction.RANGE:
        text = _("A range is held from the first day on; there is nothing to reach on the way.")
        yield Problem("milestones", "V1", text, _("Remove the milestones."))
        return
    for place, milestone in enumerate(terms.milestones):
        yield from _one(terms, milestone, f"milestones.{place}")
    for place, (before, after) in enumerate(pairwise(terms.milestones), 1):
        if before.due_on and after.due_on and after.due_on <= before.due_on:
            text = _("The milestones are not in the order of their days, or share one.")
            yield Problem(f"milestones.{place}.due_on", "V1", text, _("Give each a later day than the one before."))


def _one(terms: ContractTerms, milestone: MilestoneTerms, where: str) -> Iterator[Problem]:
    if milestone.due_on is None:
        yield Problem(f"{where}.due_on", "V1", _("The milestone has no day."), _("Fill it in."))
    elif (terms.start_on and milestone.due_on <= terms.start_on) or (terms.due_on and milestone.due_on >= terms.due_on):
        outside = _("The milestone does not lie between the contract's first day and its due date.")
        yield Problem(f"{where}.due_on", "V1", outside, _("Set a day between the two."))
    if milestone.value is None:
        yield Problem(f"{where}.value", "V1", _("The milestone has no number."), _("Fill it in."))
        return
    baseline = terms.baseline.value if terms.baseline else None
    if baseline is None or terms.target is None:
        return
    if not min(baseline, terms.target) <= milestone.value <= max(baseline, terms.target):
        text = say(
            _("The milestone of {value} does not lie between the baseline of {baseline} and the target of {target}."),
            value=milestone.value,
            baseline=baseline,
            target=terms.target,
        )
        yield Problem(f"{where}.value", "V1", text, _("Set a value on the way to the target."))


def milestone_standings(
    milestones: Sequence[MilestoneTerms],
    points: Sequence[Point],
    *,
    cadence: str,
    direction: str,
    start: date,
    today: date,
) -> list[MilestoneStanding]:
    """Each milestone held against the recent level as it was on its day, by the readings since the start."""
    found = []
    for milestone in milestones:
        if milestone.due_on is None or milestone.value is None:
            continue
        passed = milestone.due_on < today
        level = recent_level(points, cadence=cadence, today=min(milestone.due_on, today), since=start)
        known = level if passed and isinstance(level, Level) else None
        verdict = Verdict.UNKNOWN
        if known is not None:
            reached = reaches(known.value, direction=direction, target=milestone.value)
            verdict = Verdict.MET if reached else Verdict.UNMET
        found.append(MilestoneStanding(milestone.due_on, milestone.value, known, verdict))
    return found
