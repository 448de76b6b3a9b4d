"""The vocabulary of initiatives, the people in them and what blocks them."""

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


class InitiativeType(TextChoices):
    """What kind of work takes the client's implementation capacity."""

    AI_USE_CASE = "ai_use_case", _("AI use case")
    ERP = "erp", _("ERP migration")
    CRM = "crm", _("CRM rollout")
    DATA = "data", _("data platform")
    OTHER = "other", _("other change")


class OwnershipRole(TextChoices):
    """The three people every initiative names, each exactly once (O1 to O3)."""

    WORKFLOW_OWNER = "workflow_owner", _("workflow owner")
    TRANSFORMATION_LEAD = "transformation_lead", _("transformation lead")
    PARTNER_LEAD = "partner_lead", _("partner lead")


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


class BlockerControl(TextChoices):
    """Whether what blocks lies inside or outside the workflow owner's control (O5)."""

    INSIDE = "inside", _("inside the owner's control")
    OUTSIDE = "outside", _("outside the owner's control")
