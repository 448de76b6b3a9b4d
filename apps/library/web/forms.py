"""What every form of a document has in common; the kind's own app has the rest of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.library.documents import Document, DocumentKind
from kernel.errors import Refused
from kernel.web.forms import RevisionForm, add_problems


class DocumentForm(RevisionForm):
    """A document as a form: a new one has a key, an old one the revision it was read at."""

    # Where a field of the form stands in the document, if not under its own name.
    places: ClassVar[Mapping[str, str]] = {}

    key = forms.CharField(
        label=_("Key"),
        max_length=60,
        help_text=_("What systems call it, such as “turnaround-time”. It stays, whatever the name becomes."),
    )

    def __init__(self, *args: Any, is_new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["revision" if is_new else "key"]

    def document(self) -> dict[str, Any]:
        """The document, from what was typed; what was left empty is left out."""
        raise NotImplementedError

    @classmethod
    def blank(cls, _kind: DocumentKind) -> dict[str, Any]:
        """What a new one begins with."""
        return {}

    @classmethod
    def initial_of(cls, document: Document) -> dict[str, Any]:
        """A document as the form shows it."""
        raise NotImplementedError

    def show_problems(self, refused: Refused) -> None:
        """Put each problem beside the field of the form that the document's field comes from."""
        fields = {place: name for name, place in self.places.items()}
        refused.problems = tuple(replace(each, field=fields.get(each.field, each.field)) for each in refused.problems)
        add_problems(self, refused)
