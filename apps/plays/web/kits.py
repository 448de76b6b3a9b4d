"""The page of a play's kit: what would leave the client, readably, with what was taken out; frozen, discarded, released (K1)."""

import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.plays import permissions
from apps.plays.choices import GateStatus, GateType, KitStatus
from apps.plays.lifecycle import KIT
from apps.plays.models import Gate
from apps.plays.rules.kits import CLIENT, FIGURE, SOMEBODY, WORKFLOW
from apps.plays.rules.plans import plan_from
from apps.plays.selectors.plays import play
from apps.plays.services import discard_kit, freeze_kit, release_kit
from apps.plays.web.frame import framed, who_may
from kernel.access import table
from kernel.lifecycle import MoveRefused
from kernel.tenancy.mount import ClientRequest

TAKEN_OUT = re.compile("|".join(re.escape(each) for each in (CLIENT, SOMEBODY, WORKFLOW, FIGURE)))


@require_GET
def show_kit(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """The kit as it is frozen, and what may be done with it."""
    table.require(request.actor, permissions.VIEW)
    found = play(play_id)
    kit: Mapping[str, Any] | None = found.kit
    open_now = {move.name: move for move in KIT.open_from(found.kit_status)}
    past_pilot = Gate.objects.filter(play=found, type=GateType.PILOT, status=GateStatus.PASSED).exists()
    texts = list(_texts(kit))
    context = {
        **framed(found, "kit"),
        "kit": kit and _readable(kit),
        "taken_out": sum(len(TAKEN_OUT.findall(text)) for text in texts),
        "past_pilot": past_pilot,
        "who_releases": who_may(permissions.RELEASE_KIT),
        "is_released": found.kit_status == KitStatus.RELEASED,
        "may": {
            name: table.allows(request.actor, move.permission, found) and (name != "freeze" or past_pilot)
            for name, move in open_now.items()
        },
        "may_repeat": kit is not None and table.allows(request.actor, permissions.MANAGE),
    }
    return render(request, "plays/kit.html", context)


@require_POST
def move(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """Freeze the kit, discard it, or release the one that was read, named by its hash."""
    asked = request.POST.get("move", "")
    if asked == "freeze":
        freeze_kit(by=request.actor, play_id=play_id)
        messages.success(request, _("The kit is frozen. Read it before it leaves."))
    elif asked == "discard":
        discard_kit(by=request.actor, play_id=play_id)
        messages.success(request, _("The kit is discarded."))
    elif asked == "release":
        release_kit(by=request.actor, play_id=play_id, kit_hash=request.POST.get("kit_hash", "")[:64])
        messages.success(request, _("The kit is released to the partner’s library."))
    else:
        raise MoveRefused(_("There is no such move."), way_out=_("Freeze the kit, discard it or release it."))
    return redirect("plays:kit", play_id)


def _readable(kit: Mapping[str, Any]) -> dict[str, Any]:
    """The kit for its page: each text with what was taken out of it marked."""
    plan = plan_from(kit)
    names = {phase.key: marked(phase.name) for phase in plan.phases}
    return {
        "name": marked(kit["name"]),
        "summary": marked(kit.get("summary", "")),
        "template": kit.get("template", ""),
        "hours": kit.get("first_run_hours"),
        "phases": [
            (names[phase.key], phase.first_day, phase.last_day, [marked(each.title) for each in phase.leaves])
            for phase in plan.phases
        ],
        "gates": [
            (GateType(gate.type).label, gate.day, [marked(each.title) for each in gate.criteria]) for gate in plan.gates
        ],
        "activities": [
            (each.day, marked(each.title), marked(each.description), names[each.phase]) for each in plan.activities
        ],
        "kpis": [(marked(row["name"]), marked(row.get("definition", ""))) for row in kit.get("kpis", ())],
        "controls": [(marked(row["title"]), marked(row.get("question", ""))) for row in kit.get("controls", ())],
        "monitors": [(marked(row["name"]), marked(row.get("unit", ""))) for row in kit.get("monitors", ())],
        "fallback": marked(kit.get("fallback", "")),
    }


def marked(text: str) -> SafeString:
    """A text in which what stands for something that was taken out is told from the rest."""
    parts, at = [], 0
    for found in TAKEN_OUT.finditer(text):
        parts += [(text[at : found.start()], found.group())]
        at = found.end()
    return format_html("{}{}", format_html_join("", '{}<span class="taken-out">{}</span>', parts), text[at:])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
