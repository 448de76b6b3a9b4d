"""The vocabulary of governance."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnswerType(TextChoices):
    """What an item of the checklist is answered with."""

    TEXT = "text", _("a text")
    SENSITIVITY = "sensitivity", _("a level of sensitivity")
    LIST = "list", _("a list")
    ESCALATION = "escalation", _("who takes it, how soon, and how")


class Sensitivity(TextChoices):
    """How sensitive the data are that the AI sees, least first (G1)."""

    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("internal")
    CONFIDENTIAL = "confidential", _("confidential")
    RESTRICTED = "restricted", _("restricted")


class Lacking(TextChoices):
    """What an item of the checklist still lacks (G1)."""

    ANSWER = "answer", _("an answer")
    OWNER = "owner", _("an owner")
    EVIDENCE = "evidence", _("evidence")
    REVIEW = "review", _("a review date")
    REVIEW_PAST = "review_past", _("its review, which is overdue")


class BoundaryStatus(TextChoices):
    """Where a boundary statement stands (G2)."""

    PROPOSED = "proposed", _("waits for approval")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("replaced")
    WITHDRAWN = "withdrawn", _("withdrawn")


class MonitorType(TextChoices):
    """What a monitor watches (G3)."""

    QUALITY = "quality", _("quality")
    LATENCY = "latency", _("latency")
    DRIFT = "drift", _("drift")
    VOLUME = "volume", _("volume")


class Every(TextChoices):
    """How often a monitor is expected to be read."""

    HOUR = "hour", _("every hour")
    DAY = "day", _("every day")
    WEEK = "week", _("every week")


class MonitorStatus(TextChoices):
    """Whether a monitor is read still."""

    ACTIVE = "active", _("active")
    RETIRED = "retired", _("retired")


class Severity(TextChoices):
    """How bad an incident is, worst first; kept as a number."""

    CRITICAL = "1", _("1, critical")
    SEVERE = "2", _("2, severe")
    LIMITED = "3", _("3, limited")
    MINOR = "4", _("4, minor")


# An incident of this severity or a worse one keeps a run from being stable, and has to say whether the fallback was used.
SEVERE = 2


class IncidentType(TextChoices):
    """What kind of thing went wrong (G7). A breach is a monitor out of its range."""

    BREACH = "breach", _("monitor out of its range")
    QUALITY = "quality", _("quality")
    DATA = "data", _("data")
    SECURITY = "security", _("security")
    AVAILABILITY = "availability", _("availability")
    DECISION = "decision", _("decision")
    ROLLBACK = "rollback", _("rollback trigger")
    OTHER = "other", _("other")


class IncidentStatus(TextChoices):
    """Where an incident stands (G7)."""

    OPEN = "open", _("open")
    CONTAINED = "contained", _("contained")
    RESOLVED = "resolved", _("resolved")
    CLOSED = "closed", _("closed")


# While it stands there, it goes on.
ONGOING = (IncidentStatus.OPEN, IncidentStatus.CONTAINED)


class RowOutcome(TextChoices):
    """What happened to a reading that was sent."""

    NEW = "new", _("new")
    UNCHANGED = "unchanged", _("as it was")
    REFUSED = "refused", _("refused")


class ControlKind(TextChoices):
    """A kind of control that has to operate in practice (G6)."""

    MONITOR = "monitor", _("monitor")
    ATTESTATION = "attestation", _("attestation")
    CHECKLIST = "checklist", _("review of the checklist")
    LOGGING = "logging", _("logging")
    ESCALATION = "escalation", _("escalation path")
    BOUNDARY = "boundary", _("boundary statement")


class ControlState(TextChoices):
    """Whether a control works in practice (G6)."""

    OPERATES = "operates", _("operates")
    STOPPED = "stopped", _("no longer operates")
    DOCUMENTED = "documented", _("documented only")
