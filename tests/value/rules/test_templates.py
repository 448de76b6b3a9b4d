import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.library.shipped import shipped
from apps.value.choices import Unit
from apps.value.contract_templates import CONTRACT_TEMPLATE, check_contract_template
from apps.value.rules.contracts.content import contract_problems
from apps.value.rules.contracts.templates import moved, next_monday, terms_from_template
from apps.value.rules.terms import BaselineTerms, KpiTerms, terms_from_content
from kernel.canonical import plain

DOCUMENTS = shipped.of(CONTRACT_TEMPLATE)
PROPOSALS = DOCUMENTS["proposal-turnaround"]
DAYS = KpiTerms(
    key="turnaround",
    name="Proposal turnaround",
    definition="Days from request to sent proposal.",
    unit="duration_days",
    direction="down",
    kind="outcome",
    scope="integration",
    cadence="week",
    aggregation="mean",
)
SHARE = replace(DAYS, name="Resolved at the first contact", unit="percent", direction="up")
MONDAY = dt.date(2026, 3, 9)
VALUES = st.decimals(Decimal("0.01"), 1_000_000, places=2)
PERCENTS = st.integers(1, 1_000)


def filled(document=PROPOSALS, kpi=DAYS, baseline=Decimal(5), guardrails=(), currency="EUR"):
    return terms_from_template(
        document, kpi=kpi, baseline=baseline, start_on=MONDAY, guardrails=dict(guardrails), currency=currency
    )


def test_it_makes_of_the_template_what_the_example_says():
    terms = filled(guardrails={"error-rate": "errors", "throughput": "cases"})
    assert terms["target"] == 3
    assert terms["lift"] == {"low": Decimal("1.5"), "likely": 2, "high": Decimal("2.5")}
    assert (terms["start_on"], terms["due_on"]) == (MONDAY, MONDAY + dt.timedelta(weeks=8))
    assert terms["milestones"] == [{"due_on": MONDAY + dt.timedelta(weeks=4), "value": 4}]
    assert terms["guardrails"] == [{"kpi": "errors", "comparison": "below", "bound": "2"}]
    assert terms["rollback"] == {
        "kpi_key": "turnaround",
        "comparison": "above",
        "value": Decimal("6.5"),
        "consecutive": 2,
        "fallback": PROPOSALS["rollback"]["fallback"],
    }
    assert "money" not in terms


def test_it_turns_everything_round_where_higher_is_better():
    terms = filled(DOCUMENTS["first-contact"], SHARE, Decimal(60))
    assert terms["target"] == 75
    assert (terms["rollback"]["comparison"], terms["rollback"]["value"]) == ("below", 54)


def test_it_claims_money_in_the_clients_currency():
    terms = filled(DOCUMENTS["cost-per-case"], replace(DAYS, unit="money", currency="CHF"), currency="CHF")
    assert terms["money"]["currency"] == "CHF"
    assert terms["money"]["value_type"] == "cashable"


def test_it_promises_no_figure_without_a_baseline():
    terms = filled(baseline=None)
    assert not {"target", "lift", "milestones"} & set(terms)
    assert "value" not in terms["rollback"]
    assert (terms["goal"], terms["rollback"]["consecutive"]) == (PROPOSALS["goal"], 2)


@pytest.mark.parametrize(
    ("kpi", "baseline"),
    [(SHARE, Decimal(100)), (DAYS, Decimal(0)), (replace(SHARE, unit="ratio"), Decimal(1))],
)
def test_it_promises_no_figure_where_there_is_no_room_to_improve(kpi, baseline):
    assert "target" not in filled(kpi=kpi, baseline=baseline)


def test_it_promises_no_more_than_all_there_can_be():
    assert moved(Decimal(90), 40, SHARE, better=True) == 100
    assert moved(Decimal("0.9"), 40, replace(SHARE, unit="ratio"), better=True) == 1
    assert moved(Decimal(5), 200, DAYS, better=True) == 0
    assert moved(Decimal(-5), 40, replace(DAYS, unit="money", can_be_negative=True), better=True) == -7


@given(VALUES, st.sampled_from(["up", "down"]), st.sampled_from(Unit.values), PERCENTS, PERCENTS)
def test_it_moves_the_better_way_and_further_for_more(baseline, direction, unit, one, other):
    kpi = replace(DAYS, direction=direction, unit=unit)
    less, more = sorted((one, other))
    sign = 1 if direction == "up" else -1
    near, far = (sign * (moved(baseline, percent, kpi, better=True) - baseline) for percent in (less, more))
    # Rounding may hold it back by a digit, and never makes it worse than by that.
    assert near <= far
    assert near >= -baseline / 100


@given(st.sampled_from(sorted(DOCUMENTS)), VALUES, st.sampled_from(["up", "down"]), st.sampled_from(Unit.values))
def test_it_leaves_nothing_to_mend_but_what_only_people_know(key, baseline, direction, unit):
    kpi = replace(DAYS, direction=direction, unit=unit, currency="EUR" if unit == "money" else "")
    terms = filled(DOCUMENTS[key], kpi, baseline)
    # A KPI at the best or the worst that there is has no room to one side.
    assume("target" in terms and "value" in terms["rollback"])
    measured = BaselineTerms(baseline, "Counted.", dt.date(2025, 9, 1), dt.date(2025, 12, 28), 200, "CRM")
    found = contract_problems(replace(terms_from_content(plain(terms)), kpi=kpi, baseline=measured))
    assert {problem.field.partition(".")[0] for problem in found} <= {"signatories", "money"}


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
def test_it_begins_on_the_next_monday(today):
    day = next_monday(today)
    assert day.isoweekday() == 1
    assert 1 <= (day - today).days <= 7


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ({"goal": "Improve efficiency"}, [("goal", "V1")]),
        ({"lift_percent": {"low": 50, "likely": 40, "high": 60}}, [("lift_percent", "V4")]),
        ({"milestones": [{"week": 8, "share_percent": 50}]}, [("milestones", "V1")]),
        (
            {"milestones": [{"week": 4, "share_percent": 50}, {"week": 4, "share_percent": 60}]},
            [("milestones", "order")],
        ),
        (
            {"milestones": [{"week": 2, "share_percent": 50}, {"week": 4, "share_percent": 40}]},
            [("milestones", "order")],
        ),
        ({"guardrails": [{"kpi": "turnaround-time", "comparison": "below"}]}, [("guardrails.0.kpi", "V3")]),
        ({"guardrails": [{"kpi": "error-rate", "comparison": "below"}] * 2}, [("guardrails", "V3")]),
    ],
)
def test_it_refuses_a_template_that_no_contract_could_follow(said, problems):
    found = check_contract_template(PROPOSALS | said)
    assert [(problem.field, problem.code) for problem in found] == problems
