"""What answers about governance look like; they document, `rows` makes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.governance.api.bodies import ANSWER
from apps.governance.choices import (
    AnswerType,
    BoundaryStatus,
    ControlKind,
    ControlState,
    Every,
    IncidentStatus,
    IncidentType,
    Lacking,
    MonitorStatus,
    MonitorType,
    RowOutcome,
)
from kernel.rest.schema import FieldProblem


def figure(text: str = "", *, null: bool = False) -> serializers.DecimalField:
    """A decimal as a string."""
    return serializers.DecimalField(max_digits=24, decimal_places=6, allow_null=null, help_text=text)


@extend_schema_field(ANSWER)
class AnswerField(serializers.JSONField):
    """The answer to an item."""


class ChecklistItemShape(serializers.Serializer[Any]):
    """An item of a checklist, and what it lacks (G1)."""

    id = serializers.UUIDField()
    initiative_id = serializers.UUIDField()
    position = serializers.IntegerField()
    key = serializers.CharField()
    title = serializers.CharField()
    question = serializers.CharField()
    answer_type = serializers.ChoiceField(AnswerType.choices)
    nist = serializers.ListField(child=serializers.CharField(), help_text="NIST AI RMF references (G9).")
    required = serializers.BooleanField()  # type: ignore[assignment]
    answer = AnswerField(allow_null=True)
    owner_id = serializers.UUIDField(allow_null=True)
    evidence = serializers.CharField()
    review_on = serializers.DateField(allow_null=True)
    lacking = serializers.ListField(child=serializers.ChoiceField(Lacking.choices), help_text="Empty when complete.")
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by_name = serializers.CharField()
    completed_at = serializers.DateTimeField(allow_null=True)
    template_item = serializers.UUIDField(allow_null=True, help_text="The item of the library it came from.")
    template_version = serializers.IntegerField(allow_null=True)
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ChecklistStartedShape(serializers.Serializer[Any]):
    """What a checklist was started with."""

    added = serializers.IntegerField(help_text="Items that the initiative did not have yet.")
    keys = serializers.ListField(child=serializers.CharField())


class BoundaryShape(serializers.Serializer[Any]):
    """A version of a boundary statement (G2)."""

    id = serializers.UUIDField()
    initiative_id = serializers.UUIDField()
    number = serializers.IntegerField()
    may_decide = serializers.CharField()
    may_not_decide = serializers.CharField()
    human_review = serializers.CharField()
    reason = serializers.CharField()
    status = serializers.ChoiceField(BoundaryStatus.choices)
    content_hash = serializers.CharField(help_text="SHA-256 of its content.")
    proposed_at = serializers.DateTimeField()
    proposed_by_name = serializers.CharField()
    approved_at = serializers.DateTimeField(allow_null=True)
    approved_by_name = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True, help_text="When it was replaced or withdrawn.")
    updated_at = serializers.DateTimeField()


class MonitorShape(serializers.Serializer[Any]):
    """A monitor with its latest reading (G3)."""

    id = serializers.UUIDField()
    initiative_id = serializers.UUIDField()
    name = serializers.CharField()
    type = serializers.ChoiceField(MonitorType.choices)
    unit = serializers.CharField()
    low = figure(null=True)
    high = figure(null=True)
    every = serializers.ChoiceField(Every.choices)
    starts_on = serializers.DateField()
    owner_id = serializers.UUIDField()
    breach_process = serializers.CharField()
    severity = serializers.IntegerField()
    status = serializers.ChoiceField(MonitorStatus.choices)
    retired_at = serializers.DateTimeField(allow_null=True)
    last_at = serializers.DateTimeField(allow_null=True, help_text="When it was measured last.")
    last_value = figure(null=True)
    last_in_range = serializers.BooleanField(allow_null=True)
    is_breached = serializers.BooleanField(help_text="Whether a breach goes on.")
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class MonitorReadingShape(serializers.Serializer[Any]):
    """What a monitor showed, with the range that held then."""

    id = serializers.UUIDField()
    measured_at = serializers.DateTimeField()
    value = figure()
    source = serializers.CharField()  # type: ignore[assignment]
    low = figure(null=True)
    high = figure(null=True)
    in_range = serializers.BooleanField()
    recorded_at = serializers.DateTimeField()
    recorded_by_name = serializers.CharField()


class MonitorRowShape(serializers.Serializer[Any]):
    """What one row did."""

    row = serializers.IntegerField()
    outcome = serializers.ChoiceField(RowOutcome.choices)
    measured_at = serializers.DateTimeField(allow_null=True)
    value = figure(null=True)
    in_range = serializers.BooleanField(allow_null=True)
    problems = FieldProblem(many=True)


class MonitorCountsShape(serializers.Serializer[Any]):
    """How many rows had each outcome."""

    new = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()


class MonitorBatchShape(serializers.Serializer[Any]):
    """What a batch did, row by row."""

    counts = MonitorCountsShape()
    results = MonitorRowShape(many=True)


class IncidentShape(serializers.Serializer[Any]):
    """An incident (G7)."""

    id = serializers.UUIDField()
    initiative_id = serializers.UUIDField()
    number = serializers.IntegerField(help_text="Counted within its initiative.")
    title = serializers.CharField()
    type = serializers.ChoiceField(IncidentType.choices)
    severity = serializers.IntegerField()
    worst_severity = serializers.IntegerField(help_text="The worst that it ever had; gates count by it.")
    status = serializers.ChoiceField(IncidentStatus.choices)
    detected_at = serializers.DateTimeField()
    contained_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolution_recorded_at = serializers.DateTimeField(
        allow_null=True, help_text="When somebody said so; until then it goes on for a gate."
    )
    closed_at = serializers.DateTimeField(allow_null=True)
    owner_id = serializers.UUIDField(allow_null=True)
    description = serializers.CharField()
    root_cause = serializers.CharField()
    fallback_used = serializers.BooleanField(allow_null=True)
    fallback_note = serializers.CharField()
    monitor_id = serializers.UUIDField(allow_null=True)
    contract_id = serializers.UUIDField(allow_null=True, help_text="The contract whose rollback trigger fired.")
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class IncidentLineShape(serializers.Serializer[Any]):
    """A line of an incident's timeline."""

    sequence = serializers.IntegerField(help_text="Its place in the ledger.")
    at = serializers.DateTimeField(help_text="When it happened.")
    event = serializers.CharField()
    text = serializers.CharField()
    actor_name = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class IncidentTimelineShape(serializers.Serializer[Any]):
    """What happened to an incident, by when it happened."""

    results = IncidentLineShape(many=True)


class AttestationShape(serializers.Serializer[Any]):
    """An attestation, due or given (G5)."""

    id = serializers.UUIDField()
    initiative_id = serializers.UUIDField()
    leader_id = serializers.UUIDField()
    due_on = serializers.DateField()
    every_days = serializers.IntegerField()
    attested_at = serializers.DateTimeField(allow_null=True, help_text="Null while it is due.")
    attested_by_name = serializers.CharField()
    inside_limits = serializers.BooleanField(allow_null=True)
    limits_right = serializers.BooleanField(allow_null=True)
    statement = serializers.CharField()
    boundary_number = serializers.IntegerField(allow_null=True)
    boundary_hash = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ControlShape(serializers.Serializer[Any]):
    """A control, and whether it operates in practice (G6)."""

    kind = serializers.ChoiceField(ControlKind.choices)
    name = serializers.CharField()
    rule = serializers.CharField()
    every = serializers.CharField(help_text="How often a trace is expected, in words.")
    last_trace_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(ControlState.choices)


class ControlsShape(serializers.Serializer[Any]):
    """Whether an initiative's AI is under control, and its controls."""

    answer = serializers.CharField(help_text="In one sentence.")
    is_under_control = serializers.BooleanField()
    controls = ControlShape(many=True)
