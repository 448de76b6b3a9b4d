"""Who may see and change initiatives and people."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.access import Actor, table

VIEW = "initiatives.view"
MANAGE = "initiatives.manage"
ACTIVITY = "activity.view"
BLOCKERS = "blockers.write"

PARTNER = ("partner_admin", "consultant")
CLIENT = ("client_sponsor", "workflow_owner", "client_viewer")


def owns_the_workflow(actor: Actor, obj: Any) -> bool:
    """Whether the actor is the workflow owner of the initiative; of one that is not named yet, nobody is."""
    return obj is not None and actor.person_id is not None and obj.workflow_owner_id == actor.person_id


table.add(VIEW, _("see initiatives and people"), *PARTNER, *CLIENT, "service_account")
table.add(MANAGE, _("create and change initiatives and people"), *PARTNER, "service_account")
table.add(ACTIVITY, _("read the ledger"), *PARTNER, "client_sponsor", "service_account")
table.add(
    BLOCKERS,
    _("say what is in an initiative’s way, and that it no longer is"),
    *PARTNER,
    "client_sponsor",
    "workflow_owner",
    "service_account",
    rules={"workflow_owner": owns_the_workflow},
)
