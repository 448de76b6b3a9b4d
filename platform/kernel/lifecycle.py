"""Lifecycles as tables of moves. Screens, API and documents are drawn from the same table that the services obey."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import ConflictRefused


class MoveRefused(ConflictRefused):
    """The state a thing is in does not allow the move."""

    code = "move_refused"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a lifecycle: its name, the states it may start from, the state it leads to, the permission it needs, its label."""

    name: str
    sources: frozenset[str]
    target: str
    permission: str
    label: Any


class Lifecycle:
    """A table of moves, looked up by name."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self.moves = {move.name: move for move in moves}

    def target(self, state: str, name: str) -> str:
        """The state a move leads to. Raises `MoveRefused`, naming the moves that are open, when the state does not allow it."""
        move = self.moves.get(name)
        if move is None or state not in move.sources:
            open_now = ", ".join(str(m.label) for m in self.open_from(state)) or _("none")
            raise MoveRefused(
                _("“%(move)s” is not possible while the state is “%(state)s”.")
                % {"move": move.label if move else name, "state": state},
                way_out=_("Possible now: %(moves)s.") % {"moves": open_now},
            )
        return move.target

    def open_from(self, state: str) -> list[Move]:
        """The moves a state allows, in the table's order."""
        return [move for move in self.moves.values() if state in move.sources]
