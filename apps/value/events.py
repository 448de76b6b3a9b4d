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
CONTRACT_AMENDED = declare("contract.amended", _("amendment in force"))
AMENDMENT_DRAFTED = declare("contract.amendment_drafted", _("amendment drafted"))
AMENDMENT_DROPPED = declare("contract.amendment_dropped", _("amendment dropped"))
CONTRACT_ACHIEVED = declare("contract.achieved", _("contract achieved"))
CONTRACT_MISSED = declare("contract.missed", _("contract missed"))
CONTRACT_ROLLED_BACK = declare("contract.rolled_back", _("contract rolled back"))
CONTRACT_SUPERSEDED = declare("contract.superseded", _("contract replaced by another"))
ROLLBACK_FIRED = declare("contract.rollback_fired", _("rollback trigger fired"))
ROLLBACK_CLEARED = declare("contract.rollback_cleared", _("rollback trigger cleared"))
GUARDRAIL_CHANGED = declare("contract.guardrail_changed", _("guardrail broken or kept again"))
SIGNALS_CHANGED = declare("kpi.signals_changed", _("signals of a KPI changed"))
READING_WITHDRAWN = declare("reading.withdrawn", _("reading withdrawn"))
CONTRACT_CANCELLED = declare("contract.cancelled", _("contract cancelled"))
VALUE_VALIDATED = declare("value.validated", _("value validated by finance"))
