"""A contract's draft from a template: shares of the baseline become figures, weeks become days (V1 to V5)."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from apps.value.choices import Comparison, Direction, Unit
from apps.value.rules.contracts.content import can_be_negative
from apps.value.rules.terms import KpiTerms

# Figures of a proposal: more digits would claim more than is known.
DIGITS = 3
# As many as are kept after the decimal point.
PLACES = 6
WEEK = timedelta(weeks=1)
_MOST = {Unit.PERCENT.value: Decimal(100), Unit.RATIO.value: Decimal(1)}


def next_monday(today: date) -> date:
    """The first Monday after a day: a contract that begins there has whole weeks to be read."""
    return today + timedelta(days=7 - today.weekday())


def terms_from_template(
    template: Mapping[str, Any],
    *,
    kpi: KpiTerms,
    baseline: Decimal | None,
    start_on: date,
    guardrails: Mapping[str, str],
    currency: str,
) -> dict[str, Any]:
    """The draft's terms: figures in the KPI's unit where there is a baseline to reckon from, and money in the `currency`.

    `guardrails` names the KPI (id) that stands for each standard KPI; one that nothing stands for is left out.
    """
    terms = {
        "goal": template["goal"],
        "start_on": start_on,
        "due_on": start_on + template["weeks"] * WEEK,
        "guardrails": [
            {name: each[name] for name in ("comparison", "bound") if name in each} | {"kpi": guardrails[each["kpi"]]}
            for each in template.get("guardrails", ())
            if each["kpi"] in guardrails
        ],
        "rollback": _rollback(template["rollback"], kpi, baseline),
        **_figures(template, kpi, baseline, start_on),
    }
    if "money" in template:
        terms["money"] = {"currency": currency, **template["money"]}
    return terms


def _figures(template: Mapping[str, Any], kpi: KpiTerms, baseline: Decimal | None, start_on: date) -> dict[str, Any]:
    """Target, confidence range and milestones; nothing where there is no room to improve, or nothing to reckon from."""
    if baseline is None:
        return {}
    lift = {name: moved(baseline, percent, kpi, better=True) for name, percent in template["lift_percent"].items()}
    target = lift["likely"]
    if target == baseline:
        return {}
    low, high = sorted((baseline, target))
    return {
        "target": target,
        "lift": {name: abs(value - baseline) for name, value in lift.items()},
        "milestones": [
            {
                "due_on": start_on + each["week"] * WEEK,
                "value": min(max(_rounded(baseline + (target - baseline) * each["share_percent"] / 100), low), high),
            }
            for each in template.get("milestones", ())
        ],
    }


def _rollback(asked: Mapping[str, Any], kpi: KpiTerms, baseline: Decimal | None) -> dict[str, Any]:
    rollback = {
        "kpi_key": kpi.key,
        "comparison": Comparison.BELOW.value if kpi.direction == Direction.UP else Comparison.ABOVE.value,
        "consecutive": asked["consecutive"],
        "fallback": asked["fallback"],
    }
    value = None if baseline is None else moved(baseline, asked["worse_percent"], kpi, better=False)
    return rollback if value in (None, baseline) else rollback | {"value": value}


def moved(baseline: Decimal, percent: int, kpi: KpiTerms, *, better: bool) -> Decimal:
    """Where the KPI stands once it has moved by a share of its baseline: never past nothing or all there can be of it."""
    way = abs(baseline) * percent / 100
    value = _rounded(baseline + (way if (kpi.direction == Direction.UP) == better else -way))
    lowest = value if can_be_negative(kpi) else Decimal(0)
    # What stands outside already stays where it is.
    return max(min(value, max(_MOST.get(kpi.unit, value), baseline)), min(lowest, baseline))


def _rounded(value: Decimal) -> Decimal:
    """To three digits that count, and no more places than are kept."""
    return value.quantize(Decimal(1).scaleb(max(value.adjusted() - DIGITS + 1, -PLACES))) if value else value
