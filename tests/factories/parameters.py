"""Parameters, changed through the service."""

from decimal import Decimal

from apps.value.parameters import GATE_WEIGHT_SCALE
from kernel.access import Actor, system_actor
from kernel.parameters.models import Setting
from kernel.parameters.selectors import FIRST
from kernel.parameters.services import change_parameter


def make_setting(by: Actor | None = None, **given: object) -> Setting:
    fields = {
        "key": GATE_WEIGHT_SCALE,
        "value": Decimal(90),
        "reason": "Finance counts nine tenths.",
        "revision": FIRST,
    } | given
    return change_parameter(by=by or system_actor(), **fields)
