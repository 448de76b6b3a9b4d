"""Pages of attestations: asked of a leader, and given."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.reauthentication import ask_to_reauthenticate, recently_reauthenticated
from apps.governance import permissions
from apps.governance.rules.findings import GOVERNANCE
from apps.governance.selectors.checklists import boundary_in_force
from apps.governance.selectors.overview import attestation, attestations
from apps.governance.services import attest, schedule_attestation
from apps.governance.web.forms import AttestForm, ScheduleForm
from apps.initiatives.selectors import initiative, people
from kernel.access import table
from kernel.errors import Refused
from kernel.proofs import ReauthenticationMissing
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems


@require_http_methods(["GET", "POST"])
def schedule(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Ask a leader for attestations, or somebody else, or at other times."""
    found = initiative(initiative_id)
    table.require(request.actor, permissions.SCHEDULE, found)
    due = attestations(initiative_id).filter(attested_at__isnull=True).first()
    initial: dict[str, Any] = (
        {"leader": due.leader_id, "due_on": due.due_on, "every_days": due.every_days} if due else {}
    )
    form = ScheduleForm(request.POST or None, people=people(), initial=initial)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            schedule_attestation(
                by=request.actor,
                initiative_id=initiative_id,
                leader_id=data["leader"],
                due_on=data["due_on"],
                every_days=data["every_days"],
            )
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The attestation is asked for."))
            return redirect(GOVERNANCE, initiative_id)
    context = {"form": form, "initiative": found}
    return render(request, "governance/attestation_schedule.html", context, status=status)


@require_http_methods(["GET", "POST"])
def give(request: ClientRequest, attestation_id: uuid.UUID) -> HttpResponse:
    """Read the boundary statement, and attest to it; the password or passkey is asked for first."""
    table.require(request.actor, permissions.VIEW)
    found = attestation(attestation_id)
    boundary = boundary_in_force(found.initiative_id)
    may_attest = found.attested_at is None and table.allows(request.actor, permissions.ATTEST, found)
    if request.method == "GET" and may_attest and boundary and recently_reauthenticated(request) is None:
        return ask_to_reauthenticate(request)
    form = AttestForm(request.POST or None, initial={"boundary_hash": boundary.content_hash if boundary else ""})
    status = 422 if form.is_bound else 200
    if request.method == "POST":
        table.require(request.actor, permissions.ATTEST, found)
    if request.method == "POST" and form.is_valid():
        try:
            attest(
                by=request.actor,
                attestation_id=attestation_id,
                reauthenticated_at=recently_reauthenticated(request),
                **form.cleaned_data,
            )
        except ReauthenticationMissing:
            return ask_to_reauthenticate(request)
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("Your attestation is recorded."))
            return redirect(GOVERNANCE, found.initiative_id)
    context = {
        "form": form,
        "attestation": found,
        "initiative": found.initiative,
        "boundary": boundary,
        "may_attest": may_attest,
    }
    return render(request, "governance/attestation.html", context, status=status)
