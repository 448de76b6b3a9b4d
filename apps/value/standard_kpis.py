"""Standard KPIs: a kind of document in the partner's library. What one has to say, and what a client's KPI takes from it."""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.library.documents import Document, document_kinds
from apps.library.shipped import shipped
from apps.value.choices import NONNEGATIVE_UNITS, Aggregation, Cadence, Comparison, Direction, Kind, Scope, Unit
from apps.value.rules.contracts.wishes import is_vague
from kernel.errors import Problem

STANDARD_KPI = "kpi"
SHIPPED = Path(__file__).parent / "data" / "standard_kpis.json"
# What a client's KPI takes over as it stands.
TAKEN = ("name", "definition", "unit", "direction", "kind", "scope", "cadence", "aggregation", "can_be_negative")
_DECIMAL = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"


def _text(title: Any, most: int, description: Any = "", **more: Any) -> dict[str, Any]:
    return {"type": "string", "title": title, "maxLength": most, "description": description, **more}


def _choice(title: Any, choices: list[tuple[str, Any]], description: Any = "") -> dict[str, Any]:
    options = [{"const": value, "title": label} for value, label in choices]
    return {"type": "string", "title": title, "description": description, "oneOf": options}


SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": gettext_lazy("A measure that is defined once and reused from client to client."),
    "additionalProperties": False,
    "required": ["name", "definition", "unit", "direction", "kind", "scope", "cadence", "aggregation"],
    "properties": {
        "name": _text(gettext_lazy("Name"), 120, gettext_lazy("What is counted, and of what."), minLength=1),
        "definition": _text(
            gettext_lazy("Definition"),
            1_000,
            gettext_lazy("How anybody would compute the same number: from where to where, what counts, what does not."),
            minLength=1,
        ),
        "unit": _choice(
            gettext_lazy("Unit"), Unit.choices, gettext_lazy("Money is in the currency of the client that uses it.")
        ),
        "direction": _choice(gettext_lazy("Direction"), Direction.choices),
        "kind": _choice(
            gettext_lazy("Kind"),
            Kind.choices,
            gettext_lazy(
                "A contract promises an outcome; activity and technical measures never count as success (V7)."
            ),
        ),
        "scope": _choice(
            gettext_lazy("Scope"), Scope.choices, gettext_lazy("Pilot and integration are kept apart (V8).")
        ),
        "cadence": _choice(gettext_lazy("Read"), Cadence.choices),
        "aggregation": _choice(gettext_lazy("How the cases of a period become one value"), Aggregation.choices),
        "can_be_negative": {"type": "boolean", "title": gettext_lazy("Values below zero are possible")},
        "minimum_sample": {
            "type": "integer",
            "title": gettext_lazy("Smallest sample"),
            "description": gettext_lazy("With fewer cases in a period its value says little."),
            "minimum": 1,
            "maximum": 1_000_000,
        },
        "pass_mark": {
            "type": "object",
            "title": gettext_lazy("Pass mark"),
            "description": gettext_lazy("What it has to reach, where a rule says so for every client."),
            "additionalProperties": False,
            "required": ["comparison", "value"],
            "properties": {
                "comparison": _choice(gettext_lazy("Comparison"), Comparison.choices),
                "value": _text(
                    gettext_lazy("Value"),
                    20,
                    gettext_lazy("A decimal in the KPI's unit, such as 70 or 0.5."),
                    pattern=_DECIMAL,
                ),
                "days": {
                    "type": "array",
                    "title": gettext_lazy("After days"),
                    "description": gettext_lazy("On which days after the start it is held against it."),
                    "maxItems": 6,
                    "items": {"type": "integer", "minimum": 1, "maximum": 3_650},
                },
            },
        },
        "rule": _text(
            gettext_lazy("Rule"),
            4,
            gettext_lazy("The code of the rule that it serves: a letter and a number, such as E1."),
            pattern=r"^[A-Z][0-9]{1,2}$",
        ),
        "typical_source": _text(gettext_lazy("Where the numbers usually come from"), 120),
        "pitfalls": _text(
            gettext_lazy("Pitfalls"), 1_000, gettext_lazy("How the number comes to look better than the work.")
        ),
    },
}


def check_standard_kpi(document: Document) -> list[Problem]:
    """What a standard KPI must not be beyond its shape: a wish (V1), or below zero in a unit that knows no such values."""
    problems = []
    if is_vague(document["name"]):
        text = _("This is a wish, not a measure: nobody could count it.")
        problems.append(Problem("name", "V1", text, _("Name what is counted, and of what.")))
    if document.get("can_be_negative") and document["unit"] in NONNEGATIVE_UNITS:
        text = _("There is less than nothing of it in this unit.")
        problems.append(Problem("can_be_negative", "V9", text, _("Choose another unit, or take this back.")))
    days = document.get("pass_mark", {}).get("days", [])
    if days != sorted(set(days)):
        text = _("Each day stands once, the earlier one first.")
        problems.append(Problem("pass_mark.days", "order", text, _("Put them in order.")))
    return problems


def kpi_fields_from(document: Document, *, currency: str) -> dict[str, Any]:
    """The fields of a client's KPI that a standard KPI fills in; money is in the client's `currency`."""
    fields = {name: document[name] for name in TAKEN if name in document}
    return fields | {
        "source": document.get("typical_source", ""),
        "currency": currency if document["unit"] == Unit.MONEY else "",
    }


document_kinds.add(
    STANDARD_KPI,
    gettext_lazy("standard KPI"),
    action=gettext_lazy("Write a standard KPI"),
    schema=SCHEMA,
    check=check_standard_kpi,
    form="apps.value.web.standard_kpi_form.StandardKpiForm",
)
shipped.add_all(STANDARD_KPI, json.loads(SHIPPED.read_text(encoding="utf-8")))
