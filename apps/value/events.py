"""What happens to KPIs, readings and contracts, in the client's ledger."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.services import declare

KPI_CREATED = declare("kpi.created", _("KPI defined"))
KPI_CHANGED = declare("kpi.changed", _("KPI changed"))
BASELINE_RECORDED = declare("baseline.recorded", _("baseline recorded"))
READINGS_RECORDED = declare("readings.recorded", _("readings recorded"))
CONTRACT_DRAFTED = declare("contract.drafted", _("contract drafted"))
CONTRACT_CHANGED = declare("contract.changed", _("draft of a contract changed"))
CONTRACT_PROPOSED = declare("contract.proposed", _("contract proposed for signature"))
CONTRACT_WITHDRAWN = declare("contract.withdrawn", _("contract taken back for changes"))
CONTRACT_SIGNATURE = declare("contract.signature_given", _("signature given"))
CONTRACT_SIGNED = declare("contract.signed", _("contract signed by all"))
CONTRACT_ACTIVATED = declare("contract.activated", _("contract in force"))
ROLLBACK_FIRED = declare("contract.rollback_fired", _("rollback trigger fired"))
CONTRACT_CANCELLED = declare("contract.cancelled", _("contract cancelled"))
