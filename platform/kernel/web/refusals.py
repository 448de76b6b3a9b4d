"""A refusal as a page: what happened, why, and the way out."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import Refused

HEADINGS = {
    400: gettext_lazy("This request cannot be read"),
    403: gettext_lazy("You may not do this"),
    404: gettext_lazy("There is nothing here"),
    409: gettext_lazy("This is not possible now"),
    412: gettext_lazy("Somebody else changed this meanwhile"),
    422: gettext_lazy("This breaks a rule"),
    428: gettext_lazy("This form is out of date"),
    429: gettext_lazy("Too many attempts"),
    500: gettext_lazy("Something went wrong on our side"),
}


def refusal_page(
    request: HttpRequest, status: int, message: Any = "", *, way_out: Any = "", problems: Any = ()
) -> HttpResponse:
    """The page, or only its middle where a fragment of a page was asked for."""
    heading = HEADINGS.get(status, HEADINGS[400])
    context = {"heading": heading, "message": message, "way_out": way_out, "problems": problems, "status": status}
    template = "partials/refusal.html" if request.headers.get("HX-Request") == "true" else "refused.html"
    return render(request, template, context, status=status)


class RefusalMiddleware:
    """Turns a refusal that a page did not handle into a page; the API has its own way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with its status; leave everything else to Django."""
        if not isinstance(exception, Refused):
            return None
        way_out = exception.way_out
        if exception.status == 412 and not way_out:
            way_out = _("Go back, load the page again, and make your change on what it shows now.")
        return refusal_page(request, exception.status, exception.message, way_out=way_out, problems=exception.problems)
