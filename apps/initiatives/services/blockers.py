"""What is in an initiative's way: raised, changed, out of the way, in it again (O5)."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.initiatives import events, permissions
from apps.initiatives.choices import BlockerStatus
from apps.initiatives.lifecycle import BLOCKER
from apps.initiatives.models import Blocker
from apps.initiatives.rules import blocker_day_problems
from apps.initiatives.selectors import initiative
from apps.initiatives.services._common import refuse_unknown
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, Problem
from kernel.ledger.services import record
from kernel.rows import apply_changes, check_fields, locked_at, refuse
from kernel.tenancy.context import local_today

BLOCKERS = Blocker.objects.select_related("initiative")
CHANGEABLE = frozenset({"title", "description", "kind", "control", "late_discovery", "opened_on", "owner_id"})
LONGEST = {"resolution": 2_000, "reason": 1_000}


def raise_blocker(
    *,
    by: Actor,
    initiative_id: uuid.UUID,
    title: str,
    kind: str,
    control: str,
    description: str = "",
    late_discovery: bool = False,
    opened_on: dt.date | None = None,
    owner_id: uuid.UUID | None = None,
) -> Blocker:
    """Say what is in an initiative's way, and whether its workflow owner can remove it (O5); since today where no day is given.

    Raises `InvalidRefused` naming each field, or `NotFoundMissing`.
    """
    found = initiative(initiative_id)
    table.require(by, permissions.BLOCKERS, found)
    moment = clock.now()
    blocker = Blocker(
        initiative=found,
        title=title.strip(),
        description=description.strip(),
        kind=kind,
        control=control,
        late_discovery=late_discovery,
        opened_on=opened_on or local_today(),
        owner_id=owner_id,
        raised_by_name=by.name,
        created_at=moment,
        updated_at=moment,
    )
    refuse(_problems(blocker))
    with transaction.atomic():
        blocker.save(force_insert=True)
        record(
            events.BLOCKER_RAISED,
            subject=blocker,
            by=by,
            data={
                "initiative": found.pk,
                "title": blocker.title,
                "kind": kind,
                "control": control,
                "late_discovery": late_discovery,
                "opened_on": blocker.opened_on,
                "owner": owner_id,
            },
        )
    return blocker


def change_blocker(*, by: Actor, blocker_id: uuid.UUID, revision: int | None, **changes: Any) -> Blocker:
    """Change what is said of a blocker at the revision it was read at.

    Raises `InvalidRefused` naming each field, and `ConflictRefused` for one that is out of the way.
    """
    refuse_unknown(changes, CHANGEABLE)
    with transaction.atomic():
        blocker: Blocker = locked_at(BLOCKERS, blocker_id, revision)
        table.require(by, permissions.BLOCKERS, blocker.initiative)
        if blocker.status == BlockerStatus.RESOLVED:
            raise ConflictRefused(_("It is out of the way already."), way_out=_("If it is back, say so first."))
        changed = apply_changes(blocker, changes)
        if changed:
            refuse(_problems(blocker))
            blocker.save()
            record(events.BLOCKER_CHANGED, subject=blocker, by=by, data={"changes": changed})
    return blocker


def move_blocker(
    *,
    by: Actor,
    blocker_id: uuid.UUID,
    move: str,
    revision: int | None,
    resolution: str = "",
    resolved_on: dt.date | None = None,
    reason: str = "",
) -> Blocker:
    """Say that a blocker is out of the way, with how and since when (today where left out), or in it again, with why.

    Raises `MoveRefused`, or `InvalidRefused` naming each field.
    """
    with transaction.atomic():
        blocker: Blocker = locked_at(BLOCKERS, blocker_id, revision)
        table.require(by, permissions.BLOCKERS, blocker.initiative)
        status = BLOCKER.target(blocker.status, move)
        if move == "resolve":
            _resolve(by, blocker, status, resolution.strip(), resolved_on or local_today())
        else:
            _reopen(by, blocker, status, reason.strip())
    return blocker


def _resolve(by: Actor, blocker: Blocker, status: str, resolution: str, day: dt.date) -> None:
    said = _said("resolution", resolution, _("It is not said how it was removed."))
    changes = {"status": status, "resolution": resolution, "resolved_on": day, "resolved_by_name": by.name}
    apply_changes(blocker, changes)
    refuse([*said, *_problems(blocker)])
    blocker.save()
    record(events.BLOCKER_RESOLVED, subject=blocker, by=by, data={"resolved_on": day, "resolution": resolution})


def _reopen(by: Actor, blocker: Blocker, status: str, reason: str) -> None:
    refuse(_said("reason", reason, _("It is not said why it is back.")))
    was = {"resolved_on": blocker.resolved_on, "resolution": blocker.resolution}
    apply_changes(blocker, {"status": status, "resolution": "", "resolved_on": None, "resolved_by_name": ""})
    blocker.save()
    record(events.BLOCKER_REOPENED, subject=blocker, by=by, data={"reason": reason, "was": was})


def _problems(blocker: Blocker) -> list[Problem]:
    """What is wrong with the fields; and with the days, once they are days."""
    found = check_fields(blocker)
    if any(problem.field in ("opened_on", "resolved_on") for problem in found):
        return found
    days = blocker_day_problems(blocker.opened_on, blocker.initiative.registered_on, blocker.resolved_on, local_today())
    return [*found, *days]


def _said(field: str, text: str, missing: str) -> list[Problem]:
    if not text:
        return [Problem(field, "O5", missing, _("Write it in a sentence."))]
    if len(text) > LONGEST[field] or "\x00" in text:
        most = _("At most %(most)s characters are possible.") % {"most": LONGEST[field]}
        return [Problem(field, "max_length", most, _("Shorten it."))]
    return []
