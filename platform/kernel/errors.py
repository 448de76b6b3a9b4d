"""Refusals: what a service raises when it will not do a thing. Doors turn them into a form's message or a problem document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the field, the rule's code, what is wrong, and the way out. Texts may be lazy translations."""

    field: str
    code: str
    message: Any
    way_out: Any = ""


class Refused(Exception):
    """Base of every refusal. `status` is the HTTP status a door answers with; `problems` names each field and rule."""

    status = 422
    code = "refused"

    def __init__(self, message: Any, problems: Sequence[Problem] = (), *, way_out: Any = "") -> None:
        self.message = message
        self.problems = tuple(problems)
        self.way_out = way_out
        super().__init__(message)


class InvalidRefused(Refused):
    """What was sent breaks a rule of the domain."""

    code = "invalid"


class NotFoundMissing(Refused):
    """There is no such thing here; a foreign one looks exactly like an absent one."""

    status = 404
    code = "not_found"


class AccessRefused(Refused):
    """The actor may not do this; the message says who can."""

    status = 403
    code = "forbidden"


class ConflictRefused(Refused):
    """The thing is in a state that does not allow this, or it exists already."""

    status = 409
    code = "conflict"


class StaleRefused(Refused):
    """Somebody else changed it since it was read."""

    status = 412
    code = "stale"


class RevisionMissing(Refused):
    """A change must say which revision it was made from."""

    status = 428
    code = "revision_required"
