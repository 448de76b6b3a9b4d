"""What the person who looks at a contract may do with it, and which of it comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.value import permissions
from apps.value.choices import AmendmentStatus, ContractStatus
from apps.value.lifecycle import CONTRACT
from apps.value.models import Contract
from apps.value.selectors.contracts import ContractPage
from kernel.access import Actor, table
from kernel.errors import Problem

# In the order in which the page offers them.
JUDGEMENTS = ("achieve", "miss", "roll_back")


class ReasonForm(forms.Form):
    """Why somebody decides something that stays on record."""

    reason = forms.CharField(label=_("Reason"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A way to say how the contract ended, and what its figures say against it."""

    move: str
    label: Any
    problems: Sequence[Problem]
    form: ReasonForm


def actions(actor: Actor, page: ContractPage) -> dict[str, Any]:
    """What the contract's page offers, by the names that its templates know."""
    state, amendment = page.contract.status, page.amendment
    negotiates = table.allows(actor, permissions.NEGOTIATE)
    drafted = state == ContractStatus.DRAFT or (amendment is not None and amendment.status == AmendmentStatus.DRAFT)
    lacking = amendment.problems if amendment else page.problems
    judgements = _judgements(actor, page)
    fired = bool(page.firings) and state == ContractStatus.ACTIVE
    may_sign, may_edit = signs_now(actor, page), negotiates and drafted
    return {
        "may_sign": may_sign,
        "may_edit": may_edit,
        "may_propose": may_edit and not lacking,
        "may_withdraw": negotiates and page.to_sign is not None,
        "may_amend": negotiates and amendment is None and state in (ContractStatus.SIGNED, ContractStatus.ACTIVE),
        "may_drop": negotiates and amendment is not None,
        "may_replace": negotiates and state in (ContractStatus.SIGNED, ContractStatus.ACTIVE),
        "may_cancel": table.allows(actor, permissions.CANCEL) and _is_open_for(state, "cancel"),
        "may_clear": fired and table.allows(actor, permissions.CLEAR, page.contract),
        "may_roll_back": fired and _concludes(actor, page.contract),
        "sees_addresses": negotiates or _is_signatory(actor, page),
        "judgements": judgements,
        # One action comes first: what waits for this person's name, else the draft, else the end that the figures allow.
        "judged_first": None if may_sign or may_edit else _first(judgements),
        "cancel_form": ReasonForm(auto_id="cancel_%s"),
        "clear_form": ReasonForm(auto_id="clear_%s"),
    }


def signs_now(actor: Actor, page: ContractPage) -> bool:
    """Whether the version that is open waits for this person's signature."""
    version = page.to_sign
    if version is None or not table.allows(actor, permissions.SIGN, version.content):
        return False
    return any(line.person_id == str(actor.person_id) for line in page.waiting_for)


def _is_signatory(actor: Actor, page: ContractPage) -> bool:
    return any(table.allows(actor, permissions.SIGN, version.content) for version in page.versions)


def _is_open_for(state: str, move: str) -> bool:
    return move in {row.name for row in CONTRACT.open_from(state)}


def _concludes(actor: Actor, contract: Contract) -> bool:
    return table.allows(actor, permissions.CONCLUDE, contract)


def _judgements(actor: Actor, page: ContractPage) -> list[Judgement]:
    if not _concludes(actor, page.contract):
        return []
    return [
        Judgement(move, CONTRACT.moves[move].label, page.against(move), ReasonForm(auto_id=f"{move}_%s"))
        for move in JUDGEMENTS
        if _is_open_for(page.contract.status, move)
    ]


def _first(judgements: Sequence[Judgement]) -> str | None:
    return next((row.move for row in judgements if row.move != "roll_back" and not row.problems), None)
