"""What governance needs of the person who looks at the client's home: their word on the limits, an approval, their incidents."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from apps.governance import permissions
from apps.governance.choices import ONGOING, SEVERE, BoundaryStatus
from apps.governance.models import Attestation, BoundaryStatement, Incident
from apps.governance.selectors.incidents import incidents
from apps.initiatives.choices import ENDED
from kernel.access import Actor, table
from kernel.tenancy.context import local_today

SOON = dt.timedelta(days=14)
MOST_INCIDENTS = 5


@dataclass(frozen=True, slots=True)
class GovernanceNeeds:
    """What only this person can do, and the severe incidents that everybody has to know of."""

    attest: Sequence[Attestation]
    approve: Sequence[BoundaryStatement]
    incidents: Sequence[Incident]
    severe: Sequence[Incident]

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked of this person."""
        return bool(self.attest or self.approve or self.incidents)


def governance_needs(actor: Actor) -> GovernanceNeeds:
    """What governance needs of an actor, in three queries at most; of what was killed or retired, nothing."""
    ongoing = list(
        incidents().filter(status__in=ONGOING).exclude(initiative__status__in=ENDED).order_by("severity", "detected_at")
    )
    own = [row for row in ongoing if actor.person_id is not None and row.owner_id == actor.person_id]
    return GovernanceNeeds(
        attest=_attestations(actor),
        approve=_approvals(actor),
        incidents=own[:MOST_INCIDENTS],
        severe=[row for row in ongoing if row.severity <= SEVERE and row not in own][:MOST_INCIDENTS],
    )


def _attestations(actor: Actor) -> list[Attestation]:
    if actor.person_id is None:
        return []
    due = Attestation.objects.filter(
        attested_at__isnull=True, leader=actor.person_id, due_on__lte=local_today() + SOON
    ).exclude(initiative__status__in=ENDED)
    rows = due.select_related("initiative", "leader").order_by("due_on", "pk")
    return [row for row in rows if table.allows(actor, permissions.ATTEST, row)]


def _approvals(actor: Actor) -> list[BoundaryStatement]:
    if actor.id is None:
        return []
    waiting = BoundaryStatement.objects.filter(status=BoundaryStatus.PROPOSED).exclude(initiative__status__in=ENDED)
    # Nobody approves what they proposed themselves (G2).
    rows = waiting.exclude(proposed_by_id=actor.id).select_related("initiative").order_by("proposed_at", "pk")
    return [row for row in rows if table.allows(actor, permissions.APPROVE, row.initiative)]
