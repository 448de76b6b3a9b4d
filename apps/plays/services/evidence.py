"""Bringing evidence, and having somebody else accept or reject it (P2)."""

import datetime as dt
import uuid
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.plays import events, permissions
from apps.plays.choices import DOCUMENT, EvidenceKind
from apps.plays.lifecycle import EVIDENCE
from apps.plays.models import Activity, Evidence, Play
from apps.plays.parameters import EVIDENCE_MEGABYTES
from apps.plays.rules.plans import Plan, plan_from
from apps.plays.services._common import locked_open_run
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import AccessRefused, NotFoundMissing, Problem
from kernel.files.documents import CheckedFile, checked
from kernel.files.keeping import EVIDENCE as FOLDER
from kernel.files.keeping import drop_orphans, quota_problems, stored
from kernel.ledger.services import record
from kernel.parameters.selectors import value_of
from kernel.rows import apply_changes, check_fields, locked, refuse
from kernel.tenancy.context import local_today

ROWS = Evidence.objects.select_related("play__initiative")
MEGABYTE = 1024 * 1024
# A file that is just being stored has no row yet.
ORPHAN_AFTER = dt.timedelta(hours=6)
EVENTS = {
    "accept": events.EVIDENCE_ACCEPTED,
    "reject": events.EVIDENCE_REJECTED,
    "withdraw": events.EVIDENCE_WITHDRAWN,
}


def submit_evidence(
    *,
    by: Actor,
    play_id: uuid.UUID,
    kind: str,
    title: str,
    criterion: str = "",
    activity_id: uuid.UUID | None = None,
    note: str = "",
    url: str = "",
    upload: "File[Any] | None" = None,
    expires_on: dt.date | None = None,
) -> Evidence:
    """Bring a file, a link or a note for a criterion of the play's plan, or beside an activity (P2).

    A file is taken for what its content says, kept under its digest, within the room that the client has. Raises
    `DocumentRefused` for the file, `InvalidRefused` naming each other field.
    """
    file = checked(upload) if kind == EvidenceKind.FILE and upload is not None else None
    with transaction.atomic():
        play = locked_open_run(play_id)
        table.require(by, permissions.EVIDENCE, play)
        moment = clock.now()
        row = Evidence(
            play=play,
            criterion=criterion,
            activity_id=activity_id,
            kind=kind,
            title=title.strip(),
            note=note.strip(),
            url=url.strip() if kind == EvidenceKind.LINK else "",
            expires_on=expires_on,
            submitted_at=moment,
            submitted_by_id=by.id,  # type: ignore[misc]  # people and service accounts have an id
            submitted_by_name=by.name[:200],
            updated_at=moment,
        )
        exclude = ["play", "activity"] if activity_id is None else ["play"]
        refuse([*check_fields(row, exclude=exclude), *_problems(row, play, file)])
        if file is not None:
            row.file_path = stored(file)
            row.file_name, row.file_type = file.name[:200], file.content_type
            row.file_size, row.file_digest = file.size, file.digest
        row.save(force_insert=True)
        record(
            events.EVIDENCE_SUBMITTED,
            subject=row,
            by=by,
            data={
                "criterion": criterion,
                "activity": activity_id,
                "kind": kind,
                "title": row.title,
                "digest": row.file_digest,
                "expires_on": expires_on,
            },
        )
    return row


def _problems(row: Evidence, play: Play, file: CheckedFile | None) -> list[Problem]:
    problems = []
    if bool(row.criterion) == bool(row.activity_id):
        text = _("Evidence is for a criterion, or beside an activity.")
        problems.append(Problem("criterion", "P2", text, _("Name one of them.")))
    if row.criterion:
        problems += _criterion_problems(row.criterion, plan_from(play.plan))
    if row.activity_id and not Activity.objects.filter(pk=row.activity_id, play=play).exists():
        problems.append(Problem("activity_id", "P2", _("The play has no such activity.")))
    if row.kind == EvidenceKind.FILE and file is None:
        problems.append(Problem("file", "required", _("The file is missing."), _("Choose a file.")))
    if row.kind == EvidenceKind.LINK and not row.url.startswith(("https://", "http://")):
        text = _("A link begins with https:// or http://.")
        problems.append(Problem("url", "P2", text, _("Enter the whole address.")))
    if row.kind == EvidenceKind.NOTE and not row.note:
        problems.append(Problem("note", "required", _("The note is empty."), _("Write what was seen.")))
    if row.expires_on is not None and row.expires_on < local_today():
        text = _("It would have expired before it is brought.")
        problems.append(Problem("expires_on", "P2", text, _("Choose a later day, or leave it empty.")))
    if file is not None:
        limit = int(value_of(EVIDENCE_MEGABYTES)) * MEGABYTE
        problems += quota_problems(room_taken(), file.size, limit)
    return problems


def _criterion_problems(key: str, plan: Plan) -> list[Problem]:
    """Evidence meets what asks for a document; what is computed from records takes none (P2)."""
    known = ", ".join(dict.fromkeys(each.key for each in plan.criteria() if each.kind == DOCUMENT))
    found = plan.criterion(key)
    if found is None:
        text = _("The play's plan has no such criterion.")
        return [Problem("criterion", "P2", text, _("Known here: %(known)s.") % {"known": known})]
    if found.kind != DOCUMENT:
        text = _("“%(title)s” is computed from what is recorded, so no evidence meets it.") % {"title": found.title}
        way_out = _("Bring it beside an activity, or for one of: %(known)s.") % {"known": known or "–"}
        return [Problem("criterion", "P2", text, way_out)]
    return []


def room_taken() -> int:
    """The bytes of all evidence files of the mounted client; one content counts once."""
    files = Evidence.objects.exclude(file_digest="").values("file_digest").annotate(size=Max("file_size"))
    return sum(row["size"] for row in files)


def move_evidence(*, by: Actor, evidence_id: uuid.UUID, move: str, note: str = "") -> Evidence:
    """Accept or reject evidence that somebody else brought, or withdraw one's own (P2). Whoever rejects says why."""
    with transaction.atomic():
        found = Evidence.objects.filter(pk=evidence_id).values_list("play_id", flat=True).first()
        if found is None:
            raise NotFoundMissing(_("There is no such evidence."))
        play = locked_open_run(found)
        row: Evidence = locked(ROWS, evidence_id)
        row.play = play
        target = EVIDENCE.target(row.status, move)
        table.require(by, EVIDENCE.moves[move].permission, row)
        changes: dict[str, Any] = {"status": target}
        if move == "withdraw":
            _refuse_foreign(by, row)
        else:
            if move == "accept" and row.expires_on is not None and row.expires_on < local_today():
                text = _("It has expired.")
                refuse([Problem("expires_on", "P2", text, _("Have it brought anew, as it is now."))])
            if move == "reject" and not note.strip():
                text = _("Whoever rejects says why.")
                refuse([Problem("note", "P2", text, _("Write what is missing."))])
            changes |= {
                "reviewed_at": clock.now(),
                "reviewed_by_id": by.id,
                "reviewed_by_name": by.name[:200],
                "review_note": note.strip()[:1_000],
            }
        apply_changes(row, changes)
        row.save()
        data = {"criterion": row.criterion, "title": row.title, "note": note.strip()[:1_000]}
        record(EVENTS[move], subject=row, by=by, data=data)
    return row


def _refuse_foreign(by: Actor, row: Evidence) -> None:
    """Whoever brought it withdraws it; what a service account brought, the partner's staff do too."""
    if row.submitted_by_id != by.id and not table.allows(by, permissions.MANAGE):
        raise AccessRefused(
            _("Only who brought evidence withdraws it."),
            way_out=_("It was brought by %(name)s.") % {"name": row.submitted_by_name},
        )


def drop_orphaned_files(*, by: Actor) -> int:
    """Delete the mounted client's files that no evidence names, left behind where a request ended half-way; how many."""
    table.require(by, permissions.MANAGE)
    held = set(Evidence.objects.exclude(file_path="").values_list("file_path", flat=True))
    return len(drop_orphans(FOLDER, held=held, before=clock.now() - ORPHAN_AFTER))
