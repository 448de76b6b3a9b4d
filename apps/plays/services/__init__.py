"""The only writers of plays, gates and what they are decided on."""

from apps.plays.services.acceptance import close_defect, record_session
from apps.plays.services.activities import add_activity, change_activity, move_activity
from apps.plays.services.effort import book_effort
from apps.plays.services.evidence import move_evidence, submit_evidence
from apps.plays.services.fallback import record_drill, write_fallback
from apps.plays.services.gates import DecisionRefused, decide_gate, submit_gate, withdraw_gate
from apps.plays.services.kits import discard_kit, freeze_kit, refuse_kit, release_kit
from apps.plays.services.plays import extend_play, keep_days, resume_play, start_play
from apps.plays.services.waivers import grant_waiver, revoke_waiver

__all__ = [
    "DecisionRefused",
    "add_activity",
    "book_effort",
    "change_activity",
    "close_defect",
    "decide_gate",
    "discard_kit",
    "extend_play",
    "freeze_kit",
    "grant_waiver",
    "keep_days",
    "move_activity",
    "move_evidence",
    "record_drill",
    "record_session",
    "refuse_kit",
    "release_kit",
    "resume_play",
    "revoke_waiver",
    "start_play",
    "submit_evidence",
    "submit_gate",
    "withdraw_gate",
    "write_fallback",
]
