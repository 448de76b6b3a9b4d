"""What answers about contracts look like; they document, `documents` makes them."""

from typing import Any

from rest_framework import serializers

from apps.value.api.shapes import StandingShape, figure
from apps.value.choices import Cadence, Comparison, ContractStatus, Direction, SignatureRole, Unit, ValueType
from kernel.rest.schema import FieldProblem


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


class MoneyShape(serializers.Serializer[Any]):
    """Value in money (V12)."""

    currency = serializers.CharField()
    value_type = serializers.ChoiceField(ValueType.choices, allow_blank=True)
    planned = figure(null=True)
    value_per_unit = figure(null=True)
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
    lift = LiftShape(allow_null=True)
    guardrails = GuardrailShape(many=True)
    rollback = RollbackShape(allow_null=True)
    money = MoneyShape(allow_null=True)
    signatories = serializers.DictField(child=serializers.CharField(), allow_null=True)


class VersionShape(serializers.Serializer[Any]):
    """What was proposed for signature, frozen; `content_hash` is what people sign (V6)."""

    number = serializers.IntegerField()
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
    terms = TermsShape()
    problems = FieldProblem(many=True, help_text="What keeps a draft from being proposed.")
    signatures = LineShape(many=True)
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
    content_hash = serializers.CharField()
