"""Freezing a kit out of a play, and releasing it to the partner's library once the client has approved what leaves (K1)."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.library.rules import shape_problems
from apps.plays import events, permissions
from apps.plays.choices import GateStatus, GateType, KitStatus, PlayStatus
from apps.plays.documents import KIT_SCHEMA, check_plan
from apps.plays.lifecycle import KIT
from apps.plays.models import Gate, Play
from apps.plays.rules.kits import fitted
from apps.plays.selectors.kits import kit_of
from apps.plays.services._common import locked_run
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import digest
from kernel.errors import ConflictRefused, Problem, StaleRefused
from kernel.ledger.models import Entry
from kernel.ledger.services import record
from kernel.rows import apply_changes, refuse

# How long the texts of a kit may be that is too large for the library as it is, one after another.
SHORTER = (400, 150, 60)
# Of what the library found wrong, the first few say it.
MOST_TOLD = 10


class KitRefused(ConflictRefused):
    """Nothing has proved itself yet that could be repeated."""

    code = "K1"


def freeze_kit(*, by: Actor, play_id: uuid.UUID) -> Play:
    """Freeze the kit of a play that is past its Pilot gate, scrubbed; it stays with the client until it is released (K1)."""
    table.require(by, permissions.FREEZE_KIT)
    with transaction.atomic():
        play = locked_run(play_id)
        KIT.target(play.kit_status, "freeze")
        if not Gate.objects.filter(play=play, type=GateType.PILOT, status=GateStatus.PASSED).exists():
            raise KitRefused(
                _("The play is not past its Pilot gate."),
                [Problem("play", "K1", _("Only what has worked once is repeated."))],
                way_out=_("Pass the Pilot gate first."),
            )
        keep_kit(by, play)
        play.save()
    return play


def keep_kit(by: Actor, play: Play) -> None:
    """Set the kit on a locked play and tell it; whoever calls saves the play.

    Raises `InvalidRefused` naming each field that the partner's library would not take and that shorter texts do not mend.
    """
    scrubbed = kit_of(play)
    document = _shaped(scrubbed.document, play)
    apply_changes(
        play,
        {"kit": document, "kit_status": KIT.target(play.kit_status, "freeze"), "kit_hash": digest(document)},
    )
    data = {"hash": play.kit_hash, "taken_out": sum(scrubbed.taken_out.values())}
    record(events.KIT_FROZEN, subject=play, by=by, data=data)


def _shaped(found: Mapping[str, Any], play: Play) -> dict[str, Any]:
    """A kit with the shape that the library asks for: texts that grew by their marks are cut, all of them where it is too large."""
    document = fitted(found, KIT_SCHEMA)
    problems = shape_problems(KIT_SCHEMA, document)
    for most in SHORTER:
        if [problem.code for problem in problems] != ["too_large"]:
            break
        document = fitted(found, KIT_SCHEMA, most=most)
        problems = shape_problems(KIT_SCHEMA, document)
    # What the plan asked too little of when the play began, under the rules of then, is not the kit's to mend.
    refuse(problems or [problem for problem in check_plan(document) if problem not in check_plan(play.plan)])
    return document


def discard_kit(*, by: Actor, play_id: uuid.UUID) -> Play:
    """Discard a frozen kit that was not released, so that it can be frozen anew."""
    table.require(by, permissions.FREEZE_KIT)
    with transaction.atomic():
        play = locked_run(play_id)
        target, before = KIT.target(play.kit_status, "discard"), play.kit_hash
        if play.status == PlayStatus.SCALED:
            raise KitRefused(
                _("The play has scaled."),
                [Problem("play", "K1", _("Its kit is what it leaves for the next one."))],
                way_out=_("Keep it; freeze the next one from that play."),
            )
        if Play.objects.filter(replicates=play).exists():
            raise KitRefused(
                _("Another play runs from this kit."), way_out=_("Keep it; freeze the next one from that play.")
            )
        apply_changes(play, {"kit": None, "kit_status": target, "kit_hash": ""})
        play.save()
        record(events.KIT_DISCARDED, subject=play, by=by, data={"hash": before})
    return play


def release_kit(*, by: Actor, play_id: uuid.UUID, kit_hash: str) -> Play:
    """Approve that the kit, as it was shown, leaves the client for the partner's library, which takes it from the ledger (K1).

    Raises `StaleRefused` where another one has been frozen since, named by its hash.
    """
    with transaction.atomic():
        play = locked_run(play_id)
        table.require(by, permissions.RELEASE_KIT, play)
        target = KIT.target(play.kit_status, "release")
        if play.kit_hash != kit_hash:
            raise StaleRefused(
                _("Another kit was frozen since you opened it."),
                [Problem("kit_hash", "K1", _("The hash is not that of the kit as it is now."))],
                way_out=_("Open it again and read it before you release it."),
            )
        apply_changes(play, {"kit_status": KitStatus(target), "kit_released_at": clock.now()})
        play.save()
        record(events.KIT_RELEASED, subject=play, by=by, data={"hash": kit_hash, "key": kit_key(play)})
    return play


def refuse_kit(*, by: Actor, play_id: uuid.UUID, problems: Sequence[Problem]) -> None:
    """Tell the client's ledger, once for a kit, that the partner's library did not take it, and why."""
    table.require(by, permissions.MANAGE)
    with transaction.atomic():
        play = locked_run(play_id)
        if Entry.objects.filter(event=events.KIT_REFUSED, subject_id=play.pk, data__hash=play.kit_hash).exists():
            return
        told = [{"field": problem.field, "code": problem.code} for problem in problems[:MOST_TOLD]]
        data = {"hash": play.kit_hash, "key": kit_key(play), "problems": told}
        record(events.KIT_REFUSED, subject=play, by=by, data=data)


def kit_key(play: Play) -> str:
    """What the library calls the kit of a play: nothing of the client, and always the same."""
    return f"kit-{play.pk.hex[-12:]}"
