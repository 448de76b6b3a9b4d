"""What a draft may hold, and the one document that is frozen of it: the draft names KPIs by id, the page says what they were."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.initiatives.models import Person
from apps.value.models import Contract
from apps.value.rules.terms import ContractTerms, content_from_terms, impossible_days
from apps.value.selectors.terms import expand
from kernel.canonical import plain
from kernel.errors import Problem
from kernel.rows import refuse
from kernel.tenancy.context import mounted_client

# What a draft holds: the contract's page but its KPI and baseline, which have rows of their own.
DRAFT_FIELDS = frozenset(
    {
        "goal",
        "target",
        "range_low",
        "range_high",
        "start_on",
        "due_on",
        "lift",
        "guardrails",
        "rollback",
        "money",
        "signatories",
    }
)


def checked_draft(contract: Contract, draft: Mapping[str, Any]) -> dict[str, Any]:
    """The draft as it is stored. Raises `InvalidRefused` naming a field that is unknown, of the wrong kind, or points to nothing here."""
    refuse(
        [
            Problem(
                name,
                "unknown_field",
                _("There is no such field in a contract."),
                _("Known here: %(known)s.") % {"known": ", ".join(sorted(DRAFT_FIELDS))},
            )
            for name in sorted(set(draft) - DRAFT_FIELDS)
        ]
    )
    stored: dict[str, Any] = plain(dict(draft))
    refuse(impossible_days(expand(contract, stored)))
    people = {str(pk) for pk in Person.objects.values_list("pk", flat=True)}
    refuse(
        [
            Problem(
                f"signatories.{role}",
                "V6",
                _("There is no such person in this client."),
                _("Add them to the people first."),
            )
            for role, person in (stored.get("signatories") or {}).items()
            if person not in people
        ]
    )
    return stored


def frozen_content(contract: Contract, terms: ContractTerms, number: int) -> dict[str, Any]:
    """Everything that is printed and signed, as one JSON document; its digest is what people sign (V6)."""
    people = dict(Person.objects.filter(pk__in=(terms.signatories or {}).values()).values_list("pk", "name"))
    return {
        "contract": str(contract.pk),
        "version": number,
        "title": contract.title,
        "client": mounted_client().name,
        "initiative": {
            "id": str(contract.initiative_id),
            "name": contract.initiative.name,
            "workflow": contract.initiative.workflow,
        },
        "terms": content_from_terms(terms),
        "signatories": dict(terms.signatories or {}),
        "people": {str(pk): name for pk, name in people.items()},
    }
