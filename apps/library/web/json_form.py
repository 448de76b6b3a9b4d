"""A document as JSON: the form of kinds whose documents are long or nested, and the other way to write any document."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError

from apps.library.documents import Document, DocumentKind
from apps.library.rules import LARGEST, skeleton
from apps.library.web.forms import DocumentForm
from kernel.errors import Refused, StaleRefused
from kernel.rest.parsers import parse_json

# As it is typed, with its indents.
LONGEST = 4 * LARGEST


class JsonForm(DocumentForm):
    """The whole document in one field, typed or from a file; what is wrong with it is said with its path."""

    text = forms.CharField(
        label=_("Document as JSON"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "form-control code"}),
    )
    file = forms.FileField(
        label=_("Or from a file"),
        required=False,
        help_text=_("A JSON file; it takes the place of what stands above."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )
    field_order = ["key", "text", "file"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].required = not self.files

    def clean(self) -> dict[str, Any]:
        """The document in `document`, from the file where there is one, which then stands in the field to be mended there."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        text = data["text"]
        if data["file"] is not None:
            text = self._from_file(data["file"])
        try:
            data["document"] = parse_json(text.encode())
        except ParseError as error:
            self.add_error("text", forms.ValidationError(str(error.detail), code="invalid"))
        return data

    def _from_file(self, file: Any) -> str:
        body: bytes = file.read(LONGEST + 1)
        if len(body) > LONGEST:
            text = gettext("The file has more than %(most)s kB.") % {"most": LONGEST // 1024}
            raise forms.ValidationError({"file": forms.ValidationError(text, code="too_large")})
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            said = gettext("The file is no text in UTF-8. Save it anew as UTF-8.")
            raise forms.ValidationError({"file": forms.ValidationError(said, code="encoding")}) from error
        given: Any = self.data
        self.data = given.copy()
        self.data[self.add_prefix("text")] = text  # type: ignore[index]
        return text

    def document(self) -> dict[str, Any]:
        """The document, as it was read."""
        found: dict[str, Any] = self.cleaned_data["document"]
        return found

    @classmethod
    def initial_of(cls, document: Document) -> dict[str, Any]:
        """A document as the form shows it."""
        return {"text": pretty(document)}

    @classmethod
    def blank(cls, kind: DocumentKind) -> dict[str, Any]:
        """What a new one begins with: all that is needed, empty."""
        return {"text": pretty(skeleton(kind.schema))}

    def show_problems(self, refused: Refused) -> None:
        """Say below the document what is wrong where in it; what is wrong with the key stands beside that."""
        for problem in refused.problems:
            beside = problem.field if problem.field in self.fields else "text"
            place = f"{problem.field}: " if problem.field and beside == "text" else ""
            said = f"{place}{problem.message} {problem.way_out}".strip()
            self.add_error(beside, forms.ValidationError(said, code=problem.code))
        if not refused.problems:
            self.add_error(None, forms.ValidationError(f"{refused.message} {refused.way_out}".strip()))

    def show_meanwhile(self, refused: StaleRefused, current: Mapping[str, Any]) -> None:
        """As any form's, but that it names the parts that differ: the whole would be too long to read beside itself."""
        mine, theirs = self.document(), json.loads(current["text"])
        super().show_meanwhile(refused, {"revision": current["revision"]})
        differing = [name for name in {**theirs, **mine} if mine.get(name) != theirs.get(name)]
        said = gettext("It differs from what stands there now in: %(names)s.") % {"names": ", ".join(differing)}
        self.add_error("text", forms.ValidationError(said, code="meanwhile"))


def pretty(document: Any) -> str:
    """A document as people read JSON."""
    return json.dumps(document, indent=2, ensure_ascii=False)
