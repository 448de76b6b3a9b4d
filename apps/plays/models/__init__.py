"""Plays with their activities and gates, and everything that a gate is decided on."""

from apps.plays.models.gates import Gate, GateDecision, Waiver
from apps.plays.models.grounds import AcceptanceSession, Drill, Evidence
from apps.plays.models.plays import ENDED, OPEN, Activity, Effort, Play

__all__ = [
    "ENDED",
    "OPEN",
    "AcceptanceSession",
    "Activity",
    "Drill",
    "Effort",
    "Evidence",
    "Gate",
    "GateDecision",
    "Play",
    "Waiver",
]
