"""What happens to checklists, boundary statements, monitors, incidents and attestations, in the client's ledger."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.services import declare

CHECKLIST_STARTED = declare("checklist.started", _("governance checklist begun"))
ITEM_ADDED = declare("checklist.item_added", _("item added to the governance checklist"))
ITEM_ANSWERED = declare("checklist.item_answered", _("item of the governance checklist answered"))
BOUNDARY_PROPOSED = declare("boundary.proposed", _("boundary statement proposed"))
BOUNDARY_APPROVED = declare("boundary.approved", _("boundary statement in force"))
BOUNDARY_SUPERSEDED = declare("boundary.superseded", _("boundary statement replaced"))
BOUNDARY_WITHDRAWN = declare("boundary.withdrawn", _("boundary statement withdrawn"))
MONITOR_CREATED = declare("monitor.created", _("monitor defined"))
MONITOR_CHANGED = declare("monitor.changed", _("monitor changed"))
MONITOR_RETIRED = declare("monitor.retired", _("monitor retired"))
MONITOR_READ = declare("monitor.readings_recorded", _("readings of a monitor recorded"))
INCIDENT_OPENED = declare("incident.opened", _("incident opened"))
INCIDENT_CHANGED = declare("incident.changed", _("incident changed"))
INCIDENT_NOTED = declare("incident.noted", _("note on an incident"))
INCIDENT_CONTAINED = declare("incident.contained", _("incident contained"))
INCIDENT_RESOLVED = declare("incident.resolved", _("incident resolved"))
INCIDENT_CLOSED = declare("incident.closed", _("incident closed"))
INCIDENT_REOPENED = declare("incident.reopened", _("incident opened again"))
ATTESTATION_SCHEDULED = declare("attestation.scheduled", _("attestation asked for"))
ATTESTATION_GIVEN = declare("attestation.given", _("attestation given"))
