"""What requests about plays and gates may hold. What a value means, the services and their rules judge."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.plays.choices import AcceptanceVerdict, EvidenceKind, Outcome
from apps.plays.services.acceptance import LONGEST_TASK, MOST_ROWS
from kernel.rest.bodies import Body, Choice, Day, Flag, Identifier, Moment, Number, Text, Whole

BEGIN, FINISH, DROP, REOPEN = "begin", "finish", "drop", "reopen"
SUBMIT, WITHDRAW = "submit", "withdraw"
ACCEPT, REJECT = "accept", "reject"
FIX, DISMISS = "fix", "dismiss"
FREEZE, DISCARD = "freeze", "discard"
MOST_DEPENDENCIES = 60
_REASON = 1_000


def _moves(*names: str) -> Choice:
    return Choice([(name, name) for name in names])


def _refuse_beside(attrs: Mapping[str, Any], field: str, wanted: Collection[str], names: str = "move") -> None:
    """A field that belongs to other moves is refused, not left aside."""
    if field in attrs and attrs[names] not in wanted:
        text = _("It goes with %(names)s only.") % {"names": ", ".join(wanted)}
        raise serializers.ValidationError({field: [serializers.ErrorDetail(text, "unknown_field")]})


class PlayBody(Body):
    """A play that is to start (P)."""

    initiative_id = Identifier()
    contract_id = Identifier(
        required=False, allow_null=True, help_text="A contract of the initiative that is at least a draft (V1)."
    )
    team = Text(max_length=120, help_text="The team or region; it has one open play of an initiative at a time (P8).")
    starts_on = Day(help_text="Its first day: today, or within 90 days.")
    template = Text(
        max_length=80,
        required=False,
        help_text="A play template on offer in the library, as `key` or `key@version`; the standard one where left out.",
    )
    kit = Text(max_length=80, required=False, help_text="A kit of the library instead, as `key` or `key@version` (K1).")
    replicates_id = Identifier(
        required=False, help_text="A play of this client instead, whose kit is repeated in another team (K2)."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A play begins with one of the three."""
        given = [name for name in ("template", "kit", "replicates_id") if name in attrs]
        if len(given) > 1:
            text = _("A play begins with one of these: %(names)s.") % {"names": ", ".join(given)}
            raise serializers.ValidationError(
                {name: [serializers.ErrorDetail(text, "one_value")] for name in given[1:]}
            )
        return attrs


class PlayMoveBody(Body):
    """A move of a play that people ask for; the others follow from its gates and its days."""

    move = _moves("resume")


class ActivityBody(Body):
    """An activity (P5)."""

    title = Text(max_length=200)
    owner_id = Identifier(help_text="One of the client's people.")
    due_on = Day(help_text="Today or later; the day that it was planned for first stays.")
    phase = Text(max_length=60, required=False, help_text="The key of a phase; the one of its day where left out.")
    description = Text(max_length=2_000, required=False, allow_blank=True)
    depends_on = serializers.ListField(
        child=Identifier(),
        required=False,
        max_length=MOST_DEPENDENCIES,
        help_text="Activities of the same play that it waits for.",
    )


class ActivityChange(ActivityBody):
    """What changes in an activity."""

    note = Text(max_length=_REASON, required=False, allow_blank=True)


class ActivityMoveBody(Body):
    """A move of an activity."""

    move = _moves(BEGIN, FINISH, DROP, REOPEN)
    done_on = Day(required=False, help_text="For `finish`: the day, of the play and not to come; today where left out.")
    note = Text(max_length=_REASON, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Only what is finished has a day on which it was."""
        _refuse_beside(attrs, "done_on", [FINISH])
        return attrs


class GateMoveBody(Body):
    """A move of a gate that needs no decision."""

    move = _moves(SUBMIT, WITHDRAW)
    note = Text(
        max_length=_REASON, required=False, allow_blank=True, help_text="For `submit`: what the decider should know."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Only a submission says something."""
        _refuse_beside(attrs, "note", [SUBMIT])
        return attrs


class ConditionBody(Body):
    """A condition of a conditional go; it becomes an activity (P3)."""

    title = Text(max_length=200)
    due_on = Day(help_text="After today.")
    owner_id = Identifier(help_text="One of the client's people.")


class GateDecisionBody(Body):
    """A decision (P3)."""

    outcome = Choice(Outcome.choices)
    reasons = Text(max_length=2_000)
    basis_hash = Text(max_length=64, min_length=64, help_text="The gate's `basis_hash` as it was read.")
    conditions = ConditionBody(many=True, required=False, help_text="For `conditional_go`.")
    redesign_on = Day(required=False, help_text="For `redesign`: the day on which the pause ends at the latest (S2).")


class WaiverBody(Body):
    """A waiver of a criterion that is unmet (P2)."""

    criterion = Text(max_length=60, help_text="The criterion's key.")
    reason = Text(max_length=_REASON)
    expires_on = Day(help_text="Its last day.")


class WaiverMoveBody(Body):
    """A move of a waiver."""

    move = _moves("revoke")


class EvidenceBody(Body):
    """A piece of evidence (P2): a link or a note; or a file, as multipart/form-data."""

    kind = Choice(EvidenceKind.choices)
    title = Text(max_length=200)
    criterion = Text(max_length=60, required=False, help_text="The key of a criterion of the play's plan.")
    activity_id = Identifier(required=False, help_text="Instead: an activity of the play.")
    note = Text(max_length=5_000, required=False, allow_blank=True, help_text="What a note says, or about the rest.")
    url = Text(max_length=500, required=False, help_text="For a link: its whole address.")
    file = serializers.FileField(
        required=False,
        help_text="For a file, in a form: PDF, PNG, JPEG, WebP, TXT, CSV, MD, DOCX, XLSX or PPTX; at most 25 MB.",
    )
    expires_on = Day(required=False, help_text="The last day on which it counts.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A link has an address, a file a content; neither has the other's."""
        _refuse_beside(attrs, "url", [EvidenceKind.LINK.value], "kind")
        _refuse_beside(attrs, "file", [EvidenceKind.FILE.value], "kind")
        return attrs


class EvidenceMoveBody(Body):
    """A move of a piece of evidence."""

    move = _moves(ACCEPT, REJECT, WITHDRAW)
    note = Text(max_length=_REASON, required=False, allow_blank=True, help_text="Needed to reject.")


class TaskBody(Body):
    """A real task that a tester tried."""

    task = Text(max_length=LONGEST_TASK)
    worked = Flag()


class DefectBody(Body):
    """A defect that a tester found."""

    title = Text(max_length=LONGEST_TASK)
    blocking = Flag(help_text="Whether no gate passes while it is open.")


class SessionBody(Body):
    """A tester's session (P6)."""

    tester_id = Identifier(help_text="One of the client's people.")
    role = Text(max_length=120, help_text="Their role in the workflow.")
    held_on = Day()
    tasks = TaskBody(many=True, help_text=f"At least one, at most {MOST_ROWS}.")
    verdict = Choice(AcceptanceVerdict.choices)
    comment = Text(max_length=_REASON, required=False, allow_blank=True, help_text="Whoever rejects says why.")
    defects = DefectBody(many=True, required=False, help_text=f"At most {MOST_ROWS}.")


class DefectMoveBody(Body):
    """A move of a defect."""

    move = _moves(FIX, DISMISS)
    note = Text(max_length=500, help_text="What was done, or why it is none.")


class FallbackBody(Body):
    """The written procedure (P7); of one that is written already, what is left out stays."""

    procedure = Text(max_length=5_000)
    minutes = Whole(min_value=1, help_text="Within how many minutes it takes effect; at most a week.")
    owner_id = Identifier(help_text="Who starts it: one of the client's people.")


class DrillBody(Body):
    """A drill of the fallback as it is written (P7)."""

    held_at = Moment()
    took_effect = Flag()
    took_minutes = Whole(required=False, allow_null=True, help_text="Minutes until it took effect, where it did.")
    note = Text(max_length=2_000, help_text="What was seen.")


class EffortBody(Body):
    """Hours that were worked (K2)."""

    on = Day()
    hours = Number(help_text="Below nothing in an entry that corrects another; that one has a note.")
    person_id = Identifier(required=False, allow_null=True)
    note = Text(max_length=300, required=False, allow_blank=True)


class KitMoveBody(Body):
    """A move of a kit inside the client."""

    move = _moves(FREEZE, DISCARD)


class KitReleaseBody(Body):
    """Which kit leaves for the partner's library."""

    kit_hash = Text(max_length=64, min_length=64, help_text="The hash of the kit that was read.")
