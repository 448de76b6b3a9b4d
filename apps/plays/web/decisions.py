"""Decisions at gates as pages show them: with their conditions, and with what changed since."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.initiatives.models import Person
from apps.plays.models import GateDecision
from apps.plays.rules.gates import Outdated

# What a criterion rests on, in words; by the names that the grounds have in its document.
GROUNDS: dict[str, Any] = {
    "version": _("the contract"),
    "readings": _("readings of the KPI"),
    "guardrails": _("readings of the guardrails"),
    "owner": _("the workflow owner"),
    "sessions": _("acceptance sessions"),
    "blocking": _("blocking defects"),
    "fired": _("the rollback trigger"),
    "fallback": _("the fallback"),
    "drill": _("the drill"),
    "decisions": _("decisions in other teams"),
    "evidence": _("evidence"),
    "kit": _("the kit"),
    "items": _("items of the checklist"),
    "absent": _("items of the checklist"),
    "item": _("the escalation path"),
    "digest": _("the escalation path"),
    "id": _("the boundary statement"),
    "hash": _("the boundary statement"),
    "monitors": _("readings of the monitors"),
    "incidents": _("incidents"),
    "attestation": _("the attestation"),
    "waiver": _("the waiver"),
}


@dataclass(frozen=True, slots=True)
class ShownCondition:
    """What a conditional go asked for: what, whose it is, by when."""

    title: str
    owner: str
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision with its conditions."""

    row: GateDecision
    conditions: Sequence[ShownCondition]


@dataclass(frozen=True, slots=True)
class Change:
    """A criterion whose grounds changed since the gate was passed, and what of them."""

    title: str
    before: str
    after: str
    what: str


def shown_decisions(decisions: Sequence[GateDecision]) -> list[ShownDecision]:
    """The decisions of a gate, the latest first; whose conditions are is read in one query, where there are any."""
    keys = {row["owner_id"] for decision in decisions for row in decision.conditions}
    names = {str(pk): name for pk, name in Person.objects.filter(pk__in=keys).values_list("pk", "name")} if keys else {}
    return [
        ShownDecision(
            decision,
            [
                ShownCondition(row["title"], names.get(row["owner_id"], ""), dt.date.fromisoformat(row["due_on"]))
                for row in decision.conditions
            ],
        )
        for decision in reversed(decisions)
    ]


def changes_of(rows: Sequence[Outdated]) -> list[Change]:
    """What changed since a gate was passed, in words."""
    return [
        Change(
            row.title, row.before, row.after, ", ".join(sorted({str(GROUNDS.get(name, name)) for name in row.changed}))
        )
        for row in rows
    ]
