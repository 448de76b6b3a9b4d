"""The base of every endpoint: guard, read, call the handler once, render; all of it from the handler's declaration."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.access import Actor, table
from kernel.errors import InvalidRefused, Problem
from kernel.idempotency.services import FIELD, Answer, answer_once
from kernel.rest import problems
from kernel.rest.bodies import read_body
from kernel.rest.conditions import etag, is_unchanged, required_revision
from kernel.rest.operations import JSON, Call, Handler, Operation, Reply, operation_of
from kernel.rest.pages import Page, page_document, read_page
from kernel.rest.queries import read_query
from kernel.rest.renderers import to_json

# What a repeated answer must have again; everything else belongs to the request, not to the answer.
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
LONGEST_KEY = 255


class Endpoint(APIView):
    """An address of the API. Its methods are handlers: `@operation(...) def get(self, call, **path)`."""

    http_method_names = ["get", "head", "post", "patch", "put", "delete"]

    def dispatch(self, request: HttpRequest, *args: Any, **path: Any) -> HttpResponseBase:
        """As DRF's, but that the handler is called through its declaration."""
        self.args, self.kwargs = args, path
        self.request = self.initialize_request(request, *args, **path)
        self.headers = self.default_response_headers
        try:
            self.initial(self.request, *args, **path)
            response: Any = self._answer(self.request, path)
        except Exception as error:  # noqa: BLE001 - the handler of exceptions knows each kind
            response = self.handle_exception(error)
        self.response = self._marked(self.finalize_response(self.request, response, *args, **path))
        return self.response

    def _marked(self, response: Response) -> Response:
        """The answer with what is left of the caller's rate; it belongs to the caller, and is asked for again."""
        if rate := getattr(self.request._request, "rate", None):  # noqa: SLF001 - see the throttle
            for name, value in rate.headers().items():
                response[name] = value
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def _answer(self, request: Request, path: Mapping[str, Any]) -> HttpResponseBase:
        method = str(request.method).lower()
        handler: Handler | None = getattr(self, method, None) if method in self.http_method_names else None
        if handler is None:
            self.http_method_not_allowed(request)
            raise AssertionError("unreachable")
        declared = operation_of(handler)
        actor: Actor = request._request.actor  # type: ignore[attr-defined]  # noqa: SLF001 - set by the mount
        table.require_ever(actor, declared.permission)
        key = request.headers.get(FIELD) if method == "post" else None
        if key is None:
            return self._call(handler, declared, actor, request, path)
        answer = answer_once(
            by=actor,
            key=_checked_key(key),
            fingerprint=_fingerprint(request),
            act=lambda: _as_answer(self._call(handler, declared, actor, request, path)),
        )
        return _from_answer(answer)

    def _call(
        self, handler: Handler, declared: Operation, actor: Actor, request: Request, path: Mapping[str, Any]
    ) -> HttpResponseBase:
        django_request = request._request  # noqa: SLF001 - DRF offers no other way to Django's request
        query = read_query(django_request.GET, declared.parameters)
        page = read_page(django_request, query, declared.page) if declared.page else Page(1)
        echoed = {each.name: query[each.name] for each in declared.query if each.echoed and each.name in query}
        revision = required_revision(django_request) if declared.changes else 0
        body = read_body(request, declared.body, partial=request.method == "PATCH") if declared.body else {}
        result = handler(Call(actor, query, body, page, revision, django_request), **path)
        if isinstance(result, HttpResponseBase):
            return result
        if declared.page is not None and isinstance(result, list):
            document = page_document(django_request, page, declared.page, result)
            return _respond(django_request, declared, Reply(document | echoed))
        return _respond(django_request, declared, result if isinstance(result, Reply) else Reply(result))


class UnknownAddress(Endpoint):
    """Whatever lies below the API and is no address of it."""

    schema = None

    def _answer(self, request: Request, path: Mapping[str, Any]) -> HttpResponseBase:
        """404, with a hint where only the slash at the end is missing."""
        django_request = request._request  # noqa: SLF001 - DRF offers no other way to Django's request
        last = str(path["rest"]).rpartition("/")[2]
        # What has a dot is meant for a file, and those have none.
        way_out = _("Every address of the API ends with a slash.") if last and "." not in last else ""
        return problems.problem(
            django_request, 404, "not_found", _("There is nothing at this address."), way_out=way_out
        )


def _respond(request: HttpRequest, declared: Operation, reply: Reply) -> HttpResponse:
    headers = {"Location": reply.location} if reply.location else {}
    body = to_json(reply.data)
    if reply.revision is not None:
        headers["ETag"] = etag(reply.revision, body)
        if request.method in {"GET", "HEAD"} and is_unchanged(request, headers["ETag"]):
            return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, status=reply.status or declared.status, content_type=JSON, headers=headers)


def _checked_key(key: str) -> str:
    """The key as it is kept; quotation marks of a structured header are no part of it."""
    text = key.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    if not 0 < len(text) <= LONGEST_KEY or not text.isascii() or not text.isprintable():
        message = _("A key is 1 to 255 printable ASCII characters.")
        raise InvalidRefused(message, [Problem(FIELD, "invalid", message, _("Send a UUID."))])
    return text


def _fingerprint(request: Request) -> str:
    """A digest of method, address and content. Of a form the fields count, for its boundaries differ each time it is sent."""
    django_request = request._request  # noqa: SLF001 - DRF offers no other way to Django's request
    is_form = str(django_request.content_type).startswith("multipart/")
    # The files of a form lie on disk; how large they may be says who takes them.
    length = int(django_request.META.get("CONTENT_LENGTH") or 0)
    if not is_form and length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise RequestDataTooBig
    digest = hashlib.sha256(f"{django_request.method} {django_request.get_full_path()}\n".encode())
    if is_form:
        form: Any = request.data
        for name in sorted(form):
            for value in form.getlist(name):
                digest.update(f"\n{name}\n".encode())
                for piece in value.chunks() if hasattr(value, "chunks") else (str(value).encode(),):
                    digest.update(piece)
                if hasattr(value, "seek"):
                    value.seek(0)
    else:
        digest.update(django_request.body)
    return digest.hexdigest()


def _as_answer(response: HttpResponseBase) -> Answer:
    if not isinstance(response, HttpResponse):
        raise TypeError("A streamed answer can't be kept.")
    kept = {name: str(response[name]) for name in KEPT_HEADERS if response.has_header(name)}
    return Answer(response.status_code, kept, response.content)


def _from_answer(answer: Answer) -> HttpResponse:
    headers = answer.headers | ({"Idempotent-Replayed": "true"} if answer.replayed else {})
    return HttpResponse(answer.body, status=answer.status, headers=headers)
