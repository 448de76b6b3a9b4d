"""The vocabulary of what the read model says to anybody."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SealState(TextChoices):
    """Where a document with a hash stands, as anybody who holds it may know."""

    OPEN = "open", _("open for signature, not signed by all yet")
    WITHDRAWN = "withdrawn", _("taken back, never signed by all")
    SIGNED = "signed", _("signed by all, begins on its first day")
    IN_FORCE = "in_force", _("signed by all, in force")
    SUPERSEDED = "superseded", _("signed by all, superseded by a later one")
    ENDED = "ended", _("signed by all, and its contract has ended")


class DueKind(TextChoices):
    """What is due on a day."""

    GATE = "gate", _("gate")
    PLAY_LAST_DAY = "play_last_day", _("last day of the play")
    ACTIVITY = "activity", _("activity")
    CONTRACT_DUE = "contract_due", _("value contract due")
    ATTESTATION = "attestation", _("attestation")
    WAIVER_EXPIRY = "waiver_expiry", _("waiver expires")
    EVIDENCE_EXPIRY = "evidence_expiry", _("evidence expires")
    REDESIGN_END = "redesign_end", _("redesign ends")
    CHECKLIST_REVIEW = "checklist_review", _("checklist review")


ENGAGEMENT_KINDS = (DueKind.GATE, DueKind.PLAY_LAST_DAY, DueKind.CONTRACT_DUE, DueKind.REDESIGN_END)
"""What concerns everybody of an engagement. The rest is for whoever it names, and for the partner's staff where it names nobody."""


class DeskKind(TextChoices):
    """Why something needs a consultant today."""

    PLAY_OVERDUE = "play_overdue", _("overdue")
    FROZEN = "frozen", _("frozen")
    ROLLBACK = "rollback", _("rollback")
    INCIDENT = "incident", _("incident")
    DECISION = "decision", _("waits for a decision")
    GUARDRAIL = "guardrail", _("guardrail")
    OVERDUE = "overdue", _("overdue")
    CONDITIONS = "conditions", _("conditions overdue")
    GATE_LATE = "gate_late", _("gate late")
    OFF_COURSE = "off_course", _("off course")
    ATTESTATION = "attestation", _("attestation overdue")
    STALE = "stale", _("stale")
    STALLED = "stalled", _("stalled")
    LATE = "late", _("late")
    GATE = "gate", _("gate soon")
    UNSIGNED = "unsigned", _("unsigned")
    WAIVER = "waiver", _("waiver expires")
    AT_RISK = "at_risk", _("at risk")
    DUE = "due", _("due soon")
