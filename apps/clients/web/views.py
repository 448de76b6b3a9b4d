"""Setting clients up, suspending and resuming them: parse, one call, render."""

import uuid
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.clients import permissions
from apps.clients.choices import ClientStatus, Currency
from apps.clients.models import Client
from apps.clients.services import create_client, move_client
from kernel.errors import Refused
from kernel.web.doors import PartnerRequest, opens_with
from kernel.web.forms import add_problems

ZONE_CHOICES = [
    (zone, zone.replace("_", " "))
    for zone in sorted(available_timezones())
    if "/" in zone and not zone.startswith("Etc/")
]


class NewClientForm(forms.Form):
    """What a client is called, and what its documents follow."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=40,
        help_text=gettext_lazy(
            "Lower-case letters, digits and hyphens, such as “acme-pumps”. It stands in every link and stays."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of documents"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=ZONE_CHOICES, initial="Europe/Berlin")
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=Currency.choices)
    fiscal_year_start = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year begins in"),
        choices=list(MONTHS.items()),
        coerce=int,
        initial=1,
        help_text=gettext_lazy("Quarters are counted from this month; a KPI keeps the one that it was defined with."),
    )


@require_http_methods(["GET", "POST"])
@opens_with(permissions.MANAGE)
def new_client(request: PartnerRequest) -> HttpResponse:
    """Register a client; its set-up begins at once."""
    form = NewClientForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            client = create_client(by=request.actor, **form.cleaned_data)
        except Refused as refused:
            add_problems(form, refused)
        else:
            return redirect("clients:setup", client.pk)
    return render(request, "clients/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@opens_with(permissions.MANAGE)
def setup(request: PartnerRequest, client_id: uuid.UUID) -> HttpResponse:
    """How far a client's set-up is; the page asks again by itself until it is over."""
    client = _client(client_id)
    state = {ClientStatus.PROVISIONING: "running", ClientStatus.FAILED: "failed"}.get(
        ClientStatus(client.status), "done"
    )
    context = {"client_row": client, "state": state}
    template = "clients/setup_progress.html" if request.headers.get("HX-Request") == "true" else "clients/setup.html"
    return render(request, template, context)


@require_POST
@opens_with(permissions.MANAGE)
def move(request: PartnerRequest, client_id: uuid.UUID) -> HttpResponse:
    """Suspend or resume a client, or try its set-up again."""
    client = move_client(by=request.actor, client_id=client_id, move=request.POST.get("move", ""))
    return redirect(reverse("clients:setup", args=[client.pk]))


def _client(client_id: uuid.UUID) -> Client:
    client = Client.objects.filter(pk=client_id).first()
    if client is None:
        raise Http404
    return client
