"""The description as a document, and as a page to try it on."""

import functools
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class Description(APIView):
    """OpenAPI 3.1: JSON, or YAML for who asks for `application/vnd.oai.openapi`."""

    schema = None
    renderer_classes = [OpenApiJsonRenderer, OpenApiYamlRenderer]

    def get(self, _request: Request) -> Response:
        """The description, with the mounted client as its server."""
        return Response(description() | {"servers": [{"url": get_script_prefix().rstrip("/")}]})


class Documentation(SpectacularSwaggerSplitView):
    """The interactive page; its script is served by itself, so that the policy needs no exception."""

    url_name = "api-schema"
    template_name = "rest/docs.html"


@functools.cache
def description() -> dict[str, Any]:
    """The description of everything below a mount; the same for every client and caller, so it is made once."""
    generator = SchemaGenerator(urlconf=settings.CLIENT_URLCONF)  # type: ignore[no-untyped-call]
    with translation.override("en"):
        document: dict[str, Any] = generator.get_schema(public=True)  # type: ignore[no-untyped-call]
    return document
