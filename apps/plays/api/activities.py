"""The activities of plays, through the API."""

import uuid
from typing import Any

from django.urls import reverse

from apps.plays import services
from apps.plays.api import rows
from apps.plays.api.bodies import FINISH, ActivityBody, ActivityChange, ActivityMoveBody
from apps.plays.api.shapes import ActivityShape
from apps.plays.choices import ActivityStatus
from apps.plays.models import Activity
from apps.plays.permissions import ACTIVITIES, VIEW
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import BY_CHANGE
from kernel.rest.queries import UPDATED_SINCE, choice, identifier
from kernel.rest.views import Endpoint

_ACTIVITY = {
    "title": "Move the price list into the order desk's tool",
    "owner_id": "01a1f987-f826-7fb4-9310-09b9f8bea399",
    "due_on": "2026-03-20",
}


class Activities(Endpoint):
    """The activities of all plays."""

    @operation(
        "List activities",
        permission=VIEW,
        answer=ActivityShape,
        page=BY_CHANGE,
        query=(
            identifier("play_id", "Only activities of this play."),
            identifier("owner_id", "Only activities of this person."),
            choice("status", ActivityStatus.values, "Only activities that stand there."),
            UPDATED_SINCE,
        ),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """In order of their last change, with the day each was planned for, is due on, and was done on (P5)."""
        return rows.activity_rows(call.page, **call.query)


class PlayActivities(Endpoint):
    """The activities of a play."""

    @operation(
        "Add an activity",
        permission=ACTIVITIES,
        answer=ActivityShape,
        status=201,
        body=ActivityBody,
        tagged=True,
        examples={"request: with its owner and day": _ACTIVITY},
    )
    def post(self, call: Call, play_id: uuid.UUID) -> Reply:
        """To a play that has not ended, with an owner and a day from today on (P5)."""
        added = services.add_activity(by=call.actor, play_id=play_id, **call.body)
        return _activity(added, location=reverse("api-activity", args=[added.pk]))


class ActivityDetail(Endpoint):
    """One activity."""

    @operation("Read an activity", permission=VIEW, answer=ActivityShape, tagged=True)
    def get(self, _call: Call, activity_id: uuid.UUID) -> Reply:
        """As planned, as due, as done (P5)."""
        return _activity(rows.activity(activity_id))

    @operation(
        "Change an activity",
        permission=ACTIVITIES,
        answer=ActivityShape,
        body=ActivityChange,
        changes=True,
        tagged=True,
        examples={"request: another day": {"due_on": "2026-03-27", "note": "The list comes a week later."}},
    )
    def patch(self, call: Call, activity_id: uuid.UUID) -> Reply:
        """What is sent is replaced; the day that it was planned for first stays on record (P5)."""
        changed = services.change_activity(by=call.actor, activity_id=activity_id, revision=call.revision, **call.body)
        return _activity(changed)


class ActivityMoves(Endpoint):
    """The moves of an activity's lifecycle."""

    @operation(
        "Move an activity",
        permission=ACTIVITIES,
        answer=ActivityShape,
        body=ActivityMoveBody,
        tagged=True,
        examples={"request: done yesterday": {"move": FINISH, "done_on": "2026-03-19"}},
    )
    def post(self, call: Call, activity_id: uuid.UUID) -> Reply:
        """`begin`, `finish`, `drop` or `reopen` it. What waits for another activity is not begun before that is done (P5)."""
        return _activity(services.move_activity(by=call.actor, activity_id=activity_id, **call.body))


def _activity(activity: Activity, location: str = "") -> Reply:
    return Reply(rows.activity_row(activity), revision=activity.revision, location=location)
