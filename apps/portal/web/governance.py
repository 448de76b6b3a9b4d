"""The tab of an initiative that says whether its AI is kept within its limits."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.governance import permissions
from apps.governance.checklist_templates import CHECKLIST_TEMPLATE
from apps.governance.choices import ControlState
from apps.governance.rules.controls import Control
from apps.governance.selectors.monitors import MonitorLine, picture_of, picture_sentence
from apps.governance.selectors.overview import GovernancePage, governance_page
from apps.initiatives.models import Initiative
from apps.initiatives.selectors import initiative
from apps.library.selectors import offered
from apps.portal.web.initiatives import tabs_of
from kernel.access import Actor, table
from kernel.tenancy.context import local_today
from kernel.tenancy.mount import ClientRequest

# So many pictures a page carries; the other monitors are told in a sentence.
MOST_PICTURES = 6


@dataclass(frozen=True, slots=True)
class ShownMonitor:
    """A monitor as the page draws it."""

    id: str
    line: MonitorLine
    sentence: str
    picture: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ShownControl:
    """A control, and where it is mended, if it has to be."""

    control: Control
    address: str


@require_GET
def show_governance(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Whether it is under control, and everything that this rests on."""
    table.require(request.actor, permissions.VIEW)
    found = initiative(initiative_id)
    page = governance_page(initiative_id, local_today())
    may = _may(request.actor, found, page)
    context = {
        "initiative": found,
        "tabs": tabs_of(request.actor, found, "initiative_governance"),
        "governance": page,
        "monitors": [_shown(place, line) for place, line in enumerate(page.monitors)],
        "controls": [ShownControl(each, _address(each)) for each in page.controls],
        "templates": offered(CHECKLIST_TEMPLATE) if may["may_manage"] else (),
        **may,
    }
    return render(request, "initiatives/initiative_governance.html", context)


def _shown(place: int, line: MonitorLine) -> ShownMonitor:
    drawn = picture_of(line) if place < MOST_PICTURES else None
    return ShownMonitor(str(line.monitor.pk), line, picture_sentence(line), drawn)


def _address(control: Control) -> str:
    if control.state == ControlState.OPERATES:
        return ""
    return reverse(control.fix.view, args=control.fix.arguments)


def _may(actor: Actor, found: Initiative, page: GovernancePage) -> dict[str, bool]:
    """What the actor may do here, and what waits for them."""
    waits = page.proposed is not None and page.proposed.proposed_by_id != actor.id
    attests = page.due is not None and table.allows(actor, permissions.ATTEST, page.due)
    return {
        "may_manage": table.allows(actor, permissions.MANAGE, found),
        "may_report": table.allows(actor, permissions.INCIDENTS, found),
        "may_schedule": table.allows(actor, permissions.SCHEDULE, found),
        "approve_first": waits and table.allows(actor, permissions.APPROVE, found),
        "attest_first": attests and page.boundary is not None,
    }
