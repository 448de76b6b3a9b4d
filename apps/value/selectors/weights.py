"""How much of an initiative's value counts, by the last stage that it reached (V12)."""

from collections.abc import Mapping
from decimal import Decimal

from apps.initiatives.choices import StageReached
from apps.value.parameters import GATE_WEIGHT_LIMITED_PRODUCTION, GATE_WEIGHT_NONE, GATE_WEIGHT_SCALE
from kernel.parameters.selectors import all_values

_STAGES = {
    StageReached.NONE: GATE_WEIGHT_NONE,
    StageReached.LIMITED_PRODUCTION: GATE_WEIGHT_LIMITED_PRODUCTION,
    StageReached.PRODUCTION: GATE_WEIGHT_SCALE,
}


def gate_weights() -> Mapping[str, Decimal]:
    """The weight of each stage as a share of 1, for the mounted client, in one query."""
    values = all_values()
    return {stage.value: values[key] / 100 for stage, key in _STAGES.items()}
