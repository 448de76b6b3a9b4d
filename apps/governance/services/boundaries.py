"""Boundary statements: one side proposes what AI may decide, another approves it (G2)."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.governance import events, permissions
from apps.governance.choices import BoundaryStatus
from apps.governance.lifecycle import BOUNDARY
from apps.governance.models import BoundaryStatement
from apps.initiatives.models import Initiative
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import digest
from kernel.errors import AccessRefused, ConflictRefused, Problem, StaleRefused
from kernel.ledger.services import record
from kernel.rows import check_fields, locked, refuse

STATEMENTS = BoundaryStatement.objects.select_related("initiative")


class ProposalRefused(ConflictRefused):
    """Another statement waits for approval."""

    code = "G2"


def propose_boundary(
    *,
    by: Actor,
    initiative_id: uuid.UUID,
    may_decide: str,
    may_not_decide: str,
    human_review: str,
    reason: str = "",
) -> BoundaryStatement:
    """Propose what AI may and may not decide on its own, and where a person reviews (G2); its content is frozen with that.

    One that replaces another says why. Raises `InvalidRefused` naming each field, or `ProposalRefused`.
    """
    with transaction.atomic():
        initiative: Initiative = locked(Initiative.objects.all(), initiative_id)
        table.require(by, permissions.MANAGE, initiative)
        number = 1 + (
            BoundaryStatement.objects.filter(initiative=initiative).aggregate(last=Max("number"))["last"] or 0
        )
        moment = clock.now()
        statement = BoundaryStatement(
            initiative=initiative,
            number=number,
            may_decide=may_decide.strip(),
            may_not_decide=may_not_decide.strip(),
            human_review=human_review.strip(),
            reason=reason.strip(),
            proposed_at=moment,
            proposed_by_id=by.id,
            proposed_by_name=by.name[:200],
            updated_at=moment,
        )
        statement.content_hash = digest(content_of(statement))
        problems = check_fields(statement)
        if not statement.reason and _in_force(initiative) is not None:
            text = _("What replaces a statement in force says why.")
            problems.append(Problem("reason", "G2", text, _("Say in a sentence what changed.")))
        refuse(problems)
        try:
            with transaction.atomic():
                statement.save(force_insert=True)
        except IntegrityError as error:
            raise ProposalRefused(
                _("Another version waits for approval."), way_out=_("Approve that one, or withdraw it first.")
            ) from error
        data = {
            "initiative": initiative.pk,
            "number": number,
            "hash": statement.content_hash,
            "reason": statement.reason,
        }
        record(events.BOUNDARY_PROPOSED, subject=statement, by=by, data=data)
    return statement


def move_boundary(*, by: Actor, statement_id: uuid.UUID, move: str, content_hash: str = "") -> BoundaryStatement:
    """Approve a proposed statement, named by the hash of what was read, or withdraw it (G2). An approved one replaces the one before.

    Raises `AccessRefused` for whoever proposed it, `StaleRefused` for another hash, `MoveRefused`.
    """
    with transaction.atomic():
        # The initiative is locked first, as where a statement is proposed, so that two approvals wait for each other.
        known = STATEMENTS.filter(pk=statement_id).values_list("initiative_id", flat=True).first()
        if known is not None:
            locked(Initiative.objects.all(), known)
        statement: BoundaryStatement = locked(STATEMENTS, statement_id)
        row = BOUNDARY.moves.get(move)
        table.require(by, row.permission if row else permissions.MANAGE, statement.initiative)
        target = BOUNDARY.target(statement.status, move)
        moment = clock.now()
        if move == "approve":
            _refuse_own(by, statement)
            if content_hash != statement.content_hash:
                raise StaleRefused(
                    _("This is not the statement that you read."),
                    [Problem("content_hash", "G2", _("The hash is not that of the version that waits for approval."))],
                    way_out=_("Open it again and read it before you approve."),
                )
            _supersede(by, statement)
            statement.approved_at, statement.approved_by_name = moment, by.name[:200]
        else:
            statement.ended_at = moment
        statement.status, statement.updated_at = target, moment
        statement.save()
        event = events.BOUNDARY_APPROVED if move == "approve" else events.BOUNDARY_WITHDRAWN
        record(event, subject=statement, by=by, data={"number": statement.number, "hash": statement.content_hash})
    return statement


def content_of(statement: BoundaryStatement) -> dict[str, Any]:
    """What a statement's hash is over."""
    return {
        "initiative": statement.initiative_id,
        "number": statement.number,
        "may_decide": statement.may_decide,
        "may_not_decide": statement.may_not_decide,
        "human_review": statement.human_review,
        "reason": statement.reason,
    }


def _refuse_own(by: Actor, statement: BoundaryStatement) -> None:
    if by.id is not None and by.id == statement.proposed_by_id:
        raise AccessRefused(
            _("Whoever proposed a boundary statement can’t approve it."),
            [Problem("statement", "G2", _("Two people agree on a boundary."))],
            way_out=_("The client’s sponsor or the workflow owner approves it."),
        )


def _in_force(initiative: Initiative) -> BoundaryStatement | None:
    found: BoundaryStatement | None = BoundaryStatement.objects.filter(
        initiative=initiative, status=BoundaryStatus.IN_FORCE
    ).first()
    return found


def _supersede(by: Actor, following: BoundaryStatement) -> None:
    before = _in_force(following.initiative)
    if before is None:
        return
    before.status = BOUNDARY.target(before.status, "supersede")
    before.ended_at = before.updated_at = clock.now()
    before.save(update_fields=["status", "ended_at", "updated_at"])
    data = {"number": before.number, "by": following.number}
    record(events.BOUNDARY_SUPERSEDED, subject=before, by=by, data=data)
