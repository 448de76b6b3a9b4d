"""What was before: a contract's versions with since when they stand as they do, fired triggers, and the contracts around it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.value import events
from apps.value.choices import ContractStatus, VersionState
from apps.value.models import Contract, ContractVersion, RollbackFiring, Signature
from apps.value.selectors.contracts import states_of
from kernel.ledger.models import Entry

# What ends a contract, or the negotiation of the version that is open.
_ENDED = (
    events.CONTRACT_ACHIEVED,
    events.CONTRACT_MISSED,
    events.CONTRACT_ROLLED_BACK,
    events.CONTRACT_SUPERSEDED,
    events.CONTRACT_CANCELLED,
)
_TAKEN_BACK = (events.CONTRACT_WITHDRAWN, events.AMENDMENT_DROPPED, *_ENDED)
_TOLD = (events.CONTRACT_ACTIVATED, *_TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class VersionStanding:
    """A version, where it stands among the others, and the moment since when it does."""

    version: ContractVersion
    state: VersionState
    since: dt.datetime

    @property
    def signatures(self) -> Sequence[Signature]:
        """Who signed it, in the order of signing."""
        return sorted(self.version.signatures.all(), key=lambda signature: signature.signed_at)


def version_standings(contract: Contract) -> list[VersionStanding]:
    """A contract's versions, the newest first, in three queries."""
    versions = list(contract.versions.prefetch_related("signatures").order_by("-number"))
    states = states_of(contract, versions)
    rows = Entry.objects.filter(subject_type=contract._meta.label_lower, subject_id=contract.pk, event__in=_TOLD)
    told = list(rows.order_by("sequence").values_list("event", "recorded_at"))
    signed = {
        each.number: max((signature.signed_at for signature in each.signatures.all()), default=each.proposed_at)
        for each in versions
    }
    return [
        VersionStanding(each, states[each.number], _since(each, contract, states, signed, told)) for each in versions
    ]


def _since(
    version: ContractVersion,
    contract: Contract,
    states: Mapping[int, VersionState],
    signed: Mapping[int, dt.datetime],
    told: Sequence[tuple[str, dt.datetime]],
) -> dt.datetime:
    state = states[version.number]
    if state == VersionState.SUPERSEDED:
        by_all = (VersionState.IN_FORCE, VersionState.SUPERSEDED)
        later = [signed[number] for number in states if number > version.number and states[number] in by_all]
        return min(later, default=signed[version.number])
    if state == VersionState.WITHDRAWN:
        back = [at for event, at in told if event in _TAKEN_BACK and at >= version.proposed_at]
        return min(back, default=version.proposed_at)
    if state == VersionState.OPEN:
        return version.proposed_at
    if contract.status in (ContractStatus.SIGNED, ContractStatus.ACTIVE):
        begun = [at for event, at in told if event == events.CONTRACT_ACTIVATED]
        return max([signed[version.number], *begun])
    return max((at for event, at in told if event in _ENDED), default=signed[version.number])


def firing_history(contract_id: uuid.UUID) -> list[RollbackFiring]:
    """Every time that a contract's rollback trigger fired, the latest first, with what cleared it."""
    return list(RollbackFiring.objects.filter(contract_id=contract_id).order_by("-period_start", "-fired_at"))


def replacing(contract_id: uuid.UUID) -> Contract | None:
    """The contract that replaces this one, or is drafted to."""
    found: Contract | None = (
        Contract.objects.filter(supersedes_id=contract_id)
        .exclude(status=ContractStatus.CANCELLED)
        .order_by("-created_at")
        .first()
    )
    return found
