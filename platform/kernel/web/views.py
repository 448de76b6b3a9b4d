"""Pages that belong to no app: errors, and the look that a person chose."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.rest import problems
from kernel.web.context import THEME_COOKIE, THEMES
from kernel.web.refusals import refusal_page

YEAR_SECONDS = 365 * 24 * 3600


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: most often a page that was open while its session ended."""
    del reason  # says which header or cookie was missing: of use to an attacker, of none to a person
    return refusal_page(
        request,
        403,
        _("This form was sent without the proof that it comes from one of our pages."),
        way_out=_(
            "Go back, load the page again, and send the form once more. Cookies have to be allowed for this site."
        ),
    )


@problems.or_document(problems.unreadable)
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    del exception
    return refusal_page(
        request, 400, _("What was sent is not what this address takes."), way_out=_("Go back and try again.")
    )


@problems.or_document(problems.forbidden)
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    del exception
    return refusal_page(
        request, 403, _("Your role does not open this page."), way_out=_("Ask the partner's lead for this engagement.")
    )


@problems.or_document(problems.not_found)
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; what exists but is somebody else's looks the same."""
    del exception
    return refusal_page(
        request,
        404,
        _("The page does not exist, or it is not yours to see."),
        way_out=_("Check the address, or begin at the start page."),
    )


def too_many_attempts(request: HttpRequest) -> HttpResponse:
    """429."""
    return refusal_page(
        request, 429, _("This was tried too often from where you are."), way_out=_("Wait a minute, then try again.")
    )


@problems.or_document(problems.failed)
def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return refusal_page(
        request,
        500,
        _("Nothing was changed by what you just did. The fault is recorded."),
        way_out=_("Try again in a minute. If it stays, tell us what you did and when."),
    )


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep a person's choice of light or dark in a cookie; anything else follows the device again."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie(THEME_COOKIE)
    return response
