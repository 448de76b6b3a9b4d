"""What anybody may know of a document by its hash, on plain values."""

from apps.portfolio.choices import SealState
from apps.value.choices import ContractStatus, VersionState

_OUTSIDE = {
    VersionState.OPEN: SealState.OPEN,
    VersionState.WITHDRAWN: SealState.WITHDRAWN,
    VersionState.SUPERSEDED: SealState.SUPERSEDED,
}
_IN_FORCE = {
    ContractStatus.SIGNED: SealState.SIGNED,
    ContractStatus.ACTIVE: SealState.IN_FORCE,
    ContractStatus.SUPERSEDED: SealState.SUPERSEDED,
}


def seal_state(version: VersionState, contract: str) -> SealState:
    """What anybody may know of a version: how it stands among the others, and of the one in force how its contract does."""
    if version in _OUTSIDE:
        return _OUTSIDE[version]
    return _IN_FORCE.get(ContractStatus(contract), SealState.ENDED)
