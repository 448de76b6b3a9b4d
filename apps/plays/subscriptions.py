"""What happens to plays when a rollback trigger fires: an incident opens, the open gates are frozen, and the ledger says so (V5)."""

from django.utils.translation import gettext as _

from apps.governance.choices import IncidentType
from apps.governance.services import open_incident
from apps.plays import events
from apps.plays.choices import GateStatus
from apps.plays.models import OPEN, Gate
from apps.value.events import ROLLBACK_CLEARED, ROLLBACK_FIRED
from apps.value.models import Contract, RollbackFiring
from kernel.access import system_actor
from kernel.ledger.services import AnyEntry, record, subscribe

UNDECIDED = (GateStatus.OPEN, GateStatus.SUBMITTED, GateStatus.REDESIGN)
SEVERITY = 1


@subscribe(ROLLBACK_FIRED)
def stop_the_gates(entry: AnyEntry) -> None:
    """Open an incident with the agreed fallback, and tell which gates are frozen; they are by the trigger itself.

    No row is locked here: whoever records holds the ledger already, and others wait for it with their rows.
    """
    gates = _gates(entry)
    if not gates:
        return
    contract = Contract.objects.select_related("initiative").get(pk=entry.subject_id)
    by = system_actor()
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
    for gate in gates:
        record(events.GATE_FROZEN, subject=gate, by=by, data={"gate": gate.type, "contract": contract.pk})


@subscribe(ROLLBACK_CLEARED)
def let_the_gates_go(entry: AnyEntry) -> None:
    """Tell that the gates are no longer frozen, once no trigger is open; the incident stays until its cause is known."""
    if RollbackFiring.objects.filter(contract=entry.subject_id, cleared_at__isnull=True).exists():
        return
    for gate in _gates(entry):
        data = {"gate": gate.type, "contract": entry.subject_id}
        record(events.GATE_THAWED, subject=gate, by=system_actor(), data=data)


def _gates(entry: AnyEntry) -> list[Gate]:
    rows = Gate.objects.filter(play__contract=entry.subject_id, play__status__in=OPEN, status__in=UNDECIDED)
    return list(rows.order_by("play", "position"))
