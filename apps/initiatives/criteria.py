"""What a stage gate may ask: kinds of criteria, registered by whichever app can answer them (P1, P2).

The apps that know the facts lie below the plays that ask, and beside one another; here they meet. An app adds its kinds in
its own criteria.py; a template asks for a kind by name, with parameters.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.utils.translation import gettext as _

from apps.initiatives.choices import Verdict
from kernel.errors import Problem

Facts = Any


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which run a gate asks, and as of which moment: `today` is the client's date at `until`.

    Facts are gathered once, whole. Judged for a past moment, what happened after `until` is left out and what was corrected
    since is not: so a decision of then is held against what is believed of its grounds now.
    """

    initiative_id: uuid.UUID
    play_id: uuid.UUID
    contract_id: uuid.UUID | None
    started_on: dt.date
    today: dt.date
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a criterion is mended: a URL name below the mount with its arguments, and what is done there."""

    view: str
    arguments: tuple[Any, ...]
    label: Any


@dataclass(frozen=True, slots=True)
class Finding:
    """What a kind says of one criterion: the verdict, a sentence with its figures, and what these rest on.

    `figures` and `basis` are plain values (kernel.canonical). The basis is hashed with a decision: ids with revisions or
    digests of everything that went in, and nothing that changes without a change of the matter.
    """

    verdict: Verdict
    says: Any
    figures: Mapping[str, Any] = field(default_factory=dict)
    basis: Mapping[str, Any] = field(default_factory=dict)
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Knob:
    """A whole number that a template may set for a criterion; `tightens` says which values are stricter than the default."""

    name: str
    label: Any
    default: int
    minimum: int
    maximum: int
    tightens: Literal["lower", "higher"]


Gather = Callable[[Scope], Facts]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a gate asks, or that a phase must leave behind: its key in the template, its kind, its words, its numbers."""

    key: str
    kind: str
    title: str
    parameters: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_waivable(self) -> bool:
        """Whether it may be waived while it is unmet."""
        known = criterion_kinds.kinds.get(self.kind)
        return known is not None and known.waivable


Judge = Callable[[Facts, Criterion, Scope], Finding]


@dataclass(frozen=True, slots=True)
class CriterionKind:
    """One kind: how its facts are read, and how a criterion is judged by them.

    `gather` reads everything of the run, uncut, in a bounded number of queries; kinds that share it share its answer. Several
    give the rule a tuple of their answers. `judge` is a pure rule that cuts the facts at the scope's moment; its criterion
    carries a number for each knob. What is `waivable` may be waived while it is unmet; the rest has to be met.
    """

    name: str
    label: Any
    rule: str
    gather: Gather | tuple[Gather, ...]
    judge: Judge
    knobs: tuple[Knob, ...] = ()
    waivable: bool = True

    @property
    def reads(self) -> tuple[Gather, ...]:
        """The functions that read its facts."""
        return self.gather if isinstance(self.gather, tuple) else (self.gather,)

    def of(self, gathered: Mapping[Gather, Facts]) -> Facts:
        """Its own facts among those that were gathered."""
        return (
            tuple(gathered[read] for read in self.gather) if isinstance(self.gather, tuple) else gathered[self.gather]
        )


class CriterionKinds:
    """All kinds. An app adds its own when it is ready."""

    def __init__(self) -> None:
        self.kinds: dict[str, CriterionKind] = {}

    def add(self, kind: CriterionKind) -> str:
        """Add a kind, and give its name back. Raises `ValueError` for a name that is taken."""
        if kind.name in self.kinds:
            raise ValueError(f"The kind {kind.name} of criteria is known already.")
        self.kinds[kind.name] = kind
        return kind.name


criterion_kinds = CriterionKinds()


@dataclass(frozen=True, slots=True)
class Answer:
    """A criterion and what was found."""

    criterion: Criterion
    finding: Finding


def criterion_problems(criterion: Criterion, path: str) -> Iterator[Problem]:
    """What is wrong with a criterion of a template: a kind nobody answers, a parameter it does not take, or a looser one."""
    kind = criterion_kinds.kinds.get(criterion.kind)
    if kind is None:
        known = ", ".join(criterion_kinds.kinds)
        text = _("Nothing here answers criteria of the kind “%(kind)s”.") % {"kind": criterion.kind[:40]}
        yield Problem(f"{path}.kind", "P2", text, _("Known here: %(known)s.") % {"known": known})
        return
    knobs = {knob.name: knob for knob in kind.knobs}
    for name, value in criterion.parameters.items():
        knob = knobs.get(name)
        if knob is None:
            text = _("This kind of criterion takes no parameter “%(name)s”.") % {"name": name[:40]}
            known = ", ".join(knobs) or _("none")
            yield Problem(f"{path}.parameters", "P2", text, _("Known here: %(known)s.") % {"known": known})
            continue
        low = knob.default if knob.tightens == "higher" else knob.minimum
        high = knob.default if knob.tightens == "lower" else knob.maximum
        if not low <= value <= high:
            told = {"name": knob.label, "low": low, "high": high}
            text = _("“%(name)s” lies between %(low)s and %(high)s: a template may be stricter, not looser.") % told
            yield Problem(f"{path}.parameters", "P2", text, _("Enter a value in between, or leave it out."))


def gather(criteria: Sequence[Criterion], scope: Scope) -> dict[Gather, Facts]:
    """The facts that these criteria need, each read once."""
    kinds = (criterion_kinds.kinds.get(criterion.kind) for criterion in criteria)
    wanted = {read for kind in kinds if kind is not None for read in kind.reads}
    return {read: read(scope) for read in wanted}


def judge(criteria: Sequence[Criterion], facts: Mapping[Gather, Facts], scope: Scope) -> list[Answer]:
    """What is found of each criterion as of the scope's moment, in their order; what nothing here answers is unknown."""
    return [Answer(criterion, _finding(criterion, facts, scope)) for criterion in criteria]


def _finding(criterion: Criterion, facts: Mapping[Gather, Facts], scope: Scope) -> Finding:
    kind = criterion_kinds.kinds.get(criterion.kind)
    if kind is None:
        return Finding(Verdict.UNKNOWN, _("Nothing here can answer this."))
    numbers = {knob.name: criterion.parameters.get(knob.name, knob.default) for knob in kind.knobs}
    return kind.judge(kind.of(facts), replace(criterion, parameters=numbers), scope)
