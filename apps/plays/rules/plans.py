"""The plan of a play, as a template holds it: phases with what each leaves behind, gates with what each asks, activities."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.initiatives.criteria import Criterion, criterion_problems
from apps.plays.choices import GateType
from apps.plays.rules.days import PLAY_DAYS
from kernel.errors import Problem

Document = Mapping[str, Any]

# What each gate asks at the least (P1): a template may ask for more, and not for less.
ASKED_BY_P1: Mapping[str, frozenset[str]] = {
    GateType.PILOT: frozenset({"kpi_signal", "user_acceptance"}),
    GateType.LIMITED_PRODUCTION: frozenset({"stability_window", "incident_readiness"}),
    GateType.SCALE: frozenset({"replication"}),
}


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase: its days from 1 to 60, the first and the last included, and what it must leave behind."""

    key: str
    name: str
    first_day: int
    last_day: int
    leaves: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class PlannedGate:
    """A gate: the day on which it is due, and what it asks."""

    type: str
    day: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """An activity: in which phase, due on which day, whose role it is, and which others it waits for."""

    key: str
    title: str
    description: str
    phase: str
    day: int
    owner: str
    depends_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything of a play template that a play goes by."""

    phases: tuple[Phase, ...]
    gates: tuple[PlannedGate, ...]
    activities: tuple[PlannedActivity, ...]
    checklist: str

    def phase_on(self, day: int) -> Phase:
        """The phase of day n: the first before it has begun, the last from there on."""
        return next((phase for phase in self.phases if day <= phase.last_day), self.phases[-1])

    def criteria(self) -> Iterator[Criterion]:
        """Everything that a phase must leave behind or a gate asks."""
        for phase in self.phases:
            yield from phase.leaves
        for gate in self.gates:
            yield from gate.criteria

    def criterion(self, key: str) -> Criterion | None:
        """The criterion of this key."""
        return next((each for each in self.criteria() if each.key == key), None)

    def gate(self, gate_type: str) -> PlannedGate:
        """The gate of this type."""
        return next(gate for gate in self.gates if gate.type == gate_type)


def plan_from(document: Document) -> Plan:
    """The plan of a document that has the template's shape."""
    return Plan(
        phases=tuple(
            Phase(row["key"], row["name"], row["first_day"], row["last_day"], _criteria(row.get("leaves", ())))
            for row in document["phases"]
        ),
        gates=tuple(PlannedGate(row["type"], row["day"], _criteria(row["criteria"])) for row in document["gates"]),
        activities=tuple(
            PlannedActivity(
                row["key"],
                row["title"],
                row.get("description", ""),
                row["phase"],
                row["day"],
                row["owner"],
                tuple(row.get("depends_on", ())),
            )
            for row in document.get("activities", ())
        ),
        checklist=document.get("checklist", ""),
    )


def _criteria(rows: Sequence[Document]) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            row["key"],
            row["kind"],
            row["title"],
            {each["name"]: each["value"] for each in row.get("parameters", ())},
        )
        for row in rows
    )


def plan_problems(document: Document) -> list[Problem]:
    """What is wrong with a plan beyond its shape: days that leave gaps, gates out of order or too easy, circles among activities."""
    plan = plan_from(document)
    return [
        *_phase_problems(plan.phases),
        *_gate_problems(plan.gates),
        *_criteria_problems(plan),
        *_activity_problems(plan),
    ]


def _phase_problems(phases: Sequence[Phase]) -> Iterator[Problem]:
    expected = 1
    for place, phase in enumerate(phases):
        if phase.first_day != expected or phase.last_day < phase.first_day:
            text = _("The phases follow one another without a gap: this one begins on day %(day)s.") % {"day": expected}
            yield Problem(f"phases.{place}.first_day", "P", text, _("Give each its days, from day 1 to day 60."))
            return
        expected = phase.last_day + 1
    if expected != PLAY_DAYS + 1:
        text = _("The last phase ends on day %(day)s, which forces the decision.") % {"day": PLAY_DAYS}
        yield Problem("phases", "P4", text, _("Give each its days, from day 1 to day 60."))
    yield from _repeated("phases", [phase.key for phase in phases])


def _gate_problems(gates: Sequence[PlannedGate]) -> Iterator[Problem]:
    if [gate.type for gate in gates] != GateType.values:
        names = ", ".join(str(label) for label in GateType.labels)
        text = _("A play has three gates, in this order: %(names)s.") % {"names": names}
        yield Problem("gates", "P1", text, _("Name each of them once."))
        return
    days = [gate.day for gate in gates]
    if days != sorted(set(days)) or days[-1] > PLAY_DAYS:
        text = _("Each gate is due after the one before, and the last by day %(day)s.") % {"day": PLAY_DAYS}
        yield Problem("gates", "P4", text, _("Put their days in order."))
    for place, gate in enumerate(gates):
        for kind in sorted(ASKED_BY_P1[gate.type] - {criterion.kind for criterion in gate.criteria}):
            text = _("The gate “%(gate)s” asks at least for “%(kind)s”.")
            told = {"gate": GateType(gate.type).label, "kind": kind}
            yield Problem(f"gates.{place}.criteria", "P1", text % told, _("Add a criterion of that kind."))


def _criteria_problems(plan: Plan) -> Iterator[Problem]:
    for place, phase in enumerate(plan.phases):
        for number, criterion in enumerate(phase.leaves):
            yield from criterion_problems(criterion, f"phases.{place}.leaves.{number}")
    for place, gate in enumerate(plan.gates):
        for number, criterion in enumerate(gate.criteria):
            yield from criterion_problems(criterion, f"gates.{place}.criteria.{number}")
    # A key names one criterion in the whole plan, because evidence is brought for a key.
    yield from _repeated("criteria", [criterion.key for criterion in plan.criteria()])


def _activity_problems(plan: Plan) -> Iterator[Problem]:
    phases = {phase.key: phase for phase in plan.phases}
    waits_for = {activity.key: activity.depends_on for activity in plan.activities}
    yield from _repeated("activities", [activity.key for activity in plan.activities])
    for place, activity in enumerate(plan.activities):
        phase = phases.get(activity.phase)
        if phase is None:
            text = _("There is no phase “%(phase)s”.") % {"phase": activity.phase}
            yield Problem(
                f"activities.{place}.phase", "P5", text, _("Known here: %(known)s.") % {"known": ", ".join(phases)}
            )
        elif not phase.first_day <= activity.day <= phase.last_day:
            text = _("Day %(day)s is not one of the phase “%(phase)s”.") % {"day": activity.day, "phase": phase.name}
            told = {"first": phase.first_day, "last": phase.last_day}
            yield Problem(f"activities.{place}.day", "P5", text, _("Choose one from %(first)s to %(last)s.") % told)
        for key in sorted(set(activity.depends_on) - set(waits_for)):
            text = _("There is no activity “%(key)s” to wait for.") % {"key": key}
            yield Problem(f"activities.{place}.depends_on", "P5", text, _("Name the key of another activity."))
    for key in circle(waits_for):
        text = _("“%(key)s” waits for itself in the end.") % {"key": key}
        yield Problem("activities", "P5", text, _("Take one of the dependencies out."))
        return


def circle(waits_for: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys that wait for themselves, directly or through others, in order; empty where all can be done."""
    left = {key: {other for other in others if other in waits_for} for key, others in waits_for.items()}
    while free := [key for key, others in left.items() if not others]:
        for key in free:
            del left[key]
        for others in left.values():
            others.difference_update(free)
    return sorted(left)


def _repeated(path: str, keys: Sequence[str]) -> Iterator[Problem]:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        text = _("The key “%(key)s” stands there more than once.") % {"key": key}
        yield Problem(path, "P5", text, _("Give each a key of its own."))
