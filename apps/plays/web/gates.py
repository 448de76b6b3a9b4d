"""Pages of a gate: what it asks and what is met, submitting it, and waiving a criterion for a while."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.plays import permissions
from apps.plays.choices import EvidenceStatus, GateStatus
from apps.plays.models import Evidence, Waiver
from apps.plays.selectors.plays import GateView, PlayPage, gate, play_page
from apps.plays.services import grant_waiver, revoke_waiver, submit_gate, withdraw_gate
from apps.plays.web.answers import gate_answer
from apps.plays.web.asked import asked_by, linked
from apps.plays.web.decisions import changes_of, shown_decisions
from apps.plays.web.forms import SubmitForm, WaiverForm
from apps.plays.web.frame import revision_of, who_may
from apps.plays.web.offers import decides, may_end, submits
from kernel import clock
from kernel.access import table
from kernel.errors import NotFoundMissing, Refused
from kernel.lifecycle import MoveRefused
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems


def opened_gate(gate_id: uuid.UUID) -> tuple[PlayPage, GateView]:
    """A gate's play, judged now, and the gate in it. Raises `NotFoundMissing`."""
    page = linked(play_page(gate(gate_id).play_id))
    return page, page.gate(gate_id)


@require_GET
def show_gate(request: ClientRequest, gate_id: uuid.UUID) -> HttpResponse:
    """What the gate asks, what of it is met as of now, and what was decided."""
    table.require(request.actor, permissions.VIEW)
    page, view = opened_gate(gate_id)
    keys = [row.answer.criterion.key for row in view.rows]
    evidence = Evidence.objects.filter(play=page.play, criterion__in=keys).exclude(status=EvidenceStatus.WITHDRAWN)
    actor, decision = request.actor, decides(request.actor, view, page)
    context = {
        "page": page,
        "play": page.play,
        "view": view,
        "answer": gate_answer(view),
        "judged_at": clock.now(),
        "rows": asked_by(view, page, evidence),
        "changes": changes_of(view.outdated),
        "who_decides": who_may(permissions.DECIDE),
        "may_decide": decision,
        "may_end": not decision and may_end(actor, view),
        "may_submit": submits(actor, view, page),
        "may_withdraw": view.gate.status == GateStatus.SUBMITTED and table.allows(actor, permissions.SUBMIT, view.gate),
        "may_waive": view.is_next and table.allows(actor, permissions.WAIVE, view.gate),
        "submit_form": SubmitForm(auto_id="submit_%s"),
        "decisions": shown_decisions(view.decisions),
    }
    return render(request, "plays/gate.html", context)


@require_POST
def move(request: ClientRequest, gate_id: uuid.UUID) -> HttpResponse:
    """Submit the gate for decision, or take it back."""
    asked, revision = request.POST.get("move", ""), revision_of(request)
    if asked == "submit":
        submit_gate(by=request.actor, gate_id=gate_id, revision=revision, note=request.POST.get("note", ""))
        messages.success(request, _("The gate is submitted. Somebody else decides it."))
    elif asked == "withdraw":
        withdraw_gate(by=request.actor, gate_id=gate_id, revision=revision)
        messages.success(request, _("The gate is open again."))
    else:
        raise MoveRefused(_("There is no such move."), way_out=_("Submit the gate, or take it back."))
    return redirect("plays:gate", gate_id)


@require_http_methods(["GET", "POST"])
def waive(request: ClientRequest, gate_id: uuid.UUID, criterion: str) -> HttpResponse:
    """Let a criterion be unmet for a while."""
    found = gate(gate_id)
    table.require(request.actor, permissions.WAIVE, found)
    page, view = opened_gate(gate_id)
    row = next((each for each in asked_by(view, page) if each.criterion.key == criterion), None)
    if row is None:
        raise NotFoundMissing(_("The gate asks for no such criterion."))
    form = WaiverForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            grant_waiver(by=request.actor, gate_id=gate_id, criterion=criterion, **form.cleaned_data)
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The criterion is waived until its day."))
            return redirect("plays:gate", gate_id)
    context = {"form": form, "row": row, "view": view, "play": page.play}
    return render(request, "plays/waiver_new.html", context, status=status)


@require_POST
def revoke(request: ClientRequest, waiver_id: uuid.UUID) -> HttpResponse:
    """Take a waiver back before it expires."""
    waiver: Waiver = revoke_waiver(by=request.actor, waiver_id=waiver_id)
    messages.success(request, _("The waiver is taken back."))
    return redirect("plays:gate", waiver.gate_id)
