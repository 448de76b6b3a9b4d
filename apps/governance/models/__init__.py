"""How an initiative's AI is kept within its limits: what was asked and answered, what is watched, what went wrong, who answers for it."""

from apps.governance.models.agreements import Attestation, BoundaryStatement, ChecklistItem
from apps.governance.models.watching import Incident, Monitor, MonitorReading

__all__ = ["Attestation", "BoundaryStatement", "ChecklistItem", "Incident", "Monitor", "MonitorReading"]
