"""Play templates and kits: the kinds of documents that a play starts from, with the schema that is published and enforced."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.library.documents import Document, document_kinds
from apps.library.rules import KEY
from apps.library.shipped import shipped
from apps.plays.choices import GateType, OwnerRole
from apps.plays.rules.days import PLAY_DAYS
from apps.plays.rules.plans import plan_problems
from kernel.errors import Problem

PLAY_TEMPLATE = "play-template"
KIT = "kit"
SHIPPED = Path(__file__).parent / "data" / "play_templates.json"


def _text(title: Any, most: int, description: Any = "", **more: Any) -> dict[str, Any]:
    return {"type": "string", "title": title, "maxLength": most, "description": description, **more}


def _key(title: Any, description: Any) -> dict[str, Any]:
    return _text(title, 60, description, pattern=rf"^{KEY.pattern}$")


def _day(title: Any) -> dict[str, Any]:
    return {"type": "integer", "title": title, "minimum": 1, "maximum": PLAY_DAYS}


def _rows(title: Any, most: int, of: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    items = {"type": "object", "additionalProperties": False, "required": required, "properties": of}
    return {"type": "array", "title": title, "maxItems": most, "items": items}


_A_KEY = _key(_("Key"), _("Lower-case letters, digits and single hyphens; a letter first."))
_PARAMETERS = _rows(
    _("Numbers"),
    10,
    {
        "name": _text(_("Name"), 40, minLength=1),
        "value": {"type": "integer", "title": _("Value"), "minimum": 0, "maximum": 10_000},
    },
    ["name", "value"],
)
CRITERIA = _rows(
    _("Criteria"),
    20,
    {
        "key": _A_KEY,
        "kind": _text(_("Kind"), 40, _("Which rule answers it, such as kpi_signal or document."), minLength=1),
        "title": _text(_("Title"), 160, minLength=1),
        "parameters": _PARAMETERS,
    },
    ["key", "kind", "title"],
)
PLAN: dict[str, Any] = {
    "phases": _rows(
        _("Phases"),
        8,
        {
            "key": _A_KEY,
            "name": _text(_("Name"), 60, minLength=1),
            "first_day": _day(_("First day")),
            "last_day": _day(_("Last day")),
            "leaves": {**CRITERIA, "title": _("Must leave behind")},
        },
        ["key", "name", "first_day", "last_day"],
    ),
    "gates": _rows(
        _("Gates"),
        3,
        {
            "type": {
                "type": "string",
                "title": _("Gate"),
                "oneOf": [{"const": value, "title": label} for value, label in GateType.choices],
            },
            "day": _day(_("Due on day")),
            "criteria": CRITERIA,
        },
        ["type", "day", "criteria"],
    ),
    "activities": _rows(
        _("Activities"),
        60,
        {
            "key": _A_KEY,
            "title": _text(_("Title"), 200, minLength=1),
            "description": _text(_("Description"), 1_000),
            "phase": _text(_("Phase"), 60, _("The key of one of the phases."), minLength=1),
            "day": _day(_("Due on day")),
            "owner": {
                "type": "string",
                "title": _("Owner"),
                "oneOf": [{"const": value, "title": label} for value, label in OwnerRole.choices],
            },
            "depends_on": {
                "type": "array",
                "title": _("Waits for"),
                "maxItems": 10,
                "items": _text(_("Key"), 60, minLength=1),
            },
        },
        ["key", "title", "phase", "day", "owner"],
    ),
    "checklist": _text(_("Governance checklist"), 60, _("The key of the checklist template that a play begins with.")),
}
TEMPLATE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": _("How a play of 60 days runs: phases, gates with what they ask, and the work between them."),
    "additionalProperties": False,
    "required": ["name", "phases", "gates", "activities"],
    "properties": {
        "name": _text(_("Name"), 120, minLength=1),
        "summary": _text(_("Summary"), 1_000, _("For which initiatives it is made.")),
        **PLAN,
    },
}
KIT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": _(
        "What a play that scaled leaves for the next one: scrubbed of the client, its people and its figures."
    ),
    "additionalProperties": False,
    "required": ["name", "phases", "gates", "activities"],
    "properties": {
        "name": _text(_("Name"), 120, minLength=1),
        "summary": _text(_("Summary"), 2_000, _("What was repeatable, and what the next team has to bring.")),
        "template": _text(_("Template"), 80, _("The template that the play began with, as key@version.")),
        "first_run_hours": {
            "type": "integer",
            "title": _("Hours of the first run"),
            "description": _("What replication is held against (K2)."),
            "minimum": 0,
            "maximum": 100_000,
        },
        **PLAN,
        "kpis": _rows(
            _("KPIs on the dashboard"),
            20,
            {
                "name": _text(_("Name"), 120, minLength=1),
                "unit": _text(_("Unit"), 20, minLength=1),
                "direction": _text(_("Direction"), 20, minLength=1),
                "kind": _text(_("Kind"), 20, minLength=1),
                "definition": _text(_("Definition"), 1_000),
            },
            ["name", "unit", "direction", "kind"],
        ),
        "controls": _rows(
            _("Controls"),
            60,
            {
                "key": _text(_("Key"), 60, minLength=1),
                "title": _text(_("Title"), 200, minLength=1),
                "question": _text(_("Question"), 1_000),
            },
            ["key", "title"],
        ),
        "monitors": _rows(
            _("Monitors"),
            20,
            {
                "name": _text(_("Name"), 120, minLength=1),
                "type": _text(_("Type"), 20, minLength=1),
                "unit": _text(_("Unit"), 40),
                "every": _text(_("How often it is read"), 10, minLength=1),
            },
            ["name", "type", "every"],
        ),
        "fallback": _text(_("Fallback procedure"), 5_000),
    },
}


def check_plan(document: Document) -> list[Problem]:
    """What must hold of a template's or kit's plan beyond its shape."""
    return plan_problems(document)


document_kinds.add(
    PLAY_TEMPLATE,
    _("play template"),
    action=_("Write a play template"),
    schema=TEMPLATE_SCHEMA,
    check=check_plan,
)
document_kinds.add(
    KIT,
    _("kit"),
    action=_("Write a kit"),
    schema=KIT_SCHEMA,
    check=check_plan,
)
shipped.add_all(PLAY_TEMPLATE, json.loads(SHIPPED.read_text(encoding="utf-8")))
