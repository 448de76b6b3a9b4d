"""The kinds of documents that the library holds. It knows none by itself: whoever uses a kind says what belongs into it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import NotFoundMissing, Problem

Document = Mapping[str, Any]
# As many characters as the columns have.
LONGEST_KIND = 32
LONGEST_NAME = 120
# Where the schemas of all kinds stand in addresses.
RESERVED = "schemas"
# What documents are written with, unless their kind has a form of its own.
JSON_FORM = "apps.library.web.json_form.JsonForm"
Check = Callable[[Document], list[Problem]]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind: its name in addresses, its label, its shape as a JSON schema, and what else has to hold of a document.

    `check` sees documents that have the shape. `form` names the form (a `DocumentForm`) that people write one with, beside JSON.
    """

    name: str
    label: Any
    # What a button says that makes one.
    action: Any
    schema: Mapping[str, Any]
    check: Check
    form: str


class DocumentKinds:
    """All kinds. An app adds its own when it is ready."""

    def __init__(self) -> None:
        self.kinds: dict[str, DocumentKind] = {}

    def add(
        self,
        name: str,
        label: Any,
        *,
        action: Any,
        schema: Mapping[str, Any],
        check: Check,
        form: str = JSON_FORM,
    ) -> None:
        """Add a kind. Raises `ValueError` for a name that is taken or too long, and for a schema whose documents have no fitting name."""
        if name in self.kinds or name == RESERVED:
            raise ValueError(f"The kind {name} of documents is taken already.")
        if len(name) > LONGEST_KIND:
            raise ValueError(f"The kind {name} of documents has a name of more than {LONGEST_KIND} characters.")
        if "name" not in schema["required"] or schema["properties"]["name"]["maxLength"] > LONGEST_NAME:
            raise ValueError(
                f"Lists show documents by their name: the kind {name} needs one of {LONGEST_NAME} at most."
            )
        self.kinds[name] = DocumentKind(name, label, action, schema, check, form)

    def get(self, name: str) -> DocumentKind:
        """The kind of this name. Raises `NotFoundMissing`."""
        if name not in self.kinds:
            raise NotFoundMissing(_("The library has no such kind of documents."))
        return self.kinds[name]

    def choices(self) -> list[tuple[str, Any]]:
        """Each kind with its label."""
        return [(kind.name, kind.label) for kind in self.kinds.values()]


document_kinds = DocumentKinds()
