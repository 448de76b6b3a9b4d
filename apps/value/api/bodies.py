"""What requests about KPIs, readings and contracts may hold. What a value means, the services' rules judge."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.value.choices import (
    Aggregation,
    Cadence,
    Comparison,
    Direction,
    Kind,
    Scope,
    Unit,
    ValueBasis,
    ValueType,
)
from apps.value.lifecycle import CHOSEN
from apps.value.services import BATCH_LIMIT
from kernel.rest.bodies import Body, Choice, Day, Flag, Identifier, Number, Text, Whole

_PERIOD = {
    "type": "string",
    "description": (
        "2026-03-02, 2026-W10, 2026-03 or 2026-Q1, by the KPI's cadence; or the date of its first day (V9). A quarter of a "
        "fiscal year that begins in another month than January is FY2027-Q1, by the calendar year in which it ends."
    ),
    "example": "2026-W09",
}
_VALUE = {
    "type": ["string", "number"],
    "description": "A decimal as a string, which keeps every digit, or a JSON number; in the KPI's unit.",
    "example": "4.25",
}
_CASES = {
    "type": "integer",
    "minimum": 1,
    "maximum": 2_147_483_647,
    "description": "How many cases it is made of.",
}
_SOURCE = {"type": "string", "maxLength": 120, "description": "Where it comes from; the KPI's source where left out."}
_NOTE = {"type": "string", "maxLength": 300}
_READING: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["period", "value"],
    "properties": {
        "period": _PERIOD,
        "value": _VALUE,
        "cases": _CASES | {"type": ["integer", "null"]},
        "source": _SOURCE,
        "note": _NOTE,
    },
}


class Cell(serializers.Field[Any, Any, Any, Any]):
    """A value of a reading as it was sent: the rules of readings judge it, for the API as for a form or a file."""

    def to_internal_value(self, data: Any) -> Any:
        """As it is."""
        return data

    def to_representation(self, value: Any) -> Any:
        """As it is."""
        return value


@extend_schema_field(_PERIOD)
class PeriodCell(Cell):
    """The period."""


@extend_schema_field(_VALUE)
class ValueCell(Cell):
    """The value."""


@extend_schema_field(_CASES)
class CasesCell(Cell):
    """The number of cases."""


@extend_schema_field(_SOURCE)
class SourceCell(Cell):
    """The source."""


@extend_schema_field(_NOTE)
class NoteCell(Cell):
    """The note."""


@extend_schema_field({"type": "array", "minItems": 1, "maxItems": BATCH_LIMIT, "items": _READING})
class Rows(serializers.Field[list[Any], Any, list[Any], Any]):
    """The rows of a batch as they were sent; each is judged by itself."""

    default_error_messages = {"invalid": _("A list of 1 to {limit} readings was expected.")}

    def to_internal_value(self, data: Any) -> list[Any]:
        """The list."""
        if not isinstance(data, list) or not 0 < len(data) <= BATCH_LIMIT:
            self.fail("invalid", limit=BATCH_LIMIT)
        return data

    def to_representation(self, value: list[Any]) -> list[Any]:
        """The list."""
        return value


class ReadingBody(Body):
    """One reading (V9)."""

    period = PeriodCell()
    value = ValueCell()
    cases = CasesCell(required=False, allow_null=True)
    source = SourceCell(required=False)  # type: ignore[assignment]
    note = NoteCell(required=False)


class BatchBody(Body):
    """Up to 10,000 readings of one KPI."""

    rows = Rows()
    dry_run = Flag(required=False, help_text="Say what would happen, and change nothing.")
    all_or_nothing = Flag(required=False, help_text="Record nothing when one row is refused; the answer is 422 then.")


class ImportBody(Body):
    """A CSV or XLSX file of readings, as multipart/form-data."""

    file = serializers.FileField(
        help_text="CSV in UTF-8, or XLSX; at most 10 MB. The first line names the columns: period, value, …"
    )
    dry_run = serializers.BooleanField(required=False, help_text="`true`: say what would happen, and change nothing.")


class KpiChange(Body):
    """A KPI's fields."""

    name = Text(max_length=120, help_text="What is counted, and of what; “improve efficiency” is refused (V1).")
    definition = Text(max_length=1_000)
    unit = Choice(Unit.choices)
    currency = Text(max_length=3, required=False, allow_blank=True, help_text="ISO 4217, for money only.")
    direction = Choice(Direction.choices)
    kind = Choice(Kind.choices, help_text="A contract's target is an outcome (V7).")
    scope = Choice(Scope.choices, required=False, help_text="Pilot and integration are kept apart (V8).")
    cadence = Choice(Cadence.choices, required=False)
    year_start = Whole(
        required=False,
        min_value=1,
        max_value=12,
        help_text="The month that its fiscal year begins in, for quarters; the client's where left out.",
    )
    aggregation = Choice(Aggregation.choices, required=False)
    can_be_negative = Flag(required=False)
    data_owner_id = Identifier(required=False, allow_null=True)
    source = Text(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]


# What a KPI must say: for itself, or by the standard KPI that it starts from.
REQUIRED = ("name", "definition", "unit", "direction", "kind")


class KpiBody(KpiChange):
    """A new KPI's fields; a standard KPI gives those that are left out."""

    initiative_id = Identifier()
    standard_kpi = Text(
        max_length=80,
        required=False,
        help_text="A standard KPI of the partner's, as `key` or `key@version`; the fields sent along overrule its own.",
    )

    def get_fields(self) -> dict[str, Any]:
        """As declared; what a standard KPI gives may be left out, which `validate` sees to."""
        fields = super().get_fields()
        for name in REQUIRED:
            fields[name].required = False
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Without a standard KPI, what it would give has to be there."""
        missing = [name for name in REQUIRED if name not in attrs]
        if missing and "standard_kpi" not in attrs:
            text = serializers.Field.default_error_messages["required"]
            raise serializers.ValidationError(
                {name: [serializers.ErrorDetail(str(text), "required")] for name in missing}
            )
        return attrs


class ReasonBody(Body):
    """Why."""

    reason = Text(max_length=1_000)


class DecisionBody(Body):
    """What was decided about a period that lies outside the baseline's own limits."""

    period = Day(help_text="Its first day.")
    keep = Flag(help_text="Whether it stays in the baseline.")
    reason = Text(max_length=300)


class BaselineBody(Body):
    """Where a KPI stands before (V2)."""

    value = Number(required=False, allow_null=True, help_text="Left out when it is computed from the readings.")
    method = Text(max_length=300, help_text="How it was measured.")
    window_start = Day()
    window_end = Day()
    sample_size = Whole(required=False, allow_null=True, min_value=1, help_text="Cases, not periods.")
    source = Text(max_length=200)  # type: ignore[assignment]
    from_readings = Flag(required=False, help_text="Compute value and sample size from the readings in the window.")
    decisions = DecisionBody(
        required=False, many=True, help_text="About periods outside the baseline's own natural limits (V11)."
    )
    reason = Text(
        required=False,
        allow_blank=True,
        max_length=300,
        help_text="Why it replaces the one before, where there is one.",
    )


class LiftBody(Body):
    """The confidence range of the expected improvement, as positive numbers (V4)."""

    low = Number(required=False, allow_null=True)
    likely = Number(required=False, allow_null=True)
    high = Number(required=False, allow_null=True)


class GuardrailBody(Body):
    """A KPI that must not worsen past a bound (V3)."""

    kpi = Identifier()
    comparison = Choice(Comparison.choices, required=False)
    bound = Number(required=False, allow_null=True)


class RollbackBody(Body):
    """When the work stops and falls back (V5)."""

    kpi_key = Text(
        required=False, allow_blank=True, max_length=36, help_text="Id of the target KPI or of a guardrail's."
    )
    comparison = Choice(Comparison.choices, required=False)
    value = Number(required=False, allow_null=True)
    consecutive = Whole(required=False, allow_null=True, min_value=1, help_text="Readings in a row.")
    fallback = Text(required=False, allow_blank=True, max_length=500)


class MilestoneBody(Body):
    """What the KPI has to have reached by a day on the way to the target (V1)."""

    due_on = Day(required=False, allow_null=True)
    value = Number(required=False, allow_null=True)


class MoneyBody(Body):
    """Value in money (V12)."""

    currency = Text(required=False, allow_blank=True, max_length=3)
    value_type = Choice(ValueType.choices, required=False)
    planned = Number(required=False, allow_null=True)
    value_per_unit = Number(required=False, allow_null=True)
    per = Choice(
        ValueBasis.choices, required=False, help_text="What one unit is worth that for; a year where left out."
    )
    volume_kpi_key = Text(
        required=False, allow_blank=True, max_length=36, help_text="Id of the KPI that counts the cases, for `case`."
    )
    basis = Text(required=False, allow_blank=True, max_length=300)


class SignatoriesBody(Body):
    """Who signs in which capacity, by the person's id (V6)."""

    workflow_owner = Identifier(required=False)
    sponsor = Identifier(required=False)
    finance = Identifier(required=False)


class TermsBody(Body):
    """The page that is agreed on (V1); a draft may be incomplete, what is proposed may not. `null` clears a part."""

    goal = Text(required=False, allow_blank=True, max_length=300)
    target = Number(required=False, allow_null=True)
    range_low = Number(required=False, allow_null=True)
    range_high = Number(required=False, allow_null=True)
    start_on = Day(required=False, allow_null=True)
    due_on = Day(required=False, allow_null=True)
    milestones = MilestoneBody(required=False, many=True)
    lift = LiftBody(required=False, allow_null=True)
    guardrails = GuardrailBody(required=False, many=True)
    rollback = RollbackBody(required=False, allow_null=True)
    money = MoneyBody(required=False, allow_null=True)
    signatories = SignatoriesBody(required=False, allow_null=True)


class ContractBody(Body):
    """A new draft."""

    initiative_id = Identifier()
    kpi_id = Identifier(help_text="The target KPI: an outcome of this initiative, without another open contract (V7).")
    title = Text(max_length=160)
    terms = TermsBody(required=False)
    template = Text(
        max_length=80,
        required=False,
        help_text="A contract template of the partner's library, as `key` or `key@version`; the terms sent along overrule its own.",
    )
    supersedes_id = Identifier(
        required=False,
        help_text="A signed contract of the same initiative, on another KPI, that ends when this one comes in force (V6).",
    )


class DraftChange(Body):
    """What changes in a draft, or in an amendment's; of the terms, the parts that are sent are replaced."""

    title = Text(max_length=160, required=False)
    terms = TermsBody(required=False)


class MoveBody(Body):
    """A move of a contract's lifecycle."""

    move = Choice([(name, name) for name in ("propose", *CHOSEN)])
    reason = Text(
        required=False, allow_blank=True, max_length=1_000, help_text="Needed to achieve, miss, roll back and cancel."
    )


class SignatureBody(Body):
    """What is signed."""

    version_hash = Text(max_length=64, min_length=64, help_text="The hash of the version that was read (V6).")
