"""A person's calendar: the page where they make its secret address, and what the address serves to whichever program has it."""

from http import HTTPStatus

from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.keys import key_digest
from apps.accounts.models import User
from apps.accounts.selectors import Caller, calendar_address, current_calendar_address, platform_actor
from apps.accounts.services import make_calendar_address, note_calendar_use, revoke_calendar_address
from apps.console.calendars import calendar_file, fingerprint
from apps.console.selectors import due_days
from kernel.web.addresses import outside


@never_cache
@require_http_methods(["GET", "POST"])
def own_calendar(request: HttpRequest) -> HttpResponse:
    """Make the address of the person's calendar, showing it in the answer itself, or revoke it."""
    caller: Caller | None = request.caller  # type: ignore[attr-defined]
    if caller is None or caller.user is None:
        return redirect_to_login(request.get_full_path())
    if request.method != "POST":
        return _page(request, caller.user)
    if request.POST.get("move") == "make":
        made = make_calendar_address(by=platform_actor(caller))
        return _page(request, caller.user, settings.CANONICAL_URL + outside("console:calendar", made.secret))
    if request.POST.get("move") == "revoke":
        revoke_calendar_address(by=platform_actor(caller))
        messages.success(request, _("The address of your calendar is revoked; it stops working with the next request."))
        return redirect("console:own_calendar")
    raise Http404


def _page(request: HttpRequest, user: User, made: str = "") -> HttpResponse:
    context = {"address": current_calendar_address(user), "made": made}
    return render(request, "console/calendar.html", context)


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """What is due for the person whose address it is, now: who may no longer enter a client sees nothing of it any more."""
    if too_often := consume_or_429(request, action="calendar", key=key_digest(secret), limit_get=True):
        refused: HttpResponse = too_often
        return _unshared(refused)
    address = calendar_address(secret)
    if address is None:
        gone = HttpResponse(_("There is no such calendar."), content_type="text/plain; charset=utf-8")
        gone.status_code = HTTPStatus.NOT_FOUND
        return _unshared(gone)
    user = address.user
    note_calendar_use(by=platform_actor(Caller(user=user)), address=address)
    with translation.override(user.language):
        content = calendar_file(due_days(user), base=settings.CANONICAL_URL)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="throughline.ics"'
    response["Content-Language"] = user.language
    response["ETag"] = fingerprint(content)
    return _unshared(get_conditional_response(request, etag=response["ETag"], response=response) or response)


def _unshared(response: HttpResponse) -> HttpResponse:
    """Kept by whoever asked, if by anybody, asked for anew each time, and named to nobody else."""
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
