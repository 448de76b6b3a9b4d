"""What changed between two versions of a contract, field by field (V6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.value.rules.points import Text
from apps.value.rules.words import say

LABELS: dict[str, Text] = {
    "goal": _("goal"),
    "kpi.key": _("target KPI"),
    "kpi.name": _("name of the target KPI"),
    "kpi.definition": _("definition of the target KPI"),
    "kpi.unit": _("unit"),
    "kpi.currency": _("currency"),
    "kpi.direction": _("direction"),
    "kpi.kind": _("kind"),
    "kpi.scope": _("scope"),
    "kpi.cadence": _("cadence"),
    "kpi.aggregation": _("aggregation"),
    "kpi.can_be_negative": _("can be negative"),
    "kpi.year_start": _("fiscal year begins in month"),
    "baseline.value": _("baseline"),
    "baseline.method": _("how the baseline was measured"),
    "baseline.window_start": _("baseline from"),
    "baseline.window_end": _("baseline to"),
    "baseline.sample_size": _("cases in the baseline"),
    "baseline.source": _("source of the baseline"),
    "target": _("target"),
    "range_low": _("lower bound of the range"),
    "range_high": _("upper bound of the range"),
    "start_on": _("start"),
    "due_on": _("due date"),
    "lift.low": _("lift, low"),
    "lift.likely": _("lift, likely"),
    "lift.high": _("lift, high"),
    "rollback.kpi_key": _("KPI of the rollback trigger"),
    "rollback.comparison": _("comparison of the rollback trigger"),
    "rollback.value": _("value of the rollback trigger"),
    "rollback.consecutive": _("consecutive readings of the rollback trigger"),
    "rollback.fallback": _("fallback"),
    "money.currency": _("currency of the value"),
    "money.value_type": _("kind of value"),
    "money.planned": _("planned value"),
    "money.value_per_unit": _("value of one unit"),
    "money.per": _("value of one unit, counted for"),
    "money.volume_kpi.name": _("KPI that counts the cases"),
    "money.basis": _("basis of the value"),
    "signatories.workflow_owner": _("signs as workflow owner"),
    "signatories.sponsor": _("signs as sponsor"),
    "signatories.finance": _("signs for finance"),
}

_NUMBERED: dict[str, dict[str, Text]] = {
    "milestones": {"due_on": _("milestone {n}: due date"), "value": _("milestone {n}: value")},
    "decisions": {
        "period": _("baseline decision {n}: period"),
        "keep": _("baseline decision {n}: stays in"),
        "reason": _("baseline decision {n}: reason"),
    },
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs: its path, its name for people, and both values; None where it was not there."""

    field: str
    label: Text
    before: Any
    after: Any


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every field in which two stored contents differ, in the order of the page; guardrails are matched by their KPI.

    A part that is missing and one whose fields are all empty count as the same.
    """
    return [pair for pair in pairs_between(before, after) if pair.before != pair.after]


def pairs_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """As `changes_between`, with the fields that are alike too."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    order = {field: place for place, field in enumerate(LABELS)}
    told = [field for field in {**old, **new} if not _is_told_elsewhere(field)]
    told.sort(key=lambda field: (order.get(field, len(order)), field))
    names = {**_guardrail_names(before), **_guardrail_names(after)}
    return [Change(field, _label(field, names), old.get(field), new.get(field)) for field in told]


def _is_told_elsewhere(field: str) -> bool:
    """A KPI that a guardrail or the volume names is told by its name; its own fields stay while a contract names it."""
    if field.startswith("money.volume_kpi"):
        return field != "money.volume_kpi.name"
    return field.startswith("guardrails.") and field.split(".", 2)[2].startswith("kpi.")


def _leaves(content: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in content.items():
        path = f"{where}{name}"
        if path == "baseline.limits":
            # They follow from the baseline, whose window, value and decisions are told.
            continue
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}.")
        elif isinstance(value, list):
            for place, item in enumerate(value):
                key = item.get("kpi", {}).get("key") or str(place)
                yield from _leaves(item, f"{path}.{key}.")
        elif value not in (None, ""):
            yield path, value


def _guardrail_names(content: Mapping[str, Any]) -> dict[str, str]:
    return {
        str(item["kpi"]["key"]): str(item["kpi"].get("name", ""))
        for item in content.get("guardrails", ())
        if item.get("kpi", {}).get("key")
    }


def _label(field: str, names: Mapping[str, str]) -> Text:
    if field in LABELS:
        return LABELS[field]
    parts = field.split(".")
    if parts[0] == "guardrails" and len(parts) > 2:
        name = names.get(parts[1], parts[1])
        inner = ".".join(parts[2:])
        what = {"comparison": _("comparison"), "bound": _("bound"), "baseline": _("baseline")}.get(inner)
        return say(_("guardrail {name}: {what}"), name=name, what=what or LABELS.get(inner, inner))
    kind, place, name = parts[-3:] if len(parts) > 2 else ["", "", ""]
    if kind in _NUMBERED:
        return say(_NUMBERED[kind][name], n=str(int(place) + 1))
    return field
