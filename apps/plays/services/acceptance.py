"""Recording what testers tried and said, and closing the defects that they found (P6)."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.initiatives.models import Person
from apps.initiatives.rules import NOT_THE_BUSINESS
from apps.plays import events, permissions
from apps.plays.choices import DefectStatus
from apps.plays.models import AcceptanceSession
from apps.plays.services._common import day_problems, locked_open_run
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import plain
from kernel.errors import NotFoundMissing, Problem
from kernel.ids import new_id
from kernel.ledger.services import record
from kernel.lifecycle import MoveRefused
from kernel.rows import apply_changes, check_fields, locked, refuse

MOST_ROWS = 50
LONGEST_TASK = 200


def record_session(
    *,
    by: Actor,
    play_id: uuid.UUID,
    tester_id: uuid.UUID,
    role: str,
    held_on: dt.date,
    tasks: Sequence[Mapping[str, Any]],
    verdict: str,
    comment: str = "",
    defects: Sequence[Mapping[str, Any]] = (),
) -> AcceptanceSession:
    """Record a tester's session: `tasks` as `{"task", "worked"}`, `defects` as `{"title", "blocking"}` (P6).

    Raises `InvalidRefused`: a session without a real task is no test, and who rejects says why.
    """
    with transaction.atomic():
        play = locked_open_run(play_id)
        table.require(by, permissions.ACCEPTANCE, play)
        moment = clock.now()
        session = AcceptanceSession(
            play=play,
            tester_id=tester_id,
            role=role.strip(),
            held_on=held_on,
            tasks=[{"task": str(each["task"]).strip(), "worked": bool(each["worked"])} for each in tasks],
            verdict=verdict,
            comment=comment.strip(),
            defects=[
                {
                    "id": str(new_id()),
                    "title": str(each["title"]).strip(),
                    "blocking": bool(each["blocking"]),
                    "status": DefectStatus.OPEN.value,
                    "closed_at": None,
                    "closed_by_name": "",
                    "note": "",
                }
                for each in defects
            ],
            recorded_at=moment,
            recorded_by_name=by.name[:200],
            updated_at=moment,
        )
        refuse(
            [
                *check_fields(session, exclude=["tasks", "defects", "play"]),
                *day_problems("held_on", held_on, since=play.starts_on),
                *_row_problems(session),
            ]
        )
        session.save(force_insert=True)
        record(
            events.SESSION_RECORDED,
            subject=session,
            by=by,
            data={
                "tester": tester_id,
                "verdict": verdict,
                "tasks": len(session.tasks),
                "defects": len(session.defects),
                "blocking": sum(each["blocking"] for each in session.defects),
            },
        )
    return session


def _row_problems(session: AcceptanceSession) -> list[Problem]:
    problems = []
    tester = Person.objects.filter(pk=session.tester_id).first()
    if tester is not None and tester.function in NOT_THE_BUSINESS:
        text = _("A tester works in the workflow: IT and the partner do not.")
        problems.append(Problem("tester_id", "P6", text, _("Let somebody test whose work it changes.")))
    if not session.tasks:
        text = _("A tester tries at least one real task.")
        problems.append(Problem("tasks", "P6", text, _("Write what was tried, and whether it worked.")))
    for field, rows, name in [("tasks", session.tasks, "task"), ("defects", session.defects, "title")]:
        if len(rows) > MOST_ROWS:
            problems.append(Problem(field, "P6", _("At most %(most)s fit into a session.") % {"most": MOST_ROWS}))
        for place, row in enumerate(rows):
            if not 0 < len(row[name]) <= LONGEST_TASK:
                text = _("It takes from 1 to %(most)s characters.") % {"most": LONGEST_TASK}
                problems.append(Problem(f"{field}.{place}.{name}", "P6", text))
    if session.verdict == "rejects" and not session.comment and not session.defects:
        text = _("Whoever rejects says why.")
        problems.append(Problem("comment", "P6", text, _("Write a comment, or name the defect.")))
    return problems


def close_defect(*, by: Actor, session_id: uuid.UUID, defect_id: str, status: str, note: str) -> AcceptanceSession:
    """Close a defect as fixed, or as not a defect, with a note. Raises `NotFoundMissing`, or `MoveRefused` the second time."""
    with transaction.atomic():
        found = AcceptanceSession.objects.filter(pk=session_id).values_list("play_id", flat=True).first()
        if found is None:
            raise NotFoundMissing(_("There is no such session."))
        play = locked_open_run(found)
        session: AcceptanceSession = locked(AcceptanceSession.objects.all(), session_id)
        session.play = play
        table.require(by, permissions.ACCEPTANCE, session)
        defects: list[dict[str, Any]] = [dict(each) for each in session.defects]
        defect = next((each for each in defects if each["id"] == defect_id), None)
        if defect is None:
            raise NotFoundMissing(_("There is no such defect."))
        problems = []
        if status not in (DefectStatus.FIXED, DefectStatus.DISMISSED):
            known = f"{DefectStatus.FIXED.value}, {DefectStatus.DISMISSED.value}"
            problems.append(Problem("status", "P6", _("A defect is closed as one of: %(known)s.") % {"known": known}))
        if not note.strip():
            text = _("Say what was done, or why it is none.")
            problems.append(Problem("note", "P6", text, _("Write it in a sentence.")))
        refuse(problems)
        if defect["status"] != DefectStatus.OPEN:
            raise MoveRefused(_("The defect is closed already."), way_out=_("Record it anew if it is back."))
        defect |= plain(
            {"status": status, "closed_at": clock.now(), "closed_by_name": by.name[:200], "note": note.strip()[:500]}
        )
        apply_changes(session, {"defects": defects})
        session.save()
        data = {"defect": defect_id, "title": defect["title"], "status": status, "note": defect["note"]}
        record(events.DEFECT_CLOSED, subject=session, by=by, data=data)
    return session
