"""Refusals and failures as RFC 9457 problem documents. Never HTML, whatever happened."""

import functools
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions

from kernel.errors import Problem, Refused
from kernel.rest.renderers import to_json

Page = Callable[..., HttpResponse]

logger = logging.getLogger(__name__)

API_PATH = re.compile(r"/(clients/[^/]+/)?api/")
MEDIA_TYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="Throughline", charset="UTF-8"'
# What a status means here, in words. The type of a problem is `/problems/<code>`; it is stable, the words are not.
TITLES: Mapping[int, Any] = {
    400: gettext_lazy("The request can’t be read"),
    401: gettext_lazy("Nobody is logged in"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("This address does not take that method"),
    406: gettext_lazy("This format is not offered"),
    409: gettext_lazy("The state does not allow it"),
    412: gettext_lazy("Somebody else changed it first"),
    413: gettext_lazy("Too large"),
    415: gettext_lazy("This format is not taken"),
    422: gettext_lazy("What was sent breaks a rule"),
    428: gettext_lazy("The revision is missing"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Something went wrong on our side"),
}


def problem(
    request: HttpRequest,
    status: int,
    code: str,
    detail: Any,
    *,
    way_out: Any = "",
    problems: Iterable[Problem] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A problem document; texts are put into the caller's language here."""
    document = {
        "type": f"/problems/{code}",
        "title": str(TITLES.get(status) or HTTPStatus(status).phrase),
        "status": status,
        "code": code,
        "detail": str(detail),
        "way_out": str(way_out),
        "instance": request.path,
        "problems": [
            {"field": each.field, "code": each.code, "message": str(each.message), "way_out": str(each.way_out)}
            for each in problems
        ],
    }
    return HttpResponse(to_json(document), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def unauthenticated(request: HttpRequest) -> HttpResponse:
    """401: who calls is unknown, and how to say it."""
    return problem(
        request,
        401,
        "unauthenticated",
        _("This address is for known callers only."),
        way_out=_("Send a service account's key as “Authorization: Bearer tl_live_…”, or log in."),
        headers={"WWW-Authenticate": CHALLENGE},
    )


def unreadable(request: HttpRequest) -> HttpResponse:
    """400: something about the request makes no sense."""
    return problem(request, 400, "unreadable", _("The request can’t be read."))


def forbidden(request: HttpRequest) -> HttpResponse:
    """403: the caller may not do this."""
    return problem(request, 403, "forbidden", _("You may not do this."))


def not_found(request: HttpRequest) -> HttpResponse:
    """404: the same for what is absent and for what belongs to another client."""
    return problem(request, 404, "not_found", _("There is nothing at this address."))


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """The answer to a service's refusal."""
    headers = {"Retry-After": "1"} if error.code == "idempotency_in_progress" else None
    return problem(
        request,
        error.status,
        error.code,
        error.message,
        way_out=error.way_out,
        problems=error.problems,
        headers=headers,
    )


def failed(request: HttpRequest) -> HttpResponse:
    """500: it is logged, and the caller is told no more."""
    return problem(
        request, 500, "failed", _("The request failed, and nothing of it was kept."), way_out=_("Try again.")
    )


def or_document(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[Page], Page]:
    """Have an error page answer with a problem document where the address lies below an API: no endpoint was reached."""

    def decorate(page: Page) -> Page:
        @functools.wraps(page)
        def either(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return answer(request) if API_PATH.match(request.path) else page(request, *args, **kwargs)

        return either

    return decorate


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Turn whatever an endpoint raised into a problem document; what nobody expected is logged, and is a 500."""
    request: HttpRequest = context["request"]._request  # noqa: SLF001 - DRF offers no other way to Django's request
    if isinstance(error, Refused):
        return refused(request, error)
    if isinstance(error, Http404):
        return not_found(request)
    if isinstance(error, RequestDataTooBig):
        return problem(request, 413, "too_large", _("The body is too large."), way_out=_("Send it in smaller parts."))
    if isinstance(error, BadRequest | SuspiciousOperation | UnreadablePostError):
        return unreadable(request)
    if isinstance(error, PermissionDenied):
        return forbidden(request)
    if isinstance(error, exceptions.APIException):
        return _of_framework(request, error)
    # As Django does for a page: whoever watches for failures is told.
    got_request_exception.send(sender=handle, request=request)
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return failed(request)


def _of_framework(request: HttpRequest, error: exceptions.APIException) -> HttpResponse:
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return unauthenticated(request)
    if isinstance(error, exceptions.Throttled):
        wait = max(1, int(getattr(error, "wait", None) or 1))
        return problem(
            request,
            429,
            "throttled",
            _("Too many requests came from this caller."),
            way_out=_("Wait for %(seconds)s seconds.") % {"seconds": wait},
            headers={"Retry-After": str(wait)},
        )
    code = {400: "malformed", 403: "forbidden", 404: "not_found"}.get(error.status_code, str(error.default_code))
    return problem(request, error.status_code, code, error.detail)
