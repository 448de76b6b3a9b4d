"""The form of a checklist in the partner's library: its items as blocks of three lines, with an empty line between."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.governance.checklist_templates import CHECKLIST_TEMPLATE, SCHEMA
from apps.governance.choices import AnswerType
from apps.governance.rules.checklist import NEEDED
from apps.library.documents import Document, DocumentKind
from apps.library.shipped import shipped
from apps.library.web.forms import DocumentForm
from kernel.errors import Refused

_SAID = SCHEMA["properties"]
BETWEEN = "|"
REQUIRED, OPTIONAL = "needed", "optional"
HEAD, LINES = 4, 3


class ItemsField(forms.CharField):
    """Items as people write them: key, kind of answer, whether it is needed and references; title; question."""

    def prepare_value(self, value: Any) -> Any:
        """Items as blocks; what was typed as it was typed."""
        return "\n\n".join(_block(item) for item in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The items. A block that is none is named by its number."""
        text = super().clean(value).replace("\r\n", "\n").strip()
        blocks = re.split(r"\n\s*\n", text) if text else []
        return [_item(number, block) for number, block in enumerate(blocks, 1)]


class ChecklistTemplateForm(DocumentForm):
    """Name and summary, and the items as text."""

    name = forms.CharField(label=_SAID["name"]["title"], max_length=120)
    summary = forms.CharField(
        label=_SAID["summary"]["title"],
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    items = ItemsField(
        label=_SAID["items"]["title"],
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false"}),
        help_text=_(
            "Three lines for each, and an empty line between two: key | text, sensitivity, list or escalation | needed or "
            "optional | NIST references; then the title; then the question."
        ),
    )
    field_order = ["name", "key"]

    def document(self) -> dict[str, Any]:
        """The document, from what was typed."""
        data = self.cleaned_data
        said = {"summary": data["summary"]} if data["summary"] else {}
        return {"name": data["name"], "items": data["items"], **said}

    @classmethod
    def blank(cls, _kind: DocumentKind) -> dict[str, Any]:
        """The five items that every checklist has (G1), as they come with the product."""
        items: Sequence[Mapping[str, Any]] = next(iter(shipped.of(CHECKLIST_TEMPLATE).values()))["items"]
        return {"items": [item for item in items if item["key"] in NEEDED]}

    @classmethod
    def initial_of(cls, document: Document) -> dict[str, Any]:
        """A document as the form shows it."""
        return {"name": document["name"], "summary": document.get("summary", ""), "items": document["items"]}

    def show_problems(self, refused: Refused) -> None:
        """Put what is wrong with an item beside the items, named by its number."""
        rest = []
        for problem in refused.problems:
            found = re.fullmatch(r"items\.(\d+)(?:\.(.+))?", problem.field)
            if found is None:
                rest.append(problem)
                continue
            said = {"number": int(found[1]) + 1, "text": f"{problem.message} {problem.way_out}".strip()}
            self.add_error(
                "items",
                forms.ValidationError(gettext("Item %(number)s: %(text)s"), code=problem.code, params=said),
            )
        if rest or not refused.problems:
            refused.problems = tuple(rest)
            super().show_problems(refused)


def _block(item: Mapping[str, Any]) -> str:
    needed = REQUIRED if item.get("required", True) else OPTIONAL
    references = ", ".join(item.get("nist", []))
    head = f" {BETWEEN} ".join([item["key"], item["answer_type"], needed, *([references] if references else [])])
    return "\n".join([head, item["title"], item["question"]])


def _item(number: int, block: str) -> dict[str, Any]:
    lines = [line.strip() for line in block.split("\n")]
    head = [part.strip() for part in lines[0].split(BETWEEN)]
    if len(lines) < LINES or not HEAD - 1 <= len(head) <= HEAD or head[2] not in (REQUIRED, OPTIONAL):
        text = gettext("Item %(number)s is no item: write its three lines as they stand below the field.")
        raise forms.ValidationError(text, code="item", params={"number": number})
    if head[1] not in AnswerType.values:
        text = gettext("Item %(number)s is answered with one of: %(known)s.")
        params = {"number": number, "known": ", ".join(AnswerType.values)}
        raise forms.ValidationError(text, code="answer_type", params=params)
    references = head[3] if len(head) == HEAD else ""
    return {
        "key": head[0],
        "title": lines[1],
        # A question may run over several lines.
        "question": " ".join(lines[2:]),
        "answer_type": head[1],
        "required": head[2] == REQUIRED,
        "nist": [part.strip() for part in references.split(",") if part.strip()],
    }
