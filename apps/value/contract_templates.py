"""Contract templates: a kind of document in the partner's library. What a contract on a standard KPI usually promises."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.library.documents import Document, document_kinds
from apps.library.rules import KEY
from apps.library.shipped import shipped
from apps.value.choices import Comparison, ValueBasis, ValueType
from apps.value.rules.contracts.wishes import is_vague
from kernel.errors import Problem

CONTRACT_TEMPLATE = "contract-template"
SHIPPED = Path(__file__).parent / "data" / "contract_templates.json"
MOST_GUARDRAILS = 6


def _text(title: Any, most: int, description: Any = "", **more: Any) -> dict[str, Any]:
    return {"type": "string", "title": title, "maxLength": most, "description": description, **more}


def _whole(title: Any, low: int, high: int, description: Any = "") -> dict[str, Any]:
    return {"type": "integer", "title": title, "description": description, "minimum": low, "maximum": high}


def _choice(title: Any, choices: list[tuple[str, Any]], description: Any = "") -> dict[str, Any]:
    options = [{"const": value, "title": label} for value, label in choices]
    return {"type": "string", "title": title, "description": description, "oneOf": options}


def _object(title: Any, description: Any, required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "title": title,
        "description": description,
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def _standard_kpi(title: Any) -> dict[str, Any]:
    said = gettext_lazy("The key of a standard KPI of the library: lower-case letters, digits and single hyphens.")
    return _text(title, 60, said, minLength=1, pattern=f"^{KEY.pattern}$")


SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": gettext_lazy(
        "What a contract on a standard KPI usually promises, in shares of a baseline that each client measures itself."
    ),
    "additionalProperties": False,
    "required": ["name", "summary", "goal", "kpi", "lift_percent", "weeks", "rollback"],
    "properties": {
        "name": _text(gettext_lazy("Name"), 120, gettext_lazy("What changes, of what."), minLength=1),
        "summary": _text(
            gettext_lazy("Summary"), 600, gettext_lazy("For which work it is meant, and for which not."), minLength=1
        ),
        "goal": _text(
            gettext_lazy("Goal in one sentence"),
            300,
            gettext_lazy("As it stands in the draft; the client’s own numbers are written into it there."),
            minLength=1,
        ),
        "kpi": _standard_kpi(gettext_lazy("Target KPI")),
        "lift_percent": _object(
            gettext_lazy("Expected lift in percent of the baseline"),
            gettext_lazy("The improvement, as positive numbers: from 5 days to 3 days is 40 (V4)."),
            ["low", "likely", "high"],
            low=_whole(gettext_lazy("Low"), 0, 1_000),
            likely=_whole(gettext_lazy("Likely"), 1, 1_000, gettext_lazy("It makes the target.")),
            high=_whole(gettext_lazy("High"), 1, 1_000),
        ),
        "weeks": _whole(gettext_lazy("Weeks from the start until it is due"), 1, 52),
        "milestones": {
            "type": "array",
            "title": gettext_lazy("Milestones"),
            "description": gettext_lazy("How far it should have come by which week."),
            "maxItems": 6,
            "items": _object(
                gettext_lazy("Milestone"),
                "",
                ["week", "share_percent"],
                week=_whole(gettext_lazy("After weeks"), 1, 51),
                share_percent=_whole(gettext_lazy("Percent of the way to the target"), 1, 100),
            ),
        },
        "guardrails": {
            "type": "array",
            "title": gettext_lazy("Guardrails"),
            "description": gettext_lazy("What must not get worse meanwhile (V3)."),
            "maxItems": MOST_GUARDRAILS,
            "items": _object(
                gettext_lazy("Guardrail"),
                "",
                ["kpi", "comparison"],
                kpi=_standard_kpi(gettext_lazy("KPI")),
                comparison=_choice(gettext_lazy("must stay"), Comparison.choices),
                bound=_text(
                    gettext_lazy("Bound"),
                    20,
                    gettext_lazy("A decimal in the KPI's unit, such as 2 or 0.5; left out, each client sets its own."),
                    pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$",
                ),
                advice=_text(gettext_lazy("Advice on the bound"), 300),
            ),
        },
        "rollback": _object(
            gettext_lazy("Rollback trigger"),
            gettext_lazy("When the work stops and falls back: the target KPI is worse than its baseline (V5)."),
            ["worse_percent", "consecutive", "fallback"],
            worse_percent=_whole(gettext_lazy("Worse than the baseline by percent"), 1, 1_000),
            consecutive=_whole(gettext_lazy("Readings in a row"), 1, 20),
            fallback=_text(gettext_lazy("Fallback procedure"), 500, minLength=1),
        ),
        "money": _object(
            gettext_lazy("Value in money"),
            gettext_lazy("If a value in money is claimed; finance then signs too (V6, V12)."),
            ["value_type"],
            value_type=_choice(gettext_lazy("Kind of value"), ValueType.choices),
            per=_choice(gettext_lazy("Value of one unit, counted for"), ValueBasis.choices),
            basis=_text(gettext_lazy("How it is reckoned"), 300),
        ),
    },
}


def check_contract_template(document: Document) -> list[Problem]:
    """What a template must not promise beyond its shape: a wish (V1), a lift out of its own range, or days that never come."""
    problems = []
    if is_vague(document["goal"]):
        text = _("This is a wish: nobody can measure whether it came true.")
        problems.append(Problem("goal", "V1", text, _("Say what changes, by how much, by when.")))
    lift = document["lift_percent"]
    if not lift["low"] <= lift["likely"] <= lift["high"]:
        text = _("The expected lift is out of order.")
        problems.append(Problem("lift_percent", "V4", text, _("Put the three figures in order, from low to high.")))
    return problems + _milestone_problems(document) + _guardrail_problems(document)


def _milestone_problems(document: Document) -> list[Problem]:
    milestones = document.get("milestones", [])
    problems = []
    if any(each["week"] >= document["weeks"] for each in milestones):
        text = _("A milestone lies on the way, before the contract is due.")
        problems.append(Problem("milestones", "V1", text, _("Set an earlier week.")))
    if any(
        after["week"] <= before["week"] or after["share_percent"] < before["share_percent"]
        for before, after in pairwise(milestones)
    ):
        text = _("The milestones are not in the order of their weeks, or their percentages go down.")
        problems.append(Problem("milestones", "order", text, _("Put them in order.")))
    return problems


def _guardrail_problems(document: Document) -> list[Problem]:
    keys = [each["kpi"] for each in document.get("guardrails", [])]
    problems = []
    if document["kpi"] in keys:
        text = _("The guardrail is the target KPI itself.")
        way_out = _("Choose a KPI that could suffer while the target improves.")
        problems.append(Problem(f"guardrails.{keys.index(document['kpi'])}.kpi", "V3", text, way_out))
    if len(set(keys)) < len(keys):
        text = _("A KPI is a guardrail twice.")
        problems.append(Problem("guardrails", "V3", text, _("Remove one of the two.")))
    return problems


document_kinds.add(
    CONTRACT_TEMPLATE,
    gettext_lazy("contract template"),
    action=gettext_lazy("Write a contract template"),
    schema=SCHEMA,
    check=check_contract_template,
)
shipped.add_all(CONTRACT_TEMPLATE, json.loads(SHIPPED.read_text(encoding="utf-8")))
