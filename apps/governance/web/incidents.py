"""Pages of incidents: reported, contained, resolved, closed, with a timeline."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.governance import permissions
from apps.governance.choices import ONGOING, SEVERE, IncidentStatus, IncidentType, Severity
from apps.governance.lifecycle import INCIDENT
from apps.governance.models import Incident
from apps.governance.selectors.incidents import incident, incidents, timeline
from apps.governance.selectors.monitors import monitors
from apps.governance.services import change_incident, move_incident, note_incident, open_incident
from apps.governance.web.forms import (
    ChangeIncidentForm,
    IncidentForm,
    MoveIncidentForm,
    NoteForm,
    initial_of_incident,
)
from apps.initiatives.selectors import initiative, people
from kernel import clock
from kernel.access import table
from kernel.errors import NotFoundMissing, Refused, StaleRefused
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems
from kernel.web.tables import Column, Filter, Table

# More than this no page should carry; the API gives all of them.
MOST_LISTED = 1_000
_STATUSES = IncidentStatus.values

INCIDENTS: Table[Incident] = Table(
    id="incidents",
    caption=gettext_lazy("Incidents"),
    columns=[
        Column("title", gettext_lazy("Incident"), sort=lambda row: row.title.casefold()),
        Column("initiative", gettext_lazy("Initiative"), sort=lambda row: row.initiative.name.casefold(), minor=True),
        Column("severity", gettext_lazy("Severity"), sort=lambda row: row.severity),
        Column("status", gettext_lazy("State"), sort=lambda row: _STATUSES.index(row.status)),
        Column("detected", gettext_lazy("Detected"), sort=lambda row: row.detected_at),
        Column(
            "owner",
            gettext_lazy("Owner"),
            sort=lambda row: row.owner.name.casefold() if row.owner else None,
            minor=True,
        ),
    ],
    filters=[
        Filter("status", gettext_lazy("State"), IncidentStatus.choices, lambda row: row.status),
        Filter("severity", gettext_lazy("Severity"), Severity.choices, lambda row: str(row.severity)),
        Filter("type", gettext_lazy("Kind"), IncidentType.choices, lambda row: row.type),
    ],
    search=lambda row: f"{row.title} {row.initiative.name}",
    default_sort="-detected",
)


@require_GET
def show_incidents(request: ClientRequest) -> HttpResponse:
    """All incidents of the client."""
    table.require(request.actor, permissions.VIEW)
    rows = list(incidents()[:MOST_LISTED])
    ongoing = [row for row in rows if row.status in ONGOING]
    context = {
        "table": INCIDENTS.page(rows, request.GET),
        "total": len(rows),
        "ongoing": len(ongoing),
        "severe": sum(row.severity <= SEVERE for row in ongoing),
        "most_listed": MOST_LISTED if len(rows) == MOST_LISTED else None,
    }
    return render(request, "governance/incidents.html", context)


@require_http_methods(["GET", "POST"])
def new_incident(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Report an incident."""
    found = initiative(initiative_id)
    table.require(request.actor, permissions.INCIDENTS, found)
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    form = IncidentForm(
        request.POST or None,
        people=people(),
        monitors=monitors().filter(initiative_id=initiative_id),
        initial={"detected_at": now},
    )
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = open_incident(by=request.actor, initiative_id=initiative_id, **form.values())
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("Incident #%(number)s is open.") % {"number": made.number})
            return redirect("governance:incident", made.pk)
    return render(request, "governance/incident_new.html", {"form": form, "initiative": found}, status=status)


@require_GET
def show_incident(request: ClientRequest, incident_id: uuid.UUID) -> HttpResponse:
    """One incident with its timeline, and what comes next."""
    table.require(request.actor, permissions.VIEW)
    found = incident(incident_id)
    may_write = table.allows(request.actor, permissions.INCIDENTS, found.initiative)
    moves = INCIDENT.open_from(found.status) if may_write else []
    context = {
        "incident": found,
        "initiative": found.initiative,
        "timeline": timeline(found),
        "may_write": may_write,
        "may_change": may_write and found.status != IncidentStatus.CLOSED,
        # The next step comes first; the others wait behind it.
        "first_move": next((move for move in moves if move.name != "reopen"), None),
        "moves": [move for move in moves if move.name == "reopen" or move != moves[0]],
        "note_form": NoteForm(auto_id="note_%s"),
    }
    return render(request, "governance/incident.html", context)


@require_http_methods(["GET", "POST"])
def edit_incident(request: ClientRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Change what is said of an incident."""
    found = incident(incident_id)
    table.require(request.actor, permissions.INCIDENTS, found.initiative)
    form = ChangeIncidentForm(request.POST or None, people=people(), initial=initial_of_incident(found))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            change_incident(
                by=request.actor, incident_id=incident_id, revision=form.cleaned_data["revision"], **form.values()
            )
        except StaleRefused as refused:
            status = refused.status
            form.show_meanwhile(refused, initial_of_incident(incident(incident_id)))
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The incident is changed."))
            return redirect("governance:incident", incident_id)
    return render(request, "governance/incident_edit.html", {"form": form, "incident": found}, status=status)


@require_http_methods(["GET", "POST"])
def move(request: ClientRequest, incident_id: uuid.UUID, move_name: str) -> HttpResponse:
    """Contain, resolve, close or reopen an incident, with what that needs."""
    row = INCIDENT.moves.get(move_name)
    if row is None:
        raise NotFoundMissing(_("There is no such move."))
    found = incident(incident_id)
    table.require(request.actor, permissions.INCIDENTS, found.initiative)
    initial: dict[str, Any] = initial_of_incident(found)
    form = MoveIncidentForm(request.POST or None, move=move_name, initial=initial)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            move_incident(by=request.actor, incident_id=incident_id, move=move_name, **form.values())
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            return redirect("governance:incident", incident_id)
    context = {"form": form, "incident": found, "move": row}
    return render(request, "governance/incident_move.html", context, status=status)


@require_POST
def note(request: ClientRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Add a line to the timeline."""
    table.require(request.actor, permissions.INCIDENTS, incident(incident_id).initiative)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The note was not added: say what happened, and when."))
        return redirect("governance:incident", incident_id)
    note_incident(by=request.actor, incident_id=incident_id, **form.cleaned_data)
    return redirect("governance:incident", incident_id)
