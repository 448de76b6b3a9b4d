"""What a kit is made of: the plan of a play as it really ran, its KPIs, controls, monitors and fallback (K1)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum

from apps.governance.models import ChecklistItem, Monitor
from apps.initiatives.models import Initiative, Person
from apps.library.selectors import offered_as
from apps.plays.choices import ActivityOrigin, ActivityStatus, OwnerRole
from apps.plays.documents import PLAY_TEMPLATE
from apps.plays.models import Activity, Play
from apps.plays.rules.days import PLAY_DAYS, day_of
from apps.plays.rules.kits import Scrubbed, Secrets, scrub, texts_of
from apps.plays.rules.plans import plan_from
from apps.value.models import Kpi
from kernel.errors import NotFoundMissing
from kernel.tenancy.context import mounted_client

# Fields whose texts are keys and vocabulary, not anybody's words.
VOCABULARY = frozenset(
    {"key", "kind", "type", "phase", "owner", "depends_on", "unit", "direction", "every", "checklist", "template"}
)
MOST_ACTIVITIES = 60


def kit_of(play: Play) -> Scrubbed:
    """The kit that the play leaves as it stands, scrubbed; the same play gives the same kit."""
    initiative: Initiative = play.initiative
    secrets = Secrets(
        clients=[mounted_client().name, mounted_client().slug],
        people=[text for pair in Person.objects.values_list("name", "email") for text in pair if text],
        workflows=[
            *Initiative.objects.values_list("name", flat=True),
            initiative.workflow,
            *Play.objects.values_list("team", flat=True),
        ],
    )
    return scrub(_document(play), secrets=secrets, known=_ours(play), kept=VOCABULARY)


def _document(play: Play) -> dict[str, Any]:
    plan: Mapping[str, Any] = play.plan
    hours = play.effort.aggregate(sum=Sum("hours"))["sum"] or 0
    kpis = Kpi.objects.filter(initiative=play.initiative_id).order_by("name")
    document: dict[str, Any] = {
        "name": plan["name"],
        "summary": plan.get("summary", ""),
        "template": f"{play.template_key}@{play.template_version}",
        "checklist": plan.get("checklist", ""),
        "phases": plan["phases"],
        "gates": plan["gates"],
        "activities": _activities(play),
        "kpis": [
            {
                "name": kpi.name,
                "unit": kpi.unit,
                "direction": kpi.direction,
                "kind": kpi.kind,
                "definition": kpi.definition,
            }
            for kpi in kpis[:20]
        ],
        "controls": [
            {"key": item.key, "title": item.title, "question": item.question}
            for item in ChecklistItem.objects.filter(initiative=play.initiative_id).order_by("position")[:60]
        ],
        "monitors": [
            {"name": monitor.name, "type": monitor.type, "unit": monitor.unit, "every": monitor.every}
            for monitor in Monitor.objects.filter(initiative=play.initiative_id).order_by("name")[:20]
        ],
        "fallback": play.fallback,
    }
    if hours > 0:
        document["first_run_hours"] = int(hours)
    return {name: value for name, value in document.items() if value not in ("", [])} | {
        "activities": document["activities"]
    }


def _activities(play: Play) -> list[dict[str, Any]]:
    """What was really done, on the day of the play on which it was done; what was dropped is left out."""
    plan = plan_from(play.plan)
    phases = {phase.key: phase for phase in plan.phases}
    owners = {
        play.initiative.workflow_owner_id: OwnerRole.WORKFLOW_OWNER,
        play.initiative.transformation_lead_id: OwnerRole.TRANSFORMATION_LEAD,
    }
    rows = list(
        Activity.objects.filter(play=play)
        .exclude(status=ActivityStatus.DROPPED)
        .exclude(origin=ActivityOrigin.CONDITION)
        .order_by("planned_on", "position", "pk")[:MOST_ACTIVITIES]
    )
    keys = {str(row.pk): row.key or f"added-{place + 1}" for place, row in enumerate(rows)}
    found = []
    for row in rows:
        phase = phases[row.phase]
        day = day_of(play.starts_on, row.done_on or row.due_on)
        activity: dict[str, Any] = {
            "key": keys[str(row.pk)],
            "title": row.title,
            "phase": row.phase,
            "day": min(max(day, phase.first_day), phase.last_day, PLAY_DAYS),
            "owner": str(owners.get(row.owner_id, OwnerRole.PARTNER_LEAD).value),
        }
        if row.description:
            activity["description"] = row.description
        if waits_for := [keys[each] for each in row.depends_on if each in keys]:
            activity["depends_on"] = waits_for[:10]
        found.append(activity)
    return found


def _ours(play: Play) -> set[str]:
    """The texts of the template that the play began with, where the library still has it: the partner's own words."""
    try:
        template = offered_as(play.template_kind or PLAY_TEMPLATE, f"{play.template_key}@{play.template_version}")
    except NotFoundMissing:
        return set()
    return texts_of(template.document)
