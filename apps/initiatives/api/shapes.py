"""What answers about people, initiatives, what is in their way, and the ledger look like; they document, `rows` makes them."""

from typing import Any

from rest_framework import serializers

from apps.initiatives.choices import (
    BlockerControl,
    BlockerKind,
    BlockerStatus,
    BusinessFunction,
    InitiativeStatus,
    InitiativeType,
    StageReached,
)


class PersonShape(serializers.Serializer[Any]):
    """A person who matters to the work."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()
    job_title = serializers.CharField()
    function = serializers.ChoiceField(BusinessFunction.choices)
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class InitiativeShape(serializers.Serializer[Any]):
    """An initiative with the three people who answer for it (O1 to O3)."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    type = serializers.ChoiceField(InitiativeType.choices)
    summary = serializers.CharField()
    status = serializers.ChoiceField(InitiativeStatus.choices)
    stage_reached = serializers.ChoiceField(
        StageReached.choices,
        help_text="The furthest that it came; its value counts by this, whatever the status now (V12).",
    )
    workflow = serializers.CharField()
    workflow_owner_id = serializers.UUIDField()
    workflow_owner_accountability = serializers.CharField()
    transformation_lead_id = serializers.UUIDField()
    transformation_lead_accountability = serializers.CharField()
    partner_lead_id = serializers.UUIDField()
    data_owner_id = serializers.UUIDField(allow_null=True, help_text="Who answers for the data (O6).")
    budget_owner_id = serializers.UUIDField(allow_null=True, help_text="Whose money pays for it (O6).")
    registered_on = serializers.DateField()
    cost_of_delay = serializers.DecimalField(
        max_digits=24, decimal_places=6, allow_null=True, help_text="A month, in the client's currency (S10)."
    )
    production_on = serializers.DateField(
        allow_null=True,
        help_text="When it first went into production; the cost of delay is counted up to this day, also where it was paused later.",
    )
    ended_on = serializers.DateField(allow_null=True, help_text="When it was killed or retired.")
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class BlockerShape(serializers.Serializer[Any]):
    """Something in an initiative's way (O5)."""

    id = serializers.UUIDField()
    initiative_id = serializers.UUIDField()
    title = serializers.CharField()
    description = serializers.CharField()
    kind = serializers.ChoiceField(BlockerKind.choices)
    control = serializers.ChoiceField(
        BlockerControl.choices, help_text="Whether the workflow owner can remove it (O5)."
    )
    late_discovery = serializers.BooleanField(help_text="Whether it was found after the work had begun (G8).")
    opened_on = serializers.DateField()
    age_days = serializers.IntegerField(help_text="Up to today, or up to the day on which it was out of the way.")
    owner_id = serializers.UUIDField(allow_null=True, help_text="The person who removes it.")
    status = serializers.ChoiceField(BlockerStatus.choices)
    resolved_on = serializers.DateField(allow_null=True)
    resolution = serializers.CharField()
    raised_by_name = serializers.CharField()
    resolved_by_name = serializers.CharField()
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class EntryShape(serializers.Serializer[Any]):
    """An entry of the ledger: gapless by `sequence`, each hash covers the one before."""

    sequence = serializers.IntegerField()
    id = serializers.UUIDField()
    recorded_at = serializers.DateTimeField()
    event = serializers.CharField()
    actor_kind = serializers.CharField()
    actor_id = serializers.UUIDField(allow_null=True)
    actor_name = serializers.CharField()
    door = serializers.CharField()
    address = serializers.CharField()
    subject_type = serializers.CharField()
    subject_id = serializers.UUIDField()
    data = serializers.DictField()  # type: ignore[assignment]
    previous_hash = serializers.CharField()
    hash = serializers.CharField()
