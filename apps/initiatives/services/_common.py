"""What services of initiatives share: refusing fields that there are not, and who may answer for an initiative."""

from typing import Any

from django.utils.translation import gettext as _

from apps.initiatives.models import Initiative
from apps.initiatives.rules import Ownership, ownership_problems
from kernel.errors import Problem
from kernel.rows import refuse


def found_in_ownership(initiative: Initiative) -> list[Problem]:
    """What is wrong with the three people of an initiative (O1 to O3)."""
    return list(
        ownership_problems(
            Ownership(
                workflow_owner=initiative.workflow_owner_id,
                workflow_owner_function=initiative.workflow_owner.function,
                workflow_owner_accountability=initiative.workflow_owner_accountability,
                transformation_lead=initiative.transformation_lead_id,
                transformation_lead_accountability=initiative.transformation_lead_accountability,
                partner_lead_function=initiative.partner_lead.function,
            )
        )
    )


def refuse_unknown(changes: dict[str, Any], known: frozenset[str]) -> None:
    """Raise `InvalidRefused` naming each field that can't be changed here."""
    refuse(
        [
            Problem(
                name,
                "unknown_field",
                _("There is no such field."),
                _("Known here: %(known)s.") % {"known": ", ".join(sorted(known))},
            )
            for name in sorted(set(changes) - known)
        ]
    )
