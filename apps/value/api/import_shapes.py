"""What requests about imports may hold, and what answers look like."""

from typing import Any

from rest_framework import serializers

from apps.value.api.shapes import CountsShape, PeriodShape, figure
from apps.value.choices import ImportKind, ImportStatus
from apps.value.rules.imports.event_measures import KINDS, Flag
from kernel.eventlogs.columns import ROLES, Confidence
from kernel.eventlogs.table import LONGEST_TEXT
from kernel.rest.bodies import Body, Choice, Day, Text
from kernel.rest.bodies import Flag as Boolean

MEASURES = [(each.value, kind.label) for each, kind in KINDS.items()]
_ROLES = [(role, role) for role in ("", *ROLES)]
_COLUMN: dict[str, Any] = {"required": False, "allow_null": True, "max_length": LONGEST_TEXT}


class ImportFileBody(Body):
    """A file, as multipart/form-data."""

    file = serializers.FileField(
        help_text="Readings as CSV or XLSX (at most 10 MB), or an event log as XES or CSV, also gzipped (at most 200 MB)."
    )
    kind = serializers.ChoiceField(
        ImportKind.choices, required=False, help_text="What it holds; told by its content where left out."
    )


class ColumnsBody(Body):
    """The column, or in XES the key, that holds each role; the key of a trace is `case:` and its key."""

    case = Text(max_length=LONGEST_TEXT)
    activity = Text(max_length=LONGEST_TEXT)
    timestamp = Text(max_length=LONGEST_TEXT, help_text="When an event was complete.")
    start = Text(help_text="When its work began; without it waiting is not measured.", **_COLUMN)
    lifecycle = Text(help_text="Whether the event is a start or a completion.", **_COLUMN)
    resource = Text(**_COLUMN)
    role = Text(**_COLUMN)
    group = Text(**_COLUMN)
    day_first = Boolean(required=False, help_text="Whether 03/04/2024 is 3 April; `true` where left out.")


class LogReadingBody(Body):
    """How an event log is read; what is left out stays as it was guessed."""

    columns = ColumnsBody(required=False)
    zone = Text(required=False, max_length=64, help_text="Of times that do not say it, like Europe/Berlin.")
    ends = serializers.ListField(
        child=Text(max_length=LONGEST_TEXT),
        required=False,
        allow_null=True,
        min_length=1,
        max_length=200,
        help_text="The activities that complete a case; null takes the fewest that end nine in ten cases.",
    )


class BaselineWishBody(Body):
    """A baseline from the readings of a window (V2)."""

    window_start = Day()
    window_end = Day()
    method = Text(max_length=300)
    reason = Text(max_length=300, required=False, allow_blank=True, help_text="Needed where there is one (V11).")


class ApplicationBody(Body):
    """What is recorded."""

    mark = Text(max_length=64, help_text="Of the plan that was read; another one is refused with 409.")
    measure = Choice(MEASURES, required=False, help_text="Of an event log: which figure becomes readings.")
    baseline = BaselineWishBody(required=False)


class ColumnShape(serializers.Serializer[Any]):
    """A column of a log, and what it was taken for."""

    name = serializers.CharField(allow_blank=True)
    samples = serializers.ListField(child=serializers.CharField(allow_blank=True))
    role = serializers.ChoiceField(_ROLES)
    confidence = serializers.ChoiceField([("", ""), *((each.value, each.value) for each in Confidence)])
    reason = serializers.CharField()


class LogOptionsShape(serializers.Serializer[Any]):
    """How a log was read, or is guessed to be read."""

    columns = serializers.DictField(
        allow_null=True, help_text="The column of each role; null where a needed one was not found."
    )
    zone = serializers.CharField()
    ends = serializers.ListField(child=serializers.CharField(), allow_null=True)


class EndShape(serializers.Serializer[Any]):
    """An activity that cases end with."""

    name = serializers.CharField()
    cases = serializers.IntegerField()
    share = figure()
    chosen = serializers.BooleanField()


class MeasuredShape(serializers.Serializer[Any]):
    """A period of the log in the KPI's unit; one with a flag is not recorded."""

    period = PeriodShape()
    value = figure(null=True)
    cases = serializers.IntegerField()
    flag = serializers.ChoiceField([(each.value, each.value) for each in Flag])


class MeasuresShape(serializers.Serializer[Any]):
    """What was measured in a log, and what of it counts for nothing."""

    cases = serializers.IntegerField()
    completed = serializers.IntegerField()
    events = serializers.IntegerField()
    rejected = serializers.IntegerField(help_text="Rows that can't be read.")
    began_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)
    ends = EndShape(many=True)
    possible = serializers.ListField(
        child=serializers.ChoiceField(MEASURES), help_text="The measures that fit the KPI's unit."
    )
    measure = serializers.ChoiceField([*MEASURES, ("", "")], help_text="The one that is shown.")
    periods = MeasuredShape(many=True, help_text="The newest 120, newest first.")


class ToldShape(serializers.Serializer[Any]):
    """A row with what is said of it."""

    row = serializers.IntegerField()
    texts = serializers.ListField(child=serializers.CharField())


class CorrectionShape(serializers.Serializer[Any]):
    """A reading that would be replaced."""

    row = serializers.IntegerField()
    period = PeriodShape()
    before = figure()
    value = figure()


class PlanShape(serializers.Serializer[Any]):
    """What would be recorded, or what was: counts, and of the rows that need a look the first 50."""

    counts = CountsShape()
    refused = ToldShape(many=True)
    corrected = CorrectionShape(many=True)
    hints = ToldShape(many=True)
    mark = serializers.CharField()


class ImportShape(serializers.Serializer[Any]):
    """An import: how far it is, how the file is read, what was found, and what would be recorded."""

    id = serializers.UUIDField()
    kpi_id = serializers.UUIDField()
    kind = serializers.ChoiceField(ImportKind.choices)
    status = serializers.ChoiceField(ImportStatus.choices)
    file_name = serializers.CharField()
    file_digest = serializers.CharField(help_text="SHA-256, in hexadecimal digits.")
    file_size = serializers.IntegerField()
    progress_percent = serializers.IntegerField()
    failure = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    created_by_name = serializers.CharField()
    applied_at = serializers.DateTimeField(allow_null=True)
    columns = ColumnShape(many=True, allow_null=True)
    reading = LogOptionsShape(allow_null=True)
    measures = MeasuresShape(allow_null=True)
    plan = PlanShape(allow_null=True)
