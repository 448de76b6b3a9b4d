"""The client's plays with what the read model knows of their next gate, so that a list judges no gate."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.plays.models import Gate, Play
from apps.plays.selectors.lists import PlayLine, leading_lines, play_lines
from apps.plays.web.answers import Answer, gate_day, gate_sentence, run_answer
from apps.portfolio.models import PlayStanding
from kernel.tenancy.context import mounted_client
from kernel.web import formats
from kernel.web.states import Tone


@dataclass(frozen=True, slots=True)
class ListedPlay:
    """A play of the client's list; how much its next gate has met, and as of when, where that was derived already."""

    line: PlayLine
    met: int | None = None
    asked: int | None = None
    derived_at: dt.datetime | None = None
    is_frozen: bool = False

    @property
    def play(self) -> Play:
        """The play."""
        return self.line.play

    @property
    def gate(self) -> Gate | None:
        """The gate that is to be decided next; None once the play has ended."""
        return self.line.gate

    @property
    def answer(self) -> Answer:
        """Where it stands, in a sentence or two."""
        where = run_answer(self.play, self.line.today)
        if self.gate is None:
            return where
        if self.met is None or self.asked is None or self.derived_at is None:
            return Answer(f"{where.text} {gate_day(self.gate, self.line.today)}", where.tone)
        gate = gate_sentence(self.gate, self.met, self.asked, self.line.today)
        gate += " " + _("As of %(moment)s.") % {"moment": formats.moment(self.derived_at)}
        frozen = _("A rollback trigger fired, so its gates are frozen.") if self.is_frozen else ""
        return Answer(f"{where.text} {gate} {frozen}".strip(), Tone.BAD if self.is_frozen else where.tone)


def listed_plays(*, initiative_id: uuid.UUID | None = None) -> list[ListedPlay]:
    """The client's plays, or an initiative's, in four queries; what presses first."""
    return _with_standing(play_lines(initiative_id=initiative_id))


def leading_plays() -> dict[uuid.UUID, ListedPlay]:
    """Of each initiative the play that says most about where it stands, in four queries."""
    return {row.play.initiative_id: row for row in _with_standing(list(leading_lines().values()))}


def _with_standing(lines: list[PlayLine]) -> list[ListedPlay]:
    if not lines:
        return []
    known = {row.play_id: row for row in PlayStanding.objects.filter(client_id=mounted_client().pk)}
    return [_listed(line, known.get(line.play.pk)) for line in lines]


def _listed(line: PlayLine, standing: PlayStanding | None) -> ListedPlay:
    """What was derived of another gate than the present one says nothing."""
    if standing is None or line.gate is None or standing.gate_id != line.gate.pk:
        return ListedPlay(line)
    return ListedPlay(
        line, standing.criteria_met, standing.criteria_asked, standing.derived_at, is_frozen=standing.is_frozen
    )
