"""What is wrong with a contract's content, and who has to sign it. Codes are the rules': V1 to V9, V12."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from apps.value.choices import (
    NONNEGATIVE_UNITS,
    Aggregation,
    Cadence,
    Comparison,
    Direction,
    Kind,
    Scope,
    Unit,
)
from apps.value.rules.contracts.checks import WORSE_WHEN_BROKEN, choice, missing
from apps.value.rules.contracts.money import money_problems
from apps.value.rules.contracts.rollback import rollback_problems
from apps.value.rules.contracts.signatories import named_problems
from apps.value.rules.contracts.wishes import is_vague
from apps.value.rules.figures.levels import holds
from apps.value.rules.figures.milestones import milestone_problems
from apps.value.rules.points import Text
from apps.value.rules.shares import unlike_usual
from apps.value.rules.terms import (
    BaselineTerms,
    ContractTerms,
    GuardrailTerms,
    KpiTerms,
    LiftTerms,
    RollbackTerms,
)
from apps.value.rules.words import say
from kernel.decimals import PLAIN
from kernel.errors import Problem


def contract_problems(terms: ContractTerms) -> list[Problem]:
    """Everything that keeps the content from being proposed for signature, in the order of the page.

    Figures that are not numbers come alone: nothing can be compared with them.
    """
    return _unreadable(terms) or [
        *_goal(terms),
        *_kpi(terms.kpi),
        *_baseline(terms),
        *_target(terms),
        *_dates(terms),
        *milestone_problems(terms),
        *_lift(terms),
        *(problem for i, guardrail in enumerate(terms.guardrails) for problem in _guardrail(terms, guardrail, i)),
        *rollback_problems(terms),
        *_shares(terms),
        *money_problems(terms),
        *named_problems(terms),
        *_lengths(terms),
    ]


def expected_lift(terms: ContractTerms) -> Decimal | None:
    """The improvement from baseline to target in the KPI's unit, positive when better; None where it can't be said."""
    if terms.kpi is None or terms.baseline is None or terms.baseline.value is None or terms.target is None:
        return None
    change = terms.target - terms.baseline.value
    return {Direction.UP.value: change, Direction.DOWN.value: -change}.get(terms.kpi.direction)


def _figures(terms: ContractTerms) -> Iterator[tuple[str, str, Decimal | None]]:
    yield from ((name, "V1", getattr(terms, name)) for name in ("target", "range_low", "range_high"))
    if terms.baseline is not None:
        yield "baseline.value", "V2", terms.baseline.value
    for place, guardrail in enumerate(terms.guardrails):
        yield f"guardrails.{place}.bound", "V3", guardrail.bound
        yield f"guardrails.{place}.baseline", "V3", guardrail.baseline
    if terms.lift is not None:
        yield from ((f"lift.{name}", "V4", getattr(terms.lift, name)) for name in ("low", "likely", "high"))
    if terms.rollback is not None:
        yield "rollback.value", "V5", terms.rollback.value
    if terms.money is not None:
        yield from ((f"money.{name}", "V12", getattr(terms.money, name)) for name in ("planned", "value_per_unit"))
    for place, milestone in enumerate(terms.milestones):
        yield f"milestones.{place}.value", "V1", milestone.value


def _unreadable(terms: ContractTerms) -> list[Problem]:
    return [
        Problem(field, code, _("This is not a number."), _("Enter a number."))
        for field, code, value in _figures(terms)
        if value is not None and not value.is_finite()
    ]


def _goal(terms: ContractTerms) -> Iterator[Problem]:
    if not terms.goal.strip():
        yield missing("goal", "V1", _("The goal is missing."))
    elif is_vague(terms.goal):
        yield Problem(
            "goal",
            "V1",
            say(_("“{goal}” is a wish: nobody can measure whether it came true."), goal=terms.goal.strip()),
            _("Say what changes, from which number to which, by when."),
        )


def _kpi(kpi: KpiTerms | None) -> Iterator[Problem]:
    if kpi is None:
        yield Problem("kpi", "V1", _("There is no target KPI."), _("Choose the KPI that the contract moves."))
        return
    yield from _measure(kpi, "kpi", "V1")
    if kpi.kind and kpi.kind != Kind.OUTCOME:
        yield Problem(
            "kpi.kind",
            "V7",
            _("The target measures what is done, not what comes of it; only an outcome counts as success.")
            if kpi.kind in (Kind.ACTIVITY, Kind.TECHNICAL)
            else say(_("The target is a KPI of {kind}; only an outcome counts as success."), kind=_kind(kpi.kind)),
            _("Choose an outcome KPI as the target, and keep this one as a guardrail or for information."),
        )
    yield from choice("kpi.kind", "V1", kpi.kind, Kind.values, _("The KPI's kind is missing."))
    yield from choice(
        "kpi.scope", "V8", kpi.scope, Scope.values, _("Pilot or integration: the KPI's scope is missing.")
    )
    yield from choice("kpi.aggregation", "V1", kpi.aggregation, Aggregation.values, _("The aggregation is missing."))
    yield from choice("kpi.cadence", "V9", kpi.cadence, Cadence.values, _("How often it is read is missing."))
    if kpi.cadence in {Cadence.MONTH, Cadence.QUARTER}:
        yield Problem(
            "kpi.cadence",
            "V9",
            _("The target is read too seldom to see it move within a play."),
            _("Read it weekly or daily."),
        )


def _kind(kind: str) -> Text:
    return Kind(kind).label if kind in Kind.values else kind


def _measure(kpi: KpiTerms, where: str, code: str) -> Iterator[Problem]:
    if not kpi.name.strip():
        yield missing(f"{where}.name", code, _("The KPI has no name."))
    elif is_vague(kpi.name):
        yield Problem(
            f"{where}.name",
            code,
            say(_("“{name}” does not say what is counted."), name=kpi.name.strip()),
            _("Name the quantity: for instance “proposal turnaround” or “error rate of invoices”."),
        )
    yield from choice(f"{where}.unit", code, kpi.unit, Unit.values, _("The KPI has no unit."))
    yield from choice(f"{where}.direction", code, kpi.direction, Direction.values, _("The KPI has no direction."))
    if kpi.unit == Unit.MONEY and not re.fullmatch(r"[A-Z]{3}", kpi.currency):
        yield missing(f"{where}.currency", code, _("The KPI is money and names no currency."))


def can_be_negative(kpi: KpiTerms) -> bool:
    """Whether values below zero make sense for the KPI: its unit allows them and it says so."""
    return kpi.can_be_negative and kpi.unit not in NONNEGATIVE_UNITS


def _figure(field: str, code: str, value: Decimal | None, kpi: KpiTerms | None, what: Text) -> Iterator[Problem]:
    if value is None:
        yield missing(field, code, what)
    elif value < 0 and kpi is not None and not can_be_negative(kpi):
        yield Problem(
            field, code, _("The quantity can't be below zero."), _("Correct it, or say at the KPI that it can.")
        )


def _baseline(terms: ContractTerms) -> Iterator[Problem]:
    baseline = terms.baseline
    if baseline is None:
        yield Problem("baseline", "V2", _("There is no baseline."), _("Measure where the KPI stands, and record it."))
        return
    yield from _figure("baseline.value", "V2", baseline.value, terms.kpi, _("The baseline has no value."))
    if not baseline.method.strip():
        yield missing("baseline.method", "V2", _("How the baseline was measured is missing."))
    if not baseline.source.strip():
        yield missing("baseline.source", "V2", _("The baseline's source is missing."))
    if baseline.sample_size is None or baseline.sample_size < 1:
        yield missing("baseline.sample_size", "V2", _("From how many cases the baseline was measured is missing."))
    yield from _window(baseline, terms.start_on)


def _window(baseline: BaselineTerms, start_on: date | None) -> Iterator[Problem]:
    if baseline.window_start is None or baseline.window_end is None:
        field = "baseline.window_start" if baseline.window_start is None else "baseline.window_end"
        yield missing(field, "V2", _("The window of the baseline is incomplete."))
        return
    if baseline.window_end < baseline.window_start:
        yield Problem(
            "baseline.window_end", "V2", _("The baseline's window ends before it starts."), _("Correct its dates.")
        )
    elif start_on is not None and baseline.window_end >= start_on:
        text = say(_("The baseline's window reaches past the start on {start}."), start=start_on)
        way_out = _("End the window at the start, or start later: a baseline is measured before the change.")
        yield Problem("baseline.window_end", "V2", text, way_out)


def _target(terms: ContractTerms) -> Iterator[Problem]:
    if terms.kpi is not None and terms.kpi.direction == Direction.RANGE:
        yield from _figure("range_low", "V1", terms.range_low, terms.kpi, _("The range has no lower bound."))
        yield from _figure("range_high", "V1", terms.range_high, terms.kpi, _("The range has no upper bound."))
        if terms.range_low is not None and terms.range_high is not None and terms.range_low >= terms.range_high:
            yield Problem("range_high", "V1", _("The range's upper bound is not above the lower."), _("Correct them."))
        return
    yield from _figure("target", "V1", terms.target, terms.kpi, _("The target has no number."))
    lift = expected_lift(terms)
    if lift is None or lift > 0 or terms.baseline is None or terms.target is None:
        return
    figures = {"target": terms.target, "baseline": terms.baseline.value}
    if lift == 0:
        text = say(_("The target of {target} is where the KPI stands already."), **figures)
    else:
        text = say(_("The target of {target} is worse than the baseline of {baseline}."), **figures)
    yield Problem("target", "V1", text, _("Set a target on the better side, or correct the KPI's direction."))


def _dates(terms: ContractTerms) -> Iterator[Problem]:
    if terms.start_on is None:
        yield missing("start_on", "V1", _("The start is missing."))
    if terms.due_on is None:
        yield missing("due_on", "V1", _("By when is missing."))
    elif terms.start_on is not None and terms.due_on <= terms.start_on:
        text = say(
            _("It is due on {due}, which is not after its start on {start}."), due=terms.due_on, start=terms.start_on
        )
        yield Problem("due_on", "V1", text, _("Set a due date after the start."))


def _lift(terms: ContractTerms) -> Iterator[Problem]:
    lift = terms.lift
    if lift is None or lift.low is None or lift.likely is None or lift.high is None:
        yield from _lift_gaps(lift or LiftTerms())
        return
    if not lift.low <= lift.likely <= lift.high:
        yield Problem(
            "lift",
            "V4",
            say(
                _("The confidence range is out of order: low {low}, likely {likely}, high {high}."),
                low=lift.low,
                likely=lift.likely,
                high=lift.high,
            ),
            _("Enter the expected improvement from low to high, each as a positive number."),
        )
        return
    if lift.low < 0:
        yield Problem(
            "lift.low", "V4", _("The low improvement is a loss."), _("Enter improvements as positive numbers.")
        )
    if lift.likely <= 0:
        yield Problem(
            "lift.likely", "V4", _("The likely improvement is none."), _("Enter improvements as positive numbers.")
        )
    promised = expected_lift(terms)
    if promised is not None and promised > 0 and not lift.low <= promised <= lift.high:
        text = _("The target promises an improvement of {promised}, outside the range from {low} to {high}.")
        yield Problem(
            "lift",
            "V4",
            say(text, promised=promised, low=lift.low, high=lift.high),
            _("Move the target into the range, or widen the range."),
        )


def _lift_gaps(lift: LiftTerms) -> Iterator[Problem]:
    if lift == LiftTerms():
        yield missing("lift.likely", "V4", _("The expected lift is missing."))
        return
    for name, value in (("low", lift.low), ("likely", lift.likely), ("high", lift.high)):
        if value is None:
            yield missing(f"lift.{name}", "V4", _("The confidence range is incomplete."))


def _guardrail(terms: ContractTerms, guardrail: GuardrailTerms, place: int) -> Iterator[Problem]:
    where = f"guardrails.{place}"
    kpi = guardrail.kpi
    yield from _measure(kpi, f"{where}.kpi", "V3")
    if terms.kpi is not None and kpi.key and kpi.key == terms.kpi.key:
        text = _("The guardrail is the target KPI itself.")
        yield Problem(f"{where}.kpi", "V3", text, _("Choose a KPI that could suffer while the target improves."))
    if terms.kpi is not None and kpi.scope and terms.kpi.scope and kpi.scope != terms.kpi.scope:
        text = _("The target and this guardrail are measured apart: one on a task, the other on the process.")
        yield Problem(f"{where}.kpi", "V8", text, _("Choose a KPI of the same scope as the target."))
    if kpi.key and kpi.key in {other.kpi.key for other in terms.guardrails[:place]}:
        yield Problem(f"{where}.kpi", "V3", _("This KPI is a guardrail already."), _("Remove one of the two."))
    yield from _figure(f"{where}.bound", "V3", guardrail.bound, kpi, _("The guardrail has no bound."))
    yield from choice(
        f"{where}.comparison", "V3", guardrail.comparison, Comparison.values, _("Above or below: it is missing.")
    )
    yield from _guardrail_side(guardrail, where)


def _guardrail_side(guardrail: GuardrailTerms, where: str) -> Iterator[Problem]:
    allowed = WORSE_WHEN_BROKEN.get(guardrail.kpi.direction)  # type: ignore[call-overload]
    if guardrail.comparison not in Comparison.values:
        return
    if allowed and guardrail.comparison not in allowed:
        text: Text = _("The bound keeps the KPI from getting better, not from getting worse.")
        yield Problem(f"{where}.comparison", "V3", text, _("Turn the comparison round."))
    elif (
        guardrail.bound is not None
        and guardrail.baseline is not None
        and not holds(guardrail.baseline, guardrail.comparison, guardrail.bound)
    ):
        text = say(_("It is broken before the start: the KPI stands at {baseline}."), baseline=guardrail.baseline)
        yield Problem(f"{where}.bound", "V3", text, _("Set a bound that holds today."))


def _shares(terms: ContractTerms) -> Iterator[Problem]:
    """Figures that would be like their KPI's baseline if 0.42 had been meant for 42 %, or the other way round (V1)."""
    guardrails = {each.kpi.key: (each.kpi, each.baseline) for each in terms.guardrails}
    own = (terms.kpi, terms.baseline.value if terms.baseline else None)
    rollback = terms.rollback or RollbackTerms()
    measured = guardrails.get(rollback.kpi_key, own)
    figures = [("target", terms.target, own), ("rollback.value", rollback.value, measured)]
    figures += [(name, getattr(terms, name), own) for name in ("range_low", "range_high")]
    lift, promised = terms.lift or LiftTerms(), (terms.kpi, expected_lift(terms))
    figures += [(f"lift.{name}", getattr(lift, name), promised) for name in ("low", "likely", "high")]
    figures += [
        (f"guardrails.{place}.bound", each.bound, (each.kpi, each.baseline))
        for place, each in enumerate(terms.guardrails)
    ]
    for field, value, (kpi, usual) in figures:
        if value is not None and kpi is not None:
            problem = unlike_usual(value, unit=kpi.unit, usual=usual, style=PLAIN)
            if problem is not None:
                yield Problem(field, "V1", problem.message, _("Write 42 for 42 % in percent, and 0.42 as a ratio."))


# What still fits on the one page, beside everything else (V1).
LONGEST = {"goal": 300, "rollback.fallback": 500, "money.basis": 300}


def _lengths(terms: ContractTerms) -> Iterator[Problem]:
    texts = {
        "goal": terms.goal,
        "rollback.fallback": terms.rollback.fallback if terms.rollback else "",
        "money.basis": terms.money.basis if terms.money else "",
    }
    for field, text in texts.items():
        if len(text) > LONGEST[field]:
            message = say(_("The text is longer than {longest} characters."), longest=str(LONGEST[field]))
            yield Problem(field, "V1", message, _("A contract is one page: shorten it."))
