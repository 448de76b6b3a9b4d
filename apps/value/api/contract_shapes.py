"""What answers about contracts look like; they document, `documents` makes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.value.api.shapes import DecisionShape, KeptLimitsShape, StandingShape, figure
from apps.value.choices import (
    AmendmentStatus,
    Cadence,
    Clearing,
    Comparison,
    ContractStatus,
    Direction,
    SignatureRole,
    Unit,
    ValueBasis,
    ValueType,
    VersionState,
)
from kernel.rest.schema import FieldProblem


@extend_schema_field({"type": ["string", "number", "integer", "boolean", "null"]})
class Plain(serializers.Field[Any, Any, Any, Any]):
    """A value of whichever kind its field has."""


class ContractRowShape(serializers.Serializer[Any]):
    """A contract in the list, with how far along it is."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    status = serializers.ChoiceField(ContractStatus.choices)
    revision = serializers.IntegerField()
    initiative_id = serializers.UUIDField()
    initiative_name = serializers.CharField()
    kpi_id = serializers.UUIDField()
    kpi_name = serializers.CharField()
    unit = serializers.ChoiceField(Unit.choices)
    currency = serializers.CharField()
    direction = serializers.ChoiceField(Direction.choices)
    cadence = serializers.ChoiceField(Cadence.choices)
    baseline = figure(null=True)
    target = figure(null=True)
    starts_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    recent_level = figure(null=True)
    recent_n = serializers.IntegerField(help_text="Of how many readings the recent level is made.")
    last_period_end = serializers.DateField(allow_null=True)
    progress = figure("(recent level - baseline) / (target - baseline), not clamped (V10).", null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class KpiTermsShape(serializers.Serializer[Any]):
    """A KPI as a contract states it."""

    key = serializers.CharField()
    name = serializers.CharField()
    definition = serializers.CharField()
    unit = serializers.CharField()
    currency = serializers.CharField()
    direction = serializers.CharField()
    kind = serializers.CharField()
    scope = serializers.CharField()
    cadence = serializers.CharField()
    year_start = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="The month that its fiscal year begins in; null where its periods are the calendar's.",
    )
    aggregation = serializers.CharField()
    can_be_negative = serializers.BooleanField()


class BaselineTermsShape(serializers.Serializer[Any]):
    """A baseline as a contract states it (V2)."""

    value = figure(null=True)
    method = serializers.CharField()
    window_start = serializers.DateField(allow_null=True)
    window_end = serializers.DateField(allow_null=True)
    sample_size = serializers.IntegerField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    decisions = DecisionShape(many=True)
    limits = KeptLimitsShape(allow_null=True)


class LiftShape(serializers.Serializer[Any]):
    """The confidence range (V4)."""

    low = figure(null=True)
    likely = figure(null=True)
    high = figure(null=True)


class GuardrailShape(serializers.Serializer[Any]):
    """A KPI that must not worsen past a bound (V3)."""

    kpi = KpiTermsShape()
    comparison = serializers.ChoiceField(Comparison.choices, allow_blank=True)
    bound = figure(null=True)
    baseline = figure(null=True)


class RollbackShape(serializers.Serializer[Any]):
    """When the work stops and falls back (V5)."""

    kpi_key = serializers.CharField()
    comparison = serializers.ChoiceField(Comparison.choices, allow_blank=True)
    value = figure(null=True)
    consecutive = serializers.IntegerField(allow_null=True)
    fallback = serializers.CharField()


class MilestoneShape(serializers.Serializer[Any]):
    """What the KPI has to have reached by a day on the way to the target (V1)."""

    due_on = serializers.DateField(allow_null=True)
    value = figure(null=True)


class MoneyShape(serializers.Serializer[Any]):
    """Value in money (V12)."""

    currency = serializers.CharField()
    value_type = serializers.ChoiceField(ValueType.choices, allow_blank=True)
    planned = figure(null=True)
    value_per_unit = figure(null=True)
    per = serializers.ChoiceField(ValueBasis.choices, allow_blank=True, help_text="Empty is a year.")
    volume_kpi_key = serializers.CharField(help_text="Id of the KPI that counts the cases; empty where none does.")
    volume_kpi = KpiTermsShape(allow_null=True)
    basis = serializers.CharField()


class TermsShape(serializers.Serializer[Any]):
    """The one page (V1)."""

    goal = serializers.CharField()
    kpi = KpiTermsShape(allow_null=True)
    baseline = BaselineTermsShape(allow_null=True)
    target = figure(null=True)
    range_low = figure(null=True)
    range_high = figure(null=True)
    start_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    milestones = MilestoneShape(many=True)
    lift = LiftShape(allow_null=True)
    guardrails = GuardrailShape(many=True)
    rollback = RollbackShape(allow_null=True)
    money = MoneyShape(allow_null=True)
    signatories = serializers.DictField(child=serializers.CharField(), allow_null=True)


class VersionShape(serializers.Serializer[Any]):
    """What was proposed for signature, frozen; `content_hash` is what people sign (V6)."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(VersionState.choices)
    content_hash = serializers.CharField()
    proposed_at = serializers.DateTimeField()
    proposed_by_name = serializers.CharField()
    content = serializers.DictField(help_text="The document whose canonical JSON has this hash.")


class LineShape(serializers.Serializer[Any]):
    """One line for a signature."""

    role = serializers.ChoiceField(SignatureRole.choices)
    person_id = serializers.CharField(help_text="Empty while nobody is named.")
    person_name = serializers.CharField()
    signed_at = serializers.DateTimeField(allow_null=True)


class ChangeShape(serializers.Serializer[Any]):
    """One field that an amendment changes."""

    field = serializers.CharField(help_text="Its path, with dots.")
    label = serializers.CharField(help_text="Its name in the caller's language.")  # type: ignore[assignment]
    before = Plain(help_text="Null where it was not there.")
    after = Plain(help_text="Null where it is not there any more.")


class AmendmentShape(serializers.Serializer[Any]):
    """A change of a signed contract that is being negotiated; the version in force holds until all have signed it (V6)."""

    status = serializers.ChoiceField(AmendmentStatus.choices)
    version = serializers.IntegerField(allow_null=True, help_text="The version that is open for signature.")
    content_hash = serializers.CharField(allow_null=True, help_text="Its hash, which is what people sign.")
    title = serializers.CharField()
    terms = TermsShape()
    changes = ChangeShape(many=True)
    problems = FieldProblem(many=True, help_text="What keeps a draft from being proposed.")
    signatures = LineShape(many=True)


class FiringShape(serializers.Serializer[Any]):
    """A rollback trigger that fired, and what cleared it if anything did (V5)."""

    id = serializers.UUIDField()
    period_start = serializers.DateField(help_text="Of the period whose reading completed the count.")
    period_end = serializers.DateField()
    began_on = serializers.DateField(help_text="The first day of the period that began it.")
    fired_at = serializers.DateTimeField()
    cleared_at = serializers.DateTimeField(allow_null=True)
    cleared_by_name = serializers.CharField()
    clearing = serializers.ChoiceField(Clearing.choices, allow_blank=True)
    reason = serializers.CharField()


class ConclusionShape(serializers.Serializer[Any]):
    """How a contract ended, in the words of whoever said so."""

    reason = serializers.CharField()
    concluded_at = serializers.DateTimeField()
    concluded_by_name = serializers.CharField()


class ContractShape(serializers.Serializer[Any]):
    """A contract: its terms, what it still lacks, who signs, and where it stands."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    status = serializers.ChoiceField(ContractStatus.choices)
    initiative_id = serializers.UUIDField()
    kpi_id = serializers.UUIDField()
    version = serializers.IntegerField(allow_null=True, help_text="The frozen version that is shown; null for a draft.")
    content_hash = serializers.CharField(allow_null=True, help_text="The version's hash (V6).")
    versions = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of all versions.")
    version_states = serializers.DictField(
        child=serializers.ChoiceField(VersionState.choices), help_text="Where each version stands, by its number."
    )
    supersedes_id = serializers.UUIDField(allow_null=True, help_text="The contract that it was drafted to replace.")
    terms = TermsShape()
    problems = FieldProblem(many=True, help_text="What keeps a draft from being proposed.")
    signatures = LineShape(many=True)
    amendment = AmendmentShape(allow_null=True)
    firings = FiringShape(many=True, help_text="The latest 50 of the rollback trigger, the newest first.")
    conclusion = ConclusionShape(allow_null=True)
    standing = StandingShape()
    answer = serializers.CharField(allow_null=True, help_text="What the readings say, in one sentence.")
    day = serializers.IntegerField(allow_null=True, help_text="Day n of the contract.")
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class SignatureShape(serializers.Serializer[Any]):
    """A signature under one version (V6)."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    role = serializers.ChoiceField(SignatureRole.choices)
    person_id = serializers.UUIDField()
    person_name = serializers.CharField()
    signed_at = serializers.DateTimeField()
    address = serializers.CharField(help_text="The IP address that it was given from; empty where none is known.")
    content_hash = serializers.CharField()
