"""Gates with what they rest on, their decisions and waivers, through the API."""

import uuid
from typing import Any

from django.urls import reverse

from apps.initiatives.api.rows import values_of
from apps.plays import services
from apps.plays.api import rows
from apps.plays.api.bodies import SUBMIT, GateDecisionBody, GateMoveBody, WaiverBody, WaiverMoveBody
from apps.plays.api.documents import gate_document, gates_document
from apps.plays.api.gate_shapes import GateDecisionShape, GateShape, GatesShape, WaiverShape
from apps.plays.choices import Outcome
from apps.plays.permissions import DECIDE, VIEW, WAIVE
from apps.plays.permissions import SUBMIT as MAY_SUBMIT
from apps.plays.rules.gates import Condition
from apps.plays.selectors.plays import gate, play_page
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import by_moment, by_number
from kernel.rest.views import Endpoint

_DECISION = {
    "outcome": Outcome.CONDITIONAL_GO.value,
    "reasons": "Turnaround has moved for good; the runbook is not tested at night yet.",
    "basis_hash": "0" * 64,
    "conditions": [
        {
            "title": "Run through the runbook in a night shift",
            "due_on": "2026-04-10",
            "owner_id": "01a1f987-f826-7fb4-9310-09b9f8bea399",
        }
    ],
}
_WAIVER = {
    "criterion": "pilot-boundary",
    "reason": "It is being written, and nothing is decided by the AI until then.",
    "expires_on": "2026-04-10",
}


class PlayGates(Endpoint):
    """The gates of a play."""

    @operation("Read the gates of a play", permission=VIEW, answer=GatesShape)
    def get(self, _call: Call, play_id: uuid.UUID) -> dict[str, Any]:
        """All three, judged now on live facts: each criterion met, unmet or unknown, with its figures and where it is mended.

        A gate that was passed says what has changed since of that on which it was (P1 to P3).
        """
        return gates_document(play_page(play_id))


class GateDetail(Endpoint):
    """One gate."""

    @operation("Read a gate", permission=VIEW, answer=GateShape, tagged=True)
    def get(self, _call: Call, gate_id: uuid.UUID) -> Reply:
        """Judged now. Its `basis_hash` names everything it rests on; a decision sends it along (P3)."""
        return _gate(gate_id)


class GateMoves(Endpoint):
    """The moves of a gate before it is decided."""

    @operation(
        "Submit a gate for decision, or take it back",
        permission=MAY_SUBMIT,
        answer=GateShape,
        body=GateMoveBody,
        changes=True,
        tagged=True,
        examples={"request: submit it": {"move": SUBMIT, "note": "Four weeks below three days."}},
    )
    def post(self, call: Call, gate_id: uuid.UUID) -> Reply:
        """Gates are submitted in their order while the play runs. Who submits can't decide (P3)."""
        if call.body["move"] == SUBMIT:
            note = call.body.get("note", "")
            services.submit_gate(by=call.actor, gate_id=gate_id, revision=call.revision, note=note)
        else:
            services.withdraw_gate(by=call.actor, gate_id=gate_id, revision=call.revision)
        return _gate(gate_id)


class GateDecisions(Endpoint):
    """What was decided at a gate."""

    @operation("List a gate's decisions", permission=VIEW, answer=GateDecisionShape, page=by_number("number"))
    def get(self, call: Call, gate_id: uuid.UUID) -> list[dict[str, Any]]:
        """Each with its reasons, and with the grounds as they were, in one document that has a hash (P3)."""
        return rows.decision_rows(call.page, gate_id=gate(gate_id).pk)

    @operation(
        "Decide a gate",
        permission=DECIDE,
        answer=GateDecisionShape,
        status=201,
        body=GateDecisionBody,
        bound=True,
        examples={"request: a conditional go": _DECISION},
    )
    def post(self, call: Call, gate_id: uuid.UUID) -> Reply:
        """By a person who did not submit it; a service account can't (P3).

        `go` and `conditional_go` need a submission, and every criterion met or waived: no unknown passes (P2). Conditions
        become activities. `redesign` pauses the play until a date, `stop` ends it; these two need no submission (P4).
        """
        conditions = [Condition(**each) for each in call.body.pop("conditions", ())]
        made = services.decide_gate(by=call.actor, gate_id=gate_id, conditions=conditions, **call.body)
        return Reply(values_of(made, rows.DECISION), location=reverse("api-decisions", args=[gate_id]))


class GateWaivers(Endpoint):
    """Waivers of criteria."""

    @operation("List a gate's waivers", permission=VIEW, answer=WaiverShape, page=by_moment("granted_at"))
    def get(self, call: Call, gate_id: uuid.UUID) -> list[dict[str, Any]]:
        """As they were granted, those that ran out or were revoked too (P2)."""
        return rows.waiver_rows(call.page, gate_id=gate(gate_id).pk)

    @operation(
        "Waive a criterion for a while",
        permission=WAIVE,
        answer=WaiverShape,
        status=201,
        body=WaiverBody,
        examples={"request: until a day": _WAIVER},
    )
    def post(self, call: Call, gate_id: uuid.UUID) -> Reply:
        """One that is unmet and may be waived; what is unknown has to be found out first (P2). By whom did not submit the gate."""
        granted = services.grant_waiver(by=call.actor, gate_id=gate_id, **call.body)
        return Reply(rows.waiver_row(granted), location=reverse("api-waivers", args=[gate_id]))


class WaiverMoves(Endpoint):
    """The move of a waiver."""

    @operation("Revoke a waiver", permission=WAIVE, answer=WaiverShape, body=WaiverMoveBody)
    def post(self, call: Call, waiver_id: uuid.UUID) -> dict[str, Any]:
        """Before it expires; it stays on record (P2)."""
        return rows.waiver_row(services.revoke_waiver(by=call.actor, waiver_id=waiver_id))


def _gate(gate_id: uuid.UUID) -> Reply:
    page = play_page(gate(gate_id).play_id)
    view = page.gate(gate_id)
    return Reply(gate_document(page, view), revision=view.gate.revision)
