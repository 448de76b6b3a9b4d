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

INTRODUCTION = """
Below `/clients/<slug>/api/` lies one client; a client that is not yours looks exactly like one that does not exist.

**Who calls.** A service account sends `Authorization: Bearer tl_live_…`; a person uses their session, with the CSRF token
for changes. Each operation names the permission it needs; a service account needs the scope of the same name.

**Nothing is guessed.** A parameter or field that is not described here is refused, and the answer names it. Decimals are
strings, moments are UTC, dates are the client's own.

**Problems** are `application/problem+json` (RFC 9457). `type` is `/problems/<code>`, and `code` is stable; `problems` lists
each field that is wrong, with the code of the rule (V1, O2, …), what is wrong, and the way out. Texts follow
`Accept-Language`.

**Lists** come in pages, ordered by the last change (readings, baselines and signatures by when they were recorded, the
ledger by its sequence). Follow `next` until it is null: a row that arrives meanwhile comes later, none is repeated. A row
that changes meanwhile comes again, as it is then. The order of change is the clock's, so a write that took long to commit
can lie before your cursor: to miss nothing, ask again from a little earlier, or read the ledger, whose sequence never skips.

**What was known.** A KPI, its standing, chart, readings and baselines take `as_known_at`, a moment: the answer is the one
that was given then, whatever was corrected, withdrawn or measured anew since.

**Files.** Whole tables come as `.csv` and `.xlsx`, each at an address of its own, without a slash at the end.

**Changes.** A PATCH, and a move where it says so, names what it was made from: `If-Match` with the ETag. Missing: 428.
Older: 412. A signature and a decision name what was read by its hash; when that is another one by now: 412.
A POST may carry an `Idempotency-Key`: sent again with the same content it gets the same answer, marked
`Idempotent-Replayed: true`, and nothing happens twice. With other content: 422. While the first is being worked on: 409.
A refusal is not kept; any other answer is, for seven days.

**Rate.** `RateLimit` says what is left. Beyond it: 429 with `Retry-After`.
"""


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
    document["info"]["description"] = INTRODUCTION.strip()
    return document
