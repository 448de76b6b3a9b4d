"""The answer in a sentence: what an executive reads first. Every number in it is one of the standing's."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.initiatives.choices import Verdict
from apps.value.choices import ContractStatus, Course, Favour, Freshness, SignalRule
from apps.value.rules.figures.gate_signal import KpiSignal, Reason
from apps.value.rules.figures.signals import Signal
from apps.value.rules.figures.trend import CourseResult
from apps.value.rules.points import Period, Text
from apps.value.rules.words import say

PLAY_DAYS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What the readings say, where they are heading, how it counts (a colour and an icon go with it), and periods unlike the others."""

    text: Text
    tone: str
    heading: Text = ""
    worse: tuple[Period, ...] = ()
    better: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What an answer is made of: the KPI signal with its reasons, the course, the rollback trigger, and the due date."""

    moved: KpiSignal | None
    course: CourseResult | None
    freshness: Freshness
    today: dt.date
    due_on: dt.date | None = None
    fired: Sequence[Period] = ()
    fallback: str = ""
    # How somebody has said that it ended: then it heads nowhere any more, and nothing is left to decide.
    ended: ContractStatus | None = None


def day_of_play(start: dt.date, today: dt.date) -> int:
    """Day n of 60: the client's local date - the start + 1; below 1 it has not begun."""
    return (today - start).days + 1


def answer(situation: Situation) -> Answer:
    """The worst first: a fired trigger (V5), no current reading (V9), a broken guardrail (V3); then whether it moved (V11)."""
    moved = situation.moved
    signals = moved.signals if moved else ()
    found = _said(situation, signals)
    if situation.ended or situation.fired or situation.freshness in (Freshness.NONE, Freshness.STALE):
        heading: Text = ""
    else:
        heading = _heading(situation)
    tone = "attention" if found.tone == "good" and _misses(situation) else found.tone
    return replace(
        found,
        tone=tone,
        heading=heading,
        worse=periods_unlike(signals, Favour.UNFAVOURABLE),
        better=periods_unlike(signals, Favour.FAVOURABLE),
    )


def _said(situation: Situation, signals: Sequence[Signal]) -> Answer:
    moved = situation.moved
    if situation.ended:
        return _ended(situation.ended, situation.due_on)
    if situation.fired:
        text = _("The rollback trigger fired in {period}. The agreed fallback: {fallback}")
        return Answer(say(text, period=situation.fired[-1], fallback=situation.fallback), "bad")
    if moved is None or situation.freshness in (Freshness.NONE, Freshness.STALE):
        return Answer(_("No current reading: nobody can say whether this is on track."), "unknown")
    guardrails = [reason for reason in moved.reasons if reason.code == "guardrail"]
    if broken := _first(guardrails, Verdict.UNMET):
        text = _("{why} No improvement counts while a guardrail is broken.")
        return Answer(say(text, why=broken.text), "bad")
    if all(reason.verdict == Verdict.MET for reason in moved.reasons if reason.code != "guardrail"):
        return _moved(situation, guardrails)
    return _not_moved(signals, moved.missing)


def _ended(status: ContractStatus, due_on: dt.date | None) -> Answer:
    if status == ContractStatus.ACHIEVED:
        return Answer(_("Achieved: the target was reached, and the movement was more than natural variation."), "good")
    if status == ContractStatus.MISSED:
        return Answer(say(_("Missed: the target was not reached by {day}."), day=due_on), "bad")
    return Answer(_("Rolled back: its trigger had fired, and the agreed fallback took over."), "bad")


def _moved(situation: Situation, guardrails: Sequence[Reason]) -> Answer:
    if lacking := _first(guardrails, Verdict.UNKNOWN):
        text = _("It improved by more than its natural variation, but {why}")
        return Answer(say(text, why=lacking.text), "attention")
    if _course(situation) == Course.ACHIEVED:
        return Answer(_("The target is reached, and the movement is more than natural variation."), "good")
    return Answer(_("A real improvement: more than the process's natural variation."), "good")


def _not_moved(signals: Sequence[Signal], missing: int) -> Answer:
    good = any(signal.favour == Favour.FAVOURABLE for signal in signals)
    bad = [signal for signal in signals if signal.favour == Favour.UNFAVOURABLE]
    if good and bad:
        return Answer(_("It moved both ways since the start: no improvement that holds."), "attention")
    if good:
        return Answer(_("A first sign of improvement, not yet strong enough to decide on."), "attention")
    if any(signal.rule != SignalRule.OUTSIDE_LIMIT for signal in bad):
        return Answer(_("It got worse than its natural variation explains."), "bad")
    if bad:
        template = ngettext_lazy(
            "No improvement that can be told from natural variation; {n} period was worse than usual.",
            "No improvement that can be told from natural variation; {n} periods were worse than usual.",
            len(bad),
        )
        return Answer(say(template, n=len(bad)), "attention")
    if missing > 0:
        template = ngettext_lazy(
            "Too early to tell: {missing} more reading is needed.",
            "Too early to tell: {missing} more readings are needed.",
            missing,
        )
        return Answer(say(template, missing=missing), "unknown")
    return Answer(_("No improvement that can be told from natural variation."), "attention")


def _overdue(situation: Situation) -> bool:
    return situation.due_on is not None and situation.today > situation.due_on


def _misses(situation: Situation) -> bool:
    if situation.ended:
        return False
    late = _overdue(situation) and _course(situation) != Course.ACHIEVED
    return late or _course(situation) in (Course.AT_RISK, Course.OFF_COURSE)


def _course(situation: Situation) -> Course:
    return situation.course.course if situation.course else Course.UNKNOWN


def _heading(situation: Situation) -> Text:
    if _overdue(situation):
        return say(_("Its last day was {day}: decide what follows."), day=situation.due_on)
    if situation.course and _course(situation) in (Course.ON_COURSE, Course.AT_RISK, Course.OFF_COURSE):
        return situation.course.reason
    return ""


def _first(reasons: Sequence[Reason], verdict: Verdict) -> Reason | None:
    return next((reason for reason in reasons if reason.verdict == verdict), None)


def periods_unlike(signals: Sequence[Signal], favour: Favour) -> tuple[Period, ...]:
    """The single periods outside the natural limits on one side, in order."""
    return tuple(
        sorted({found.period for found in signals if found.rule == SignalRule.OUTSIDE_LIMIT and found.favour == favour})
    )
