"""What the overview of an initiative shows beside its promise: what is in its way, and what the checks found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apps.initiatives import permissions
from apps.initiatives.findings import Finding
from apps.initiatives.models import Initiative
from apps.initiatives.selectors import BlockerLine, in_the_way, out_of_the_way, ownership_finding
from apps.plays.selectors.sequence import governance_before_the_second
from kernel.access import Actor, table

MOST_REMOVED = 5


@dataclass(frozen=True, slots=True)
class Way:
    """What is in an initiative's way, the latest that was, and whether the person may say so."""

    open: Sequence[BlockerLine]
    removed: Sequence[BlockerLine]
    may_write: bool


def overview_of(actor: Actor, found: Initiative) -> dict[str, Any]:
    """What the page needs for it, in at most six queries."""
    split = ownership_finding(found)
    return {
        "way": Way(
            in_the_way(found.pk),
            out_of_the_way(found.pk, MOST_REMOVED),
            table.allows(actor, permissions.BLOCKERS, found),
        ),
        "split": split,
        "split_address": address_of(split) if split and table.allows(actor, permissions.MANAGE) else "",
        "ungoverned": (ungoverned := governance_before_the_second(found.pk)),
        "ungoverned_address": address_of(ungoverned) if ungoverned else "",
    }


def address_of(finding: Finding) -> str:
    """Where a finding is mended."""
    return reverse(finding.fix.view, args=finding.fix.arguments)
