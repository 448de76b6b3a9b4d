"""Value contracts, through the API."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from apps.accounts.reauthentication import recently_reauthenticated
from apps.value import services
from apps.value.api import rows
from apps.value.api.bodies import ContractBody, DraftChange, MoveBody, ReasonBody, SignatureBody
from apps.value.api.contract_shapes import ContractRowShape, ContractShape, SignatureShape, VersionShape
from apps.value.api.documents import chart_document, contract_document, signature_document
from apps.value.api.known import THEME
from apps.value.api.shapes import ChartShape
from apps.value.choices import ContractStatus
from apps.value.documents import contract_pdf
from apps.value.permissions import CANCEL, CLEAR, NEGOTIATE, SIGN, VIEW
from apps.value.selectors.contracts import contract, contract_page, contract_rows
from kernel.files.names import download, safe_name
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import BY_CHANGE, by_moment, by_number
from kernel.rest.queries import UPDATED_SINCE, choice, identifier
from kernel.rest.renderers import JSONRenderer, PDFRenderer
from kernel.rest.views import Endpoint

PROPOSE = "propose"
_ID = "01a1f987-f850-7617-a164-d790e877a842"
_TERMS = {
    "goal": "Cut the mean proposal turnaround from 5 days to 3 days by 2 April",
    "target": "3",
    "start_on": "2026-02-02",
    "due_on": "2026-04-02",
    "lift": {"low": "1.5", "likely": "2", "high": "2.4"},
    "guardrails": [{"kpi": "01a1f987-f860-7d3d-9418-9a150a699d07", "comparison": "below", "bound": "2"}],
    "rollback": {
        "kpi_key": _ID,
        "comparison": "above",
        "value": "6.5",
        "consecutive": 2,
        "fallback": "Proposals go back to the manual queue of the order desk.",
    },
    "signatories": {
        "workflow_owner": "01a1f987-f826-7fb4-9310-09b9f8bea399",
        "sponsor": "01a1f987-f87a-74b7-9eaf-5f5f5385f5ff",
    },
}
_DRAFT = {
    "initiative_id": "01a1f987-f83c-7074-a639-d77c64235475",
    "kpi_id": _ID,
    "title": "Proposals in three days",
    "terms": _TERMS,
}
FILTERS = (
    choice("status", ContractStatus.values, "Only contracts that stand there."),
    identifier("initiative_id", "Only contracts of this initiative."),
    UPDATED_SINCE,
)


class Contracts(Endpoint):
    """The value contracts."""

    @operation(
        "List contracts with their progress", permission=VIEW, answer=ContractRowShape, page=BY_CHANGE, query=FILTERS
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """In order of their last change, each with recent level and progress to target (V10). A new reading is a change."""
        return contract_rows(after=call.page.after, limit=call.page.limit, **call.query)

    @operation(
        "Draft a contract",
        permission=NEGOTIATE,
        answer=ContractShape,
        status=201,
        body=ContractBody,
        tagged=True,
        examples={"request: the whole page": _DRAFT},
    )
    def post(self, call: Call) -> Reply:
        """On a KPI of the initiative that has no other open contract (V1). A draft may be incomplete."""
        drafted = services.draft_contract(by=call.actor, **call.body)
        return _contract(drafted.pk, location=reverse("api-contract", args=[drafted.pk]))


class ContractDetail(Endpoint):
    """One contract."""

    @operation("Read a contract", permission=VIEW, answer=ContractShape, tagged=True)
    def get(self, _call: Call, contract_id: uuid.UUID) -> Reply:
        """Terms, what a draft still lacks (V1 to V8), signatures (V6), and where it stands (V9 to V11).

        What holds comes first: of a signed contract the version in force. A change of it stands under `amendment`.
        """
        return _contract(contract_id)

    @operation(
        "Change a draft", permission=NEGOTIATE, answer=ContractShape, body=DraftChange, changes=True, tagged=True
    )
    def patch(self, call: Call, contract_id: uuid.UUID) -> Reply:
        """Only a draft can be changed, the contract's or its amendment's; what was proposed or signed is frozen (V6)."""
        services.change_draft(by=call.actor, contract_id=contract_id, revision=call.revision, **call.body)
        return _contract(contract_id)


class ContractMoves(Endpoint):
    """The moves of a contract's lifecycle."""

    @operation(
        "Move a contract",
        permission=CANCEL,
        answer=ContractShape,
        body=MoveBody,
        changes=True,
        tagged=True,
        examples={
            "request: open it for signature": {"move": PROPOSE},
            "request: judge it by its figures": {"move": "achieve", "reason": "Four weeks in a row below three days."},
        },
    )
    def post(self, call: Call, contract_id: uuid.UUID) -> Reply:
        """`propose` freezes the draft as a version and opens it for signature, when it is complete (V1 to V8).

        `withdraw` takes a proposed one back for changes. Of a signed contract both speak of its amendment, which `drop`
        gives up. `achieve`, `miss` and `roll_back` judge one in force, where its figures say so, and `cancel` ends one;
        each with a reason.
        """
        if call.body["move"] == PROPOSE:
            services.propose_contract(by=call.actor, contract_id=contract_id, revision=call.revision)
        else:
            services.move_contract(by=call.actor, contract_id=contract_id, revision=call.revision, **call.body)
        return _contract(contract_id)


class ContractAmendments(Endpoint):
    """Changes of a signed contract."""

    @operation("Begin an amendment", permission=NEGOTIATE, answer=ContractShape, status=201, changes=True, tagged=True)
    def post(self, call: Call, contract_id: uuid.UUID) -> Reply:
        """A draft that says what the version in force says; change it, propose it, have it signed (V6).

        The version in force holds until all have signed the change.
        """
        services.amend_contract(by=call.actor, contract_id=contract_id, revision=call.revision)
        return _contract(contract_id, location=reverse("api-contract", args=[contract_id]))


class RollbackClearings(Endpoint):
    """Decisions that the work goes on although the rollback trigger fired."""

    @operation(
        "Clear a fired rollback trigger",
        permission=CLEAR,
        answer=ContractShape,
        body=ReasonBody,
        tagged=True,
        examples={
            "request: the cause is gone": {"reason": "The two weeks of the strike; nothing of it is the pilot's."}
        },
    )
    def post(self, call: Call, contract_id: uuid.UUID) -> Reply:
        """By the sponsor, with the reason, which stays on record (V5). A correction that undoes the count clears it by itself."""
        services.clear_rollback(by=call.actor, contract_id=contract_id, **call.body)
        return _contract(contract_id)


class ContractChart(Endpoint):
    """A contract's run chart."""

    @operation("Read a contract's run chart", permission=VIEW, answer=ChartShape, query=(THEME,))
    def get(self, call: Call, contract_id: uuid.UUID) -> dict[str, Any]:
        """A Vega-Lite specification: the target KPI's readings, baseline, natural limits, target and due date (V10, V11)."""
        return chart_document(contract_page(contract_id).standing, call.query.get(THEME.name))


class ContractVersions(Endpoint):
    """What was proposed, frozen."""

    @operation("List a contract's versions", permission=VIEW, answer=VersionShape, page=by_number("number"))
    def get(self, call: Call, contract_id: uuid.UUID) -> list[dict[str, Any]]:
        """Each with where it stands, its content and the hash that people sign (V6)."""
        return rows.version_rows(call.page, contract=contract(contract_id))


class ContractSignatures(Endpoint):
    """The signatures."""

    @operation("List a contract's signatures", permission=VIEW, answer=SignatureShape, page=by_moment("signed_at"))
    def get(self, call: Call, contract_id: uuid.UUID) -> list[dict[str, Any]]:
        """Of all its versions, as they were given (V6)."""
        return rows.signature_rows(call.page, contract_id=contract(contract_id).pk)

    @operation("Sign a contract", permission=SIGN, answer=SignatureShape, status=201, body=SignatureBody, bound=True)
    def post(self, call: Call, contract_id: uuid.UUID) -> Reply:
        """By a person whom the version names, within five minutes of proving who they are; a service account can't (V6)."""
        signature = services.sign_contract(
            by=call.actor,
            contract_id=contract_id,
            version_hash=call.body["version_hash"],
            reauthenticated_at=recently_reauthenticated(call.django_request),
        )
        return Reply(signature_document(signature), location=reverse("api-signatures", args=[contract_id]))


class ContractPdf(Endpoint):
    """The one page."""

    renderer_classes = [PDFRenderer, JSONRenderer]

    @operation("Download a contract as PDF", permission=VIEW, media_type="application/pdf")
    def get(self, _call: Call, contract_id: uuid.UUID) -> HttpResponse:
        """With its hash and the ledger's head (V6)."""
        title, body = contract_pdf(contract_id)
        return download(body, name=safe_name(title, "pdf"), content_type="application/pdf")


def _contract(contract_id: uuid.UUID, location: str = "") -> Reply:
    page = contract_page(contract_id)
    return Reply(
        contract_document(page, rows.firing_rows(contract_id)), revision=page.contract.revision, location=location
    )
