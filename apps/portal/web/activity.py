"""The client's ledger as a feed, and the proof that nobody rewrote it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from apps.initiatives import permissions
from apps.portal.feed import feed
from apps.portal.subjects import SUBJECTS
from kernel.access import table
from kernel.ledger.services import Verdict, verify
from kernel.tenancy.mount import ClientRequest
from kernel.web import formats


@require_GET
def show_activity(request: ClientRequest) -> HttpResponse:
    """What happened in this client, the newest first."""
    table.require(request.actor, permissions.ACTIVITY)
    about = request.GET.get("about", "")
    chosen = about if about in SUBJECTS else ""
    context = {
        "feed": feed(before=whole_number(request.GET.get("before")), subject_type=chosen),
        "subjects": SUBJECTS.items(),
        "about": chosen,
    }
    return render(request, "portal/activity.html", context)


@require_POST
def verify_chain(request: ClientRequest) -> HttpResponse:
    """Recompute the chain from its first entry, and say what was found."""
    table.require(request.actor, permissions.ACTIVITY)
    verdict = verify()
    tell = messages.success if verdict.holds else messages.error
    tell(request, _found(verdict))
    return redirect("portal:activity")


def whole_number(text: str | None) -> int | None:
    """A place in the ledger as an address names it; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _found(verdict: Verdict) -> str:
    if verdict.broken_at is not None:
        place = formats.number(verdict.broken_at)
        return _("The chain breaks at entry %(place)s: %(why)s.") % {"place": place, "why": verdict.reason}
    return ngettext(
        "The chain holds: %(count)s entry is what it was when it was recorded.",
        "The chain holds: all %(count)s entries are what they were when they were recorded.",
        verdict.entries,
    ) % {"count": formats.number(verdict.entries)}
