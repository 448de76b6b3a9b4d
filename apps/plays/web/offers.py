"""What the person who looks at a play may do with it, what comes first, and what is to be done next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.plays import permissions
from apps.plays.choices import ActivityOrigin, ActivityStatus, GateStatus, PlayStatus
from apps.plays.lifecycle import ACTIVITY, PLAY
from apps.plays.models import OPEN, Activity
from apps.plays.selectors.plays import GateView, PlayPage
from apps.plays.web.asked import asked_by
from kernel.access import Actor, table

UNDONE = (ActivityStatus.OPEN, ActivityStatus.DOING)
OVER = (ActivityStatus.DONE, ActivityStatus.DROPPED)


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do: what it is, what is known of it, and where it is done."""

    what: str
    why: str
    address: str
    label: str


def offers(actor: Actor, page: PlayPage) -> dict[str, Any]:
    """What the play's page offers, by the names that its templates know."""
    play, view = page.play, page.next_gate
    is_open = play.status in OPEN
    return {
        "may_decide": view is not None and decides(actor, view, page),
        "may_submit": view is not None and submits(actor, view, page) and view.can_pass,
        "may_add": is_open and table.allows(actor, permissions.ACTIVITIES, play),
        "may_extend": is_open and play.extended_at is None and table.allows(actor, permissions.EXTEND, play),
        "may_resume": table.allows(actor, permissions.MANAGE) and "resume" in _moves(play.status),
        "step": next_step(actor, page),
    }


def decides(actor: Actor, view: GateView, page: PlayPage) -> bool:
    """Whether this person may decide the gate now: it was submitted, or the play has to be decided on anyway (P4)."""
    waits = view.gate.status == GateStatus.SUBMITTED or page.overdue
    return view.is_next and waits and table.allows(actor, permissions.DECIDE, view.gate)


def may_end(actor: Actor, view: GateView) -> bool:
    """Whether this person may pause or stop the play here, also before anybody submits the gate."""
    return view.is_next and table.allows(actor, permissions.DECIDE, view.gate)


def submits(actor: Actor, view: GateView, page: PlayPage) -> bool:
    """Whether this person may submit the gate for decision now."""
    runs = page.play.status == PlayStatus.RUNNING and view.gate.status == GateStatus.OPEN
    return view.is_next and runs and table.allows(actor, permissions.SUBMIT, view.gate)


def next_step(actor: Actor, page: PlayPage) -> Step | None:
    """What comes first for the play: a decision, what is late, what the next gate lacks, the next activity; None once it ended."""
    view = page.next_gate
    if view is None:
        return None
    gate, address = view.gate.get_type_display(), reverse("plays:gate", args=[view.gate.pk])
    if view.gate.status == GateStatus.SUBMITTED or page.overdue:
        label = _("Decide the %(gate)s gate") if decides(actor, view, page) else _("Open the %(gate)s gate")
        why = _("Go, redesign or stop: a play is never left running.") if page.overdue else _("It was submitted.")
        return Step(_("The %(gate)s gate waits for a decision.") % {"gate": gate}, why, address, label % {"gate": gate})
    if page.late:
        return _late_step(page.late)
    lacking = next((row for row in asked_by(view, page) if not row.passes), None)
    if lacking is None:
        label = _("Submit the %(gate)s gate") if submits(actor, view, page) else _("Open the %(gate)s gate")
        return Step(
            _("Everything that the %(gate)s gate asks is met.") % {"gate": gate}, "", address, label % {"gate": gate}
        )
    label = str(lacking.finding.fix.label) if lacking.finding.fix is not None and lacking.address else ""
    return Step(f"{lacking.criterion.title}.", str(lacking.finding.says), lacking.address, label)


def _late_step(late: Sequence[Activity]) -> Step:
    first = late[0]
    name = first.owner.name if first.owner else _("nobody")
    return Step(
        _("“%(title)s” is late.") % {"title": first.title},
        _("%(name)s does it.") % {"name": name},
        reverse("plays:activity", args=[first.pk]),
        _("Open the activity"),
    )


@dataclass(frozen=True, slots=True)
class Task:
    """An activity as a play's page shows it: what it waits for, whether it is late, and what may be done with it."""

    row: Activity
    waits_for: Sequence[str]
    late: bool
    moves: frozenset[str]

    @property
    def moved_day(self) -> bool:
        """Whether it is due on another day than was planned first."""
        return self.row.planned_on != self.row.due_on


def tasks(actor: Actor, page: PlayPage) -> list[Task]:
    """The activities of a play, each with what this person may do with it."""
    known = {str(each.pk): each for each in page.activities}
    late = {each.pk for each in page.late}

    def task(row: Activity) -> Task:
        waits_for = [known[key].title for key in row.depends_on if key in known and known[key].status not in OVER]
        moves = moves_of(actor, row)
        return Task(row, waits_for, row.pk in late, moves - {"begin", "finish"} if waits_for else moves)

    return [task(row) for row in page.activities]


def moves_of(actor: Actor, row: Activity) -> frozenset[str]:
    """What this person may do with an activity now; its play and gate are read with it.

    What a conditional go asked for is done also after the play, and dropped only by who may decide the gate.
    """
    lives_on = row.origin == ActivityOrigin.CONDITION and row.play.status == PlayStatus.SCALED
    if not (row.play.status in OPEN or lives_on) or not table.allows(actor, permissions.ACTIVITIES, row):
        return frozenset()
    moves = frozenset(move.name for move in ACTIVITY.open_from(row.status))
    return moves if may_reshape(actor, row) else moves - {"drop"}


def may_reshape(actor: Actor, row: Activity) -> bool:
    """Whether this person may change what an activity asks: of a gate's condition only who may decide the gate (P3)."""
    if not table.allows(actor, permissions.ACTIVITIES, row):
        return False
    return row.origin != ActivityOrigin.CONDITION or table.allows(actor, permissions.DECIDE, row.gate)


def _moves(state: str) -> set[str]:
    return {move.name for move in PLAY.open_from(state)}
