"""Changes of a contract in words: units, labels and names, never an id or a code."""

import re
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.value.rules.contracts.change_words import told
from apps.value.rules.contracts.versions import pairs_between
from apps.value.rules.terms import content_from_terms, terms_from_content

OWNER, SPONSOR, OTHER = ("01a1fe40-0000-7000-8000-00000000000" + digit for digit in "123")
KPI, GUARD = ("01a1fe40-0000-7000-8000-0000000000a" + digit for digit in "12")
PEOPLE = {OWNER: "Anna Weber", SPONSOR: "Dr. Petra Vogel", OTHER: "Olga Klein"}
CODE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|duration_|_kpi|at_least|non_cashable")


def content(**changed):
    """A contract's content on plain values."""
    kpi = {"key": KPI, "name": "Turnaround", "unit": "duration_days", "direction": "down", "cadence": "week"}
    guard = {"key": GUARD, "name": "Error rate", "unit": "percent"}
    return {
        "goal": "From 5 days to 3",
        "kpi": kpi,
        "baseline": {"value": "5", "window_start": "2025-09-01", "window_end": "2025-12-28", "sample_size": 1212},
        "target": "3",
        "due_on": "2026-04-02",
        "guardrails": [{"kpi": guard, "comparison": "below", "bound": "2"}],
        "rollback": {"kpi_key": KPI, "comparison": "above", "value": "6.5", "consecutive": 2},
        "money": {"currency": "EUR", "value_type": "non_cashable", "planned": "180000", "value_per_unit": "90000"},
        "signatories": {"workflow_owner": OWNER, "sponsor": SPONSOR},
    } | changed


def rows(before, after):
    """The fields in words, by their label."""
    old, new = (terms_from_content(each) for each in (before, after))
    with translation.override("en"):
        found = told(pairs_between(content_from_terms(old), content_from_terms(new)), old, new, PEOPLE)
        return {str(row.label): (row.before, row.after) for row in found if row.differs}


@pytest.mark.parametrize(
    ("changed", "label", "words"),
    [
        ({"target": "3.5"}, "target", ("3 days", "3.5 days")),
        ({"due_on": "2026-05-07"}, "due date", ("2 Apr 2026", "7 May 2026")),
        ({"goal": ""}, "goal", ("From 5 days to 3", "")),
        (
            {"signatories": {"workflow_owner": OWNER, "sponsor": OTHER}},
            "signs as sponsor",
            ("Dr. Petra Vogel", "Olga Klein"),
        ),
        (
            {"rollback": {"kpi_key": GUARD, "comparison": "above", "value": "6.5", "consecutive": 2}},
            "value of the rollback trigger",
            None,
        ),
        (
            {"rollback": {"kpi_key": GUARD, "comparison": "above", "value": "4", "consecutive": 2}},
            "KPI of the rollback trigger",
            ("Turnaround", "Error rate"),
        ),
        (
            {
                "guardrails": [
                    {
                        "kpi": {"key": GUARD, "name": "Error rate", "unit": "percent"},
                        "comparison": "at_most",
                        "bound": "2",
                    }
                ]
            },
            "guardrail Error rate: comparison",
            ("below", "at most"),
        ),
        ({"milestones": [{"due_on": "2026-03-02", "value": "4"}]}, "milestone 1: value", ("", "4 days")),
    ],
)
def test_it_says_each_side_in_peoples_formats(changed, label, words):
    assert rows(content(), content(**changed)).get(label) == words


def test_it_says_a_rollback_value_in_the_unit_of_the_kpi_that_it_watches():
    after = content(rollback={"kpi_key": GUARD, "comparison": "above", "value": "4", "consecutive": 2})
    before, now = rows(content(), after)["value of the rollback trigger"]
    assert (before, now.replace("\u202f", " ")) == ("6.5 days", "4 %")


@pytest.mark.parametrize(
    ("unit", "likely", "said"),
    [
        ("percent", "22", "22 percentage points"),
        ("ratio", "0.22", "22 percentage points"),
        ("duration_days", "2", "2 days"),
    ],
)
def test_it_says_an_expected_lift_as_a_change(unit, likely, said):
    kpi = {"key": KPI, "name": "Settled at once", "unit": unit, "direction": "up", "cadence": "week"}
    before = content(kpi=kpi, lift={"low": "0.1", "likely": "0.1", "high": "0.1"})
    found = rows(before, before | {"lift": {"low": "0.1", "likely": likely, "high": "0.1"}})
    assert found["lift, likely"][1] == said


def test_it_says_money_and_its_kind():
    money = {"currency": "EUR", "value_type": "avoided", "planned": "200000", "value_per_unit": "90000"}
    found = rows(content(), content(money=money))
    assert found["planned value"] == ("€180,000", "€200,000")
    assert found["kind of value"] == ("non-cashable", "avoided cost")


def test_it_names_nobody_whom_it_does_not_know_by_an_id():
    after = content(signatories={"workflow_owner": OWNER, "sponsor": "01a1fe40-0000-7000-8000-000000000009"})
    assert not CODE.search("".join(rows(content(), after)["signs as sponsor"]))


@given(
    target=st.decimals(min_value=0, max_value=9_999, places=2),
    comparison=st.sampled_from(["above", "at_least", "below", "at_most"]),
    sponsor=st.sampled_from([OWNER, SPONSOR, OTHER]),
    parts=st.sets(st.sampled_from(["kpi", "baseline", "guardrails", "rollback", "money", "signatories"])),
)
def test_it_never_shows_an_id_or_a_code(target: Decimal, comparison, sponsor, parts):
    after = content(
        target=str(target),
        rollback={"kpi_key": GUARD, "comparison": comparison, "value": "1", "consecutive": 1},
        signatories={"workflow_owner": OWNER, "sponsor": sponsor},
    )
    for part in parts:
        after.pop(part)
    for label, sides in (rows(content(), after) | rows(after, content())).items():
        assert not CODE.search(label + " ".join(sides)), label
