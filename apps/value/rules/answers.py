"""The answer in a sentence: what an executive reads first. Every number in it is one of the standing's."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.value.choices import Course, Favour, Freshness, SignalRule, Verdict
from apps.value.rules.points import Period, Text
from apps.value.rules.signals import Signal
from apps.value.rules.words import say

PLAY_DAYS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """One sentence, how it counts (a colour and an icon go with it), and the periods that were unlike the others."""

    text: Text
    tone: str
    worse: tuple[Period, ...] = ()
    better: tuple[Period, ...] = ()


def day_of_play(start: dt.date, today: dt.date) -> int:
    """Day n of 60: the client's local date - the start + 1; below 1 it has not begun."""
    return (today - start).days + 1


def answer(
    *, moved: Verdict | None, course: Course | None, freshness: Freshness, signals: tuple[Signal, ...], missing: int
) -> Answer:
    """What the readings since the start say, in one sentence: moved, not moved, worse, or not to be told yet.

    `signals` are those since the start, `missing` the readings that the recent level still needs.
    """
    worse, better = periods_unlike(signals, Favour.UNFAVOURABLE), periods_unlike(signals, Favour.FAVOURABLE)
    good = any(signal.favour == Favour.FAVOURABLE for signal in signals)
    bad = any(signal.favour == Favour.UNFAVOURABLE for signal in signals)
    lasting = any(
        signal.favour == Favour.UNFAVOURABLE and signal.rule != SignalRule.OUTSIDE_LIMIT for signal in signals
    )
    if freshness in (Freshness.NONE, Freshness.STALE):
        text = _("No current reading: nobody can say whether this is on track.")
        return Answer(text, "unknown", worse, better)
    if course == Course.ACHIEVED and moved == Verdict.MET:
        return Answer(
            _("The target is reached, and the movement is more than natural variation."), "good", worse, better
        )
    if moved == Verdict.MET:
        return Answer(_("A real improvement: more than the process's natural variation."), "good", worse, better)
    if lasting and not good:
        return Answer(_("It got worse than its natural variation explains."), "bad", worse, better)
    if bad and not good:
        template = ngettext_lazy(
            "No improvement that can be told from natural variation; {n} period was worse than usual.",
            "No improvement that can be told from natural variation; {n} periods were worse than usual.",
            len(worse),
        )
        return Answer(say(template, n=len(worse)), "attention", worse, better)
    if good and bad:
        text = _("It moved both ways since the start: no improvement that holds.")
        return Answer(text, "attention", worse, better)
    if good:
        text = _("A first sign of improvement, not yet strong enough to decide on.")
        return Answer(text, "attention", worse, better)
    if missing > 0:
        template = ngettext_lazy(
            "Too early to tell: {missing} more reading is needed.",
            "Too early to tell: {missing} more readings are needed.",
            missing,
        )
        return Answer(say(template, missing=missing), "unknown", worse, better)
    return Answer(_("No improvement that can be told from natural variation."), "attention", worse, better)


def periods_unlike(signals: tuple[Signal, ...], favour: Favour) -> tuple[Period, ...]:
    """The single periods outside the natural limits on one side, in order."""
    return tuple(
        sorted({found.period for found in signals if found.rule == SignalRule.OUTSIDE_LIMIT and found.favour == favour})
    )
