"""What is done with a contract: proposed, amended, signed, taken back, judged, cancelled; each is one call."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.reauthentication import ask_to_reauthenticate, recently_reauthenticated
from apps.value import permissions
from apps.value.selectors.contracts import contract_page
from apps.value.services import (
    amend_contract,
    clear_rollback,
    move_contract,
    propose_contract,
    sign_contract,
)
from apps.value.web.contract_actions import signs_now
from apps.value.web.differences import amendment_changes
from kernel.access import table
from kernel.proofs import ReauthenticationMissing
from kernel.tenancy.mount import ClientRequest


@require_POST
def propose(request: ClientRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Open a draft, or the draft of an amendment, for signature."""
    propose_contract(by=request.actor, contract_id=contract_id, revision=_revision(request))
    return redirect("value:contract", contract_id)


@require_POST
def amend(request: ClientRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Begin a change of a signed contract, and open its form."""
    amend_contract(by=request.actor, contract_id=contract_id, revision=_revision(request))
    return redirect("value:edit_contract", contract_id)


@require_http_methods(["GET", "POST"])
def sign(request: ClientRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Read what is signed, over which hash, and sign it; the password or passkey is asked for first."""
    table.require(request.actor, permissions.VIEW)
    page = contract_page(contract_id)
    if request.method == "POST":
        try:
            sign_contract(
                by=request.actor,
                contract_id=contract_id,
                version_hash=request.POST.get("version_hash", ""),
                reauthenticated_at=recently_reauthenticated(request),
            )
        except ReauthenticationMissing:
            return ask_to_reauthenticate(request)
        return redirect("value:contract", contract_id)
    if not signs_now(request.actor, page):
        return redirect("value:contract", contract_id)
    if recently_reauthenticated(request) is None:
        return ask_to_reauthenticate(request)
    context: dict[str, Any] = {
        "page": page,
        "version": page.to_sign,
        # The content that is signed, which of an amendment is not the one in force.
        "signed": page.amendment or page,
        "changes": amendment_changes(page),
        "line": next(line for line in page.waiting_for if line.person_id == str(request.actor.person_id)),
    }
    return render(request, "value/contract_sign.html", context)


@require_POST
def move(request: ClientRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Take what is proposed back, drop an amendment, say how the contract ended, or cancel it."""
    move_contract(
        by=request.actor,
        contract_id=contract_id,
        move=request.POST.get("move", ""),
        reason=request.POST.get("reason", ""),
    )
    return redirect("value:contract", contract_id)


@require_POST
def clear_trigger(request: ClientRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Record the decision that the work goes on although the rollback trigger fired."""
    clear_rollback(by=request.actor, contract_id=contract_id, reason=request.POST.get("reason", ""))
    return redirect("value:contract", contract_id)


def _revision(request: HttpRequest) -> int | None:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() else None
