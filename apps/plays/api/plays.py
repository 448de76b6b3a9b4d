"""Plays with their activities, effort and kits, through the API."""

import uuid
from typing import Any

from django.urls import reverse

from apps.initiatives.api.rows import values_of
from apps.plays import services
from apps.plays.api import rows
from apps.plays.api.bodies import FREEZE, EffortBody, KitMoveBody, KitReleaseBody, PlayBody, PlayMoveBody
from apps.plays.api.documents import kit_document, play_document
from apps.plays.api.shapes import EffortShape, KitShape, PlayRowShape, PlayShape
from apps.plays.choices import PlayStatus
from apps.plays.permissions import EFFORT, FREEZE_KIT, MANAGE, RELEASE_KIT, VIEW
from apps.plays.selectors.effort import effort_of
from apps.plays.selectors.plays import play, play_page
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import BY_CHANGE, by_moment
from kernel.rest.queries import UPDATED_SINCE, choice, identifier
from kernel.rest.views import Endpoint

_PLAY = {
    "initiative_id": "01a1f987-f83c-7074-a639-d77c64235475",
    "contract_id": "01a1f987-f850-7617-a164-d790e877a842",
    "team": "Order desk North",
    "starts_on": "2026-03-09",
}


class Plays(Endpoint):
    """The plays."""

    @operation(
        "List plays",
        permission=VIEW,
        answer=PlayRowShape,
        page=BY_CHANGE,
        query=(
            choice("status", PlayStatus.values, "Only plays that stand there."),
            identifier("initiative_id", "Only plays of this initiative."),
            UPDATED_SINCE,
        ),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """In order of their last change, each with the day it is at and whether it is overdue (P4).

        A new day, and what changes in gates and activities, is no change of the play.
        """
        return rows.play_rows(call.page, **call.query)

    @operation(
        "Start a play",
        permission=MANAGE,
        answer=PlayShape,
        status=201,
        body=PlayBody,
        tagged=True,
        examples={
            "request: from the standard template": _PLAY,
            "request: repeat a play in another team": _PLAY
            | {"team": "Order desk South", "replicates_id": "01a1f987-f8a1-7c0b-9f0e-3f5f5385f5ff"},
        },
    )
    def post(self, call: Call) -> Reply:
        """Of an initiative with a contract that is at least a draft and an owner from the business (V1, O1); 60 days.

        Gates, activities and the governance checklist come with the template or kit. On its first day it begins.
        """
        fields = {"contract_id": None} | call.body
        return _play(services.start_play(by=call.actor, **fields).pk, is_new=True)


class PlayDetail(Endpoint):
    """One play."""

    @operation("Read a play", permission=VIEW, answer=PlayShape, tagged=True)
    def get(self, _call: Call, play_id: uuid.UUID) -> Reply:
        """Its day, what each phase must leave behind, its gates in short, late work, and its effort (K2); judged now."""
        return _play(play_id)


class PlayMoves(Endpoint):
    """The move of a play that people ask for."""

    @operation(
        "Resume a play",
        permission=MANAGE,
        answer=PlayShape,
        body=PlayMoveBody,
        changes=True,
        tagged=True,
        examples={"request: the redesign is done": {"move": "resume"}},
    )
    def post(self, call: Call, play_id: uuid.UUID) -> Reply:
        """Ends its pause for redesign before the date. It begins, pauses, scales and stops by its days and its gates."""
        return _play(services.resume_play(by=call.actor, play_id=play_id, revision=call.revision).pk)


class PlayEffort(Endpoint):
    """The hours of a play."""

    @operation("List the hours of a play", permission=VIEW, answer=EffortShape, page=by_moment("recorded_at"))
    def get(self, call: Call, play_id: uuid.UUID) -> list[dict[str, Any]]:
        """As they were booked. Their sum, and the share of the first run's, stand in the play (K2)."""
        return rows.effort_rows(call.page, play_id=play(play_id).pk)

    @operation(
        "Book hours",
        permission=EFFORT,
        answer=EffortShape,
        status=201,
        body=EffortBody,
        examples={"request: a day": {"on": "2026-03-09", "hours": "6.5", "note": "Integration with the order desk"}},
    )
    def post(self, call: Call, play_id: uuid.UUID) -> Reply:
        """What was booked wrongly is corrected by another entry, with hours below nothing and a note (K2)."""
        booked = services.book_effort(by=call.actor, play_id=play_id, **call.body)
        return Reply(values_of(booked, rows.EFFORT), location=reverse("api-effort", args=[play_id]))


class PlayKit(Endpoint):
    """The kit of a play."""

    @operation("Read the kit of a play", permission=VIEW, answer=KitShape)
    def get(self, _call: Call, play_id: uuid.UUID) -> dict[str, Any]:
        """What was frozen of it for the next one, as it would leave the client (K1)."""
        return kit_document(play(play_id))


class KitMoves(Endpoint):
    """The moves of a kit that stays in the client."""

    @operation(
        "Freeze or discard a kit",
        permission=FREEZE_KIT,
        answer=KitShape,
        body=KitMoveBody,
        examples={"request: freeze it": {"move": FREEZE}},
    )
    def post(self, call: Call, play_id: uuid.UUID) -> dict[str, Any]:
        """`freeze` takes one out of a play that is past its Pilot gate, scrubbed; `discard` makes room for another (K1)."""
        move = services.freeze_kit if call.body["move"] == FREEZE else services.discard_kit
        return kit_document(move(by=call.actor, play_id=play_id))


class KitReleases(Endpoint):
    """Approvals that a kit leaves the client."""

    @operation(
        "Release a kit to the partner's library",
        permission=RELEASE_KIT,
        answer=KitShape,
        body=KitReleaseBody,
        bound=True,
    )
    def post(self, call: Call, play_id: uuid.UUID) -> dict[str, Any]:
        """By the sponsor, as it was read, named by its hash; nothing of it leaves before (K1). It is in the library soon after."""
        return kit_document(services.release_kit(by=call.actor, play_id=play_id, **call.body))


def _play(play_id: uuid.UUID, *, is_new: bool = False) -> Reply:
    page = play_page(play_id)
    return Reply(
        play_document(page, effort_of(page.play)),
        revision=page.play.revision,
        location=reverse("api-play", args=[play_id]) if is_new else "",
    )
