"""The vocabulary of initiatives and the people in them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InitiativeStatus(TextChoices):
    """Where an initiative stands."""

    IDEA = "idea", _("idea")
    EVALUATING = "evaluating", _("evaluating")
    PILOT = "pilot", _("pilot")
    LIMITED_PRODUCTION = "limited_production", _("limited production")
    PRODUCTION = "production", _("production")
    PAUSED = "paused", _("paused for redesign")
    KILLED = "killed", _("killed")
    RETIRED = "retired", _("retired")


class StageReached(TextChoices):
    """The furthest that an initiative came, lowest first: what its value counts by, wherever it stands now (V12)."""

    NONE = "none", _("before limited production")
    LIMITED_PRODUCTION = "limited_production", _("limited production")
    PRODUCTION = "production", _("production")


ENDED = frozenset({InitiativeStatus.KILLED.value, InitiativeStatus.RETIRED.value})


class InitiativeType(TextChoices):
    """What kind of work takes the client's implementation capacity."""

    AI_USE_CASE = "ai_use_case", _("AI use case")
    ERP = "erp", _("ERP migration")
    CRM = "crm", _("CRM rollout")
    DATA = "data", _("data platform")
    OTHER = "other", _("other change")


class BlockerKind(TextChoices):
    """What kind of thing is in the way."""

    DATA_PATH = "data_path", _("data path")
    POLICY_CONFLICT = "policy_conflict", _("conflict with a policy")
    AUDIT_CONCERN = "audit_concern", _("concern of audit")
    ACCESS = "access", _("access")
    INTEGRATION = "integration", _("integration")
    PEOPLE = "people", _("people")
    VENDOR = "vendor", _("vendor")
    DECISION = "decision", _("decision")
    OTHER = "other", _("other")


class BlockerControl(TextChoices):
    """Whether the workflow owner can remove what is in the way (O5)."""

    INSIDE = "inside", _("within the workflow owner’s control")
    OUTSIDE = "outside", _("outside the workflow owner’s control")


class BlockerStatus(TextChoices):
    """Whether it is in the way still."""

    OPEN = "open", _("in the way")
    RESOLVED = "resolved", _("out of the way")


class BusinessFunction(TextChoices):
    """The part of the company a person works in; a workflow owner comes from any but IT (O1)."""

    OPERATIONS = "operations", _("operations")
    SALES = "sales", _("sales")
    SERVICE = "service", _("customer service")
    FINANCE = "finance", _("finance")
    PROCUREMENT = "procurement", _("procurement")
    PRODUCTION = "production", _("production")
    LOGISTICS = "logistics", _("logistics")
    PEOPLE = "people", _("people")
    LEGAL = "legal", _("legal and compliance")
    MANAGEMENT = "management", _("general management")
    IT = "it", _("IT")
    PARTNER = "partner", _("transformation partner")


class Verdict(TextChoices):
    """What a rule computed from live data says; no gate passes with an unknown (P2)."""

    MET = "met", _("met")
    UNMET = "unmet", _("unmet")
    UNKNOWN = "unknown", _("unknown")
