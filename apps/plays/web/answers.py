"""Where a play stands, as its pages say it: the answer first, in a sentence."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.plays.choices import GateStatus, PlayStatus
from apps.plays.models import Gate, Play
from apps.plays.rules.days import PLAY_DAYS, day_of
from apps.plays.selectors.plays import GateView, PlayPage, overdue
from kernel.web import formats
from kernel.web.states import Tone

# More names than these make no sentence.
MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a play stands, and what that means for whoever looks."""

    text: str
    tone: Tone


def answer_of(page: PlayPage) -> Answer:
    """The answer of a play's own page: its day, its next gate with what of it is met, and what is missing."""
    where = run_answer(page.play, page.today)
    view = page.next_gate
    if view is None:
        return where
    missing = [row.answer.criterion.title for row in view.rows if not row.passes]
    parts = [where.text, gate_sentence(view.gate, view.met, len(view.rows), page.today), _missing(missing)]
    if page.firings:
        parts.append(_("A rollback trigger fired, so its gates are frozen."))
    return Answer(" ".join(part for part in parts if part), Tone.BAD if page.firings else where.tone)


def run_answer(play: Play, today: dt.date) -> Answer:
    """Which day it is, or that it is planned, paused, over time or over."""
    day, days = day_of(play.starts_on, play.ended_on or today), PLAY_DAYS + play.extended_days
    told: dict[str, int | str] = {"day": day, "days": days}
    if overdue(play, today):
        text = _("Overdue: it is day %(day)s of %(days)s, and nobody has decided.") % told
        return Answer(text, Tone.BAD)
    if play.status == PlayStatus.SCALED:
        return Answer(_("Scaled on day %(day)s of %(days)s.") % told, Tone.GOOD)
    if play.status == PlayStatus.STOPPED:
        return Answer(_stopped(day, days), Tone.QUIET)
    if play.status == PlayStatus.PLANNED:
        when = formats.near_day(play.starts_on)
        return Answer(_("Planned: its first day is %(when)s.") % {"when": when}, Tone.QUIET)
    if play.status == PlayStatus.PAUSED and play.redesign_on is not None:
        told["until"] = formats.day(play.redesign_on)
        text = _("Paused for redesign until %(until)s; it is day %(day)s of %(days)s, and the days go on.")
        return Answer(text % told, Tone.WARN)
    return Answer(_("Day %(day)s of %(days)s.") % told, Tone.ACTIVE)


def _stopped(day: int, days: int) -> str:
    if day < 1:
        return _("Stopped before its first day.")
    return _("Stopped on day %(day)s of %(days)s.") % {"day": day, "days": days}


def gate_sentence(gate: Gate, met: int, asked: int, today: dt.date) -> str:
    """The gate that is next, with when it is due and how much of it is met."""
    told = {"gate": gate.get_type_display(), "due": formats.near_day(gate.due_on), "met": met, "asked": asked}
    if gate.status == GateStatus.SUBMITTED:
        return _("The %(gate)s gate waits for a decision, with %(met)s of %(asked)s criteria met.") % told
    if gate.due_on < today:
        return _("The %(gate)s gate was due %(due)s and has %(met)s of %(asked)s criteria met.") % told
    return _("The %(gate)s gate is due %(due)s and has %(met)s of %(asked)s criteria met.") % told


def gate_day(gate: Gate, today: dt.date) -> str:
    """The gate that is next, with when it is due; how much of it is met is not known."""
    told = {"gate": gate.get_type_display(), "due": formats.near_day(gate.due_on)}
    if gate.status == GateStatus.SUBMITTED:
        return _("The %(gate)s gate waits for a decision.") % told
    if gate.due_on < today:
        return _("The %(gate)s gate was due %(due)s.") % told
    return _("The %(gate)s gate is due %(due)s.") % told


def gate_answer(view: GateView) -> str:
    """The answer of a gate's own page."""
    gate, decision = view.gate, view.decision
    told: dict[str, int | str] = {"met": view.met, "asked": len(view.rows)}
    if gate.status == GateStatus.PASSED and decision is not None:
        told |= {"outcome": capfirst(decision.get_outcome_display()), "at": formats.moment(decision.decided_at)}
        if view.outdated:
            return _("%(outcome)s, decided %(at)s. What it rested on has changed since.") % told
        if view.run_out:
            text = ngettext(
                "%(outcome)s, decided %(at)s. The waiver that it rested on has expired, and its criterion is not met.",
                "%(outcome)s, decided %(at)s. Waivers that it rested on have expired, and their criteria are not met.",
                len(view.run_out),
            )
            return text % told
        return _("%(outcome)s, decided %(at)s, on grounds that still hold.") % told
    if gate.status == GateStatus.STOPPED and decision is not None:
        return _("The play was stopped here %(at)s.") % {"at": formats.moment(decision.decided_at)}
    if view.frozen:
        return _("Frozen: a rollback trigger fired. %(met)s of %(asked)s criteria are met.") % told
    if not view.is_next:
        return _("It comes after the gate before it; %(met)s of %(asked)s criteria are met already.") % told
    missing = _missing([row.answer.criterion.title for row in view.rows if not row.passes])
    if missing:
        return _("%(met)s of %(asked)s criteria are met.") % told + " " + missing
    return _("All %(asked)s criteria are met: it can pass.") % told


def _missing(titles: Sequence[str]) -> str:
    """What is missing: by name while there are few."""
    if not titles:
        return ""
    if len(titles) > MOST_NAMED:
        return ngettext("%(count)s is missing.", "%(count)s are missing.", len(titles)) % {"count": len(titles)}
    names = [_("“%(title)s”") % {"title": title} for title in titles]
    if len(names) == 1:
        return _("Missing: %(name)s.") % {"name": names[0]}
    return _("Missing: %(first)s and %(second)s.") % {"first": names[0], "second": names[1]}
