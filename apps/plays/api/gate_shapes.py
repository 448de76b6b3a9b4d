"""What answers about gates, decisions and waivers look like; they document, `documents` and `rows` make them."""

from typing import Any

from rest_framework import serializers

from apps.initiatives.choices import Verdict
from apps.plays.api.shapes import CriterionShape, GateSummaryShape
from apps.plays.choices import Outcome


class HeldWaiverShape(serializers.Serializer[Any]):
    """The waiver that holds for a criterion."""

    id = serializers.UUIDField()
    reason = serializers.CharField()
    granted_at = serializers.DateTimeField()
    granted_by_name = serializers.CharField()
    expires_on = serializers.DateField()


class GateCriterionShape(CriterionShape):
    """A criterion of a gate (P1, P2)."""

    passes = serializers.BooleanField(help_text="Met, or unmet with a waiver that holds; an unknown never does.")
    waivable = serializers.BooleanField()
    waiver = HeldWaiverShape(allow_null=True)
    waiver_expired_on = serializers.DateField(
        allow_null=True, help_text="The last day of its latest waiver, where that ran out and none holds."
    )


class OutdatedShape(serializers.Serializer[Any]):
    """A criterion whose grounds are not those that were decided on (P3)."""

    key = serializers.CharField()
    title = serializers.CharField()
    before = serializers.ChoiceField(Verdict.choices)
    after = serializers.ChoiceField(Verdict.choices, help_text="As of the decision's moment, by what is known now.")
    changed = serializers.ListField(child=serializers.CharField(), help_text="The names of the grounds that changed.")


class TakenDecisionShape(serializers.Serializer[Any]):
    """A decision in short."""

    number = serializers.IntegerField()
    outcome = serializers.ChoiceField(Outcome.choices)
    decided_at = serializers.DateTimeField()
    decided_by_name = serializers.CharField()


class GateShape(GateSummaryShape):
    """A gate with everything that it asks, judged now."""

    play_id = serializers.UUIDField()
    position = serializers.IntegerField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    submitted_by_name = serializers.CharField()
    submission = serializers.CharField(help_text="What the submitter says.")
    criteria = GateCriterionShape(many=True)
    basis_hash = serializers.CharField(help_text="The hash of everything it rests on now; a decision names it (P3).")
    outdated = OutdatedShape(many=True, help_text="What changed since it was passed.")
    decision = TakenDecisionShape(allow_null=True, help_text="The latest.")
    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class GatesShape(serializers.Serializer[Any]):
    """The gates of a play in their order, judged at one moment."""

    play_id = serializers.UUIDField()
    judged_at = serializers.DateTimeField()
    day = serializers.IntegerField()
    overdue = serializers.BooleanField()
    gates = GateShape(many=True)


class ConditionShape(serializers.Serializer[Any]):
    """A condition of a conditional go."""

    title = serializers.CharField()
    due_on = serializers.DateField()
    owner_id = serializers.UUIDField()


class GateDecisionShape(serializers.Serializer[Any]):
    """A decision with the grounds it was taken on (P3)."""

    id = serializers.UUIDField()
    gate_id = serializers.UUIDField()
    number = serializers.IntegerField()
    outcome = serializers.ChoiceField(Outcome.choices)
    reasons = serializers.CharField()
    conditions = ConditionShape(many=True)
    redesign_on = serializers.DateField(allow_null=True)
    basis = serializers.DictField(help_text="Each criterion with its verdict, figures, grounds and waiver.")
    basis_hash = serializers.CharField(help_text="SHA-256 of the basis's canonical JSON.")
    submitted_by_name = serializers.CharField()
    decided_at = serializers.DateTimeField()
    decided_by_name = serializers.CharField()


class WaiverShape(serializers.Serializer[Any]):
    """A waiver, whether it holds or not any more (P2)."""

    id = serializers.UUIDField()
    gate_id = serializers.UUIDField()
    criterion = serializers.CharField()
    reason = serializers.CharField()
    granted_at = serializers.DateTimeField()
    granted_by_name = serializers.CharField()
    expires_on = serializers.DateField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    revoked_by_name = serializers.CharField()
    holds = serializers.BooleanField()
