"""How much of an initiative's value counts, by the last stage that it reached (V12)."""

from collections.abc import Mapping
from decimal import Decimal

from apps.initiatives.choices import InitiativeStatus
from apps.value.parameters import GATE_WEIGHT_LIMITED_PRODUCTION, GATE_WEIGHT_NONE, GATE_WEIGHT_SCALE
from kernel.parameters.selectors import all_values

_STAGES = {
    InitiativeStatus.LIMITED_PRODUCTION: GATE_WEIGHT_LIMITED_PRODUCTION,
    InitiativeStatus.PRODUCTION: GATE_WEIGHT_SCALE,
}


def gate_weights() -> Mapping[str, Decimal]:
    """The weight of each status as a share of 1, for the mounted client, in one query."""
    values = all_values()
    return {
        status: values[_STAGES.get(InitiativeStatus(status), GATE_WEIGHT_NONE)] / 100
        for status in InitiativeStatus.values
    }
