"""Pages of user acceptance: what testers tried and said, and the defects that they found (P6)."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.initiatives.rules import NOT_THE_BUSINESS
from apps.initiatives.selectors import people
from apps.plays import permissions
from apps.plays.criteria import ACCEPTING, TESTERS
from apps.plays.models import OPEN
from apps.plays.rules.acceptance import acceptance
from apps.plays.rules.plans import plan_from
from apps.plays.selectors.facts import session_of
from apps.plays.selectors.plays import play
from apps.plays.selectors.work import sessions_of
from apps.plays.services import close_defect, record_session
from apps.plays.web.forms import DefectForm, SessionForm
from apps.plays.web.frame import framed
from kernel import clock
from kernel.access import table
from kernel.errors import Refused
from kernel.tenancy.context import local_today
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems

KIND = "user_acceptance"


@require_GET
def show_acceptance(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """Whether the people of the workflow accept it: the tally against what the gate asks, the sessions, the defects."""
    table.require(request.actor, permissions.VIEW)
    found = play(play_id)
    rows = list(sessions_of(play_id))
    asked = next((each for each in plan_from(found.plan).criteria() if each.kind == KIND), None)
    numbers = asked.parameters if asked else {}
    testers, percent = numbers.get("testers", TESTERS.default), numbers.get("accepting", ACCEPTING.default)
    may_record = found.status in OPEN and table.allows(request.actor, permissions.ACCEPTANCE, found)
    context = {
        **framed(found, "acceptance"),
        "sessions": [(row, DefectForm(auto_id=f"{row.pk}_%s")) for row in rows],
        "found": acceptance([session_of(row) for row in rows], testers=testers, percent=percent, until=clock.now()),
        "testers": testers,
        "percent": percent,
        "may_record": may_record,
    }
    return render(request, "plays/acceptance.html", context)


@require_http_methods(["GET", "POST"])
def new_session(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """Record a tester's session."""
    found = play(play_id)
    table.require(request.actor, permissions.ACCEPTANCE, found)
    testers = people().exclude(function__in=NOT_THE_BUSINESS)
    form = SessionForm(request.POST or None, people=testers, initial={"held_on": local_today()})
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            record_session(by=request.actor, play_id=play_id, **form.values())
        except Refused as refused:
            status = refused.status
            add_problems(form, refused, names={row.field: form.field_of(row.field) for row in refused.problems})
        else:
            messages.success(request, _("The session is recorded."))
            return redirect("plays:acceptance", play_id)
    return render(request, "plays/session_new.html", {"form": form, "play": found}, status=status)


@require_POST
def close(request: ClientRequest, session_id: uuid.UUID, defect_id: uuid.UUID) -> HttpResponse:
    """Close a defect as fixed, or as none."""
    session = close_defect(
        by=request.actor,
        session_id=session_id,
        defect_id=str(defect_id),
        status=request.POST.get("status", "")[:20],
        note=request.POST.get("note", ""),
    )
    messages.success(request, _("The defect is closed."))
    return redirect("plays:acceptance", session.play_id)
