"""How tests make a blocker in each state, and take each of its moves."""

from collections.abc import Callable
from typing import Any

from apps.initiatives.models import Blocker
from apps.initiatives.services import move_blocker
from kernel.access import system_actor
from tests.factories.people import make_blocker

SAID = {"resolve": {"resolution": "IT gave read access."}, "reopen": {"reason": "The access ran out."}}


def move(name: str, **said: Any) -> Callable[[Blocker], Blocker]:
    """A move of a blocker as it stands now, with what the move needs."""

    def take(row: Blocker) -> Blocker:
        row.refresh_from_db()
        return move_blocker(
            by=system_actor(), blocker_id=row.pk, move=name, revision=row.revision, **(SAID[name] | said)
        )

    return take


def make_resolved(**given: object) -> Blocker:
    """A blocker that is out of the way."""
    return move("resolve")(make_blocker(**given))


BLOCKER_MAKE = {"open": make_blocker, "resolved": make_resolved}
BLOCKER_TAKE = {name: move(name) for name in SAID}
