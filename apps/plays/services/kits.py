"""Freezing a kit out of a play, and releasing it to the partner's library once the client has approved what leaves (K1)."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from apps.plays import events, permissions
from apps.plays.choices import GateStatus, GateType, KitStatus
from apps.plays.lifecycle import KIT
from apps.plays.models import Gate, Play
from apps.plays.selectors.kits import kit_of
from apps.plays.services._common import locked_run
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import digest
from kernel.errors import ConflictRefused, Problem, StaleRefused
from kernel.ledger.services import record
from kernel.rows import apply_changes


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
    """Set the kit on a locked play and tell it; whoever calls saves the play."""
    scrubbed = kit_of(play)
    apply_changes(
        play,
        {
            "kit": scrubbed.document,
            "kit_status": KIT.target(play.kit_status, "freeze"),
            "kit_hash": digest(scrubbed.document),
        },
    )
    data = {"hash": play.kit_hash, "taken_out": sum(scrubbed.taken_out.values())}
    record(events.KIT_FROZEN, subject=play, by=by, data=data)


def discard_kit(*, by: Actor, play_id: uuid.UUID) -> Play:
    """Discard a frozen kit that was not released, so that it can be frozen anew."""
    table.require(by, permissions.FREEZE_KIT)
    with transaction.atomic():
        play = locked_run(play_id)
        target, before = KIT.target(play.kit_status, "discard"), play.kit_hash
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


def kit_key(play: Play) -> str:
    """What the library calls the kit of a play: nothing of the client, and always the same."""
    return f"kit-{play.pk.hex[-12:]}"
