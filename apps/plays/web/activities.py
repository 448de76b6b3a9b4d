"""Pages of activities: added, changed, moved, and shown to be done."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.initiatives.selectors import people
from apps.plays import permissions
from apps.plays.models import OPEN, Evidence
from apps.plays.rules.plans import plan_from
from apps.plays.selectors.plays import is_late, play
from apps.plays.selectors.work import activities_of, activity
from apps.plays.services import add_activity, change_activity, move_activity
from apps.plays.web.evidence import shown
from apps.plays.web.forms import ActivityForm, ChangeActivityForm, DoneForm, NoteForm, initial_of_activity
from apps.plays.web.offers import may_reshape, moves_of
from kernel.access import table
from kernel.errors import InvalidRefused, Problem, Refused, StaleRefused
from kernel.tenancy.context import local_today
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems


@require_http_methods(["GET", "POST"])
def new_activity(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """Add an activity to a play."""
    found = play(play_id)
    table.require(request.actor, permissions.ACTIVITIES, found)
    form = ActivityForm(
        request.POST or None, plan=plan_from(found.plan), people=people(), others=activities_of(play_id)
    )
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            add_activity(by=request.actor, play_id=play_id, **form.values())
        except Refused as refused:
            status = refused.status
            add_problems(form, refused, names=form.NAMES)
        else:
            messages.success(request, _("The activity is added."))
            return redirect("plays:play", play_id)
    return render(request, "plays/activity_new.html", {"form": form, "play": found}, status=status)


@require_http_methods(["GET", "POST"])
def show_activity(request: ClientRequest, activity_id: uuid.UUID) -> HttpResponse:
    """One activity: what it waits for, what shows that it is done; its form for whoever may change it."""
    table.require(request.actor, permissions.VIEW)
    found = activity(activity_id)
    may_change = found.play.status in OPEN and may_reshape(request.actor, found)
    if request.method == "POST":
        table.require(request.actor, permissions.ACTIVITIES, found)
    others = [row for row in activities_of(found.play_id) if row.pk != found.pk]
    form = ChangeActivityForm(
        request.POST or None,
        plan=plan_from(found.play.plan),
        people=people(),
        others=others,
        initial=initial_of_activity(found),
    )
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            change_activity(
                by=request.actor, activity_id=activity_id, revision=form.cleaned_data["revision"], **form.values()
            )
        except StaleRefused as refused:
            status = refused.status
            form.show_meanwhile(refused, initial_of_activity(activity(activity_id)))
        except Refused as refused:
            status = refused.status
            add_problems(form, refused, names=form.NAMES)
        else:
            messages.success(request, _("The activity is changed."))
            return redirect("plays:activity", activity_id)
    brought = list(Evidence.objects.filter(activity=found).order_by("-submitted_at"))
    context = {
        "form": form,
        "activity": found,
        "play": found.play,
        "late": is_late(found, local_today()),
        "waits_for": [row for row in others if str(row.pk) in found.depends_on],
        "before": [row for row in others if str(found.pk) in row.depends_on],
        "evidence": shown(request.actor, found.play, brought),
        "may_change": may_change,
        "may_bring": found.play.status in OPEN and table.allows(request.actor, permissions.EVIDENCE, found.play),
        "moves": moves_of(request.actor, found),
        "done_form": DoneForm(auto_id="done_%s"),
        "drop_form": NoteForm(auto_id="drop_%s"),
    }
    return render(request, "plays/activity.html", context, status=status)


@require_POST
def move(request: ClientRequest, activity_id: uuid.UUID) -> HttpResponse:
    """Begin, finish, drop or reopen an activity; back to where it was asked for."""
    form = DoneForm(request.POST)
    if not form.is_valid():
        problem = Problem("done_on", "P5", _("That is no day."), _("Choose one with the calendar."))
        raise InvalidRefused(_("Some of what was sent cannot be accepted."), [problem])
    moved = move_activity(
        by=request.actor,
        activity_id=activity_id,
        move=request.POST.get("move", "")[:20],
        done_on=form.cleaned_data["done_on"],
        note=form.cleaned_data["note"] or None,
    )
    told = {"title": moved.title, "state": moved.get_status_display()}
    messages.success(request, _("“%(title)s” is %(state)s now.") % told)
    return _back(request, moved.play_id, activity_id)


def _back(request: HttpRequest, play_id: uuid.UUID, activity_id: uuid.UUID) -> HttpResponse:
    return (
        redirect("plays:activity", activity_id)
        if "stay" in {**request.GET, **request.POST}
        else redirect("plays:play", play_id)
    )
