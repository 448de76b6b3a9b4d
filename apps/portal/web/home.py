"""The client's home: on track or not, in a sentence; the number; what is needed from whoever looks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.initiatives import permissions as initiatives
from apps.portal.selectors import client_home
from kernel.access import table
from kernel.tenancy.mount import ClientRequest


@require_GET
def show_home(request: ClientRequest) -> HttpResponse:
    """What an executive with five minutes needs."""
    table.require(request.actor, initiatives.VIEW)
    return render(request, "portal/home.html", {"home": client_home(request.actor)})
