"""How contracts end, and what clears a fired rollback trigger: decisions of people, held against the figures."""

import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.value import events, permissions
from apps.value.choices import AmendmentStatus, Clearing
from apps.value.lifecycle import CHOSEN, CONTRACT, negotiated
from apps.value.models import Contract, RollbackFiring
from apps.value.rules.figures.levels import Level, Progress
from apps.value.selectors.contracts import contract_page
from apps.value.selectors.standing import Standing
from apps.value.services.drafts import CONTRACTS, as_in_force, copies_of
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, Problem
from kernel.ledger.services import record
from kernel.lifecycle import MoveRefused
from kernel.rows import apply_changes, locked, locked_at, refuse

EVENTS = {
    "withdraw": events.CONTRACT_WITHDRAWN,
    "drop": events.AMENDMENT_DROPPED,
    "achieve": events.CONTRACT_ACHIEVED,
    "miss": events.CONTRACT_MISSED,
    "roll_back": events.CONTRACT_ROLLED_BACK,
    "cancel": events.CONTRACT_CANCELLED,
}
JUDGEMENTS = frozenset({"achieve", "miss", "roll_back"})
PLACES = Decimal("0.000001")


class ConclusionRefused(ConflictRefused):
    """The figures say otherwise."""

    code = "figures_say_otherwise"


def move_contract(
    *, by: Actor, contract_id: uuid.UUID, move: str, reason: str = "", revision: int | None = None
) -> Contract:
    """Take a proposal back, drop an amendment, judge how a contract in force ended, or cancel one; most with a reason.

    Raises `MoveRefused` where its state forbids it, `ConclusionRefused` where its figures do. With `revision`, only as
    long as the contract is at it; else `StaleRefused`.
    """
    with transaction.atomic():
        contract: Contract = (
            locked(CONTRACTS, contract_id) if revision is None else locked_at(CONTRACTS, contract_id, revision)
        )
        field, lifecycle = ("status", CONTRACT)
        if move in ("withdraw", "drop"):
            field, lifecycle = negotiated(contract.status)
        row = lifecycle.moves.get(move) if move in CHOSEN else None
        if row is None and move not in CHOSEN:
            text = _("There is no such move.")
            refuse([Problem("move", "unknown_move", text, _("Known here: %(known)s.") % {"known": ", ".join(CHOSEN)})])
        table.require(by, row.permission if row else permissions.NEGOTIATE, contract)
        target = lifecycle.target(getattr(contract, field), move)
        data: dict[str, Any] = {"reason": reason.strip()[:1_000]}
        if move in JUDGEMENTS:
            data |= _judged(contract, move)
        if move in JUDGEMENTS | {"cancel"}:
            if not reason.strip():
                text = _("A contract ends for a reason.")
                refuse([Problem("reason", "V6", text, _("Write it in a sentence."))])
            conclude(by, contract, move, reason.strip()[:1_000])
        elif field == "amendment":
            apply_changes(contract, {"amendment": target} | (as_in_force(contract) if move == "drop" else {}))
        else:
            apply_changes(contract, {"status": target, **copies_of(None)})
        contract.save()
        record(EVENTS[move], subject=contract, by=by, data=data)
    return contract


def conclude(by: Actor, contract: Contract, move: str, reason: str) -> None:
    """Set on a locked contract how it ended, by whose word; a change of it that was being negotiated ends with it."""
    ends = {
        "status": CONTRACT.target(contract.status, move),
        "amendment": AmendmentStatus.NONE,
        "conclusion": reason,
        "concluded_at": clock.now(),
        "concluded_by_name": by.name,
    }
    apply_changes(contract, ends | as_in_force(contract))


def _judged(contract: Contract, move: str) -> dict[str, Any]:
    page = contract_page(contract.pk)
    problems = page.against(move)
    if problems:
        raise ConclusionRefused(
            _("The figures say otherwise."), problems, way_out=_("Read on the contract’s page what they say.")
        )
    return figures_of(page.judged_by) | {"version": page.version.number if page.version else None}


def figures_of(where: Standing) -> dict[str, Any]:
    """The figures that a judgement rests on, as the ledger keeps them."""
    level, along = where.level, where.progress
    return {
        "level": level.value.quantize(PLACES) if isinstance(level, Level) else None,
        "readings": level.n if isinstance(level, Level) else 0,
        "through": level.last.end if isinstance(level, Level) else None,
        "progress": along.share.quantize(PLACES) if isinstance(along, Progress) else None,
        "course": where.course.course if where.course else None,
        "signal": where.moved.verdict if where.moved else None,
    }


def clear_rollback(*, by: Actor, contract_id: uuid.UUID, reason: str) -> int:
    """Record the sponsor's decision that the work goes on although the rollback trigger fired (V5); how many firings it clears.

    A correction that undoes the count clears one by itself. Raises `MoveRefused` where nothing has fired.
    """
    with transaction.atomic():
        contract: Contract = locked(CONTRACTS, contract_id)
        table.require(by, permissions.CLEAR, contract)
        if not reason.strip():
            text = _("A trigger is cleared for a reason.")
            refuse([Problem("reason", "V5", text, _("Write why the work goes on."))])
        fired = RollbackFiring.objects.filter(contract=contract, cleared_at__isnull=True)
        periods = list(fired.values_list("period_start", flat=True))
        if not periods:
            raise MoveRefused(
                _("No rollback trigger is open here."),
                [Problem("contract", "V5", _("It has not fired, or was cleared already."))],
                way_out=_("Nothing needs to be cleared."),
            )
        moment = clock.now()
        fired.update(
            cleared_at=moment, cleared_by_name=by.name, clearing=Clearing.DECISION, reason=reason.strip()[:1_000]
        )
        apply_changes(contract, {"updated_at": moment})
        contract.save(update_fields=["revision", "updated_at"])
        record(
            events.ROLLBACK_CLEARED,
            subject=contract,
            by=by,
            data={"periods": periods, "clearing": Clearing.DECISION, "reason": reason.strip()[:1_000]},
        )
    return len(periods)
