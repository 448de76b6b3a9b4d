"""The read model's readers: each takes what lies after its place in a client's ledger and derives what that touched."""

import uuid
from collections.abc import Sequence

from apps.portfolio.services import derive_activity, derive_due_dates, derive_plays, derive_seals, derive_standings
from apps.value.models import Contract
from kernel.access import system_actor
from kernel.ledger.models import Entry
from kernel.ledger.readers import reader

# From an entry's subject to the contracts whose standing it touches.
TOUCHED = {
    "value.contract": "pk__in",
    "value.kpi": "kpi_id__in",
    "initiatives.initiative": "initiative_id__in",
}


@reader("portfolio.standings")
def derive(client_id: uuid.UUID, entries: Sequence[Entry]) -> None:
    """Derive the standings that the entries touched; again and again gives the same."""
    touched: set[uuid.UUID] = set()
    for subject_type, lookup in TOUCHED.items():
        subjects = {entry.subject_id for entry in entries if entry.subject_type == subject_type}
        if subjects:
            touched |= set(Contract.objects.filter(**{lookup: subjects}).values_list("pk", flat=True))
    derive_standings(by=system_actor(), contract_ids=touched)
    last = entries[-1]
    derive_activity(
        by=system_actor(), client_id=client_id, event=last.event, sequence=last.sequence, at=last.recorded_at
    )


@reader("portfolio.seals")
def derive_hashes(client_id: uuid.UUID, entries: Sequence[Entry]) -> None:  # noqa: ARG001 - the mounted one
    """Derive where the documents of the contracts stand that the entries are about."""
    contracts = {entry.subject_id for entry in entries if entry.subject_type == "value.contract"}
    derive_seals(by=system_actor(), contract_ids=contracts)


# What may move a due day, or the person whose it is; readings are not among it.
DATED = frozenset(
    {
        "value.contract",
        "initiatives.initiative",
        "initiatives.person",
        "plays.play",
        "plays.gate",
        "plays.activity",
        "plays.evidence",
        "governance.checklistitem",
        "governance.attestation",
    }
)
# What a gate may rest on: nearly everything that happens in a client.
FACTS = ("value.", "initiatives.", "plays.", "governance.", "parameters.")


@reader("portfolio.due_dates")
def derive_days(client_id: uuid.UUID, entries: Sequence[Entry]) -> None:  # noqa: ARG001 - the mounted one
    """Derive what is due, where the entries may have moved it."""
    if any(entry.subject_type in DATED for entry in entries):
        derive_due_dates(by=system_actor())


@reader("portfolio.plays")
def derive_runs(client_id: uuid.UUID, entries: Sequence[Entry]) -> None:  # noqa: ARG001 - as above
    """Derive where the plays stand, where the entries are about anything that a gate may ask for."""
    if any(entry.subject_type.startswith(FACTS) for entry in entries):
        derive_plays(by=system_actor())
