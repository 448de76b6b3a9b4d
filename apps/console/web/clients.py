"""Every engagement in one table."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.clients import permissions as clients
from apps.clients.choices import ClientStatus
from apps.console import selectors
from apps.console.permissions import VIEW
from apps.console.selectors import Engagement
from apps.value.choices import Course
from kernel.access import table
from kernel.web.doors import PartnerRequest, opens_with
from kernel.web.tables import Column, Filter, Table

CLIENTS: Table[Engagement] = Table(
    caption=_("Clients"),
    id="clients",
    columns=[
        Column("name", _("Client"), sort=lambda row: row.client.name.casefold()),
        Column("status", _("State"), sort=lambda row: row.client.status, minor=True),
        Column("course", _("Course"), sort=lambda row: row.course),
        Column("day", _("Day"), sort=lambda row: row.day, number=True),
        Column("gate", _("Next gate"), sort=lambda row: row.next_play.gate_due_on if row.next_play else None),
        Column("due", _("Contract due"), sort=lambda row: row.due_on, minor=True),
        Column("value", _("Value so far"), number=True, minor=True),
        Column("activity", _("Last activity"), sort=lambda row: row.last_at, minor=True),
    ],
    filters=[
        Filter("status", _("State"), ClientStatus.choices, lambda row: row.client.status),
        Filter("course", _("Course"), Course.choices, lambda row: row.course or ""),
    ],
    search=lambda row: f"{row.client.name} {row.client.slug}",
    default_sort="name",
)


@require_GET
@opens_with(VIEW)
def engagements(request: PartnerRequest) -> HttpResponse:
    """The clients that the person may enter."""
    user = request.caller.user  # type: ignore[attr-defined]
    context = {
        "table": CLIENTS.page(selectors.engagements(user), request.GET),
        "may_manage": table.allows(request.actor, clients.MANAGE),
    }
    return render(request, "console/clients.html", context)
