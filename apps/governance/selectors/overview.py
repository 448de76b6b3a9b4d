"""The governance of one initiative on one page, in a bounded number of queries."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.governance.choices import (
    ONGOING,
    SEVERE,
    BoundaryStatus,
    ControlState,
    IncidentType,
    Lacking,
    MonitorStatus,
)
from apps.governance.models import Attestation, BoundaryStatement, ChecklistItem, Incident, Monitor
from apps.governance.rules.answers import Situation, answer, is_under_control
from apps.governance.rules.checklist import ESCALATION_PATH
from apps.governance.rules.controls import Control, ControlFacts, MonitorTrace, controls_of
from apps.governance.selectors.checklists import Checklist, boundaries, checklist
from apps.governance.selectors.incidents import incidents
from apps.governance.selectors.monitors import MonitorLine, monitor_lines
from kernel import clock
from kernel.errors import NotFoundMissing

# What a page says of the past.
MOST_ENDED = 5


@dataclass(frozen=True, slots=True)
class GovernancePage:
    """What the tab of an initiative shows."""

    checklist: Checklist
    boundary: BoundaryStatement | None
    proposed: BoundaryStatement | None
    monitors: Sequence[MonitorLine]
    ongoing: Sequence[Incident]
    ended: Sequence[Incident]
    due: Attestation | None
    given: Attestation | None
    controls: Sequence[Control]
    situation: Situation

    @property
    def answer(self) -> str:
        """Whether it is under control, in one sentence."""
        return answer(self.situation)

    @property
    def is_under_control(self) -> bool:
        """Whether it is."""
        return is_under_control(self.situation)


def attestations(initiative_id: uuid.UUID) -> QuerySet[Attestation]:
    """The attestations of an initiative with their leaders: the one that is due first, then the latest given."""
    found: QuerySet[Attestation] = Attestation.objects.filter(initiative_id=initiative_id).select_related("leader")
    return found.order_by("-due_on", "-created_at")


def attestation(attestation_id: uuid.UUID) -> Attestation:
    """One attestation with its initiative and leader. Raises `NotFoundMissing`."""
    found: Attestation | None = (
        Attestation.objects.filter(pk=attestation_id).select_related("initiative", "leader").first()
    )
    if found is None:
        raise NotFoundMissing(_("There is no such attestation."))
    return found


def controls(initiative_id: uuid.UUID, today: dt.date) -> Sequence[Control]:
    """The controls of an initiative, and whether each operates in practice (G6)."""
    return governance_page(initiative_id, today).controls


def governance_page(initiative_id: uuid.UUID, today: dt.date) -> GovernancePage:
    """Everything that the page of an initiative's governance shows, in eight queries."""
    found = checklist(initiative_id, today)
    versions = {row.status: row for row in reversed(boundaries(initiative_id))}
    boundary = versions.get(BoundaryStatus.IN_FORCE)
    lines = monitor_lines(initiative_id)
    own = incidents().filter(initiative_id=initiative_id)
    ongoing = list(own.filter(status__in=ONGOING))
    ended = list(own.exclude(status__in=ONGOING)[:MOST_ENDED])
    own_attestations = attestations(initiative_id)
    due = own_attestations.filter(attested_at__isnull=True).first()
    given = own_attestations.filter(attested_at__isnull=False).order_by("-attested_at").first()
    facts = _control_facts(initiative_id, found, boundary, lines, [*ongoing, *ended], due, given)
    operating = controls_of(facts, clock.now(), today)
    return GovernancePage(
        checklist=found,
        boundary=boundary,
        proposed=versions.get(BoundaryStatus.PROPOSED),
        monitors=lines,
        ongoing=ongoing,
        ended=ended,
        due=due,
        given=given,
        controls=operating,
        situation=_situation(found, boundary, lines, ongoing, due, operating, today),
    )


def _control_facts(
    initiative_id: uuid.UUID,
    found: Checklist,
    boundary: BoundaryStatement | None,
    lines: Sequence[MonitorLine],
    known: Sequence[Incident],
    due: Attestation | None,
    given: Attestation | None,
) -> ControlFacts:
    escalation = next((line.item for line in found.lines if line.item.key == ESCALATION_PATH), None)
    scheduled = due or given
    return ControlFacts(
        initiative_id=initiative_id,
        monitors=[
            MonitorTrace(line.monitor.pk, line.monitor.name, line.monitor.every, line.last_at)
            for line in lines
            if line.monitor.status == MonitorStatus.ACTIVE
        ],
        attestation_id=due.pk if due else None,
        attestation_due_on=due.due_on if due else None,
        attested_at=given.attested_at if given else None,
        attested_every=scheduled.every_days if scheduled else None,
        answered_at=max(
            (line.item.answered_at for line in found.lines if line.item.answered_at is not None), default=None
        ),
        overdue_reviews=sum(Lacking.REVIEW_PAST in line.lacks for line in found.lines),
        escalation_id=escalation.pk if escalation else None,
        escalation_at=escalation.answered_at if escalation else None,
        incident_at=max((row.detected_at for row in known), default=None),
        boundary_id=boundary.pk if boundary else None,
        boundary_at=boundary.approved_at if boundary else None,
    )


def _situation(
    found: Checklist,
    boundary: BoundaryStatement | None,
    lines: Sequence[MonitorLine],
    ongoing: Sequence[Incident],
    due: Attestation | None,
    operating: Sequence[Control],
    today: dt.date,
) -> Situation:
    severe = [row for row in ongoing if row.severity <= SEVERE]
    breaches = [row for row in ongoing if row.type == IncidentType.BREACH and row not in severe]
    return Situation(
        has_checklist=bool(found.lines),
        open_items=len(found.open),
        has_boundary=boundary is not None,
        monitors=sum(line.monitor.status == MonitorStatus.ACTIVE for line in lines),
        breaches=len(breaches),
        severe_incidents=len(severe),
        other_incidents=len(ongoing) - len(severe) - len(breaches),
        controls=len(operating),
        stopped_controls=sum(each.state == ControlState.STOPPED for each in operating),
        documented_controls=sum(each.state == ControlState.DOCUMENTED for each in operating),
        attestation_overdue=due is not None and due.due_on < today,
    )


def governed_ids(initiative_id: uuid.UUID) -> list[uuid.UUID]:
    """What governance keeps of an initiative, as the ledger names it."""
    models: Sequence[Any] = (ChecklistItem, BoundaryStatement, Monitor, Incident, Attestation)
    return [
        pk for model in models for pk in model.objects.filter(initiative_id=initiative_id).values_list("pk", flat=True)
    ]
