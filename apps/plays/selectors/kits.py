"""What a kit is made of: the plan of a play as it really ran, its KPIs, controls, monitors and fallback (K1)."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Sum

from apps.accounts.selectors import names_around
from apps.governance.choices import MonitorStatus
from apps.governance.models import ChecklistItem, Monitor
from apps.initiatives.models import Initiative, Person
from apps.plays.choices import ActivityOrigin, ActivityStatus, OwnerRole
from apps.plays.models import Activity, Play
from apps.plays.rules.days import PLAY_DAYS, day_of
from apps.plays.rules.kits import Scrubbed, Secrets, days_in_order, free_keys, scrub, texts_of
from apps.plays.rules.plans import plan_from
from apps.value.choices import Unit
from apps.value.models import Kpi
from kernel.tenancy.context import mounted_client

# Fields whose texts are keys and vocabulary of the product or the partner, not anybody's words.
VOCABULARY = frozenset(
    {"key", "kind", "type", "phase", "owner", "depends_on", "direction", "every", "checklist", "template"}
)
MOST_ACTIVITIES, MOST_CONTROLS, MOST_ROWS, MOST_WAITED_FOR = 60, 60, 20, 10
MOST_HOURS = 100_000


def kit_of(play: Play) -> Scrubbed:
    """The kit that the play leaves as it stands, scrubbed; the same play gives the same kit."""
    initiative: Initiative = play.initiative
    client = mounted_client()
    secrets = Secrets(
        clients=[client.name, client.slug],
        # Who has a login is not always in the register, and who is in the register has not always one.
        people=[*Person.objects.values_list("name", flat=True), *names_around(client.pk)],
        workflows=[
            *Initiative.objects.values_list("name", flat=True),
            initiative.workflow,
            *Play.objects.values_list("team", flat=True),
        ],
    )
    first = _first_run(play)
    items = list(ChecklistItem.objects.filter(initiative=initiative.pk).order_by("position")[:MOST_CONTROLS])
    shared = [item for item in items if item.template_item is not None]
    # What the play began with is the partner's, word for word, and so is what a checklist took over.
    ours = texts_of(first.plan) | {text for item in shared for text in (item.key, item.title, item.question)}
    document = _document(play, first, items, ours)
    return scrub(document, secrets=secrets, known=ours | set(Unit.values), kept=VOCABULARY)


def _first_run(play: Play) -> Play:
    """The play that a row of repetitions began with: its plan came from the partner's library, those of the others from a kit."""
    while play.replicates is not None:
        play = play.replicates
    return play


def _document(play: Play, first: Play, items: list[ChecklistItem], ours: Collection[str]) -> dict[str, Any]:
    plan: Mapping[str, Any] = play.plan
    kpis = Kpi.objects.filter(initiative=play.initiative_id).order_by("name")
    monitors = Monitor.objects.filter(initiative=play.initiative_id).exclude(status=MonitorStatus.RETIRED)
    document: dict[str, Any] = {
        "name": plan["name"],
        "summary": plan.get("summary", ""),
        "template": f"{first.template_key}@{first.template_version}",
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
            for kpi in kpis[:MOST_ROWS]
        ],
        "controls": [
            {"key": key, "title": item.title, "question": item.question}
            for key, item in zip(_control_keys(items, ours), items, strict=True)
        ],
        "monitors": [
            {"name": monitor.name, "type": monitor.type, "unit": monitor.unit, "every": monitor.every}
            for monitor in monitors.order_by("name")[:MOST_ROWS]
        ],
        "fallback": play.fallback,
    }
    if hours := _first_hours(play):
        document["first_run_hours"] = hours
    return {name: value for name, value in document.items() if value not in ("", [])} | {
        "activities": document["activities"]
    }


def _control_keys(items: list[ChecklistItem], ours: Collection[str]) -> list[str]:
    """The partner's keys as they are; a key that the client made up says something of the client."""
    return free_keys([item.key if item.key in ours else "" for item in items], "control")


def _first_hours(play: Play) -> int:
    """The hours that a repetition is held against (K2): those of the first run, also in the kit of a repetition."""
    first = play.plan.get("first_run_hours")
    hours = first or play.effort.aggregate(sum=Sum("hours"))["sum"] or 0
    return min(max(int(hours), 0), MOST_HOURS)


def _activities(play: Play) -> list[dict[str, Any]]:
    """What belongs to the work, on the day on which it was done or else is due; what was dropped is left out."""
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
    keys = dict(zip((str(row.pk) for row in rows), free_keys([row.key for row in rows], "added"), strict=True))
    waits_for = {
        keys[str(row.pk)]: [keys[each] for each in row.depends_on if each in keys][:MOST_WAITED_FOR] for row in rows
    }
    ran_on = {keys[str(row.pk)]: day_of(play.starts_on, row.done_on or row.due_on) for row in rows}
    of = {keys[str(row.pk)]: phases[row.phase] for row in rows}
    days = days_in_order(
        {key: max(day, of[key].first_day) for key, day in ran_on.items()},
        waits_for,
        {key: min(phase.last_day, PLAY_DAYS) for key, phase in of.items()},
    )
    found = []
    for row in rows:
        key = keys[str(row.pk)]
        activity: dict[str, Any] = {
            "key": key,
            "title": row.title,
            "phase": row.phase,
            "day": days[key],
            "owner": str(owners.get(row.owner_id, OwnerRole.PARTNER_LEAD).value),
        }
        if row.description:
            activity["description"] = row.description
        if waits_for[key]:
            activity["depends_on"] = waits_for[key]
        found.append(activity)
    return found
