"""Service accounts and their keys: parse, one call, render."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import permissions, services
from apps.accounts.models import ServiceAccount
from apps.accounts.selectors import ServiceAccountRow, scopes_on_offer, service_account_rows
from apps.accounts.services import IssuedKey
from apps.accounts.web.answers import moved, taken
from apps.accounts.web.forms import ServiceAccountForm
from kernel.errors import Refused
from kernel.web.doors import PartnerRequest, opens_with
from kernel.web.tables import Column, Table

ACCOUNTS: Table[ServiceAccountRow] = Table(
    caption=gettext_lazy("Service accounts"),
    id="accounts",
    columns=[
        Column("name", gettext_lazy("System"), sort=lambda row: row.name.casefold()),
        Column("state", gettext_lazy("State"), sort=lambda row: row.state),
        Column("clients", gettext_lazy("Clients"), minor=True),
        Column("keys", gettext_lazy("Working keys"), sort=lambda row: row.working_keys, number=True),
        Column("used", gettext_lazy("Last call"), sort=lambda row: row.last_used_at, minor=True),
    ],
    search=lambda row: f"{row.name} {' '.join(row.client_names)}",
    default_sort="name",
)


@require_GET
@opens_with(permissions.INTEGRATE)
def integrations(request: PartnerRequest) -> HttpResponse:
    """All systems that may call the API."""
    return render(request, "accounts/integrations.html", {"table": ACCOUNTS.page(service_account_rows(), request.GET)})


@require_http_methods(["GET", "POST"])
@opens_with(permissions.INTEGRATE)
def new_service_account(request: PartnerRequest) -> HttpResponse:
    """Register a system."""
    form = ServiceAccountForm(request.POST or None, scopes=scopes_on_offer())

    def create(given: dict[str, Any]) -> ServiceAccount:
        return services.create_service_account(
            by=request.actor,
            name=given["name"],
            scopes=given["scopes"],
            client_ids=given["client_ids"],
            expires_at=form.expires_at,
        )

    if account := taken(request, form, create):
        messages.success(request, _("The service account is registered. Issue its first key now."))
        return redirect("accounts:service_account", account.pk)
    return render(request, "accounts/new_service_account.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@opens_with(permissions.INTEGRATE)
def service_account(request: PartnerRequest, account_id: uuid.UUID) -> HttpResponse:
    """One system: what it may do, where, and its keys."""
    return _account_page(request, account_id)


def _account_page(
    request: PartnerRequest, account_id: uuid.UUID, *, issued: IssuedKey | None = None, refused: Refused | None = None
) -> HttpResponse:
    found = service_account_rows(account_id)
    if not found:
        raise Http404
    labels = scopes_on_offer()
    context = {
        "account": found[0],
        "scopes": [(name, labels.get(name, name)) for name in found[0].scopes],
        "issued": issued,
        "refused": refused,
    }
    return render(request, "accounts/service_account.html", context, status=refused.status if refused else 200)


@require_POST
@never_cache
@opens_with(permissions.INTEGRATE)
def issue_key(request: PartnerRequest, account_id: uuid.UUID) -> HttpResponse:
    """Issue a key and show it in the answer itself: in a session or an address it would be kept."""
    try:
        issued = services.issue_key(by=request.actor, account_id=account_id)
    except Refused as refused:
        if refused.status == 404:
            raise
        return _account_page(request, account_id, refused=refused)
    return _account_page(request, account_id, issued=issued)


@require_POST
@never_cache
@opens_with(permissions.INTEGRATE)
def move_key(request: PartnerRequest, account_id: uuid.UUID, key_id: uuid.UUID) -> HttpResponse:
    """Replace a key, showing the new one in the answer, or revoke it."""
    if not any(key.id == key_id for row in service_account_rows(account_id) for key in row.keys):
        raise Http404
    if request.POST.get("move") == "rotate":
        try:
            issued = services.rotate_key(by=request.actor, key_id=key_id)
        except Refused as refused:
            return _account_page(request, account_id, refused=refused)
        return _account_page(request, account_id, issued=issued)
    if request.POST.get("move") == "revoke":
        address = reverse("accounts:service_account", args=[account_id])
        text = _("The key is revoked, from its next request on.")
        return moved(request, address, lambda: services.revoke_key(by=request.actor, key_id=key_id), text)
    raise Http404


@require_POST
@opens_with(permissions.INTEGRATE)
def revoke_service_account(request: PartnerRequest, account_id: uuid.UUID) -> HttpResponse:
    """End a system's access and all of its keys."""
    text = _("The service account and its keys are revoked, from the next request on.")
    address = reverse("accounts:service_account", args=[account_id])
    return moved(
        request, address, lambda: services.revoke_service_account(by=request.actor, account_id=account_id), text
    )
