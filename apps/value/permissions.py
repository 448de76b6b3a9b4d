"""Who may see KPIs and contracts, enter readings, negotiate, and sign."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.initiatives.permissions import CLIENT, PARTNER, owns_the_workflow
from kernel.access import Actor, table

VIEW = "value.view"
DEFINE = "kpis.manage"
READINGS = "readings.write"
NEGOTIATE = "contracts.negotiate"
SIGN = "contracts.sign"
CANCEL = "contracts.cancel"
CONCLUDE = "contracts.conclude"
CLEAR = "contracts.clear_rollback"
VALIDATE = "value.validate"


def is_signatory(actor: Actor, obj: Any) -> bool:
    """Whether the actor's person is named as a signatory by a version's content; the partner never signs for its client."""
    return (
        obj is not None and actor.person_id is not None and str(actor.person_id) in (obj["signatories"] or {}).values()
    )


def signs_for_finance(actor: Actor, obj: Any) -> bool:
    """Whether the actor's person is the one whom a version's content names for finance (V12)."""
    named = (obj["signatories"] or {}).get("finance") if obj is not None else None
    return actor.person_id is not None and str(actor.person_id) == named


def owns_its_workflow(actor: Actor, obj: Any) -> bool:
    """Whether the actor is the workflow owner of the initiative that the KPI belongs to."""
    return owns_the_workflow(actor, getattr(obj, "initiative", obj))


table.add(VIEW, _("see KPIs, readings and contracts"), *PARTNER, *CLIENT, "service_account")
table.add(
    DEFINE,
    _("define KPIs and record baselines"),
    *PARTNER,
    "workflow_owner",
    "service_account",
    rules={"workflow_owner": owns_its_workflow},
)
table.add(
    READINGS,
    _("enter readings"),
    *PARTNER,
    "workflow_owner",
    "service_account",
    rules={"workflow_owner": owns_its_workflow},
)
table.add(NEGOTIATE, _("draft, propose and withdraw contracts"), *PARTNER)
table.add(SIGN, _("sign contracts that name them as a signatory"), *CLIENT, rules=dict.fromkeys(CLIENT, is_signatory))
table.add(CANCEL, _("cancel contracts"), *PARTNER, "client_sponsor")
table.add(CONCLUDE, _("judge how a contract ended"), *PARTNER, "client_sponsor")
# What fired freezes gates: whoever submits a gate must not be the one who thaws it.
table.add(CLEAR, _("clear a rollback trigger that has fired"), "client_sponsor")
table.add(
    VALIDATE,
    _("validate the value of contracts that name them for finance"),
    *CLIENT,
    rules=dict.fromkeys(CLIENT, signs_for_finance),
)
