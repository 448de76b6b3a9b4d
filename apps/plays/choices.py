"""The vocabulary of plays: a run of 60 days, its phases, gates, and what is decided there."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

DOCUMENT = "document"
"""The kind of criterion that evidence meets; the others are computed."""


class PlayStatus(TextChoices):
    """Where a play stands. It ends scaled or stopped, and is never left running (P8)."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused for redesign")
    SCALED = "scaled", _("scaled")
    STOPPED = "stopped", _("stopped")


class GateType(TextChoices):
    """The three gates of a play, in their order (P1)."""

    PILOT = "pilot", _("Pilot")
    LIMITED_PRODUCTION = "limited_production", _("Limited Production")
    SCALE = "scale", _("Scale")


class GateStatus(TextChoices):
    """Where a gate stands."""

    OPEN = "open", _("open")
    SUBMITTED = "submitted", _("waits for a decision")
    PASSED = "passed", _("passed")
    REDESIGN = "redesign", _("sent to redesign")
    STOPPED = "stopped", _("stopped")


class Outcome(TextChoices):
    """What may be decided at a gate (P3)."""

    GO = "go", _("go")
    CONDITIONAL_GO = "conditional_go", _("conditional go")
    REDESIGN = "redesign", _("redesign")
    STOP = "stop", _("stop")


class ActivityStatus(TextChoices):
    """Where an activity stands."""

    OPEN = "open", _("to do")
    DOING = "doing", _("in progress")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class ActivityOrigin(TextChoices):
    """Where an activity comes from."""

    TEMPLATE = "template", _("from the template")
    ADDED = "added", _("added")
    CONDITION = "condition", _("condition of a gate")


class OwnerRole(TextChoices):
    """Whom a template names as the owner of an activity; the initiative says who that is (O1 to O3)."""

    WORKFLOW_OWNER = "workflow_owner", _("workflow owner")
    TRANSFORMATION_LEAD = "transformation_lead", _("transformation lead")
    PARTNER_LEAD = "partner_lead", _("partner lead")


class EvidenceKind(TextChoices):
    """What a piece of evidence is."""

    FILE = "file", _("file")
    LINK = "link", _("link")
    NOTE = "note", _("note")


class EvidenceStatus(TextChoices):
    """Where a piece of evidence stands."""

    SUBMITTED = "submitted", _("waits for review")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class AcceptanceVerdict(TextChoices):
    """What a tester says after a session on real tasks (P6)."""

    ACCEPTS = "accepts", _("accepts")
    REJECTS = "rejects", _("rejects")


class DefectStatus(TextChoices):
    """Where a defect stands that a tester found."""

    OPEN = "open", _("open")
    FIXED = "fixed", _("fixed")
    DISMISSED = "dismissed", _("not a defect")


class KitStatus(TextChoices):
    """Where the kit of a play stands (K1)."""

    NONE = "none", _("none yet")
    FROZEN = "frozen", _("waits for approval")
    RELEASED = "released", _("in the partner’s library")
