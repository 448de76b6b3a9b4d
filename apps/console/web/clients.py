"""Every engagement in one table."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.accounts.selectors import entered_client_ids
from apps.clients import permissions as clients
from apps.clients.choices import ClientStatus
from apps.clients.selectors import ClientRow, client_rows
from apps.console.permissions import VIEW
from kernel.access import table
from kernel.web.doors import PartnerRequest, opens_with
from kernel.web.tables import Column, Filter, Table

CLIENTS: Table[ClientRow] = Table(
    caption=_("Clients"),
    id="clients",
    columns=[
        Column("name", _("Client"), sort=lambda row: row.name.casefold()),
        Column("status", _("State"), sort=lambda row: row.status),
        Column("created", _("Since"), sort=lambda row: row.created_at, minor=True),
    ],
    filters=[Filter("status", _("State"), ClientStatus.choices, lambda row: row.status)],
    search=lambda row: f"{row.name} {row.slug}",
    default_sort="name",
)


@require_GET
@opens_with(VIEW)
def engagements(request: PartnerRequest) -> HttpResponse:
    """The clients that the person may enter."""
    user = request.caller.user  # type: ignore[attr-defined]
    context = {
        "table": CLIENTS.page(client_rows(entered_client_ids(user)), request.GET),
        "may_manage": table.allows(request.actor, clients.MANAGE),
    }
    return render(request, "console/clients.html", context)
