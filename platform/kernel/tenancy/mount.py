"""The mount: `/clients/<slug>/...` is resolved here, once, and everything below it serves the one client."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils.module_loading import import_string

from kernel.access import Actor
from kernel.tenancy.context import ClientMissing, MountedClient, find_client, mounted

MOUNT = re.compile(r"^/clients/(?P<slug>[a-z0-9][a-z0-9-]{0,62})/(?P<rest>.*)$", re.DOTALL)
# Words that lie where a slug would: pages of the partner.
RESERVED_SLUGS = frozenset({"new", "api", "admin", "static", "accounts", "clients", "portfolio", "public", "template"})

Respond = Callable[[HttpRequest], HttpResponseBase]


class ClientRequest(HttpRequest):
    """A request below a mount: it carries its client and the caller as an actor there."""

    client: MountedClient
    actor: Actor


class MountMiddleware:
    """Takes the client from the path, checks that it is active and the caller a member, THEN mounts it.

    An absent client and a foreign one get the same 404. Nobody is asked to log in (or to show a key), whether the client exists or not.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.guard = cast("Callable[[HttpRequest, MountedClient], Actor | None]", import_string(settings.MOUNT_GUARD))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request below its mount, or pass it on when it has none."""
        match = MOUNT.match(request.path_info)
        if match is None or match["slug"] in RESERVED_SLUGS:
            return self.get_response(request)
        api = match["rest"].startswith("api/")
        if getattr(request, "caller", None) is None:
            return _unauthenticated(request, api=api)
        try:
            client = find_client(match["slug"])
        except ClientMissing:
            return _absent(request, api=api)
        actor = self.guard(request, client)
        if actor is None:
            return _absent(request, api=api)
        below = cast("ClientRequest", request)
        below.client = client
        below.actor = actor.through("api" if api else "web")
        return self._serve(below, client, match["slug"], match["rest"])

    def _serve(self, request: ClientRequest, client: MountedClient, slug: str, rest: str) -> HttpResponseBase:
        prefix, path_info = get_script_prefix(), request.path_info
        set_script_prefix(f"/clients/{slug}/")
        request.path_info = f"/{rest}"
        request.urlconf = settings.CLIENT_URLCONF
        try:
            with mounted(client):
                response = self.get_response(request)
                if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                    response.render()
        finally:
            set_script_prefix(prefix)
            request.path_info = path_info
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            # The body is read after this method has returned: each step mounts the client again.
            response.streaming_content = _mounted_steps(cast("Iterable[bytes]", response.streaming_content), client)
        return response


def _mounted_steps(chunks: Iterable[bytes], client: MountedClient) -> Iterator[bytes]:
    steps = iter(chunks)
    while True:
        with mounted(client):
            try:
                chunk = next(steps)
            except StopIteration:
                return
        yield chunk


def _unauthenticated(request: HttpRequest, *, api: bool) -> HttpResponseBase:
    if api:
        return cast("HttpResponse", import_string("kernel.rest.problems.unauthenticated")(request))
    return redirect_to_login(request.get_full_path())


def _absent(request: HttpRequest, *, api: bool) -> HttpResponseBase:
    if api:
        return cast("HttpResponse", import_string("kernel.rest.problems.not_found")(request))
    raise Http404
