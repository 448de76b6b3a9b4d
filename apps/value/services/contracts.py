"""Drafting value contracts, amending those that are signed, and proposing either for signature."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.initiatives.models import Initiative
from apps.value import events, permissions
from apps.value.choices import ContractStatus
from apps.value.lifecycle import AMENDMENT, negotiated
from apps.value.models import Contract, ContractVersion, Kpi
from apps.value.selectors.contracts import draft_problems
from apps.value.selectors.templates import template_terms
from apps.value.selectors.terms import expand
from apps.value.services.drafts import CONTRACTS, as_in_force, checked_draft, copies_of, frozen_content
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import digest
from kernel.errors import ConflictRefused, InvalidRefused, Problem
from kernel.ledger.services import record
from kernel.lifecycle import MoveRefused
from kernel.rows import apply_changes, check_fields, locked, locked_at, refuse


class OpenContractRefused(ConflictRefused):
    """The KPI has a contract that is not concluded."""

    code = "open_contract"


def draft_contract(
    *,
    by: Actor,
    initiative_id: uuid.UUID,
    kpi_id: uuid.UUID,
    title: str,
    terms: Mapping[str, Any] | None = None,
    supersedes_id: uuid.UUID | None = None,
    template: str = "",
) -> Contract:
    """Begin a contract on a KPI of the initiative; with `supersedes_id`, one that replaces a signed one on another KPI.

    A `template` of the library, named as `key` or `key@version`, fills in what the terms do not say. Raises `InvalidRefused`,
    or `OpenContractRefused` when the KPI has a contract that is not concluded.
    """
    table.require(by, permissions.NEGOTIATE)
    moment = clock.now()
    with transaction.atomic():
        initiative = locked(Initiative.objects.all(), initiative_id)
        kpi = locked(Kpi.objects.all(), kpi_id)
        if kpi.initiative_id != initiative.pk:
            refuse(
                [Problem("kpi", "V1", _("The KPI belongs to another initiative."), _("Choose one of this initiative."))]
            )
        contract = Contract(
            initiative=initiative,
            kpi=kpi,
            title=title.strip(),
            supersedes=_to_supersede(supersedes_id, initiative),
            created_at=moment,
            updated_at=moment,
        )
        refuse(check_fields(contract, exclude=["draft"]))
        origin, filled = template_terms(template, kpi, terms or {}) if template else (None, terms or {})
        contract.draft = checked_draft(contract, filled)
        try:
            with transaction.atomic():
                contract.save(force_insert=True)
        except IntegrityError as error:
            problem = Problem(
                "kpi",
                "open_contract",
                _("The KPI has a contract that is not concluded."),
                _("Open that one, or cancel it."),
            )
            raise OpenContractRefused(_("There is an open contract on this KPI."), [problem]) from error
        record(
            events.CONTRACT_DRAFTED,
            subject=contract,
            by=by,
            data={
                "title": contract.title,
                "initiative": initiative.pk,
                "kpi": kpi.pk,
                "supersedes": contract.supersedes_id,
                "template": origin.reference if origin else None,
            },
        )
    return contract


def _to_supersede(contract_id: uuid.UUID | None, initiative: Initiative) -> Contract | None:
    if contract_id is None:
        return None
    found: Contract | None = Contract.objects.filter(pk=contract_id, initiative=initiative).first()
    if found is None or found.status not in (ContractStatus.SIGNED, ContractStatus.ACTIVE):
        text = _("Only a signed contract of the same initiative can be replaced.")
        refuse([Problem("supersedes_id", "V6", text, _("Leave it out, or amend the contract there is."))])
    return found


def change_draft(
    *,
    by: Actor,
    contract_id: uuid.UUID,
    revision: int | None,
    title: str | None = None,
    terms: Mapping[str, Any] | None = None,
) -> Contract:
    """Change a draft's title, or those of its terms that are given. Raises `MoveRefused` for one that is proposed or signed."""
    table.require(by, permissions.NEGOTIATE)
    with transaction.atomic():
        contract: Contract = locked_at(CONTRACTS, contract_id, revision)
        if ContractStatus.DRAFT not in (contract.status, contract.amendment):
            raise MoveRefused(
                _("Only a draft can be changed; this contract is “%(state)s”.")
                % {"state": contract.get_status_display()},
                [Problem("status", "V6", _("What was proposed or signed stays as it is."))],
                way_out=_("A proposed contract can be taken back for changes; a signed one can be amended."),
            )
        changes: dict[str, Any] = {}
        if title is not None:
            changes["title"] = title.strip()
        if terms is not None:
            changes["draft"] = checked_draft(contract, {**contract.draft, **terms})
        changed = apply_changes(contract, changes)
        if changed:
            refuse(check_fields(contract, exclude=["draft"]))
            contract.save()
            record(
                events.CONTRACT_CHANGED,
                subject=contract,
                by=by,
                data={"fields": sorted(changed), "hash": digest(contract.draft)},
            )
    return contract


def propose_contract(*, by: Actor, contract_id: uuid.UUID, revision: int | None) -> ContractVersion:
    """Freeze the draft with its KPI and baseline as one version, and open it for signature (V1 to V8).

    Of a signed contract it is an amendment: the version in force holds until all have signed this one (V6).
    Raises `InvalidRefused` with everything that is missing or wrong, each with its rule's code.
    """
    table.require(by, permissions.NEGOTIATE)
    with transaction.atomic():
        contract: Contract = locked_at(CONTRACTS, contract_id, revision)
        field, lifecycle = negotiated(contract.status)
        target = lifecycle.target(getattr(contract, field), "propose")
        # A KPI whose row is locked gets no new baseline between being read and being frozen.
        locked(Kpi.objects.all(), contract.kpi_id)
        terms = expand(contract, contract.draft)
        if problems := draft_problems(contract, terms):
            raise InvalidRefused(
                _("The contract is not complete."), tuple(problems), way_out=_("Mend each of these, then propose it.")
            )
        number = (contract.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        content = frozen_content(contract, terms, number)
        version = ContractVersion(
            contract=contract,
            number=number,
            content=content,
            content_hash=digest(content),
            proposed_at=clock.now(),
            proposed_by_name=by.name,
        )
        version.save(force_insert=True)
        apply_changes(contract, {field: target, **({} if contract.in_force_id else copies_of(terms))})
        contract.save()
        record(
            events.CONTRACT_PROPOSED,
            subject=contract,
            by=by,
            data={"version": number, "hash": version.content_hash, "signatories": content["signatories"]},
        )
    return version


def amend_contract(*, by: Actor, contract_id: uuid.UUID, revision: int | None = None) -> Contract:
    """Begin a change of a signed contract, from the content in force; that holds until all have signed the change (V6)."""
    table.require(by, permissions.NEGOTIATE)
    with transaction.atomic():
        contract: Contract = locked_at(CONTRACTS, contract_id, revision) if revision else locked(CONTRACTS, contract_id)
        if contract.in_force is None:
            AMENDMENT.target(contract.status, "amend")
        apply_changes(contract, {"amendment": AMENDMENT.target(contract.amendment, "amend"), **as_in_force(contract)})
        contract.save()
        record(
            events.AMENDMENT_DRAFTED,
            subject=contract,
            by=by,
            data={"version": contract.in_force.number if contract.in_force else None},
        )
    return contract
