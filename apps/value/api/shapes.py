"""What answers about KPIs, readings and where they stand look like; they document, `rows` and `documents` make them."""

from typing import Any

from rest_framework import serializers

from apps.initiatives.choices import Verdict
from apps.value.choices import (
    Aggregation,
    Cadence,
    Course,
    Direction,
    Favour,
    Freshness,
    Kind,
    ReadingSource,
    ReadingState,
    RowOutcome,
    Scope,
    SignalRule,
    Unit,
)
from kernel.rest.schema import FieldProblem


def figure(text: str = "", *, null: bool = False) -> serializers.DecimalField:
    """A decimal as a string."""
    return serializers.DecimalField(max_digits=24, decimal_places=6, allow_null=null, help_text=text)


def known_at() -> serializers.DateTimeField:
    """The moment whose knowledge an answer is made of."""
    return serializers.DateTimeField(required=False, help_text="As it was asked for; only where it was.")


class PeriodShape(serializers.Serializer[Any]):
    """One period in the client's local dates; both days belong to it."""

    start = serializers.DateField()
    end = serializers.DateField()


class DecisionShape(serializers.Serializer[Any]):
    """What was decided about a period of a baseline that lies outside its own limits (V11)."""

    period = serializers.DateField(help_text="Its first day.")
    keep = serializers.BooleanField()
    reason = serializers.CharField()


class KeptLimitsShape(serializers.Serializer[Any]):
    """Natural limits as they were when a baseline was recorded; a correction in its window does not move them (V11)."""

    centre = figure()
    average_range = figure()
    n = serializers.IntegerField(help_text="Readings they were computed from.")
    outside = serializers.ListField(child=serializers.DateField(), help_text="First days of the periods outside them.")


class BaselineShape(serializers.Serializer[Any]):
    """Where a KPI stood before (V2); a later one supersedes, the old one stays."""

    id = serializers.UUIDField()
    kpi_id = serializers.UUIDField()
    value = figure()
    method = serializers.CharField()
    window_start = serializers.DateField()
    window_end = serializers.DateField()
    sample_size = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]
    from_readings = serializers.BooleanField()
    decisions = DecisionShape(many=True)
    limits = KeptLimitsShape(allow_null=True)
    reason = serializers.CharField(help_text="Why it replaced the one before.")
    file_digest = serializers.CharField(help_text="SHA-256 of the file it was measured in; empty where it was none.")
    recorded_at = serializers.DateTimeField()
    recorded_by_name = serializers.CharField()
    superseded_at = serializers.DateTimeField(allow_null=True)


class KpiShape(serializers.Serializer[Any]):
    """A KPI (V1, V7, V8)."""

    id = serializers.UUIDField()
    initiative_id = serializers.UUIDField()
    name = serializers.CharField()
    definition = serializers.CharField()
    unit = serializers.ChoiceField(Unit.choices)
    currency = serializers.CharField()
    direction = serializers.ChoiceField(Direction.choices)
    kind = serializers.ChoiceField(Kind.choices)
    scope = serializers.ChoiceField(Scope.choices)
    cadence = serializers.ChoiceField(Cadence.choices)
    year_start = serializers.IntegerField(help_text="The month that its fiscal year begins in.")
    aggregation = serializers.ChoiceField(Aggregation.choices)
    can_be_negative = serializers.BooleanField()
    data_owner_id = serializers.UUIDField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    library_item = serializers.UUIDField(allow_null=True, help_text="The standard KPI that it started from.")
    library_version = serializers.IntegerField(allow_null=True, help_text="In which version.")
    baseline = figure("The current baseline's value, where there is one (V2).", null=True)
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    as_known_at = known_at()


class ReadingShape(serializers.Serializer[Any]):
    """The value of a KPI in one period from one source; a correction is a new one that names what it corrects (V9)."""

    id = serializers.UUIDField()
    kpi_id = serializers.UUIDField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    value = figure()
    cases = serializers.IntegerField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField()
    state = serializers.ChoiceField(ReadingState.choices)
    door = serializers.ChoiceField(ReadingSource.choices)
    recorded_at = serializers.DateTimeField()
    recorded_by_name = serializers.CharField()
    corrects_id = serializers.UUIDField(allow_null=True)
    superseded_at = serializers.DateTimeField(allow_null=True)


class RowShape(serializers.Serializer[Any]):
    """What one row did, or in a dry run would do."""

    row = serializers.IntegerField(help_text="Its number, from 1; in a file its line.")
    outcome = serializers.ChoiceField(RowOutcome.choices)
    period = PeriodShape(allow_null=True)
    value = figure(null=True)
    before = figure("The value that was in force.", null=True)
    problems = FieldProblem(many=True)


class CountsShape(serializers.Serializer[Any]):
    """How many rows had each outcome."""

    new = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    corrected = serializers.IntegerField()
    refused = serializers.IntegerField()


class BatchShape(serializers.Serializer[Any]):
    """What a batch did, row by row."""

    applied = serializers.BooleanField(help_text="False for a dry run, and when one refused row kept all out.")
    counts = CountsShape()
    results = RowShape(many=True)


class PointShape(serializers.Serializer[Any]):
    """A reading in force."""

    period = PeriodShape()
    value = figure()
    cases = serializers.IntegerField(allow_null=True)


class LevelShape(serializers.Serializer[Any]):
    """The recent level: the mean of the latest complete readings."""

    value = figure()
    n = serializers.IntegerField()
    wanted = serializers.IntegerField()
    first = PeriodShape()
    last = PeriodShape()


class LimitsShape(serializers.Serializer[Any]):
    """Natural limits (XmR) from the baseline's readings (V11)."""

    centre = figure()
    lower = figure()
    upper = figure()
    range_limit = figure()
    n = serializers.IntegerField()
    provisional = serializers.BooleanField()


class SignalShape(serializers.Serializer[Any]):
    """A movement beyond natural variation, dated by the period that completes its rule (V11)."""

    rule = serializers.ChoiceField(SignalRule.choices)
    period = PeriodShape()
    favour = serializers.ChoiceField(Favour.choices)


class ProgressShape(serializers.Serializer[Any]):
    """(recent level - baseline) / (target - baseline), not clamped (V10)."""

    share = figure()
    words = serializers.CharField()


class HoldShape(serializers.Serializer[Any]):
    """Share of the last periods inside the range."""

    share = figure()
    inside = serializers.IntegerField()
    n = serializers.IntegerField()


class TrendShape(serializers.Serializer[Any]):
    """Theil-Sen slope a period, and where it lands at the due date, with 95 % intervals."""

    slope = figure()
    slope_low = figure()
    slope_high = figure()
    landing = figure()
    landing_low = figure()
    landing_high = figure()
    n = serializers.IntegerField()


class CourseShape(serializers.Serializer[Any]):
    """Where the contract is heading, and why."""

    course = serializers.ChoiceField(Course.choices)
    reason = serializers.CharField()


class MovedShape(serializers.Serializer[Any]):
    """The KPI signal: whether it moved beyond natural variation since the start (V11)."""

    verdict = serializers.ChoiceField(Verdict.choices)
    reasons = serializers.ListField(child=serializers.CharField())


class UnknownShape(serializers.Serializer[Any]):
    """Why a figure can't be said yet."""

    code = serializers.CharField()
    reason = serializers.CharField()
    missing = serializers.IntegerField(help_text="How many readings are missing; 0 for other reasons.")


class MilestoneStandingShape(serializers.Serializer[Any]):
    """A milestone held against the recent level of its day."""

    due_on = serializers.DateField()
    value = figure()
    level = figure("The recent level of that day.", null=True)
    verdict = serializers.ChoiceField(Verdict.choices, help_text="Unknown until the day has passed.")


class StandingShape(serializers.Serializer[Any]):
    """Where a KPI stands. A figure that can't be said yet is null, and `unknown` says why by its name."""

    freshness = serializers.ChoiceField(Freshness.choices, help_text="How current the readings are (V9).")
    latest = PointShape(allow_null=True)
    level = LevelShape(allow_null=True)
    limits = LimitsShape(allow_null=True)
    signals = SignalShape(many=True)
    progress = ProgressShape(allow_null=True)
    hold = HoldShape(allow_null=True)
    trend = TrendShape(allow_null=True)
    course = CourseShape(allow_null=True)
    moved = MovedShape(allow_null=True)
    milestones = MilestoneStandingShape(many=True)
    undecided = PeriodShape(
        many=True, help_text="Periods of the baseline outside its own limits that nobody has decided about (V11)."
    )
    unknown = serializers.DictField(child=UnknownShape())
    as_known_at = known_at()


class ChartShape(serializers.Serializer[Any]):
    """A run chart: a picture's specification, and what it shows in a sentence."""

    specification = serializers.DictField(help_text="Vega-Lite; its `$schema` names the version.")
    sentence = serializers.CharField(help_text="For those who do not see it.")
    as_known_at = known_at()
