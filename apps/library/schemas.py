"""The published schema of a kind of documents: what is enforced, in the same words for everybody."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from apps.library.documents import document_kinds
from kernel.web.addresses import outside

MEDIA_TYPE = "application/schema+json"


def schema_document(kind: str) -> bytes:
    """The JSON schema of a kind, in English whoever asks. Raises `NotFoundMissing`."""
    found = document_kinds.get(kind)
    with translation.override("en"):
        body: dict[str, Any] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": outside("library:schema", kind),
            "title": found.label,
            **found.schema,
        }
        return json.dumps(body, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False).encode()
