"""The number of the desk that a partner may set for one client."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kernel.parameters.declared import Parameter, parameters

STALL = "portfolio.stall"

parameters.add(
    Parameter(
        key=STALL,
        label=_("days without recorded progress after which a play counts as stalled"),
        rule="S3",
        default=Decimal(14),
        minimum=Decimal(5),
        maximum=Decimal(14),
        unit="duration_days",
        tightens="lower",
    )
)
