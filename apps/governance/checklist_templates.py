"""Checklists of governance: a kind of document in the partner's library. What one has to ask (G1), and what it answers (G9)."""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.governance.choices import AnswerType
from apps.governance.rules.checklist import ITEM_KEY, NIST, absent_keys
from apps.library.documents import Document, document_kinds
from apps.library.shipped import shipped
from kernel.errors import Problem

CHECKLIST_TEMPLATE = "checklist-template"
SHIPPED = Path(__file__).parent / "data" / "checklist_templates.json"
MOST_ITEMS = 40

_ITEM: dict[str, Any] = {
    "type": "object",
    "title": gettext_lazy("Item"),
    "additionalProperties": False,
    "required": ["key", "title", "question", "answer_type"],
    "properties": {
        "key": {
            "type": "string",
            "title": gettext_lazy("Key"),
            "description": gettext_lazy("Lower-case letters and digits with single underscores, a letter first."),
            "maxLength": 60,
            "pattern": rf"^{ITEM_KEY}$",
        },
        "title": {"type": "string", "title": gettext_lazy("Title"), "maxLength": 120, "minLength": 1},
        "question": {
            "type": "string",
            "title": gettext_lazy("Question"),
            "description": gettext_lazy("What has to be known before the first sprint."),
            "maxLength": 1_000,
            "minLength": 1,
        },
        "answer_type": {
            "type": "string",
            "title": gettext_lazy("Answered with"),
            "oneOf": [{"const": value, "title": label} for value, label in AnswerType.choices],
        },
        "required": {
            "type": "boolean",
            "title": gettext_lazy("Needed"),
            "description": gettext_lazy(
                "Without this item the checklist is not complete. This holds where nothing is said."
            ),
        },
        "nist": {
            "type": "array",
            "title": gettext_lazy("NIST AI RMF"),
            "maxItems": 20,
            "items": {
                "type": "string",
                "description": gettext_lazy("A function and a number, such as GOVERN 1.1 or MAP 3.4."),
                "maxLength": 20,
                "pattern": rf"^{NIST}$",
            },
        },
    },
}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": gettext_lazy("What is asked of every initiative before its first sprint."),
    "additionalProperties": False,
    "required": ["name", "items"],
    "properties": {
        "name": {"type": "string", "title": gettext_lazy("Name"), "maxLength": 120, "minLength": 1},
        "summary": {"type": "string", "title": gettext_lazy("Summary"), "maxLength": 1_000},
        "items": {"type": "array", "title": gettext_lazy("Items"), "maxItems": MOST_ITEMS, "items": _ITEM},
    },
}


def check_checklist_template(document: Document) -> list[Problem]:
    """What a checklist must have beyond its shape: the five items of G1, and each key once."""
    keys = [item["key"] for item in document["items"]]
    problems = [
        Problem(f"items.{place}.key", "key_taken", _("Another item has this key."), _("Choose another key."))
        for place, key in enumerate(keys)
        if key in keys[:place]
    ]
    if absent := absent_keys(keys):
        text = _("Before the first sprint these are asked too: %(keys)s.") % {"keys": ", ".join(absent)}
        problems.append(Problem("items", "G1", text, _("Add an item with each of these keys.")))
    return problems


document_kinds.add(
    CHECKLIST_TEMPLATE,
    gettext_lazy("checklist"),
    action=gettext_lazy("Write a checklist"),
    schema=SCHEMA,
    check=check_checklist_template,
    form="apps.governance.web.checklist_template_form.ChecklistTemplateForm",
)
shipped.add_all(CHECKLIST_TEMPLATE, json.loads(SHIPPED.read_text(encoding="utf-8")))
