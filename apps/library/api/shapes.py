"""What the API shows of the library."""

from typing import Any

from rest_framework import serializers


class LibraryItemShape(serializers.Serializer[Any]):
    """A document of the partner's library, in the version that is on offer."""

    kind = serializers.CharField(help_text="What it is a document of, such as `kpi` or `contract-template`.")
    key = serializers.CharField(help_text="What it is called from version to version.")
    name = serializers.CharField()
    version = serializers.IntegerField(help_text="The latest; what was made from an earlier one stays as it is.")
    hash = serializers.CharField(help_text="SHA-256 of the document's canonical JSON.")
    published_at = serializers.DateTimeField()


class LibraryDocumentShape(LibraryItemShape):
    """A version of a document, with all that it says."""

    document = serializers.DictField(help_text="Its schema is at `library/schemas/<kind>/`.")
