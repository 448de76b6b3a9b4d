"""Plays, gates and kits as documents of the API."""

from typing import Any

from django.urls import reverse

from apps.initiatives.criteria import Answer, Fix
from apps.plays.api.rows import play_row
from apps.plays.choices import KitStatus
from apps.plays.models import Play
from apps.plays.rules.gates import Judged
from apps.plays.rules.replication import EffortShare
from apps.plays.selectors.plays import GateView, PhaseView, PlayPage
from apps.plays.services.kits import kit_key
from kernel import clock
from kernel.canonical import plain


def play_document(page: PlayPage, effort: EffortShare) -> dict[str, Any]:
    """A play with its phases and gates."""
    play = page.play
    return play_row(play) | {
        "extension": play.extended_at
        and {
            "days": play.extended_days,
            "reason": play.extension_reason,
            "signed_at": play.extended_at,
            "signed_by_name": play.extended_by_name,
        },
        "phases": [_phase(view) for view in page.phases],
        "gates": [_summary(view) for view in page.gates],
        "late": len(page.late),
        "effort": {
            "hours": effort.hours,
            "first_hours": effort.first_hours or None,
            "share": effort.share and round(effort.share, 4),
            "passes": effort.passes,
        },
    }


def gates_document(page: PlayPage) -> dict[str, Any]:
    """All gates of a play, as of now."""
    return {
        "play_id": page.play.pk,
        "judged_at": clock.now(),
        "day": page.day,
        "overdue": page.overdue,
        "gates": [gate_document(page, view) for view in page.gates],
    }


def gate_document(page: PlayPage, view: GateView) -> dict[str, Any]:
    """A gate with each criterion, what it rests on, and what changed since it was passed."""
    gate, decision = view.gate, view.decision
    return _summary(view) | {
        "play_id": gate.play_id,
        "position": gate.position,
        "submitted_at": gate.submitted_at,
        "submitted_by_name": gate.submitted_by_name,
        "submission": gate.submission,
        "criteria": [_criterion(page, view, row) for row in view.rows],
        "basis_hash": view.hash,
        "outdated": [
            {
                "key": each.key,
                "title": each.title,
                "before": each.before,
                "after": each.after,
                "changed": list(each.changed),
            }
            for each in view.outdated
        ],
        "decision": decision
        and {
            "number": decision.number,
            "outcome": decision.outcome,
            "decided_at": decision.decided_at,
            "decided_by_name": decision.decided_by_name,
        },
        "revision": gate.revision,
        "updated_at": gate.updated_at,
    }


def fallback_document(play: Play) -> dict[str, Any]:
    """The fallback as it is written."""
    return {
        "procedure": play.fallback,
        "minutes": play.fallback_minutes,
        "owner_id": play.fallback_owner_id,
        "version": play.fallback_version,
    }


def kit_document(play: Play) -> dict[str, Any]:
    """The kit, or that there is none."""
    return {
        "status": play.kit_status,
        "kit_hash": play.kit_hash,
        "document": play.kit,
        "library_key": kit_key(play) if play.kit_status == KitStatus.RELEASED else "",
        "released_at": play.kit_released_at,
    }


def _phase(view: PhaseView) -> dict[str, Any]:
    phase = view.phase
    return {
        "key": phase.key,
        "name": phase.name,
        "first_day": phase.first_day,
        "last_day": phase.last_day,
        "is_now": view.is_now,
        "leaves": [_answer(answer) for answer in view.answers],
    }


def _summary(view: GateView) -> dict[str, Any]:
    gate = view.gate
    return {
        "id": gate.pk,
        "type": gate.type,
        "status": gate.status,
        "due_on": gate.due_on,
        "is_next": view.is_next,
        "asked": len(view.rows),
        "met": view.met,
        "can_pass": view.can_pass,
        "frozen": view.frozen,
        "is_outdated": bool(view.outdated),
    }


def _criterion(page: PlayPage, view: GateView, row: Judged) -> dict[str, Any]:
    key = row.answer.criterion.key
    expired = [each.expires_on for each in view.waivers if each.criterion == key and each.has_expired(page.today)]
    return _answer(row.answer) | {
        "passes": row.passes,
        "waivable": row.answer.criterion.is_waivable,
        "waiver": row.waiver
        and {
            "id": row.waiver.id,
            "reason": row.waiver.reason,
            "granted_at": row.waiver.granted_at,
            "granted_by_name": row.waiver.granted_by,
            "expires_on": row.waiver.expires_on,
        },
        "waiver_expired_on": max(expired) if expired and row.waiver is None else None,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    criterion, finding = answer.criterion, answer.finding
    return {
        "key": criterion.key,
        "kind": criterion.kind,
        "title": criterion.title,
        "parameters": dict(criterion.parameters),
        "verdict": finding.verdict,
        "says": str(finding.says),
        "figures": plain(dict(finding.figures)),
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {"address": reverse(fix.view, args=fix.arguments), "label": str(fix.label)}
