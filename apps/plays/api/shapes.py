"""What answers about plays, activities and what is recorded in a play look like; they document, `rows` and `documents` make them."""

from typing import Any

from rest_framework import serializers

from apps.initiatives.choices import Verdict
from apps.plays.choices import (
    AcceptanceVerdict,
    ActivityOrigin,
    ActivityStatus,
    DefectStatus,
    EvidenceKind,
    EvidenceStatus,
    GateStatus,
    GateType,
    KitStatus,
    PlayStatus,
)


class FixShape(serializers.Serializer[Any]):
    """Where a criterion is mended: a page of this client, and what is done there."""

    address = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class CriterionShape(serializers.Serializer[Any]):
    """Something that is asked, and what was found of it now."""

    key = serializers.CharField(help_text="Its name in the play's plan; evidence and waivers name it.")
    kind = serializers.CharField(help_text="Which rule answers it.")
    title = serializers.CharField()
    parameters = serializers.DictField(child=serializers.IntegerField(), help_text="What the plan sets of its numbers.")
    verdict = serializers.ChoiceField(Verdict.choices)
    says = serializers.CharField(help_text="What was found, in a sentence.")
    figures = serializers.DictField(help_text="The figures it rests on, by name.")
    fix = FixShape(allow_null=True)


class PhaseShape(serializers.Serializer[Any]):
    """A phase, with what it must leave behind."""

    key = serializers.CharField()
    name = serializers.CharField()
    first_day = serializers.IntegerField()
    last_day = serializers.IntegerField()
    is_now = serializers.BooleanField()
    leaves = CriterionShape(many=True)


class GateSummaryShape(serializers.Serializer[Any]):
    """A gate in short."""

    id = serializers.UUIDField()
    type = serializers.ChoiceField(GateType.choices)
    status = serializers.ChoiceField(GateStatus.choices)
    due_on = serializers.DateField()
    is_next = serializers.BooleanField(help_text="Whether it is the one to be decided next.")
    asked = serializers.IntegerField(help_text="How many criteria it has.")
    met = serializers.IntegerField(help_text="How many of them are met or waived.")
    can_pass = serializers.BooleanField(help_text="Whether all are, and it is not frozen.")
    frozen = serializers.BooleanField(help_text="Whether a rollback trigger has fired that nobody cleared (V5).")
    is_outdated = serializers.BooleanField(help_text="Whether what it was passed on has changed since (P3).")


class ExtensionShape(serializers.Serializer[Any]):
    """The one extension, as the sponsor signed it (P4)."""

    days = serializers.IntegerField()
    reason = serializers.CharField()
    signed_at = serializers.DateTimeField()
    signed_by_name = serializers.CharField()


class EffortSumShape(serializers.Serializer[Any]):
    """The hours of a play, against those of the first run where it repeats one (K2)."""

    hours = serializers.DecimalField(max_digits=12, decimal_places=2)
    first_hours = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    share = serializers.DecimalField(
        max_digits=12, decimal_places=4, allow_null=True, help_text="hours / first_hours; below 0.3 it passes."
    )
    passes = serializers.BooleanField(allow_null=True, help_text="Null while nobody can say.")


class PlayRowShape(serializers.Serializer[Any]):
    """A play in the list."""

    id = serializers.UUIDField()
    initiative_id = serializers.UUIDField()
    contract_id = serializers.UUIDField()
    team = serializers.CharField()
    status = serializers.ChoiceField(PlayStatus.choices)
    starts_on = serializers.DateField()
    last_on = serializers.DateField(help_text="The day that forces a decision: day 60, or that of the extension (P4).")
    day = serializers.IntegerField(help_text="Day n in the client's time zone; below 1 it has not begun.")
    overdue = serializers.BooleanField(help_text="Whether its last day passed without a decision (P4).")
    extended_days = serializers.IntegerField()
    paused_on = serializers.DateField(allow_null=True)
    redesign_on = serializers.DateField(
        allow_null=True, help_text="The day on which its pause ends at the latest (S2)."
    )
    ended_on = serializers.DateField(allow_null=True)
    leads = serializers.BooleanField(help_text="Whether the initiative's status follows its gates.")
    template_kind = serializers.CharField(help_text="The kind of document that it began with.")
    template_key = serializers.CharField()
    template_version = serializers.IntegerField()
    replicates_id = serializers.UUIDField(allow_null=True, help_text="The play whose kit it repeats (K2).")
    fallback_version = serializers.IntegerField(help_text="0 where none is written (P7).")
    kit_status = serializers.ChoiceField(KitStatus.choices)
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PlayShape(PlayRowShape):
    """A play with its phases and gates, judged now."""

    extension = ExtensionShape(allow_null=True)
    phases = PhaseShape(many=True)
    gates = GateSummaryShape(many=True)
    late = serializers.IntegerField(help_text="How many activities are past their day (P5).")
    effort = EffortSumShape()


class ActivityShape(serializers.Serializer[Any]):
    """Something that has to be done (P5)."""

    id = serializers.UUIDField()
    play_id = serializers.UUIDField()
    key = serializers.CharField(help_text="Its name in the plan; empty where it was added later.")
    phase = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    origin = serializers.ChoiceField(ActivityOrigin.choices)
    gate_id = serializers.UUIDField(allow_null=True, help_text="The gate that it is a condition of.")
    owner_id = serializers.UUIDField(allow_null=True)
    planned_on = serializers.DateField(help_text="As it was planned first.")
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)
    status = serializers.ChoiceField(ActivityStatus.choices)
    late = serializers.BooleanField(help_text="Whether it is past its day and not done.")
    depends_on = serializers.ListField(child=serializers.UUIDField())
    note = serializers.CharField()
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class EvidenceShape(serializers.Serializer[Any]):
    """A piece of evidence, and what its reviewer said (P2)."""

    id = serializers.UUIDField()
    play_id = serializers.UUIDField()
    criterion = serializers.CharField(help_text="The criterion that it is for; empty beside an activity.")
    activity_id = serializers.UUIDField(allow_null=True)
    kind = serializers.ChoiceField(EvidenceKind.choices)
    title = serializers.CharField()
    note = serializers.CharField()
    url = serializers.CharField()
    file_name = serializers.CharField()
    file_type = serializers.CharField(help_text="As its content says, not as it was sent.")
    file_size = serializers.IntegerField(help_text="Bytes.")
    file_digest = serializers.CharField(help_text="SHA-256, in hexadecimal digits.")
    status = serializers.ChoiceField(EvidenceStatus.choices)
    expires_on = serializers.DateField(allow_null=True)
    submitted_at = serializers.DateTimeField()
    submitted_by_name = serializers.CharField()
    reviewed_at = serializers.DateTimeField(allow_null=True)
    reviewed_by_name = serializers.CharField()
    review_note = serializers.CharField()
    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class TaskShape(serializers.Serializer[Any]):
    """A task that a tester tried."""

    task = serializers.CharField()
    worked = serializers.BooleanField()


class DefectShape(serializers.Serializer[Any]):
    """A defect that a tester found."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    blocking = serializers.BooleanField()
    status = serializers.ChoiceField(DefectStatus.choices)
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by_name = serializers.CharField()
    note = serializers.CharField()


class SessionShape(serializers.Serializer[Any]):
    """A tester's session (P6)."""

    id = serializers.UUIDField()
    play_id = serializers.UUIDField()
    tester_id = serializers.UUIDField()
    role = serializers.CharField()
    held_on = serializers.DateField()
    tasks = TaskShape(many=True)
    verdict = serializers.ChoiceField(AcceptanceVerdict.choices)
    comment = serializers.CharField()
    defects = DefectShape(many=True)
    recorded_at = serializers.DateTimeField()
    recorded_by_name = serializers.CharField()
    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class FallbackShape(serializers.Serializer[Any]):
    """The fallback of a play; before it is written all is empty, and the version 0 (P7)."""

    procedure = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True)
    owner_id = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()


class DrillShape(serializers.Serializer[Any]):
    """A drill of the fallback (P7)."""

    id = serializers.UUIDField()
    play_id = serializers.UUIDField()
    held_at = serializers.DateTimeField()
    fallback_version = serializers.IntegerField(help_text="The version that was drilled.")
    stated_minutes = serializers.IntegerField()
    took_effect = serializers.BooleanField()
    took_minutes = serializers.IntegerField(allow_null=True)
    passed = serializers.BooleanField(help_text="Whether it took effect within its stated time.")
    note = serializers.CharField()
    recorded_at = serializers.DateTimeField()
    recorded_by_name = serializers.CharField()


class EffortShape(serializers.Serializer[Any]):
    """Hours that were booked (K2)."""

    id = serializers.UUIDField()
    play_id = serializers.UUIDField()
    person_id = serializers.UUIDField(allow_null=True)
    on = serializers.DateField()
    hours = serializers.DecimalField(max_digits=6, decimal_places=2)
    note = serializers.CharField()
    recorded_at = serializers.DateTimeField()
    recorded_by_name = serializers.CharField()


class KitShape(serializers.Serializer[Any]):
    """The kit of a play as it would leave the client, or has left it (K1)."""

    status = serializers.ChoiceField(KitStatus.choices)
    kit_hash = serializers.CharField(help_text="SHA-256 of the document's canonical JSON; empty without one.")
    document = serializers.DictField(allow_null=True, help_text="Scrubbed of the client, its people and its figures.")
    library_key = serializers.CharField(help_text="What the partner's library calls it; empty until it is released.")
    released_at = serializers.DateTimeField(allow_null=True)
