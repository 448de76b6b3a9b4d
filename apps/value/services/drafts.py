"""What a draft may hold, and the one document that is frozen of it: the draft names KPIs by id, the page says what they were."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.initiatives.models import Person
from apps.value.choices import SignatureRole
from apps.value.models import Contract
from apps.value.rules.terms import ContractTerms, content_from_terms, draft_from_content, impossible_days
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
        "milestones",
        "lift",
        "guardrails",
        "rollback",
        "money",
        "signatories",
    }
)


CONTRACTS = Contract.objects.select_related("initiative", "kpi", "in_force")


def copies_of(terms: ContractTerms | None) -> dict[str, Any]:
    """The figures of a version that lists show without opening it; none of a draft."""
    if terms is None:
        return dict.fromkeys(("baseline", "target", "starts_on", "due_on"))
    baseline = terms.baseline.value if terms.baseline else None
    return {"baseline": baseline, "target": terms.target, "starts_on": terms.start_on, "due_on": terms.due_on}


def as_in_force(contract: Contract) -> dict[str, Any]:
    """The title and the draft that say what the version in force says; as they are, where nothing is in force."""
    if contract.in_force is None:
        return {}
    content = contract.in_force.content
    return {"title": content["title"], "draft": draft_from_content(content["terms"])}


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
    refuse(
        [
            Problem(
                f"signatories.{role}",
                "V6",
                _("Nobody signs in such a capacity."),
                _("Known here: %(known)s.") % {"known": ", ".join(SignatureRole.values)},
            )
            for role in stored.get("signatories") or {}
            if role not in SignatureRole.values
        ]
    )
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
