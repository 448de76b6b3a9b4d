"""Drafting, proposing and signing value contracts."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.initiatives.models import Initiative, Person
from apps.value import events, permissions
from apps.value.choices import ContractStatus, SignatureRole
from apps.value.lifecycle import CHOSEN, CONTRACT
from apps.value.models import Contract, ContractVersion, Kpi, Signature
from apps.value.rules.signatories import required_roles
from apps.value.rules.terms import terms_from_content
from apps.value.selectors.contracts import draft_problems
from apps.value.selectors.terms import expand
from apps.value.services.drafts import checked_draft, frozen_content
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import digest
from kernel.errors import AccessRefused, ConflictRefused, InvalidRefused, Problem, StaleRefused
from kernel.ledger.services import record
from kernel.lifecycle import MoveRefused
from kernel.rows import apply_changes, check_fields, locked, locked_at, refuse
from kernel.tenancy.context import local_today

# A signature counts only when its signer proved who they are shortly before.
REAUTHENTICATED_WITHIN = dt.timedelta(minutes=5)


class ReauthenticationMissing(AccessRefused):
    """A signature needs the password or passkey again."""

    code = "reauthentication_required"


class SignatureRefused(ConflictRefused):
    """The signature was given already."""

    code = "V6"


class OpenContractRefused(ConflictRefused):
    """The KPI has a contract that is not concluded."""

    code = "open_contract"


def draft_contract(
    *, by: Actor, initiative_id: uuid.UUID, kpi_id: uuid.UUID, title: str, terms: Mapping[str, Any] | None = None
) -> Contract:
    """Begin a contract on a KPI of the initiative. Raises `InvalidRefused`, or `OpenContractRefused` when the KPI has one."""
    table.require(by, permissions.NEGOTIATE)
    moment = clock.now()
    with transaction.atomic():
        initiative = locked(Initiative.objects.all(), initiative_id)
        kpi = locked(Kpi.objects.all(), kpi_id)
        if kpi.initiative_id != initiative.pk:
            refuse(
                [Problem("kpi", "V1", _("The KPI belongs to another initiative."), _("Choose one of this initiative."))]
            )
        contract = Contract(initiative=initiative, kpi=kpi, title=title.strip(), created_at=moment, updated_at=moment)
        refuse(check_fields(contract, exclude=["draft"]))
        contract.draft = checked_draft(contract, terms or {})
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
            data={"title": contract.title, "initiative": initiative.pk, "kpi": kpi.pk},
        )
    return contract


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
        contract: Contract = locked_at(Contract.objects.select_related("initiative", "kpi"), contract_id, revision)
        if contract.status != ContractStatus.DRAFT:
            raise MoveRefused(
                _("Only a draft can be changed; this contract is “%(state)s”.")
                % {"state": contract.get_status_display()},
                [Problem("status", "V6", _("What was proposed or signed stays as it is."))],
                way_out=_("A proposed contract can be taken back for changes."),
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

    Raises `InvalidRefused` with everything that is missing or wrong, each with its rule's code.
    """
    table.require(by, permissions.NEGOTIATE)
    with transaction.atomic():
        contract: Contract = locked_at(Contract.objects.select_related("initiative", "kpi"), contract_id, revision)
        target = CONTRACT.target(contract.status, "propose")
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
        apply_changes(
            contract, {"status": target, "target": terms.target, "starts_on": terms.start_on, "due_on": terms.due_on}
        )
        contract.save()
        record(
            events.CONTRACT_PROPOSED,
            subject=contract,
            by=by,
            data={"version": number, "hash": version.content_hash, "signatories": content["signatories"]},
        )
    return version


def sign_contract(
    *, by: Actor, contract_id: uuid.UUID, version_hash: str, reauthenticated_at: dt.datetime | None
) -> Signature:
    """Sign the version that the signer saw, named by its hash, in the capacity that it names them in (V6).

    The last signature puts the contract in force from its first day. Raises `AccessRefused` for somebody who is not named,
    `ReauthenticationMissing` unless they proved who they are within five minutes, `StaleRefused` for another version,
    `SignatureRefused` the second time.
    """
    with transaction.atomic():
        contract: Contract = locked(Contract.objects.select_related("initiative"), contract_id)
        version = contract.versions.order_by("-number").first()
        if version is None:
            CONTRACT.target(contract.status, "sign")
            raise MoveRefused(_("Nothing has been proposed for signature yet."))
        role = _capacity(by, version)
        if version.signatures.filter(role=role).exists():
            raise SignatureRefused(
                _("You have signed this version already."),
                [Problem("signature", "V6", _("Each signatory signs a version once."))],
                way_out=_("Nothing more is needed from you."),
            )
        CONTRACT.target(contract.status, "sign")
        if version.content_hash != version_hash:
            raise StaleRefused(
                _("The contract was changed and proposed anew since you opened it."),
                [Problem("version_hash", "V6", _("It does not name the version that is open for signature."))],
                way_out=_("Open it again and read the new version before you sign."),
            )
        if reauthenticated_at is None or clock.now() - reauthenticated_at > REAUTHENTICATED_WITHIN:
            raise ReauthenticationMissing(
                _("A signature needs your password or passkey again."), way_out=_("Confirm that it is you, then sign.")
            )
        signature = _sign(by, version, role)
        record(
            events.CONTRACT_SIGNATURE,
            subject=contract,
            by=by,
            data={"version": version.number, "hash": version.content_hash, "role": role, "person": by.person_id},
        )
        signed = set(version.signatures.values_list("role", flat=True))
        if signed >= set(required_roles(terms_from_content(version.content["terms"]))):
            _take_effect(by, contract, version)
        else:
            apply_changes(contract, {"updated_at": signature.signed_at})
            contract.save(update_fields=["revision", "updated_at"])
    return signature


def _capacity(by: Actor, version: ContractVersion) -> str:
    if not table.allows(by, permissions.SIGN, version.content):
        people = version.content["people"]
        named = ", ".join(
            f"{people.get(person, person)} ({SignatureRole(role).label})"
            for role, person in version.content["signatories"].items()
        )
        raise AccessRefused(
            _("You are not named as a signatory of this contract."),
            [Problem("signature", "V6", _("Only the people whom the contract names can sign it."))],
            way_out=_("It is signed by: %(named)s.") % {"named": named},
        )
    return next(str(role) for role, person in version.content["signatories"].items() if person == str(by.person_id))


def _sign(by: Actor, version: ContractVersion, role: str) -> Signature:
    person = locked(Person.objects.all(), uuid.UUID(str(by.person_id)))
    signature = Signature(
        version=version,
        role=role,
        person=person,
        person_name=person.name,
        user_id=by.id,  # type: ignore[misc]  # a signatory is a user, so there is an id
        signed_at=clock.now(),
        address=by.address,
        content_hash=version.content_hash,
    )
    signature.save(force_insert=True)
    return signature


def _take_effect(by: Actor, contract: Contract, version: ContractVersion) -> None:
    apply_changes(contract, {"status": CONTRACT.target(contract.status, "sign")})
    record(
        events.CONTRACT_SIGNED, subject=contract, by=by, data={"version": version.number, "hash": version.content_hash}
    )
    if contract.starts_on is not None and contract.starts_on <= local_today():
        apply_changes(contract, {"status": CONTRACT.target(contract.status, "activate")})
        record(events.CONTRACT_ACTIVATED, subject=contract, by=by, data={"starts_on": contract.starts_on})
    contract.save()


def activate_due_contracts(*, by: Actor) -> int:
    """Put in force the signed contracts of the mounted client whose first day has come; how many there were."""
    table.require(by, permissions.NEGOTIATE)
    today = local_today()
    with transaction.atomic():
        due = (
            Contract.objects.select_for_update()
            .filter(status=ContractStatus.SIGNED, starts_on__lte=today)
            .order_by("pk")
        )
        for contract in due:
            apply_changes(contract, {"status": CONTRACT.target(contract.status, "activate")})
            contract.save()
            record(events.CONTRACT_ACTIVATED, subject=contract, by=by, data={"starts_on": contract.starts_on})
    return len(due)


def move_contract(
    *, by: Actor, contract_id: uuid.UUID, move: str, reason: str = "", revision: int | None = None
) -> Contract:
    """Take a proposed contract back for changes, or cancel one with its reason. Raises `MoveRefused` where its state forbids it.

    With `revision`, only as long as the contract is at it; else `StaleRefused`.
    """
    with transaction.atomic():
        contracts = Contract.objects.select_related("initiative")
        contract: Contract = (
            locked(contracts, contract_id) if revision is None else locked_at(contracts, contract_id, revision)
        )
        row = CONTRACT.moves.get(move) if move in CHOSEN else None
        if row is None:
            text = _("There is no such move.")
            refuse([Problem("move", "unknown_move", text, _("Known here: %(known)s.") % {"known": ", ".join(CHOSEN)})])
            raise AssertionError
        table.require(by, row.permission, contract)
        target = CONTRACT.target(contract.status, move)
        if move == "cancel" and not reason.strip():
            refuse([Problem("reason", "V6", _("A contract is cancelled for a reason."), _("Write it in a sentence."))])
        # The copies are of the version in force; a draft has none.
        copies = {"target": None, "starts_on": None, "due_on": None} if move == "withdraw" else {}
        apply_changes(contract, {"status": target, **copies})
        contract.save()
        event = events.CONTRACT_WITHDRAWN if move == "withdraw" else events.CONTRACT_CANCELLED
        record(event, subject=contract, by=by, data={"reason": reason.strip()[:1_000]})
    return contract
