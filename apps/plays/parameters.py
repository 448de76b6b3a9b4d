"""The numbers of plays that a partner may set for one client."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kernel.parameters.declared import Parameter, parameters

LONGEST_REDESIGN = "plays.longest_redesign"
LONGEST_WAIVER = "plays.longest_waiver"
EVIDENCE_MEGABYTES = "plays.evidence_megabytes"

for parameter in [
    Parameter(
        key=LONGEST_REDESIGN,
        label=_("longest pause for redesign"),
        rule="S2",
        default=Decimal(30),
        minimum=Decimal(7),
        maximum=Decimal(60),
        unit="duration_days",
        tightens="lower",
    ),
    Parameter(
        key=LONGEST_WAIVER,
        label=_("longest waiver of a criterion"),
        rule="P2",
        default=Decimal(30),
        minimum=Decimal(1),
        maximum=Decimal(60),
        unit="duration_days",
        tightens="lower",
    ),
    Parameter(
        key=EVIDENCE_MEGABYTES,
        label=_("room for evidence files, in megabytes"),
        rule="P2",
        default=Decimal(2_000),
        minimum=Decimal(10),
        maximum=Decimal(20_000),
    ),
]:
    parameters.add(parameter)
