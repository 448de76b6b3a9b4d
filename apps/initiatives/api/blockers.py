"""What is in the way of initiatives, through the API."""

import uuid
from typing import Any

from django.urls import reverse

from apps.initiatives import selectors, services
from apps.initiatives.api import rows
from apps.initiatives.api.bodies import BlockerBody, BlockerMoveBody
from apps.initiatives.api.shapes import BlockerShape
from apps.initiatives.choices import BlockerControl, BlockerKind, BlockerStatus
from apps.initiatives.models import Blocker
from apps.initiatives.permissions import BLOCKERS, VIEW
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import BY_CHANGE
from kernel.rest.queries import UPDATED_SINCE, choice, identifier
from kernel.rest.views import Endpoint

_RAISED = {
    "title": "No access to the price list",
    "kind": "data_path",
    "control": "outside",
    "late_discovery": True,
    "opened_on": "2026-02-18",
}


class Blockers(Endpoint):
    """What is, or was, in the way."""

    @operation(
        "List blockers",
        permission=VIEW,
        answer=BlockerShape,
        page=BY_CHANGE,
        query=(
            identifier("initiative_id", "Only those of this initiative."),
            choice("control", BlockerControl.values, "Only those that the workflow owner can, or can't, remove."),
            choice("status", BlockerStatus.values, "Only those that are in the way, or that are not any more."),
            choice("kind", BlockerKind.values, "Only those of this kind."),
            UPDATED_SINCE,
        ),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """In order of their last change, each with its age in days (O5)."""
        return rows.blocker_rows(call.page, **call.query)


class InitiativeBlockers(Endpoint):
    """What is in an initiative's way."""

    @operation(
        "Raise a blocker",
        permission=BLOCKERS,
        answer=BlockerShape,
        status=201,
        body=BlockerBody,
        tagged=True,
        examples={"request: found after the work had begun": _RAISED},
    )
    def post(self, call: Call, initiative_id: uuid.UUID) -> Reply:
        """What is in the way, since when, and whether the workflow owner can remove it (O5)."""
        made = services.raise_blocker(by=call.actor, initiative_id=initiative_id, **call.body)
        return _blocker(made, location=reverse("api-blocker", args=[made.pk]))


class BlockerDetail(Endpoint):
    """One blocker."""

    @operation("Read a blocker", permission=VIEW, answer=BlockerShape, tagged=True)
    def get(self, _call: Call, blocker_id: uuid.UUID) -> Reply:
        """Its fields, its age, and how it was removed (O5)."""
        return _blocker(selectors.blocker(blocker_id).blocker)

    @operation(
        "Change a blocker", permission=BLOCKERS, answer=BlockerShape, body=BlockerBody, changes=True, tagged=True
    )
    def patch(self, call: Call, blocker_id: uuid.UUID) -> Reply:
        """Only the fields that are sent change. One that is out of the way stays as it was."""
        return _blocker(
            services.change_blocker(by=call.actor, blocker_id=blocker_id, revision=call.revision, **call.body)
        )


class BlockerMoves(Endpoint):
    """The moves of a blocker."""

    @operation(
        "Move a blocker",
        permission=BLOCKERS,
        answer=BlockerShape,
        body=BlockerMoveBody,
        changes=True,
        tagged=True,
        examples={"request: it is out of the way": {"move": "resolve", "resolution": "IT gave read access."}},
    )
    def post(self, call: Call, blocker_id: uuid.UUID) -> Reply:
        """`resolve` with how it was removed, or `reopen` with why it is back (O5)."""
        return _blocker(
            services.move_blocker(by=call.actor, blocker_id=blocker_id, revision=call.revision, **call.body)
        )


def _blocker(blocker: Blocker, location: str = "") -> Reply:
    return Reply(rows.blocker_document(blocker), revision=blocker.revision, location=location)
