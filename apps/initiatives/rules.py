"""Who may answer for an initiative (O1 to O3), on plain values."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.initiatives.choices import BusinessFunction
from kernel.errors import Problem

NOT_THE_BUSINESS = frozenset({BusinessFunction.IT.value, BusinessFunction.PARTNER.value})


@dataclass(frozen=True, slots=True)
class Ownership:
    """The three people of an initiative, each with the function they come from, and what two of them answer for."""

    workflow_owner: uuid.UUID
    workflow_owner_function: str
    workflow_owner_accountability: str
    transformation_lead: uuid.UUID
    transformation_lead_accountability: str
    partner_lead_function: str


def ownership_problems(ownership: Ownership) -> Iterator[Problem]:
    """What is wrong with the three: an owner from the business, a lead named apart, each accountability written, a lead at the partner."""
    if ownership.workflow_owner_function in NOT_THE_BUSINESS:
        yield Problem(
            "workflow_owner",
            "O1",
            _("The workflow owner must come from the business, not from IT or the partner."),
            _("Name somebody from the function whose work changes."),
        )
    if ownership.workflow_owner == ownership.transformation_lead:
        yield Problem(
            "transformation_lead",
            "O2",
            _("The transformation lead must be somebody else than the workflow owner."),
            _("Name the person who leads the technical side."),
        )
    for role in ("workflow_owner", "transformation_lead"):
        if not getattr(ownership, f"{role}_accountability").strip():
            yield Problem(
                f"{role}_accountability",
                "O2",
                _("What they answer for is not written down."),
                _("Write it in a sentence."),
            )
    if ownership.partner_lead_function != BusinessFunction.PARTNER:
        yield Problem(
            "partner_lead",
            "O3",
            _("The partner lead must be somebody at the transformation partner."),
            _("Name the one person at the partner who answers for the full loop."),
        )
