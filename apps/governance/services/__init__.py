"""The only writers of checklists, boundary statements, monitors, incidents and attestations."""

from apps.governance.services.attestations import attest, schedule_attestation
from apps.governance.services.boundaries import move_boundary, propose_boundary
from apps.governance.services.checklists import add_item, answer_item, start_checklist
from apps.governance.services.incidents import change_incident, move_incident, note_incident, open_incident
from apps.governance.services.monitors import (
    change_monitor,
    create_monitor,
    retire_monitor,
)
from apps.governance.services.readings import BATCH_LIMIT, record_monitor_readings

__all__ = [
    "BATCH_LIMIT",
    "add_item",
    "answer_item",
    "attest",
    "change_incident",
    "change_monitor",
    "create_monitor",
    "move_boundary",
    "move_incident",
    "note_incident",
    "open_incident",
    "propose_boundary",
    "record_monitor_readings",
    "retire_monitor",
    "schedule_attestation",
    "start_checklist",
]
