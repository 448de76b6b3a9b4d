"""User acceptance, the fallback and its drills, through the API."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.initiatives.api.rows import values_of
from apps.plays import services
from apps.plays.api import rows
from apps.plays.api.bodies import DISMISS, FIX, DefectMoveBody, DrillBody, FallbackBody, SessionBody
from apps.plays.api.documents import fallback_document
from apps.plays.api.shapes import DrillShape, FallbackShape, SessionShape
from apps.plays.choices import AcceptanceVerdict, DefectStatus
from apps.plays.models import Play
from apps.plays.permissions import ACCEPTANCE, FALLBACK, VIEW
from apps.plays.selectors.plays import play
from kernel.errors import Problem
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import BY_CHANGE, by_moment
from kernel.rest.queries import UPDATED_SINCE
from kernel.rest.views import Endpoint
from kernel.rows import refuse

CLOSED = {FIX: DefectStatus.FIXED, DISMISS: DefectStatus.DISMISSED}
_SESSION = {
    "tester_id": "01a1f987-f826-7fb4-9310-09b9f8bea399",
    "role": "order clerk",
    "held_on": "2026-03-27",
    "tasks": [{"task": "Draft a proposal", "worked": True}, {"task": "Correct a price", "worked": False}],
    "verdict": AcceptanceVerdict.REJECTS.value,
    "comment": "Prices can't be corrected.",
    "defects": [{"title": "A corrected price is lost", "blocking": True}],
}
_FALLBACK = {
    "procedure": "Switch the assistant off, send new cases to the manual queue, tell the team lead.",
    "minutes": 30,
    "owner_id": "01a1f987-f826-7fb4-9310-09b9f8bea399",
}
_DRILL = {
    "held_at": "2026-03-27T14:00:00+01:00",
    "took_effect": True,
    "took_minutes": 20,
    "note": "The manual queue took over; one case was answered twice.",
}


class Sessions(Endpoint):
    """The acceptance sessions of a play."""

    @operation(
        "List the acceptance sessions of a play",
        permission=VIEW,
        answer=SessionShape,
        page=BY_CHANGE,
        query=(UPDATED_SINCE,),
    )
    def get(self, call: Call, play_id: uuid.UUID) -> list[dict[str, Any]]:
        """In order of their last change: what each tester tried, their verdict, and the defects they found (P6)."""
        return rows.session_rows(call.page, play_id=play(play_id).pk, **call.query)

    @operation(
        "Record an acceptance session",
        permission=ACCEPTANCE,
        answer=SessionShape,
        status=201,
        body=SessionBody,
        examples={"request: one that found a defect": _SESSION},
    )
    def post(self, call: Call, play_id: uuid.UUID) -> Reply:
        """A tester of the workflow's own roles at real tasks. Of several sessions of a tester the latest counts (P6)."""
        held = services.record_session(by=call.actor, play_id=play_id, **call.body)
        return Reply(values_of(held, rows.SESSION), location=reverse("api-sessions", args=[play_id]))


class DefectMoves(Endpoint):
    """The moves of a defect."""

    @operation(
        "Close a defect",
        permission=ACCEPTANCE,
        answer=SessionShape,
        body=DefectMoveBody,
        examples={"request: it is fixed": {"move": FIX, "note": "Prices are kept since the release of Tuesday."}},
    )
    def post(self, call: Call, session_id: uuid.UUID, defect_id: uuid.UUID) -> dict[str, Any]:
        """`fix` or `dismiss` it, with a note; one that is back is recorded anew (P6)."""
        session = services.close_defect(
            by=call.actor,
            session_id=session_id,
            defect_id=str(defect_id),
            status=CLOSED[call.body["move"]],
            note=call.body["note"],
        )
        return values_of(session, rows.SESSION)


class PlayFallback(Endpoint):
    """The fallback of a play."""

    @operation("Read the fallback of a play", permission=VIEW, answer=FallbackShape, tagged=True)
    def get(self, _call: Call, play_id: uuid.UUID) -> Reply:
        """The written procedure, and within how many minutes it takes effect (P7). Its ETag is the play's."""
        return _fallback(play(play_id))

    @operation(
        "Write the fallback of a play",
        permission=FALLBACK,
        answer=FallbackShape,
        body=FallbackBody,
        changes=True,
        tagged=True,
        examples={"request: the first time": _FALLBACK, "request: in less time": {"minutes": 20}},
    )
    def patch(self, call: Call, play_id: uuid.UUID) -> Reply:
        """What is left out stays; the first time all is needed. Each change is a version, to be drilled again (P7)."""
        fields = fallback_document(play(play_id)) | call.body
        del fields["version"]
        text = _("The first time, this field is required.")
        refuse([Problem(name, "required", text) for name, value in fields.items() if not value])
        written = services.write_fallback(by=call.actor, play_id=play_id, revision=call.revision, **fields)
        return _fallback(written)


class Drills(Endpoint):
    """The drills of a fallback."""

    @operation(
        "List the drills of a play's fallback", permission=VIEW, answer=DrillShape, page=by_moment("recorded_at")
    )
    def get(self, call: Call, play_id: uuid.UUID) -> list[dict[str, Any]]:
        """As they were recorded, each with the version that was drilled (P7)."""
        return rows.drill_rows(call.page, play_id=play(play_id).pk)

    @operation(
        "Record a drill of the fallback",
        permission=FALLBACK,
        answer=DrillShape,
        status=201,
        body=DrillBody,
        examples={"request: in time": _DRILL},
    )
    def post(self, call: Call, play_id: uuid.UUID) -> Reply:
        """Of the fallback as it is written now: whether it took effect, and after how many minutes (P7)."""
        held = services.record_drill(by=call.actor, play_id=play_id, **({"took_minutes": None} | call.body))
        return Reply(rows.drill_row(held), location=reverse("api-drills", args=[play_id]))


def _fallback(found: Play) -> Reply:
    return Reply(fallback_document(found), revision=found.revision)
