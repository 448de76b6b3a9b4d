"""What gates may ask of governance (P2): the checklist, the boundary statement, the monitors, the incidents, the escalation path."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from apps.governance.rules import findings
from apps.governance.rules.attested import AttestationFacts, attestation_finding
from apps.governance.selectors import gates
from apps.initiatives.criteria import Criterion, CriterionKind, Finding, Knob, Scope, criterion_kinds

STABLE_DAYS = Knob("days", _("days"), 10, 10, gates.MOST_DAYS, "higher")
STABLE_PERCENT = Knob("percent", _("per cent of the readings"), 95, 50, 100, "higher")

ATTESTED_WITHIN = Knob("days", _("days since the last attestation"), 31, 1, 31, "lower")


def _attested(
    facts: tuple[Sequence[AttestationFacts], Sequence[findings.BoundaryFacts]], criterion: Criterion, scope: Scope
) -> Finding:
    attestations, limits = facts
    return attestation_finding(attestations, limits, scope, days=criterion.parameters["days"])


def _monitors(facts: Sequence[findings.MonitorFacts], criterion: Criterion, scope: Scope) -> Finding:
    return findings.monitor_finding(
        facts, scope, days=criterion.parameters["days"], percent=criterion.parameters["percent"]
    )


def _incidents(facts: Sequence[findings.IncidentFacts], criterion: Criterion, scope: Scope) -> Finding:
    return findings.incident_finding(facts, scope, days=criterion.parameters["days"])


CHECKLIST_COMPLETE = criterion_kinds.add(
    CriterionKind(
        "checklist_complete",
        _("Governance checklist complete"),
        "G1",
        gates.checklist_facts,
        lambda facts, _criterion, scope: findings.checklist_finding(facts, scope),
    )
)
BOUNDARY_IN_FORCE = criterion_kinds.add(
    CriterionKind(
        "boundary_in_force",
        _("Boundary statement in force"),
        "G2",
        gates.boundary_facts,
        lambda facts, _criterion, scope: findings.boundary_finding(facts, scope),
    )
)
MONITORS_IN_RANGE = criterion_kinds.add(
    CriterionKind(
        "monitors_in_range",
        _("Monitors read as expected, and in range"),
        "G3",
        gates.monitor_facts,
        _monitors,
        knobs=(STABLE_DAYS, STABLE_PERCENT),
    )
)
NO_SEVERE_INCIDENT = criterion_kinds.add(
    CriterionKind(
        "no_severe_incident",
        _("No severe incident"),
        "G7",
        gates.incident_facts,
        _incidents,
        knobs=(STABLE_DAYS,),
    )
)
ESCALATION_PATH = criterion_kinds.add(
    CriterionKind(
        "escalation_path",
        _("Escalation path with response times"),
        "G4",
        gates.checklist_facts,
        lambda facts, _criterion, scope: findings.escalation_finding(facts, scope),
    )
)
ATTESTATION = criterion_kinds.add(
    CriterionKind(
        "attestation",
        _("Attested by a named leader"),
        "G5",
        gates.attestation_facts,
        _attested,
        knobs=(ATTESTED_WITHIN,),
    )
)
