"""Pages on which people say what is in an initiative's way, and that it no longer is."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.initiatives import permissions, selectors, services
from apps.initiatives.choices import BlockerStatus
from apps.initiatives.lifecycle import BLOCKER
from apps.initiatives.web.blocker_forms import (
    BlockerForm,
    ChangeBlockerForm,
    ReopenForm,
    ResolveForm,
    initial_of_blocker,
)
from kernel.access import table
from kernel.errors import Refused, StaleRefused
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import RevisionForm, add_problems

_ASKED: dict[str, type[RevisionForm]] = {"resolve": ResolveForm, "reopen": ReopenForm}


@require_http_methods(["GET", "POST"])
def new_blocker(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Raise a blocker."""
    found = selectors.initiative(initiative_id)
    table.require(request.actor, permissions.BLOCKERS, found)
    form = BlockerForm(request.POST or None, people=selectors.people())
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.raise_blocker(by=request.actor, initiative_id=initiative_id, **form.values())
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("“%(title)s” is on record.") % {"title": made.title})
            return redirect("initiatives:initiative", initiative_id)
    return render(request, "initiatives/blocker_new.html", {"form": form, "initiative": found}, status=status)


@require_GET
def show_blocker(request: ClientRequest, blocker_id: uuid.UUID) -> HttpResponse:
    """What is in the way, and what can be done about it here."""
    table.require(request.actor, permissions.VIEW)
    line = selectors.blocker(blocker_id)
    initiative = line.blocker.initiative
    may_write = table.allows(request.actor, permissions.BLOCKERS, initiative)
    is_open = line.blocker.status == BlockerStatus.OPEN
    context = {
        "line": line,
        "blocker": line.blocker,
        "initiative": initiative,
        "is_open": is_open,
        "moves": BLOCKER.open_from(line.blocker.status) if may_write else [],
        "may_change": may_write and is_open,
    }
    return render(request, "initiatives/blocker.html", context)


@require_http_methods(["GET", "POST"])
def edit_blocker(request: ClientRequest, blocker_id: uuid.UUID) -> HttpResponse:
    """Change what is said of a blocker."""
    found = selectors.blocker(blocker_id).blocker
    table.require(request.actor, permissions.BLOCKERS, found.initiative)
    form = ChangeBlockerForm(request.POST or None, people=selectors.people(), initial=initial_of_blocker(found))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.change_blocker(
                by=request.actor, blocker_id=blocker_id, revision=form.cleaned_data["revision"], **form.values()
            )
        except StaleRefused as refused:
            status = refused.status
            form.show_meanwhile(refused, initial_of_blocker(selectors.blocker(blocker_id).blocker))
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The blocker is changed."))
            return redirect("initiatives:blocker", blocker_id)
    return render(request, "initiatives/blocker_edit.html", {"form": form, "blocker": found}, status=status)


@require_http_methods(["GET", "POST"])
def move(request: ClientRequest, blocker_id: uuid.UUID) -> HttpResponse:
    """Say that a blocker is out of the way, or in it again: in each state there is one of the two."""
    found = selectors.blocker(blocker_id).blocker
    table.require(request.actor, permissions.BLOCKERS, found.initiative)
    row = BLOCKER.open_from(found.status)[0]
    form = _ASKED[row.name](request.POST or None, initial={"revision": found.revision})
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.move_blocker(by=request.actor, blocker_id=blocker_id, move=row.name, **form.cleaned_data)
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            return redirect("initiatives:blocker", blocker_id)
    context = {"form": form, "blocker": found, "move": row}
    return render(request, "initiatives/blocker_move.html", context, status=status)
