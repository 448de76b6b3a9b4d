"""Who may see how the AI is kept within its limits, who keeps it there, and who answers for it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.initiatives.permissions import CLIENT, PARTNER, owns_the_workflow
from kernel.access import Actor, table

VIEW = "governance.view"
MANAGE = "governance.manage"
APPROVE = "boundary.approve"
INCIDENTS = "incidents.write"
RECORD = "monitors.record"
ATTEST = "attestations.attest"
SCHEDULE = "attestations.schedule"


def is_the_leader(actor: Actor, obj: Any) -> bool:
    """Whether the actor's person is the leader who is to attest (G5); nobody does it for them."""
    return obj is not None and actor.person_id is not None and obj.leader_id == actor.person_id


OWNED = {"workflow_owner": owns_the_workflow}

table.add(
    VIEW,
    _("see checklists, boundary statements, monitors, incidents and attestations"),
    *PARTNER,
    *CLIENT,
    "service_account",
)
table.add(
    MANAGE,
    _("answer checklists, propose boundary statements, and define monitors"),
    *PARTNER,
    "workflow_owner",
    "service_account",
    rules=OWNED,
)
table.add(APPROVE, _("approve boundary statements"), "client_sponsor", "workflow_owner", rules=OWNED)
table.add(INCIDENTS, _("report and handle incidents"), *PARTNER, "workflow_owner", "service_account", rules=OWNED)
table.add(RECORD, _("enter readings of monitors"), *PARTNER, "workflow_owner", "service_account", rules=OWNED)
table.add(
    ATTEST,
    _("attest that the AI stays inside its limits, when it is asked of them"),
    *CLIENT,
    rules=dict.fromkeys(CLIENT, is_the_leader),
)
table.add(SCHEDULE, _("ask a leader for attestations"), *PARTNER, "client_sponsor")
