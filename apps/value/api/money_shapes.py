"""What is sent and answered about a contract's value in money; they document, `money` makes the answers."""

from typing import Any

from rest_framework import serializers

from apps.initiatives.choices import StageReached
from apps.value.api.shapes import PeriodShape, figure
from apps.value.choices import ValueBasis, ValueType
from kernel.rest.bodies import Body, Day, Number, Text


class ValidationBody(Body):
    """Finance's word (V12)."""

    through_on = Day(help_text="The last day of a period that has a figure, after the last validation.")
    seen = Number(
        required=False, allow_null=True, help_text="The amount that was read; refused when it is another now."
    )
    note = Text(required=False, allow_blank=True, max_length=1_000)


class ValidationShape(serializers.Serializer[Any]):
    """The value that finance validated up to a day, with the figures that it saw (V12)."""

    id = serializers.UUIDField()
    through_on = serializers.DateField()
    amount = figure()
    currency = serializers.CharField()
    note = serializers.CharField()
    person_id = serializers.UUIDField()
    validated_at = serializers.DateTimeField()
    validated_by_name = serializers.CharField()
    figures = serializers.DictField(help_text="Each period's level, movement, volume and amount, as they were.")


class ClaimShape(serializers.Serializer[Any]):
    """What the contract claims."""

    currency = serializers.CharField()
    value_type = serializers.ChoiceField(ValueType.choices)
    planned = figure("A year at the target.")
    value_per_unit = figure("Of one unit of the KPI's movement.")
    per = serializers.ChoiceField(ValueBasis.choices)


class SoFarShape(serializers.Serializer[Any]):
    """The actual value since the start; `missing` periods have no figure and are not in it."""

    amount = figure()
    first = serializers.DateField()
    through = serializers.DateField()
    known = serializers.IntegerField()
    missing = serializers.IntegerField()


class RateShape(serializers.Serializer[Any]):
    """A year at the pace of a stretch."""

    amount = figure()
    measured = figure("What came in from the first to the last day.")
    first = serializers.DateField()
    last = serializers.DateField()


class ForecastShape(serializers.Serializer[Any]):
    """A year at the level that the trend lands on, with its 95 % interval."""

    amount = figure()
    low = figure()
    high = figure()
    landing = figure("In the KPI's unit.")
    volume = figure("Of a year.")


class WeightShape(serializers.Serializer[Any]):
    """What counts at the furthest stage that the initiative reached (V12)."""

    stage = serializers.ChoiceField(StageReached.choices)
    actual_share = figure("Of what came in, as a share of 1.")
    forecast_share = figure("Of what is expected, as a share of 1.")
    actual = figure(null=True)
    forecast = figure(null=True)


class PeriodValueShape(serializers.Serializer[Any]):
    """What one complete period was worth; `lacks` says why an amount is null."""

    period = PeriodShape()
    level = figure(null=True)
    movement = figure(null=True)
    volume = figure(null=True)
    amount = figure(null=True)
    lacks = serializers.CharField()


class MonthShape(serializers.Serializer[Any]):
    """One calendar month; `days` of it have a figure."""

    month = PeriodShape()
    planned = figure()
    planned_so_far = figure()
    actual = figure(null=True)
    actual_so_far = figure()
    days = serializers.IntegerField()


class DelayShape(serializers.Serializer[Any]):
    """What waiting costs, in the client's currency (S10)."""

    monthly = figure()
    so_far = figure()


class WhyShape(serializers.Serializer[Any]):
    """Why a figure can't be said yet, and how much is missing for it."""

    code = serializers.CharField()
    reason = serializers.CharField()
    missing = serializers.IntegerField()


class ValueShape(serializers.Serializer[Any]):
    """A contract's value in money: what was planned, came in and is expected. What can't be said is null, with its reason under `unknown`."""

    contract_id = serializers.UUIDField()
    answer = serializers.CharField(help_text="The value so far in words.")
    claim = ClaimShape(allow_null=True)
    so_far = SoFarShape(allow_null=True)
    planned_so_far = figure("For the same days as the actual value.", null=True)
    run_rate = RateShape(allow_null=True, help_text="The last 4 weeks x 13.")
    annualised = RateShape(allow_null=True, help_text="The last 3 calendar months x 4.")
    forecast = ForecastShape(allow_null=True)
    weighted = WeightShape(allow_null=True)
    validated = ValidationShape(allow_null=True, help_text="The latest validation by finance.")
    validated_difference = figure("By how much the value up to that day differs now.")
    cost_of_delay = DelayShape(allow_null=True)
    months = MonthShape(many=True)
    periods = PeriodValueShape(many=True)
    unknown = serializers.DictField(child=WhyShape())
