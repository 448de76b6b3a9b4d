from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from apps.value.choices import Direction, SignatureRole
from apps.value.rules.contracts.content import can_be_negative, contract_problems, expected_lift
from apps.value.rules.contracts.signatories import required_roles
from apps.value.rules.contracts.wishes import is_vague
from apps.value.rules.terms import BaselineTerms, ContractTerms, KpiTerms, LiftTerms, MilestoneTerms
from tests.value.rules.series import ERRORS, KPI, MONEY, contract

Change = Callable[[ContractTerms], ContractTerms]


def found(terms: ContractTerms) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in contract_problems(terms)}


def with_part(part: str, **changes: Any) -> Change:
    return lambda terms: replace(terms, **{part: replace(getattr(terms, part), **changes)})


def with_guardrail(**changes: Any) -> Change:
    return lambda terms: replace(terms, guardrails=(replace(terms.guardrails[0], **changes),))


def having(**changes: Any) -> Change:
    return lambda terms: replace(terms, **changes)


MIDWAY = date(2026, 4, 1)
CASES = replace(KPI, key="k3", name="Proposals sent", unit="count", aggregation="sum")


def claiming(*, kpi_currency: str = "", **changes: Any) -> Change:
    """A claim of money, with the target KPI in a currency where one is given."""

    def change(terms: ContractTerms) -> ContractTerms:
        kpi = replace(KPI, unit="money", currency=kpi_currency) if kpi_currency else terms.kpi
        return replace(terms, kpi=kpi, money=replace(MONEY, **changes))

    return change


def test_it_finds_nothing_wrong_with_milestones_on_the_way_and_cases_that_are_counted() -> None:
    people = {"workflow_owner": "p1", "sponsor": "p2", "finance": "p3"}
    money = replace(MONEY, per="case", volume_kpi_key="k3", volume_kpi=CASES)
    way = (MilestoneTerms(MIDWAY, Decimal(4)),)
    assert contract_problems(contract(money=money, signatories=people, milestones=way)) == []


def test_it_finds_nothing_wrong_with_the_example_of_the_domain() -> None:
    assert contract_problems(contract()) == []


def test_it_finds_nothing_wrong_where_money_is_claimed_and_finance_signs() -> None:
    people = {"workflow_owner": "p1", "sponsor": "p2", "finance": "p3"}
    assert contract_problems(contract(money=MONEY, signatories=people)) == []


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        (having(goal="  "), "goal", "V1"),
        (having(goal="Improve efficiency"), "goal", "V1"),
        (having(kpi=None), "kpi", "V1"),
        (with_part("kpi", name=""), "kpi.name", "V1"),
        (with_part("kpi", name="Productivity"), "kpi.name", "V1"),
        (with_part("kpi", unit=""), "kpi.unit", "V1"),
        (with_part("kpi", unit="furlongs"), "kpi.unit", "V1"),
        (with_part("kpi", unit="money", currency="euro"), "kpi.currency", "V1"),
        (with_part("kpi", direction="sideways"), "kpi.direction", "V1"),
        (with_part("kpi", aggregation=""), "kpi.aggregation", "V1"),
        (having(target=None), "target", "V1"),
        (having(target=Decimal(5)), "target", "V1"),
        (having(target=Decimal(6)), "target", "V1"),
        (having(target=Decimal(-1)), "target", "V1"),
        (with_guardrail(bound=Decimal("0.02")), "guardrails.0.bound", "V1"),
        (with_part("rollback", comparison="below", value=Decimal(2)), "rollback.comparison", "V5"),
        (having(milestones=(MilestoneTerms(None, Decimal(4)),)), "milestones.0.due_on", "V1"),
        (having(milestones=(MilestoneTerms(MIDWAY, None),)), "milestones.0.value", "V1"),
        (having(milestones=(MilestoneTerms(MIDWAY, Decimal(6)),)), "milestones.0.value", "V1"),
        (having(milestones=(MilestoneTerms(MIDWAY, Decimal(2)),)), "milestones.0.value", "V1"),
        (having(milestones=(MilestoneTerms(date(2030, 1, 1), Decimal(4)),)), "milestones.0.due_on", "V1"),
        (having(milestones=(MilestoneTerms(MIDWAY, Decimal(4)),) * 2), "milestones.1.due_on", "V1"),
        (having(milestones=(MilestoneTerms(MIDWAY, Decimal(4)),) * 7), "milestones", "V1"),
        (with_guardrail(kpi=replace(ERRORS, scope="pilot")), "guardrails.0.kpi", "V8"),
        (claiming(currency="USD", kpi_currency="EUR"), "money.currency", "V12"),
        (claiming(per="hour"), "money.per", "V12"),
        (claiming(volume_kpi_key="k3", volume_kpi=CASES), "money.volume_kpi_key", "V12"),
        (claiming(per="case", volume_kpi_key="k3"), "money.volume_kpi_key", "V12"),
        (claiming(per="case", volume_kpi_key="k2", volume_kpi=ERRORS), "money.volume_kpi_key", "V12"),
        (
            claiming(per="case", volume_kpi_key="k3", volume_kpi=replace(CASES, cadence="day")),
            "money.volume_kpi_key",
            "V12",
        ),
        (having(target=Decimal("NaN")), "target", "V1"),
        (having(start_on=None), "start_on", "V1"),
        (having(due_on=None), "due_on", "V1"),
        (having(due_on=date(2026, 3, 2)), "due_on", "V1"),
        (having(baseline=None), "baseline", "V2"),
        (with_part("baseline", value=None), "baseline.value", "V2"),
        (with_part("baseline", value=Decimal("Infinity")), "baseline.value", "V2"),
        (with_part("baseline", method=" "), "baseline.method", "V2"),
        (with_part("baseline", source=""), "baseline.source", "V2"),
        (with_part("baseline", sample_size=0), "baseline.sample_size", "V2"),
        (with_part("baseline", window_start=None), "baseline.window_start", "V2"),
        (with_part("baseline", window_end=None), "baseline.window_end", "V2"),
        (with_part("baseline", window_end=date(2025, 8, 1)), "baseline.window_end", "V2"),
        (with_part("baseline", window_end=date(2026, 3, 3)), "baseline.window_end", "V2"),
        (with_guardrail(bound=None), "guardrails.0.bound", "V3"),
        (with_guardrail(comparison=""), "guardrails.0.comparison", "V3"),
        (with_guardrail(comparison="above"), "guardrails.0.comparison", "V3"),
        (with_guardrail(baseline=Decimal(3)), "guardrails.0.bound", "V3"),
        (with_guardrail(kpi=KPI), "guardrails.0.kpi", "V3"),
        (with_guardrail(kpi=replace(ERRORS, name="")), "guardrails.0.kpi.name", "V3"),
        (lambda terms: replace(terms, guardrails=terms.guardrails * 2), "guardrails.1.kpi", "V3"),
        (having(lift=None), "lift.likely", "V4"),
        (with_part("lift", high=None), "lift.high", "V4"),
        (with_part("lift", low=Decimal(3)), "lift", "V4"),
        (having(lift=LiftTerms(Decimal(-2), Decimal(0), Decimal(2))), "lift.likely", "V4"),
        (having(target=Decimal("4.5")), "lift", "V4"),
        (having(rollback=None), "rollback", "V5"),
        (with_part("rollback", kpi_key=""), "rollback.kpi_key", "V5"),
        (with_part("rollback", kpi_key="k9"), "rollback.kpi_key", "V5"),
        (with_part("rollback", comparison="beyond"), "rollback.comparison", "V5"),
        (with_part("rollback", value=None), "rollback.value", "V5"),
        (with_part("rollback", consecutive=0), "rollback.consecutive", "V5"),
        (with_part("rollback", fallback=""), "rollback.fallback", "V5"),
        (with_part("rollback", value=Decimal(1)), "rollback.value", "V5"),
        (with_part("rollback", kpi_key="k1", comparison="below", value=Decimal(4)), "rollback.comparison", "V5"),
        (having(signatories=None), "signatories.workflow_owner", "V6"),
        (having(signatories={"workflow_owner": "p1"}), "signatories.sponsor", "V6"),
        (having(signatories={"workflow_owner": "p1", "sponsor": "p1"}), "signatories", "V6"),
        (having(money=MONEY), "signatories.finance", "V6"),
        (with_part("kpi", kind="activity"), "kpi.kind", "V7"),
        (with_part("kpi", kind="technical"), "kpi.kind", "V7"),
        (with_part("kpi", scope=""), "kpi.scope", "V8"),
        (lambda terms: with_part("kpi", scope="pilot")(replace(terms, money=MONEY)), "money", "V8"),
        (with_part("kpi", cadence="month"), "kpi.cadence", "V9"),
        (with_part("kpi", cadence=""), "kpi.cadence", "V9"),
        (having(money=replace(MONEY, currency="")), "money.currency", "V12"),
        (having(money=replace(MONEY, planned=Decimal(0))), "money.planned", "V12"),
        (having(money=replace(MONEY, value_per_unit=None)), "money.value_per_unit", "V12"),
        (having(money=replace(MONEY, value_type="hoped")), "money.value_type", "V12"),
    ],
)
def test_it_names_the_field_and_the_rule(change: Change, field: str, code: str) -> None:
    assert (field, code) in found(change(contract()))


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize(
    ("place", "field", "code"),
    [
        (lambda number: having(target=number), "target", "V1"),
        (lambda number: having(range_low=number), "range_low", "V1"),
        (lambda number: with_part("baseline", value=number), "baseline.value", "V2"),
        (lambda number: with_guardrail(bound=number), "guardrails.0.bound", "V3"),
        (lambda number: with_guardrail(baseline=number), "guardrails.0.baseline", "V3"),
        (lambda number: with_part("lift", likely=number), "lift.likely", "V4"),
        (lambda number: with_part("rollback", value=number), "rollback.value", "V5"),
        (lambda number: having(money=replace(MONEY, planned=number)), "money.planned", "V12"),
    ],
)
def test_it_refuses_what_is_not_a_number_wherever_one_stands(
    place: Callable[[Decimal], Change], field: str, code: str, value: str
) -> None:
    assert found(place(Decimal(value))(contract())) == {(field, code)}


def test_it_says_for_every_problem_what_is_wrong_and_the_way_out() -> None:
    for problem in contract_problems(ContractTerms()):
        assert str(problem.message)
        assert str(problem.way_out)


def test_it_finds_every_part_missing_in_an_empty_draft() -> None:
    fields = {field.split(".")[0] for field, _code in found(ContractTerms())}
    assert fields == {"goal", "kpi", "baseline", "target", "start_on", "due_on", "lift", "rollback", "signatories"}


def test_it_accepts_a_target_below_zero_where_the_quantity_can_be() -> None:
    kpi = KpiTerms(**{name: getattr(KPI, name) for name in KPI.__slots__} | {"unit": "score", "can_be_negative": True})
    terms = contract(kpi=kpi, target=Decimal(-1), lift=LiftTerms(Decimal(5), Decimal(6), Decimal(7)))
    assert found(terms) == set()


def test_it_wants_two_bounds_in_order_to_hold_a_range() -> None:
    ranged = replace(KPI, direction=Direction.RANGE.value)
    assert {("range_low", "V1"), ("range_high", "V1")} <= found(contract(kpi=ranged, target=None))
    turned = contract(kpi=ranged, target=None, range_low=Decimal(5), range_high=Decimal(3))
    assert ("range_high", "V1") in found(turned)


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("Improve efficiency", True),
        ("Better quality", True),
        ("Effizienz steigern", True),
        ("Mehr Produktivität", True),
        ("Increase overall performance and quality", True),
        ("Cut proposal turnaround from 5 days to 3", False),
        ("Improve efficiency by 20 %", False),
        ("Error rate of invoices", False),
        ("Quality defects found at goods receipt", False),
    ],
)
def test_it_tells_a_wish_from_a_measure(text: str, vague: bool) -> None:
    assert is_vague(text) is vague


@pytest.mark.parametrize(
    ("direction", "target", "lift"), [("down", 3, 2), ("up", 8, 3), ("up", 3, -2), ("range", 3, None)]
)
def test_it_counts_an_improvement_as_positive(direction: str, target: int, lift: int | None) -> None:
    terms = contract(kpi=replace(KPI, direction=direction), target=Decimal(target))
    assert expected_lift(terms) == lift


def test_it_knows_no_lift_without_a_baseline() -> None:
    assert expected_lift(contract(baseline=BaselineTerms())) is None


def test_it_asks_finance_to_sign_where_money_is_claimed() -> None:
    two = (SignatureRole.WORKFLOW_OWNER, SignatureRole.SPONSOR)
    assert required_roles(contract()) == two
    assert required_roles(contract(money=MONEY)) == (*two, SignatureRole.FINANCE)


@pytest.mark.parametrize(
    ("unit", "said", "expected"), [("score", True, True), ("score", False, False), ("count", True, False)]
)
def test_it_lets_the_unit_have_the_last_word_on_values_below_zero(unit: str, said: bool, expected: bool) -> None:
    assert can_be_negative(replace(KPI, unit=unit, can_be_negative=said)) is expected
