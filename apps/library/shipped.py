"""What comes with the product: documents that a partner's library begins with. Each app adds those of its kinds when it is ready."""

from collections.abc import Mapping

from apps.library.documents import Document


class ShippedDocuments:
    """All of them, by kind and key. They are published in the order in which they were added."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], Document] = {}

    def add(self, kind: str, key: str, document: Document) -> None:
        """Add a document. Raises `ValueError` for a key that its kind has already."""
        if (kind, key) in self.documents:
            raise ValueError(f"A document {key} of the kind {kind} comes with the product already.")
        self.documents[kind, key] = document

    def add_all(self, kind: str, documents: Mapping[str, Document]) -> None:
        """Add documents of one kind by their keys, as a file of them has it."""
        for key, document in documents.items():
            self.add(kind, key, document)

    def of(self, kind: str) -> dict[str, Document]:
        """Those of one kind by key."""
        return {key: document for (of, key), document in self.documents.items() if of == kind}


shipped = ShippedDocuments()
