"""Pages of boundary statements: proposed on one side, approved on the other."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.governance import permissions
from apps.governance.choices import BoundaryStatus
from apps.governance.models import BoundaryStatement
from apps.governance.selectors.checklists import boundaries, boundary, boundary_in_force
from apps.governance.services import move_boundary, propose_boundary
from apps.governance.web.forms import BoundaryForm
from apps.initiatives.selectors import initiative
from kernel.access import Actor, table
from kernel.errors import Refused
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems


@require_http_methods(["GET", "POST"])
def new_boundary(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Propose a statement, beginning from the one in force."""
    found = initiative(initiative_id)
    table.require(request.actor, permissions.MANAGE, found)
    before = boundary_in_force(initiative_id)
    names = ("may_decide", "may_not_decide", "human_review")
    form = BoundaryForm(request.POST or None, initial={name: getattr(before, name) for name in names} if before else {})
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_boundary(by=request.actor, initiative_id=initiative_id, **form.cleaned_data)
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The boundary statement is proposed. Somebody else approves it."))
            return redirect("governance:boundary", made.pk)
    context = {"form": form, "initiative": found, "before": before}
    return render(request, "governance/boundary_new.html", context, status=status)


@require_GET
def show_boundary(request: ClientRequest, statement_id: uuid.UUID) -> HttpResponse:
    """One version, and the others."""
    table.require(request.actor, permissions.VIEW)
    found = boundary(statement_id)
    context = {
        "statement": found,
        "initiative": found.initiative,
        "versions": [row for row in boundaries(found.initiative_id) if row.pk != found.pk],
        **_may(request.actor, found),
    }
    return render(request, "governance/boundary.html", context)


@require_POST
def move(request: ClientRequest, statement_id: uuid.UUID) -> HttpResponse:
    """Approve a statement, or withdraw it."""
    moved = move_boundary(
        by=request.actor,
        statement_id=statement_id,
        move=request.POST.get("move", "")[:20],
        content_hash=request.POST.get("content_hash", "")[:64],
    )
    messages.success(
        request,
        _("The boundary statement is in force.")
        if moved.status == BoundaryStatus.IN_FORCE
        else _("The boundary statement is withdrawn."),
    )
    return redirect("governance:boundary", statement_id)


def _may(actor: Actor, found: BoundaryStatement) -> dict[str, bool]:
    """What the actor may do with a statement; whoever proposed it does not approve it."""
    waits = found.status == BoundaryStatus.PROPOSED
    manages = table.allows(actor, permissions.MANAGE, found.initiative)
    own = actor.id is not None and actor.id == found.proposed_by_id
    return {
        "may_approve": waits and not own and table.allows(actor, permissions.APPROVE, found.initiative),
        "may_withdraw": waits and manages,
        "may_replace": found.status == BoundaryStatus.IN_FORCE and manages,
    }
