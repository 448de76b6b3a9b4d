"""What the API's list is measured against: a bare view that runs the same SQL and gives the same JSON, and nothing else.

No middleware, nobody asked who is calling, the client mounted once for the connection's life.
"""

import os
from functools import cache
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - the applications come first, and some insist on their middleware
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from apps.clients.models import Client  # noqa: E402
from apps.value.selectors.contracts import contract_rows  # noqa: E402
from kernel.rest.renderers import to_json  # noqa: E402
from kernel.tenancy.context import PUBLIC  # noqa: E402

LIMIT = 51


@cache
def _client() -> Any:
    return Client.objects.get(slug=os.environ["BENCH_CLIENT"])


def contracts(_request: HttpRequest) -> HttpResponse:
    """The list, as short as it can be written."""
    if connection.schema_name == PUBLIC:
        connection.set_tenant(_client())
    body = to_json({"results": contract_rows(limit=LIMIT), "next": None, "next_cursor": None})
    # Without a length gunicorn would send it in chunks.
    return HttpResponse(body, content_type="application/json", headers={"Content-Length": str(len(body))})


urlpatterns = [path("contracts/", contracts)]

settings.MIDDLEWARE, settings.ROOT_URLCONF = [], __name__
application = WSGIHandler()
