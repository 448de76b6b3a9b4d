"""Pages of the fallback: the procedure as it is written, and the drills that prove it (P7)."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.initiatives.selectors import people
from apps.plays import permissions
from apps.plays.models import OPEN
from apps.plays.selectors.plays import play
from apps.plays.selectors.work import drills_of, fallback_versions
from apps.plays.services import record_drill, write_fallback
from apps.plays.web.forms import DrillForm, FallbackForm, initial_of_fallback
from apps.plays.web.frame import framed
from kernel.access import table
from kernel.errors import Refused, StaleRefused
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems


@require_GET
def show_fallback(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """What the team does when it has to go back, and whether that was proved."""
    table.require(request.actor, permissions.VIEW)
    found, drills = play(play_id), drills_of(play_id)
    context = {
        **framed(found, "fallback"),
        "drills": drills,
        "last": drills[0] if drills else None,
        "versions": fallback_versions(play_id),
        "may_write": found.status in OPEN and table.allows(request.actor, permissions.FALLBACK, found),
    }
    return render(request, "plays/fallback.html", context)


@require_http_methods(["GET", "POST"])
def edit_fallback(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """Write the procedure, or a new version of it."""
    found = play(play_id)
    table.require(request.actor, permissions.FALLBACK, found)
    form = FallbackForm(request.POST or None, people=people(), initial=initial_of_fallback(found))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            write_fallback(by=request.actor, play_id=play_id, **form.values())
        except StaleRefused as refused:
            status = refused.status
            form.show_meanwhile(refused, initial_of_fallback(play(play_id)))
        except Refused as refused:
            status = refused.status
            add_problems(form, refused, names=form.NAMES)
        else:
            messages.success(request, _("The fallback is written. A drill shows whether it works."))
            return redirect("plays:fallback", play_id)
    return render(request, "plays/fallback_edit.html", {"form": form, "play": found}, status=status)


@require_http_methods(["GET", "POST"])
def new_drill(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """Record how a drill of the fallback went."""
    found = play(play_id)
    table.require(request.actor, permissions.FALLBACK, found)
    if found.fallback_version == 0 and request.method == "GET":
        return redirect("plays:edit_fallback", play_id)
    form = DrillForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            drill = record_drill(by=request.actor, play_id=play_id, **form.cleaned_data)
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            text = _("The drill is recorded: the fallback took effect in time.")
            missed = _("The drill is recorded: the fallback did not take effect in time.")
            (messages.success if drill.passed else messages.warning)(request, text if drill.passed else missed)
            return redirect("plays:fallback", play_id)
    return render(request, "plays/drill_new.html", {"form": form, "play": found}, status=status)
