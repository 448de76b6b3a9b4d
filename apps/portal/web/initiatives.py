"""The register of initiatives, and the pages of one of them with the same tabs everywhere."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.governance import permissions as governance
from apps.initiatives import permissions
from apps.initiatives.choices import InitiativeStatus
from apps.initiatives.models import Initiative
from apps.initiatives.selectors import initiative
from apps.plays import permissions as plays
from apps.portal.feed import feed
from apps.portal.overview import overview_of
from apps.portal.register import InitiativePage, RegisterRow, initiative_page, register, subject_ids
from apps.portal.web.activity import whole_number
from apps.value import permissions as value
from apps.value.choices import ContractStatus, Kind
from kernel.access import Actor, table
from kernel.parameters import permissions as parameters
from kernel.tenancy.mount import ClientRequest
from kernel.web.tables import Column, Filter, Table

_STATUSES = InitiativeStatus.values
_CONTRACTS = ContractStatus.values

REGISTER: Table[RegisterRow] = Table(
    id="register",
    caption=_("Initiatives"),
    columns=[
        Column("name", _("Initiative"), sort=lambda row: row.name.casefold()),
        Column("status", _("Status"), sort=lambda row: (_STATUSES.index(row.status), row.name.casefold())),
        Column("owner", _("Workflow owner"), sort=lambda row: row.owner.casefold(), minor=True),
        Column("contract", _("Contract"), sort=lambda row: row.contract and _CONTRACTS.index(row.contract.status)),
        Column("day", _("Day of 60"), sort=lambda row: row.day, number=True, minor=True),
        Column(
            "delay", _("Cost of delay so far"), sort=lambda row: row.delay and row.delay.so_far, number=True, minor=True
        ),
    ],
    filters=[
        Filter("status", _("Status"), InitiativeStatus.choices, lambda row: row.status),
        Filter(
            "contract",
            _("Contract"),
            [("none", _("none yet")), *ContractStatus.choices],
            lambda row: row.contract.status if row.contract else "none",
        ),
    ],
    search=lambda row: f"{row.name} {row.owner}",
    default_sort="status",
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of an initiative's pages."""

    label: Any
    address: str
    current: bool


@require_GET
def show_register(request: ClientRequest) -> HttpResponse:
    """Every initiative, by status."""
    table.require(request.actor, permissions.VIEW)
    rows = register()
    running = sum(row.contract is not None and row.contract.day is not None for row in rows)
    context = {
        "table": REGISTER.page(rows, request.GET),
        "total": len(rows),
        "running": running,
        "may_manage": table.allows(request.actor, permissions.MANAGE),
        "may_see_parameters": table.allows(request.actor, parameters.VIEW),
    }
    return render(request, "initiatives/register.html", context)


@require_GET
def show_initiative(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Where one initiative stands, and who answers for it."""
    return _page(request, initiative_id, "initiative", "initiatives/initiative.html")


@require_GET
def show_contracts(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """The contracts of an initiative."""
    return _page(request, initiative_id, "initiative_contracts", "initiatives/initiative_contracts.html")


@require_GET
def show_kpis(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """The KPIs of an initiative."""
    return _page(request, initiative_id, "initiative_kpis", "initiatives/initiative_kpis.html")


@require_GET
def show_plays(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """The plays of an initiative."""
    return _page(request, initiative_id, "initiative_plays", "initiatives/initiative_plays.html")


@require_GET
def show_activity(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """What happened to an initiative, its KPIs and contracts."""
    table.require(request.actor, permissions.ACTIVITY)
    found = initiative(initiative_id)
    context = {
        "initiative": found,
        "tabs": tabs_of(request.actor, found, "initiative_activity"),
        "feed": feed(before=whole_number(request.GET.get("before")), subject_ids=subject_ids(initiative_id)),
    }
    return render(request, "initiatives/initiative_activity.html", context)


def _page(request: ClientRequest, initiative_id: uuid.UUID, name: str, template: str) -> HttpResponse:
    table.require(request.actor, permissions.VIEW)
    page = initiative_page(initiative_id)
    context = {
        "page": page,
        "initiative": page.initiative,
        "tabs": tabs_of(request.actor, page.initiative, name),
        **_may(request.actor, page),
        **(overview_of(request.actor, page.initiative) if name == "initiative" else {}),
    }
    return render(request, template, context)


def tabs_of(actor: Actor, found: Initiative, current: str) -> list[Tab]:
    """The pages of an initiative that the actor may see, in their order."""
    names = {"initiative": _("Overview"), "initiative_contracts": _("Contract"), "initiative_kpis": _("KPIs")}
    if table.allows(actor, plays.VIEW):
        names["initiative_plays"] = _("Play")
    if table.allows(actor, governance.VIEW):
        names["initiative_governance"] = _("Governance")
    if table.allows(actor, permissions.ACTIVITY):
        names["initiative_activity"] = _("Activity")
    return [
        Tab(label, reverse(f"initiatives:{name}", args=[found.pk]), name == current) for name, label in names.items()
    ]


def _may(actor: Actor, page: InitiativePage) -> dict[str, Any]:
    defines = table.allows(actor, value.DEFINE, page.initiative)
    negotiates = table.allows(actor, value.NEGOTIATE)
    outcomes = [row for row in page.kpis if row.kind == Kind.OUTCOME]
    taken = {line.kpi_id for line in page.contracts if line.is_open}
    measured = any(row.baseline is not None for row in outcomes)
    unmeasured = outcomes[0] if outcomes and not measured else None
    starts = table.allows(actor, plays.MANAGE) and any(line.is_open for line in page.contracts)
    return {
        "may_manage": table.allows(actor, permissions.MANAGE),
        "may_define": defines,
        "may_draft": negotiates and any(row.id not in taken for row in outcomes),
        # What the initiative lacks before it can promise anything, in the order in which it is done.
        "kpi_first": defines and not outcomes,
        "baseline_first": unmeasured if defines and page.leading is None else None,
        "draft_first": negotiates and measured and page.leading is None,
        "may_start": starts,
        "start_first": starts and not page.plays and page.leading is not None and page.leading.day is not None,
    }
