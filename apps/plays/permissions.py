"""Who may plan and run plays, bring and review evidence, submit and decide gates."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.initiatives.permissions import CLIENT, PARTNER, owns_the_workflow
from kernel.access import Actor, table

VIEW = "plays.view"
MANAGE = "plays.manage"
ACTIVITIES = "activities.write"
EVIDENCE = "evidence.write"
REVIEW = "evidence.review"
ACCEPTANCE = "acceptance.write"
FALLBACK = "fallback.write"
EFFORT = "effort.write"
SUBMIT = "gates.submit"
DECIDE = "gates.decide"
WAIVE = "gates.waive"
EXTEND = "plays.extend"
FREEZE_KIT = "kits.freeze"
RELEASE_KIT = "kits.release"


def owns_its_workflow(actor: Actor, obj: Any) -> bool:
    """Whether the actor is the workflow owner of the initiative that a play, or something of one, belongs to."""
    play = getattr(obj, "play", obj)
    return obj is not None and owns_the_workflow(actor, play.initiative)


def owns_it_or_its_workflow(actor: Actor, obj: Any) -> bool:
    """Whether the activity is the actor's own, or one of a play whose workflow they own."""
    if obj is not None and actor.person_id is not None and getattr(obj, "owner_id", None) == actor.person_id:
        return True
    return owns_its_workflow(actor, obj)


def did_not_submit(actor: Actor, obj: Any) -> bool:
    """Whether somebody else submitted the gate or the evidence: nobody decides on their own (P2, P3)."""
    return obj is None or obj.submitted_by_id is None or obj.submitted_by_id != actor.id


def owns_the_workflow_and_did_not_submit(actor: Actor, obj: Any) -> bool:
    """Whether the actor owns the workflow, and somebody else brought the evidence."""
    return did_not_submit(actor, obj) and owns_its_workflow(actor, obj)


table.add(VIEW, _("see plays and gates"), *PARTNER, *CLIENT, "service_account")
table.add(MANAGE, _("start and plan plays"), *PARTNER)
table.add(
    ACTIVITIES,
    _("add and change activities"),
    *PARTNER,
    *CLIENT,
    "service_account",
    rules={
        "workflow_owner": owns_it_or_its_workflow,
        "client_sponsor": owns_it_or_its_workflow,
        "client_viewer": owns_it_or_its_workflow,
    },
)
table.add(
    EVIDENCE,
    _("bring evidence"),
    *PARTNER,
    "client_sponsor",
    "workflow_owner",
    "service_account",
    rules={"workflow_owner": owns_its_workflow},
)
table.add(
    REVIEW,
    _("review evidence that somebody else brought"),
    *PARTNER,
    "client_sponsor",
    "workflow_owner",
    rules={
        "partner_admin": did_not_submit,
        "consultant": did_not_submit,
        "client_sponsor": did_not_submit,
        "workflow_owner": owns_the_workflow_and_did_not_submit,
    },
)
table.add(
    ACCEPTANCE,
    _("record user acceptance"),
    *PARTNER,
    "workflow_owner",
    "service_account",
    rules={"workflow_owner": owns_its_workflow},
)
table.add(
    FALLBACK,
    _("write the fallback and record drills"),
    *PARTNER,
    "workflow_owner",
    rules={"workflow_owner": owns_its_workflow},
)
table.add(EFFORT, _("book effort"), *PARTNER, "service_account")
table.add(
    SUBMIT, _("submit gates for decision"), *PARTNER, "workflow_owner", rules={"workflow_owner": owns_its_workflow}
)
table.add(
    DECIDE, _("decide gates that somebody else submitted"), "client_sponsor", rules={"client_sponsor": did_not_submit}
)
table.add(WAIVE, _("waive a criterion for a while"), "client_sponsor", rules={"client_sponsor": did_not_submit})
table.add(EXTEND, _("sign the extension of a play"), "client_sponsor")
table.add(FREEZE_KIT, _("freeze a kit out of a play"), *PARTNER)
table.add(RELEASE_KIT, _("release a kit to the partner’s library"), "client_sponsor")
