"""Pages on which initiatives are entered and changed; the register and the overview read the contracts too, and lie above."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.initiatives import permissions, selectors, services
from apps.initiatives.web.forms import ChangeInitiativeForm, InitiativeForm, initial_of_initiative
from kernel.access import table
from kernel.errors import Refused, StaleRefused
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems


@require_http_methods(["GET", "POST"])
def new_initiative(request: ClientRequest) -> HttpResponse:
    """Enter an initiative."""
    table.require(request.actor, permissions.MANAGE)
    people = list(selectors.people())
    form = InitiativeForm(request.POST or None, people=people)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_initiative(by=request.actor, **form.values())
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The initiative is in the register."))
            return redirect("initiatives:initiative", made.pk)
    return render(request, "initiatives/initiative_new.html", {"form": form, "people": people}, status=status)


@require_http_methods(["GET", "POST"])
def edit_initiative(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Change an initiative."""
    table.require(request.actor, permissions.MANAGE)
    initiative = selectors.initiative(initiative_id)
    form = ChangeInitiativeForm(
        request.POST or None,
        people=selectors.people(),
        place=selectors.place_of(initiative),
        initial=initial_of_initiative(initiative),
    )
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.change_initiative(
                by=request.actor, initiative_id=initiative_id, revision=form.cleaned_data["revision"], **form.values()
            )
        except StaleRefused as refused:
            status = refused.status
            form.show_meanwhile(refused, initial_of_initiative(selectors.initiative(initiative_id)))
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The initiative is changed."))
            return redirect("initiatives:initiative", initiative_id)
    context = {"form": form, "initiative": initiative}
    return render(request, "initiatives/initiative_edit.html", context, status=status)
