"""Whether a named leader has attested lately that the AI stays inside its limits (G5)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.governance.rules.findings import GOVERNANCE, BoundaryFacts, in_force
from apps.initiatives.choices import Verdict
from apps.initiatives.criteria import Finding, Fix, Scope
from kernel.web import formats


@dataclass(frozen=True, slots=True)
class AttestationFacts:
    """An attestation that is due or was given, the moment in the client's time zone."""

    id: uuid.UUID
    leader: str
    attested_at: dt.datetime | None
    inside_limits: bool | None
    limits_right: bool | None
    boundary_number: int | None
    boundary_hash: str


def attestation_finding(
    facts: Sequence[AttestationFacts], limits: Sequence[BoundaryFacts], scope: Scope, *, days: int
) -> Finding:
    """Whether the latest attestation is recent, is about the limits in force, and says yes twice: inside them, and they are right."""
    given = [each for each in facts if each.attested_at is not None and each.attested_at <= scope.until]
    due = next((each for each in facts if each.attested_at is None or each.attested_at > scope.until), None)
    fix = (
        Fix("governance:attest", (due.id,), _("Attest"))
        if due
        else Fix("governance:schedule_attestation", (scope.initiative_id,), _("Ask a leader"))
    )
    if not given:
        return Finding(Verdict.UNMET, _("No leader has attested that the AI stays inside its limits."), fix=fix)
    last = max(given, key=lambda each: each.attested_at or scope.until)
    on = (last.attested_at or scope.until).date()
    age = (scope.today - on).days
    told = {"leader": last.leader, "day": formats.short_day(on), "most": days}
    figures, basis = {"days": age}, {"attestation": last.id, "hash": last.boundary_hash}
    holds = in_force(limits, scope.until)
    if holds is None or holds.content_hash != last.boundary_hash:
        told["attested"] = last.boundary_number
        text = _("%(leader)s attested to version %(attested)s of the limits; since then others came into force.") % told
        return Finding(Verdict.UNMET, text, figures, basis | {"in_force": holds.content_hash if holds else None}, fix)
    if not (last.inside_limits and last.limits_right):
        fix = Fix(GOVERNANCE, (scope.initiative_id,), _("Look at the limits"))
        text = _("%(leader)s could not attest that the AI stays inside the right limits.") % told
        return Finding(Verdict.UNMET, text, figures, basis, fix)
    if age > days:
        text = _("The last attestation, by %(leader)s on %(day)s, is more than %(most)s days old.") % told
        return Finding(Verdict.UNMET, text, figures, basis, fix)
    return Finding(Verdict.MET, _("%(leader)s attested it on %(day)s.") % told, figures, basis, fix)
