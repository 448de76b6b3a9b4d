"""Where due days come from in a client: contracts, plays and their gates, and what governance asks for."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db.models import F, Q

from apps.governance.models import Attestation, ChecklistItem
from apps.initiatives.choices import ENDED
from apps.plays.choices import ActivityOrigin, ActivityStatus, EvidenceStatus, GateStatus, PlayStatus
from apps.plays.models import OPEN, Activity, Evidence, Gate, Play, Waiver
from apps.plays.rules.plans import plan_from
from apps.portfolio.choices import DueKind
from apps.value.choices import ContractStatus
from apps.value.models import Contract
from kernel.web.addresses import below

# A due day that was agreed: whether it is still to come to something, or has.
AGREED = {
    ContractStatus.SIGNED: False,
    ContractStatus.ACTIVE: False,
    ContractStatus.ACHIEVED: True,
    ContractStatus.MISSED: True,
    ContractStatus.ROLLED_BACK: True,
}
# A stopped play has nothing due any more, and what was not done of a scaled one is not either.
LASTING = (*OPEN, PlayStatus.SCALED)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due: of which kind and about what, on which day of the client's, for whom, and where it is done."""

    kind: DueKind
    source_id: uuid.UUID
    title: str
    on: dt.date
    initiative_name: str
    path: str
    # The login of the person whose it is; None for everybody of the engagement.
    user_id: uuid.UUID | None = None
    done: bool = False
    # Of a gate: which one.
    gate: str = ""


def all_due() -> Iterator[Due]:
    """Everything that is due in the mounted client; a query for each kind of source."""
    yield from _contracts()
    yield from _plays()
    yield from _gates()
    yield from _activities()
    yield from _waivers()
    yield from _evidence()
    yield from _attestations()
    yield from _reviews()


def _contracts() -> Iterator[Due]:
    rows = Contract.objects.filter(status__in=AGREED, due_on__isnull=False).annotate(
        # As it was frozen: a change that is being agreed may have another title.
        signed_title=F("in_force__content__title")
    )
    for pk, title, due_on, status, initiative in rows.values_list(
        "pk", "signed_title", "due_on", "status", "initiative__name"
    ):
        yield Due(
            kind=DueKind.CONTRACT_DUE,
            source_id=pk,
            title=title,
            on=due_on,
            initiative_name=initiative,
            path=below("value:contract", pk),
            done=AGREED[status],
        )


def _plays() -> Iterator[Due]:
    for play in Play.objects.filter(status__in=LASTING).select_related("initiative").defer("plan", "kit"):
        yield Due(
            kind=DueKind.PLAY_LAST_DAY,
            source_id=play.pk,
            title=str(play),
            on=play.last_on,
            initiative_name=play.initiative.name,
            path=below("plays:play", play.pk),
            done=play.status not in OPEN,
        )
        if play.redesign_on is not None:
            yield Due(
                kind=DueKind.REDESIGN_END,
                source_id=play.pk,
                title=str(play),
                on=play.redesign_on,
                initiative_name=play.initiative.name,
                path=below("plays:play", play.pk),
            )


def _gates() -> Iterator[Due]:
    rows = Gate.objects.filter(play__status__in=LASTING).exclude(status=GateStatus.STOPPED)
    for gate in rows.select_related("play__initiative").defer("play__plan", "play__kit"):
        yield Due(
            kind=DueKind.GATE,
            source_id=gate.pk,
            title=str(gate.play),
            on=gate.due_on,
            initiative_name=gate.play.initiative.name,
            path=below("plays:gate", gate.pk),
            done=gate.status == GateStatus.PASSED,
            gate=gate.type,
        )


def _activities() -> Iterator[Due]:
    left_to_do = Q(play__status=PlayStatus.SCALED, origin=ActivityOrigin.CONDITION)
    rows = Activity.objects.filter(Q(play__status__in=OPEN) | left_to_do).exclude(status=ActivityStatus.DROPPED)
    for pk, title, due_on, status, initiative, user_id in rows.values_list(
        "pk", "title", "due_on", "status", "play__initiative__name", "owner__user_id"
    ):
        yield Due(
            kind=DueKind.ACTIVITY,
            source_id=pk,
            title=title,
            on=due_on,
            initiative_name=initiative,
            path=below("plays:activity", pk),
            user_id=user_id,
            done=status == ActivityStatus.DONE,
        )


def _waivers() -> Iterator[Due]:
    plan_of = cache(lambda play: plan_from(play.plan))
    rows = Waiver.objects.filter(revoked_at__isnull=True, gate__play__status__in=OPEN)
    for waiver in rows.select_related("gate__play__initiative"):
        play = waiver.gate.play
        criterion = plan_of(play).criterion(waiver.criterion)
        yield Due(
            kind=DueKind.WAIVER_EXPIRY,
            source_id=waiver.pk,
            title=criterion.title if criterion else waiver.criterion,
            on=waiver.expires_on,
            initiative_name=play.initiative.name,
            path=below("plays:gate", waiver.gate_id),
        )


def _evidence() -> Iterator[Due]:
    rows = Evidence.objects.filter(
        expires_on__isnull=False,
        status__in=(EvidenceStatus.SUBMITTED, EvidenceStatus.ACCEPTED),
        play__status__in=OPEN,
    )
    for pk, title, expires_on, play_id, initiative, user_id in rows.values_list(
        "pk", "title", "expires_on", "play_id", "play__initiative__name", "submitted_by_id"
    ):
        yield Due(
            kind=DueKind.EVIDENCE_EXPIRY,
            source_id=pk,
            title=title,
            on=expires_on,
            initiative_name=initiative,
            path=below("plays:evidence_list", play_id),
            user_id=user_id,
        )


def _attestations() -> Iterator[Due]:
    # Nobody attests any more to what was killed or retired; what was given stays.
    lapsed = Q(attested_at__isnull=True, initiative__status__in=ENDED)
    rows = Attestation.objects.exclude(lapsed).values_list(
        "pk", "due_on", "attested_at", "initiative_id", "initiative__name", "leader__user_id"
    )
    for pk, due_on, attested_at, initiative_id, initiative, user_id in rows:
        yield Due(
            kind=DueKind.ATTESTATION,
            source_id=pk,
            title=initiative,
            on=due_on,
            initiative_name=initiative,
            path=below("initiatives:initiative_governance", initiative_id),
            user_id=user_id,
            done=attested_at is not None,
        )


def _reviews() -> Iterator[Due]:
    rows = ChecklistItem.objects.filter(review_on__isnull=False).exclude(initiative__status__in=ENDED)
    for pk, title, review_on, initiative, user_id in rows.values_list(
        "pk", "title", "review_on", "initiative__name", "owner__user_id"
    ):
        yield Due(
            kind=DueKind.CHECKLIST_REVIEW,
            source_id=pk,
            title=title,
            on=review_on,
            initiative_name=initiative,
            path=below("governance:answer_item", pk),
            user_id=user_id,
        )
