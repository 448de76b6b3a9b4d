"""The page of a play's effort: what was booked, and what share of the first run's it is (K2)."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.initiatives.selectors import people
from apps.plays import permissions
from apps.plays.selectors.plays import play
from apps.plays.selectors.replications import effort_of, replications_of
from apps.plays.services import book_effort
from apps.plays.web.forms import EffortForm
from apps.plays.web.frame import framed
from kernel.access import table
from kernel.errors import Refused
from kernel.tenancy.context import local_today
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems

MOST_LISTED = 200


@require_http_methods(["GET", "POST"])
def show_effort(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """The hours of a play, and the form that books more."""
    table.require(request.actor, permissions.VIEW)
    found = play(play_id)
    if request.method == "POST":
        table.require(request.actor, permissions.EFFORT, found)
    form = EffortForm(
        request.POST or None, people=people(), initial={"on": local_today(), "person": request.actor.person_id}
    )
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            book_effort(by=request.actor, play_id=play_id, **form.values())
        except Refused as refused:
            status = refused.status
            add_problems(form, refused, names=form.NAMES)
        else:
            messages.success(request, _("The hours are booked."))
            return redirect("plays:effort", play_id)
    context = {
        **framed(found, "effort"),
        "form": form,
        "entries": effort_of(play_id)[:MOST_LISTED],
        "replications": replications_of(found),
        "may_book": table.allows(request.actor, permissions.EFFORT, found),
    }
    return render(request, "plays/effort.html", context, status=status)
