"""The client's ledger as a feed, and the proof that nobody rewrote it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from apps.initiatives import permissions
from apps.portal.feed import SUBJECTS, feed
from kernel.access import table
from kernel.ledger.services import Verdict, verify
from kernel.tenancy.mount import ClientRequest


@require_GET
def show_activity(request: ClientRequest) -> HttpResponse:
    """What happened in this client, the newest first."""
    return _page(request)


@require_POST
def verify_chain(request: ClientRequest) -> HttpResponse:
    """Recompute the chain from its first entry, and say what was found."""
    table.require(request.actor, permissions.ACTIVITY)
    return _page(request, verify())


def whole_number(text: str | None) -> int | None:
    """A place in the ledger as an address names it; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _page(request: ClientRequest, verdict: Verdict | None = None) -> HttpResponse:
    table.require(request.actor, permissions.ACTIVITY)
    about = request.GET.get("about", "")
    chosen = about if about in SUBJECTS else ""
    context = {
        "feed": feed(before=whole_number(request.GET.get("before")), subject_type=chosen),
        "subjects": SUBJECTS.items(),
        "about": chosen,
        "verdict": verdict,
    }
    return render(request, "portal/activity.html", context)
