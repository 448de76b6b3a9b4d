"""What happens to plays when a rollback trigger fires: an incident opens, the open gates are frozen, and the ledger says so (V5)."""

from django.utils import translation
from django.utils.translation import gettext as _

from apps.governance.choices import IncidentType
from apps.governance.services import open_incident
from apps.plays import events
from apps.plays.choices import GateStatus
from apps.plays.models import OPEN, Gate, Play
from apps.value.events import (
    CONTRACT_ACHIEVED,
    CONTRACT_CANCELLED,
    CONTRACT_MISSED,
    CONTRACT_ROLLED_BACK,
    ROLLBACK_CLEARED,
    ROLLBACK_FIRED,
)
from apps.value.models import Contract, RollbackFiring
from kernel.access import system_actor
from kernel.errors import ConflictRefused, Problem
from kernel.ledger.services import AnyEntry, record, subscribe
from kernel.tenancy.context import mounted_client

UNDECIDED = (GateStatus.OPEN, GateStatus.SUBMITTED, GateStatus.REDESIGN)
SEVERITY = 1


@subscribe(ROLLBACK_FIRED)
def stop_the_gates(entry: AnyEntry) -> None:
    """Open an incident with the agreed fallback, and tell which gates are frozen; they are by the trigger itself.

    No row is locked here: whoever records holds the ledger already, and others wait for it with their rows.
    """
    contract = Contract.objects.select_related("initiative").get(pk=entry.subject_id)
    by = system_actor()
    # Its words are the client's record, whoever's reading it was.
    with translation.override(mounted_client().language):
        open_incident(
            by=by,
            initiative_id=contract.initiative_id,
            title=_("The rollback trigger of “%(title)s” fired") % {"title": contract.title[:80]},
            type=IncidentType.ROLLBACK,
            severity=SEVERITY,
            detected_at=entry.recorded_at,
            description=_("The agreed fallback: %(fallback)s") % {"fallback": entry.data.get("fallback") or "–"},
            contract_id=contract.pk,
        )
    for gate in _gates(entry):
        record(events.GATE_FROZEN, subject=gate, by=by, data={"gate": gate.type, "contract": contract.pk})


@subscribe(ROLLBACK_CLEARED)
def let_the_gates_go(entry: AnyEntry) -> None:
    """Tell that the gates are no longer frozen, once no trigger is open; the incident stays until its cause is known."""
    if RollbackFiring.objects.filter(contract=entry.subject_id, cleared_at__isnull=True).exists():
        return
    for gate in _gates(entry):
        data = {"gate": gate.type, "contract": entry.subject_id}
        record(events.GATE_THAWED, subject=gate, by=system_actor(), data=data)


@subscribe(CONTRACT_CANCELLED)
@subscribe(CONTRACT_ACHIEVED)
@subscribe(CONTRACT_MISSED)
@subscribe(CONTRACT_ROLLED_BACK)
def keep_what_a_play_rests_on(entry: AnyEntry) -> None:
    """Refuse to end a contract while a play runs on it: its readings would be watched no more, and its gates asked on."""
    open_plays = Play.objects.filter(contract=entry.subject_id, status__in=OPEN).select_related("initiative")
    if names := ", ".join(_("“%(title)s”") % {"title": play} for play in open_plays):
        raise ConflictRefused(
            _("A play rests on this contract: %(names)s.") % {"names": names},
            [Problem("contract", "P8", _("A play ends before its contract does."))],
            way_out=_("Decide its next gate first: scale it, or stop it."),
        )


def _gates(entry: AnyEntry) -> list[Gate]:
    rows = Gate.objects.filter(play__contract=entry.subject_id, play__status__in=OPEN, status__in=UNDECIDED)
    return list(rows.order_by("play", "position"))
