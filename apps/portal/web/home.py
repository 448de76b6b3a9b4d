"""The client's home: on track or not, in a sentence; the number; what is needed from whoever looks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.initiatives import permissions as initiatives
from apps.portal.selectors import client_home
from apps.value.selectors.pictures import picture_sentence, run_chart_of
from kernel.access import table
from kernel.tenancy.mount import ClientRequest

# A picture is worth its bytes on a phone for the contracts that are due first.
MOST_PICTURES = 2
# What is in the way longest comes first; the rest stands with its initiative.
MOST_BLOCKERS = 5


@require_GET
def show_home(request: ClientRequest) -> HttpResponse:
    """What an executive with five minutes needs."""
    table.require(request.actor, initiatives.VIEW)
    home = client_home(request.actor)
    running = [
        {
            "page": page,
            "plays": home.plays_of(page),
            "sentence": picture_sentence(page.standing),
            "picture": run_chart_of(page.standing) if place < MOST_PICTURES and page.standing.points else None,
        }
        for place, page in enumerate(home.running)
    ]
    context = {
        "home": home,
        "running": running,
        "outside": home.outside[:MOST_BLOCKERS],
        "more": len(home.outside[MOST_BLOCKERS:]),
    }
    return render(request, "portal/home.html", context)
