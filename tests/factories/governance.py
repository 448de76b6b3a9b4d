"""Checklists, boundary statements, monitors, incidents and attestations, made through the services."""

import datetime as dt
from decimal import Decimal
from typing import Any

from apps.governance.models import Attestation, BoundaryStatement, ChecklistItem, Incident, Monitor
from apps.governance.services import (
    add_item,
    answer_item,
    attest,
    create_monitor,
    move_boundary,
    open_incident,
    propose_boundary,
    record_monitor_readings,
    schedule_attestation,
    start_checklist,
)
from apps.initiatives.models import Initiative
from apps.library.services import load_shipped
from kernel import clock
from kernel.access import Actor, system_actor
from tests.factories.people import make_initiative

BY = system_actor()
STANDARD = "standard-ai-governance"
ANSWERS: dict[str, Any] = {
    "text": "The order desk drafts proposals with it; a clerk sends them.",
    "sensitivity": "confidential",
    "list": ["A clerk reads each proposal before it is sent."],
    "escalation": [{"who": "Head of order desk", "within_minutes": 30, "how": "By telephone"}],
}
PROCESS = "The clerk on duty is told, and proposals are written by hand until it is in range."
REVIEW = dt.date(2026, 9, 1)
MAY = {
    "may_decide": "Which template a proposal starts from.",
    "may_not_decide": "Prices, discounts and terms of delivery.",
    "human_review": "A clerk reads each proposal before it is sent.",
}


def make_item(initiative: Initiative | None = None, by: Actor = BY, **given: Any) -> ChecklistItem:
    """An item of a client's own."""
    fields = {"key": "works_council", "title": "Works council", "question": "What was agreed with it?"} | given
    return add_item(by=by, initiative_id=(initiative or make_initiative()).pk, **fields)


def make_checklist(initiative: Initiative) -> list[ChecklistItem]:
    """The standard checklist, begun and not answered."""
    load_shipped(by=BY)
    return start_checklist(by=BY, initiative_id=initiative.pk, template_key=STANDARD)


def answer(item: ChecklistItem, by: Actor = BY, **given: Any) -> ChecklistItem:
    """The item, complete."""
    fields = {
        "answer": ANSWERS[item.answer_type],
        "owner_id": item.initiative.workflow_owner_id,
        "evidence": "Minutes of 27 February, in the project's folder.",
        "review_on": REVIEW,
    } | given
    return answer_item(by=by, item_id=item.pk, revision=item.revision, **fields)


def make_complete_checklist(initiative: Initiative) -> list[ChecklistItem]:
    """The standard checklist with every item complete."""
    return [answer(item) for item in make_checklist(initiative)]


def make_boundary(initiative: Initiative | None = None, by: Actor = BY, **said: Any) -> BoundaryStatement:
    """A boundary statement that waits for approval."""
    return propose_boundary(by=by, initiative_id=(initiative or make_initiative()).pk, **(MAY | said))


def make_boundary_in_force(initiative: Initiative | None = None, **said: Any) -> BoundaryStatement:
    """A boundary statement in force."""
    proposed = make_boundary(initiative, **said)
    return move_boundary(by=BY, statement_id=proposed.pk, move="approve", content_hash=proposed.content_hash)


def make_monitor(initiative: Initiative | None = None, by: Actor = BY, **given: Any) -> Monitor:
    """A daily monitor of the error rate, acceptable up to 2 %."""
    fields = {
        "name": "Error rate",
        "type": "quality",
        "unit": "%",
        "high": Decimal(2),
        "starts_on": dt.date(2026, 2, 1),
        "breach_process": PROCESS,
    } | given
    return create_monitor(by=by, initiative_id=(initiative or make_initiative()).pk, **fields)


def read(
    monitor: Monitor, *values: str, start: dt.datetime | None = None, step: dt.timedelta = dt.timedelta(1)
) -> None:
    """Readings, one after another; by default one a day up to today."""
    first = start or clock.now() - step * (len(values) - 1)
    rows = [{"measured_at": (first + step * place).isoformat(), "value": value} for place, value in enumerate(values)]
    results = record_monitor_readings(by=BY, monitor_id=monitor.pk, rows=rows)
    assert all(result.outcome == "new" for result in results), results


def make_read_monitor() -> Monitor:
    """A monitor with readings."""
    monitor = make_monitor()
    read(monitor, "1.2", "1.4", "1.1")
    return monitor


def make_incident(initiative: Initiative | None = None, by: Actor = BY, **given: Any) -> Incident:
    """An incident of severity 2."""
    fields = {
        "title": "Proposals with last year's prices",
        "type": "data",
        "severity": 2,
        "detected_at": clock.now() - dt.timedelta(hours=2),
    } | given
    return open_incident(by=by, initiative_id=(initiative or make_initiative()).pk, **fields)


def make_attestation(initiative: Initiative | None = None, by: Actor = BY, **given: Any) -> Attestation:
    """An attestation that is due in a month, asked of the workflow owner."""
    initiative = initiative or make_initiative()
    fields = {"leader_id": initiative.workflow_owner_id, "due_on": dt.date(2026, 4, 1), "every_days": 90} | given
    return schedule_attestation(by=by, initiative_id=initiative.pk, **fields)


def make_attested(initiative: Initiative | None = None, by: Actor = BY, **given: Any) -> Attestation:
    """An attestation that was given."""
    due = make_attestation(initiative)
    boundary = make_boundary_in_force(due.initiative)
    said = {"inside_limits": True, "limits_right": True, "statement": ""} | given
    return attest(
        by=by,
        attestation_id=due.pk,
        boundary_hash=boundary.content_hash,
        reauthenticated_at=clock.now(),
        **said,
    )
