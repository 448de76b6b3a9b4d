"""Checklists, boundary statements, attestations and controls, through the API."""

import uuid
from typing import Any

from django.urls import reverse

from apps.accounts.reauthentication import recently_reauthenticated
from apps.governance import services
from apps.governance.api import rows
from apps.governance.api.bodies import (
    AttestationAnswerBody,
    AttestationBody,
    BoundaryBody,
    BoundaryMoveBody,
    ChecklistAnswerBody,
    ChecklistItemBody,
    ChecklistStartBody,
)
from apps.governance.api.shapes import (
    AttestationShape,
    BoundaryShape,
    ChecklistItemShape,
    ChecklistStartedShape,
    ControlsShape,
)
from apps.governance.choices import BoundaryStatus
from apps.governance.permissions import ATTEST, MANAGE, SCHEDULE, VIEW
from apps.governance.selectors.checklists import boundary, item
from apps.governance.selectors.overview import attestation, governance_page
from apps.initiatives.api.rows import values_of
from apps.initiatives.selectors import initiative
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import BY_CHANGE, by_number
from kernel.rest.queries import UPDATED_SINCE, choice, identifier
from kernel.rest.views import Endpoint
from kernel.tenancy.context import local_today

_OF = identifier("initiative_id", "Only those of this initiative.")
_PERSON = "01a1f987-f826-7fb4-9310-09b9f8bea399"
_INITIATIVE = "01a1f987-f83c-7074-a639-d77c64235475"


class Checklist(Endpoint):
    """The governance checklist of an initiative."""

    @operation("List the items of a checklist", permission=VIEW, answer=ChecklistItemShape, page=by_number("position"))
    def get(self, call: Call, initiative_id: uuid.UUID) -> list[dict[str, Any]]:
        """In their order, each with what it lacks: an answer, an owner, evidence, a review date (G1)."""
        return rows.item_rows(call.page, initiative_id=initiative(initiative_id).pk)

    @operation(
        "Start a checklist",
        permission=MANAGE,
        answer=ChecklistStartedShape,
        status=201,
        body=ChecklistStartBody,
        examples={"request: the standard one": {"template": "standard-ai-governance"}},
    )
    def post(self, call: Call, initiative_id: uuid.UUID) -> Reply:
        """Take over the items of a checklist of the library that the initiative does not have yet."""
        made = services.start_checklist(by=call.actor, initiative_id=initiative_id, template_key=call.body["template"])
        return Reply(
            {"added": len(made), "keys": [row.key for row in made]},
            location=reverse("api-checklist", args=[initiative_id]),
        )


class ChecklistItems(Endpoint):
    """Items of a client's own."""

    @operation(
        "Add an item to a checklist",
        permission=MANAGE,
        answer=ChecklistItemShape,
        status=201,
        body=ChecklistItemBody,
        tagged=True,
    )
    def post(self, call: Call, initiative_id: uuid.UUID) -> Reply:
        """Something that this business asks beyond the partner's checklist."""
        made = services.add_item(by=call.actor, initiative_id=initiative_id, **call.body)
        return _item(made.pk, location=reverse("api-checklist-item", args=[made.pk]))


class ChecklistItemDetail(Endpoint):
    """One item of a checklist."""

    @operation("Read an item of a checklist", permission=VIEW, answer=ChecklistItemShape, tagged=True)
    def get(self, _call: Call, checklist_item_id: uuid.UUID) -> Reply:
        """Its question, its answer, and what it lacks."""
        return _item(checklist_item_id)

    @operation(
        "Answer an item of a checklist",
        permission=MANAGE,
        answer=ChecklistItemShape,
        body=ChecklistAnswerBody,
        changes=True,
        tagged=True,
        examples={
            "request: an escalation path": {
                "answer": [{"who": "Head of order desk", "within_minutes": 30, "how": "By telephone"}],
                "owner_id": _PERSON,
                "evidence": "Minutes of 27 February.",
                "review_on": "2026-09-01",
            }
        },
    )
    def patch(self, call: Call, checklist_item_id: uuid.UUID) -> Reply:
        """Only the fields that are sent change; an answer of null takes it back (G1)."""
        services.answer_item(by=call.actor, item_id=checklist_item_id, revision=call.revision, **call.body)
        return _item(checklist_item_id)


class Boundaries(Endpoint):
    """Boundary statements."""

    @operation(
        "List boundary statements",
        permission=VIEW,
        answer=BoundaryShape,
        page=BY_CHANGE,
        query=(_OF, choice("status", BoundaryStatus.values, "Only those that stand there."), UPDATED_SINCE),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """All versions, in order of their last change (G2)."""
        return rows.boundary_rows(call.page, **call.query)

    @operation(
        "Propose a boundary statement",
        permission=MANAGE,
        answer=BoundaryShape,
        status=201,
        body=BoundaryBody,
        examples={
            "request: of an order desk": {
                "initiative_id": _INITIATIVE,
                "may_decide": "Which template a proposal starts from.",
                "may_not_decide": "Prices, discounts and terms of delivery.",
                "human_review": "A clerk reads each proposal before it is sent.",
            }
        },
    )
    def post(self, call: Call) -> Reply:
        """Frozen with its hash; somebody else approves it (G2)."""
        made = services.propose_boundary(by=call.actor, **call.body)
        return Reply(values_of(made, rows.BOUNDARY), location=reverse("api-boundary", args=[made.pk]))


class BoundaryDetail(Endpoint):
    """One version of a boundary statement."""

    @operation("Read a boundary statement", permission=VIEW, answer=BoundaryShape)
    def get(self, _call: Call, statement_id: uuid.UUID) -> dict[str, Any]:
        """What AI may and may not decide, and who agreed to it (G2)."""
        return values_of(boundary(statement_id), rows.BOUNDARY)


class BoundaryMoves(Endpoint):
    """The moves of a boundary statement."""

    @operation(
        "Approve or withdraw a boundary statement",
        permission=VIEW,
        answer=BoundaryShape,
        body=BoundaryMoveBody,
        bound=True,
        examples={"request: withdraw it": {"move": "withdraw"}},
    )
    def post(self, call: Call, statement_id: uuid.UUID) -> dict[str, Any]:
        """`approve` names the version that was read by its hash; whoever proposed it can't. `withdraw` takes it back (G2)."""
        moved = services.move_boundary(by=call.actor, statement_id=statement_id, **call.body)
        return values_of(moved, rows.BOUNDARY)


class Attestations(Endpoint):
    """Attestations of leaders."""

    @operation(
        "List attestations",
        permission=VIEW,
        answer=AttestationShape,
        page=BY_CHANGE,
        query=(_OF, UPDATED_SINCE),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """Those that are due and those that were given, in order of their last change (G5)."""
        return rows.attestation_rows(call.page, **call.query)

    @operation(
        "Ask a leader for attestations",
        permission=SCHEDULE,
        answer=AttestationShape,
        status=201,
        body=AttestationBody,
        examples={
            "request: every quarter": {
                "initiative_id": _INITIATIVE,
                "leader_id": _PERSON,
                "due_on": "2026-04-01",
                "every_days": 90,
            }
        },
    )
    def post(self, call: Call) -> Reply:
        """By a day, and again every so many days; one that is due already is asked anew (G5)."""
        made = services.schedule_attestation(by=call.actor, **call.body)
        return Reply(values_of(made, rows.ATTESTATION), location=reverse("api-attestation", args=[made.pk]))


class AttestationDetail(Endpoint):
    """One attestation."""

    @operation("Read an attestation", permission=VIEW, answer=AttestationShape)
    def get(self, _call: Call, attestation_id: uuid.UUID) -> dict[str, Any]:
        """Whom it is asked of by when, or what they said (G5)."""
        return values_of(attestation(attestation_id), rows.ATTESTATION)


class AttestationAnswers(Endpoint):
    """A leader's word."""

    @operation("Attest", permission=ATTEST, answer=AttestationShape, status=201, body=AttestationAnswerBody, bound=True)
    def post(self, call: Call, attestation_id: uuid.UUID) -> Reply:
        """By the leader it is asked of, within five minutes of proving who they are; a service account can't (G5).

        It names the boundary statement that was read by its hash. A no opens an incident.
        """
        given = services.attest(
            by=call.actor,
            attestation_id=attestation_id,
            reauthenticated_at=recently_reauthenticated(call.django_request),
            **({"statement": ""} | call.body),
        )
        return Reply(values_of(given, rows.ATTESTATION), location=reverse("api-attestation", args=[given.pk]))


class Controls(Endpoint):
    """The controls of an initiative."""

    @operation("Read whether an initiative's controls operate", permission=VIEW, answer=ControlsShape)
    def get(self, _call: Call, initiative_id: uuid.UUID) -> dict[str, Any]:
        """Each with the last trace it left; one without any is documented only (G6)."""
        return rows.controls_document(governance_page(initiative(initiative_id).pk, local_today()))


def _item(item_id: uuid.UUID, location: str = "") -> Reply:
    row = rows.item_row(item(item_id))
    return Reply(row, revision=row["revision"], location=location)
