"""What requests about governance may hold. What a value means, the services' rules judge."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.governance.choices import AnswerType, Every, IncidentType, MonitorType, Severity
from apps.governance.lifecycle import CHOSEN, INCIDENT
from apps.governance.services import BATCH_LIMIT
from kernel.rest.bodies import Body, Choice, Day, Flag, Identifier, Moment, Number, Text, Whole

_STEP: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["who", "within_minutes", "how"],
    "properties": {
        "who": {"type": "string", "maxLength": 300},
        "within_minutes": {"type": "integer", "minimum": 1},
        "how": {"type": "string", "maxLength": 300},
    },
}
ANSWER: dict[str, Any] = {
    "description": (
        "By the item's `answer_type`: a text; a level of sensitivity (public, internal, confidential, restricted); a list of "
        "texts; or the steps of an escalation path, each with who, within how many minutes, and how (G4). Null: none."
    ),
    "anyOf": [
        {"type": "null"},
        {"type": "string", "maxLength": 4_000},
        {"type": "array", "maxItems": 20, "items": {"anyOf": [{"type": "string", "maxLength": 300}, _STEP]}},
    ],
}
_READING: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["measured_at", "value"],
    "properties": {
        "measured_at": {
            "type": "string",
            "description": "A moment; without an offset it is one in the client's time zone.",
            "example": "2026-03-02T08:00:00Z",
        },
        "value": {
            "type": ["string", "number"],
            "description": "A decimal as a string, which keeps every digit, or a JSON number; in the monitor's unit.",
            "example": "1.4",
        },
        "source": {"type": "string", "maxLength": 120},
    },
}


class Raw(serializers.Field[Any, Any, Any, Any]):
    """A value as it was sent: the rules judge it, for the API as for a form."""

    def to_internal_value(self, data: Any) -> Any:
        """As it is."""
        return data

    def to_representation(self, value: Any) -> Any:
        """As it is."""
        return value


@extend_schema_field(ANSWER)
class AnswerValue(Raw):
    """The answer to an item of a checklist."""


@extend_schema_field(_READING["properties"]["measured_at"])
class MeasuredAt(Raw):
    """When it was measured."""


@extend_schema_field(_READING["properties"]["value"])
class MeasuredValue(Raw):
    """What it showed."""


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


class ChecklistStartBody(Body):
    """Which checklist of the library."""

    template = Text(max_length=80, help_text="A checklist of the partner's library, as `key` or `key@version`.")


class ChecklistItemBody(Body):
    """An item of the client's own."""

    key = Text(max_length=60, help_text="Lower-case letters and digits with single underscores.")
    title = Text(max_length=120)
    question = Text(max_length=1_000)
    answer_type = Choice(AnswerType.choices, required=False)
    nist = serializers.ListField(
        child=Text(max_length=20), max_length=20, required=False, help_text="References such as `MAP 3.4` (G9)."
    )
    required = Flag(required=False, help_text="Whether the checklist is complete only with it; it is.")  # type: ignore[assignment]


class ChecklistAnswerBody(Body):
    """An answer, who owns it, where it is proved, and when it is looked at again (G1)."""

    answer = AnswerValue(required=False, allow_null=True)
    owner_id = Identifier(required=False, allow_null=True)
    evidence = Text(max_length=1_000, required=False, allow_blank=True)
    review_on = Day(required=False, allow_null=True)


class BoundaryBody(Body):
    """What AI may and may not decide on its own (G2)."""

    initiative_id = Identifier()
    may_decide = Text(max_length=4_000)
    may_not_decide = Text(max_length=4_000)
    human_review = Text(max_length=4_000)
    reason = Text(
        max_length=1_000, required=False, allow_blank=True, help_text="Needed where it replaces one in force."
    )


class BoundaryMoveBody(Body):
    """A move of a boundary statement."""

    move = Choice([(name, name) for name in CHOSEN])
    content_hash = Text(
        max_length=64, required=False, help_text="For `approve`: the hash of the version that was read."
    )


class MonitorFields(Body):
    """A monitor's fields."""

    name = Text(max_length=120)
    type = Choice(MonitorType.choices)
    unit = Text(max_length=30, help_text="As it stands behind a number: s, %, cases a day.")
    low = Number(required=False, allow_null=True, help_text="The lowest acceptable value; one of the two is needed.")
    high = Number(required=False, allow_null=True, help_text="The highest acceptable value.")
    every = Choice(Every.choices, required=False, help_text="How often it is expected to be read; every day.")
    starts_on = Day(required=False, help_text="Watched from; today where left out.")
    owner_id = Identifier(required=False, help_text="The workflow owner where left out.")
    breach_process = Text(max_length=2_000, help_text="What happens when it is out of its range (G3).")
    severity = Whole(required=False, min_value=1, max_value=len(Severity), help_text="Of a breach; 3.")


class MonitorBody(MonitorFields):
    """A new monitor."""

    initiative_id = Identifier()


class MonitorChange(MonitorFields):
    """What changes about a monitor, and why."""

    reason = Text(max_length=1_000, required=False, allow_blank=True, help_text="Needed for another range (G3).")


class RetirementBody(Body):
    """Why."""

    reason = Text(max_length=1_000)


class MonitorReadingBody(Body):
    """One reading of a monitor."""

    measured_at = MeasuredAt()
    value = MeasuredValue()
    source = Text(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]


class MonitorBatchBody(Body):
    """Up to 10,000 readings of one monitor."""

    rows = Rows()


class IncidentBody(Body):
    """A new incident (G7)."""

    initiative_id = Identifier()
    title = Text(max_length=160)
    type = Choice(IncidentType.choices)
    severity = Whole(min_value=1, max_value=len(Severity), help_text="1 is the worst.")
    detected_at = Moment()
    owner_id = Identifier(required=False, allow_null=True, help_text="The workflow owner where left out.")
    description = Text(max_length=4_000, required=False, allow_blank=True)
    monitor_id = Identifier(required=False, allow_null=True, help_text="Needed for a breach (G3).")


class IncidentChange(Body):
    """What is said of an incident."""

    title = Text(max_length=160, required=False)
    severity = Whole(required=False, min_value=1, max_value=len(Severity), help_text="Another one needs a reason.")
    reason = Text(max_length=1_000, required=False, allow_blank=True)
    owner_id = Identifier(required=False, allow_null=True)
    description = Text(max_length=4_000, required=False, allow_blank=True)
    root_cause = Text(max_length=4_000, required=False, allow_blank=True)
    fallback_used = Flag(required=False, allow_null=True)
    fallback_note = Text(max_length=1_000, required=False, allow_blank=True)


class IncidentMoveBody(Body):
    """A move of an incident."""

    move = Choice([(name, name) for name in INCIDENT.moves])
    at = Moment(required=False, allow_null=True, help_text="When it happened; now where left out.")
    root_cause = Text(max_length=4_000, required=False, allow_blank=True, help_text="Needed to close (G7).")
    fallback_used = Flag(required=False, allow_null=True, help_text="Needed to close one of severity 1 or 2.")
    note = Text(max_length=2_000, required=False, allow_blank=True, help_text="Needed to reopen.")


class IncidentNoteBody(Body):
    """A line of an incident's timeline."""

    text = Text(max_length=2_000)
    happened_at = Moment(required=False, allow_null=True, help_text="Now where left out.")


class AttestationBody(Body):
    """Whom an attestation is asked of, by when, and how often (G5)."""

    initiative_id = Identifier()
    leader_id = Identifier()
    due_on = Day()
    every_days = Whole(min_value=1, max_value=366)


class AttestationAnswerBody(Body):
    """A leader's word (G5)."""

    inside_limits = Flag(help_text="Whether the AI stays inside its agreed limits.")
    limits_right = Flag(help_text="Whether the limits are still the right ones.")
    statement = Text(max_length=2_000, required=False, allow_blank=True, help_text="Needed with a no.")
    boundary_hash = Text(max_length=64, help_text="The hash of the boundary statement that was read.")
