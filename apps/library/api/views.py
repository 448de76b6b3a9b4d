"""Endpoints of the library: the same below every client, published versions alone."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from apps.library.api.shapes import LibraryDocumentShape, LibraryItemShape
from apps.library.documents import document_kinds
from apps.library.permissions import VIEW
from apps.library.rules import KEY
from apps.library.schemas import MEDIA_TYPE, schema_document
from apps.library.selectors import Offered, OfferedRow, offered_as, offered_rows
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import Key
from kernel.rest.queries import Parameter, whole
from kernel.rest.renderers import FileRenderer, JSONRenderer
from kernel.rest.views import Endpoint

MOST_VERSIONS = 99_999_999


class SchemaRenderer(FileRenderer):
    """A JSON schema."""

    media_type = MEDIA_TYPE
    format = "schema"


def _read_kind(text: str) -> str:
    if text not in document_kinds.kinds:
        raise ValueError(text)
    return text


def _read_place(text: str) -> tuple[str, str]:
    kind, _slash, key = text.partition("/")
    if not KEY.fullmatch(kind) or not KEY.fullmatch(key):
        raise ValueError(text)
    return kind, key


KIND = Parameter(
    "kind",
    _read_kind,
    _("a kind of documents, such as kpi"),
    "Only documents of this kind.",
    {"type": "string", "pattern": f"^{KEY.pattern}$"},
)
BY_PLACE = Key(lambda row: f"{row['kind']}/{row['key']}", _read_place)


class Library(Endpoint):
    """What the partner's library has on offer."""

    @operation(
        "List what is on offer in the library", permission=VIEW, answer=LibraryItemShape, query=(KIND,), page=BY_PLACE
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """By kind and key, the same below every client; drafts and what is retired are not in it."""
        rows = offered_rows(kind=call.query.get("kind", ""), after=call.page.after, limit=call.page.limit)
        return [_row(each) for each in rows]


class LibraryDocument(Endpoint):
    """One document of the library."""

    @operation(
        "Read a document of the library",
        permission=VIEW,
        answer=LibraryDocumentShape,
        query=(whole("version", 1, MOST_VERSIONS, "An earlier version than the one on offer."),),
        tagged=True,
    )
    def get(self, call: Call, kind: str, key: str) -> Reply:
        """The version that is on offer, or an earlier one of an item on offer; a version never changes."""
        version = call.query.get("version")
        found = offered_as(kind, key if version is None else f"{key}@{version}")
        return Reply(_row(found) | {"document": found.document}, revision=found.number)


class LibrarySchema(Endpoint):
    """What a document of a kind has to say."""

    renderer_classes = [SchemaRenderer, JSONRenderer]

    @operation("Read the schema of a kind of documents", permission=VIEW, media_type=MEDIA_TYPE)
    def get(self, _call: Call, kind: str) -> HttpResponse:
        """JSON Schema 2020-12; what it says is enforced. For anyone it is at `/library/schemas/<kind>.json` beside the clients."""
        return HttpResponse(schema_document(kind), content_type=MEDIA_TYPE)


def _row(found: Offered | OfferedRow) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "key": found.key,
        "name": found.name,
        "version": found.number,
        "hash": found.document_hash,
        "published_at": found.published_at,
    }
