"""Signing what was proposed, and what the last signature does."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from apps.initiatives.models import Person
from apps.value import events, permissions
from apps.value.choices import ContractStatus, SignatureRole
from apps.value.lifecycle import CONTRACT, negotiated
from apps.value.models import Contract, ContractVersion, Signature
from apps.value.rules.contracts.signatories import required_roles
from apps.value.rules.contracts.versions import changes_between
from apps.value.rules.terms import terms_from_content
from apps.value.services.conclusions import conclude
from apps.value.services.drafts import CONTRACTS, copies_of
from apps.value.services.watching import watch_contract
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import AccessRefused, ConflictRefused, Problem, StaleRefused
from kernel.ledger.services import record
from kernel.lifecycle import MoveRefused
from kernel.proofs import require_proof
from kernel.rows import apply_changes, locked
from kernel.tenancy.context import local_today


class SignatureRefused(ConflictRefused):
    """The signature was given already."""

    code = "V6"


def sign_contract(
    *, by: Actor, contract_id: uuid.UUID, version_hash: str, reauthenticated_at: dt.datetime | None
) -> Signature:
    """Sign the version that the signer saw, named by its hash, in the capacity that it names them in (V6).

    The last signature puts a contract in force from its first day, and an amendment in the place of the version before.
    Raises `AccessRefused` for somebody who is not named, `ReauthenticationMissing` unless they proved who they are within
    five minutes, `StaleRefused` for another version, `SignatureRefused` the second time.
    """
    with transaction.atomic():
        contract: Contract = locked(CONTRACTS, contract_id)
        if contract.supersedes_id is not None:
            # What it replaces ends with the last signature: locked before anything is recorded.
            locked(Contract.objects.all(), contract.supersedes_id)
        field, lifecycle = negotiated(contract.status)
        version = contract.versions.order_by("-number").first()
        if version is None:
            lifecycle.target(getattr(contract, field), "sign")
            raise MoveRefused(_("Nothing has been proposed for signature yet."))
        role = _capacity(by, version)
        if version.signatures.filter(role=role).exists():
            raise SignatureRefused(
                _("You have signed this version already."),
                [Problem("signature", "V6", _("Each signatory signs a version once."))],
                way_out=_("Nothing more is needed from you."),
            )
        lifecycle.target(getattr(contract, field), "sign")
        if version.content_hash != version_hash:
            raise StaleRefused(
                _("The contract was changed and proposed anew since you opened it."),
                [Problem("version_hash", "V6", _("It does not name the version that is open for signature."))],
                way_out=_("Open it again and read the new version before you sign."),
            )
        require_proof(
            reauthenticated_at,
            _("A signature needs your password or passkey again."),
            _("Confirm that it is you, then sign."),
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
    field, lifecycle = negotiated(contract.status)
    before = contract.in_force
    terms = terms_from_content(version.content["terms"])
    holds = {field: lifecycle.target(getattr(contract, field), "sign"), "in_force": version, **copies_of(terms)}
    apply_changes(contract, holds)
    data = {"version": version.number, "hash": version.content_hash}
    if before is None:
        record(events.CONTRACT_SIGNED, subject=contract, by=by, data=data)
    else:
        changed = [change.field for change in changes_between(before.content["terms"], version.content["terms"])]
        told = {"replaces": before.number, "fields": changed}
        record(events.CONTRACT_AMENDED, subject=contract, by=by, data=data | told)
    contract.save()
    if contract.status == ContractStatus.SIGNED and contract.starts_on and contract.starts_on <= local_today():
        activate(by, contract)
    elif before is not None:
        watch_contract(by, contract)


def activate(by: Actor, contract: Contract) -> None:
    """Put a locked, signed contract in force; the one that it was drafted to replace ends with that."""
    apply_changes(contract, {"status": CONTRACT.target(contract.status, "activate")})
    contract.save()
    record(events.CONTRACT_ACTIVATED, subject=contract, by=by, data={"starts_on": contract.starts_on})
    watch_contract(by, contract)
    replaced = contract.supersedes_id and locked(Contract.objects.all(), contract.supersedes_id)
    if replaced and "supersede" in [move.name for move in CONTRACT.open_from(replaced.status)]:
        conclude(by, replaced, "supersede", _("Replaced by “%(title)s”.") % {"title": contract.title})
        replaced.save()
        record(events.CONTRACT_SUPERSEDED, subject=replaced, by=by, data={"by": contract.pk, "title": contract.title})


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
            activate(by, contract)
    return len(due)
