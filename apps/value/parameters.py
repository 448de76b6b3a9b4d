"""The numbers of value that a partner may set for one client."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kernel.parameters.declared import Parameter, parameters

GATE_WEIGHT_NONE = "value.gate_weight.none"
GATE_WEIGHT_LIMITED_PRODUCTION = "value.gate_weight.limited_production"
GATE_WEIGHT_SCALE = "value.gate_weight.scale"

# A lower weight promises less, so a client's own value may go down and not up; from nothing it can only go up.
for key, label, default, tightens in [
    (GATE_WEIGHT_NONE, _("weight of value before limited production"), 0, None),
    (GATE_WEIGHT_LIMITED_PRODUCTION, _("weight of value in limited production"), 50, "lower"),
    (GATE_WEIGHT_SCALE, _("weight of value in production"), 100, "lower"),
]:
    parameters.add(
        Parameter(
            key=key,
            label=label,
            rule="V12",
            default=Decimal(default),
            minimum=Decimal(0),
            maximum=Decimal(100),
            unit="percent",
            tightens=tightens,  # type: ignore[arg-type]  # a literal of the table above
        )
    )
