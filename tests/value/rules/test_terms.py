import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.rules.contracts.versions import changes_between
from apps.value.rules.terms import (
    ContractTerms,
    KpiTerms,
    LiftTerms,
    content_from_terms,
    terms_from_content,
)
from kernel.canonical import digest
from tests.value.rules.series import ERRORS, MONEY, contract

decimals = st.decimals(-(10**12), 10**12, places=4)


def hash_of(terms):
    return digest(content_from_terms(terms))


def test_it_keeps_the_hash_of_a_content_for_ever() -> None:
    """What people signed must verify in every later version of the product: this value may never change."""
    assert hash_of(contract()) == "64c947872f26e0337a64acf9c9e209b214fe340133ff6a920dcb21f31429887b"


def test_it_reads_back_what_it_writes() -> None:
    terms = contract(money=MONEY)
    assert terms_from_content(content_from_terms(terms)) == terms


@given(st.builds(LiftTerms, decimals, decimals, decimals), decimals, st.dates(), st.text(max_size=30))
def test_it_reads_back_any_figures_with_the_same_hash(lift: LiftTerms, target: Decimal, due: date, goal: str) -> None:
    terms = contract(lift=lift, target=target, due_on=due, goal=goal)
    content = content_from_terms(terms)
    again = terms_from_content(content)
    assert hash_of(again) == hash_of(terms) == digest(content)
    assert again.target == target


@pytest.mark.parametrize(("one", "other"), [("3", "3.00"), ("0.5", "5E-1"), ("100", "1E+2"), ("0", "-0.0")])
def test_it_gives_equal_numbers_one_hash(one: str, other: str) -> None:
    assert hash_of(contract(target=Decimal(one))) == hash_of(contract(target=Decimal(other)))


def test_it_gives_equal_texts_one_hash_however_they_are_composed() -> None:
    assert hash_of(contract(goal="Verkürzen")) == hash_of(contract(goal="Verku\u0308rzen"))


@pytest.mark.parametrize(
    "changes",
    [
        {"goal": "Something else"},
        {"target": Decimal("3.000001")},
        {"due_on": date(2026, 5, 2)},
        {"signatories": {"workflow_owner": "p2", "sponsor": "p1"}},
        {"guardrails": ()},
        {"money": MONEY},
    ],
)
def test_it_gives_another_content_another_hash(changes: dict[str, Any]) -> None:
    assert hash_of(contract(**changes)) != hash_of(contract())


def _changed(path: str, value: Any) -> dict[str, Any]:
    content = copy.deepcopy(content_from_terms(contract()))
    *parents, last = path.split(".")
    part: Any = content
    for name in parents:
        part = part[int(name)] if isinstance(part, list) else part[name]
    part[last] = value
    return content


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("target", "NaN"),
        ("target", "Infinity"),
        ("target", "1E+999999"),
        ("target", "three"),
        ("target", 3),
        ("target", 3.5),
        ("target", True),
        ("due_on", "1 May 2026"),
        ("due_on", 20260501),
        ("goal", None),
        ("goal", 7),
        ("kpi", "k1"),
        ("kpi.can_be_negative", "yes"),
        ("guardrails", {}),
        ("guardrails.0.bound", []),
        ("baseline.sample_size", "412"),
        ("baseline.sample_size", True),
        ("signatories", ["p1"]),
        ("signatories", {"sponsor": 1}),
        ("surprise", 1),
        ("kpi.surprise", 1),
    ],
)
def test_it_refuses_a_content_that_is_not_one_of_ours_and_names_the_field(path: str, value: Any) -> None:
    with pytest.raises(ValueError, match=path.split(".", maxsplit=1)[0]):
        terms_from_content(_changed(path, value))


def test_it_refuses_a_content_that_is_no_object() -> None:
    with pytest.raises(ValueError, match="an object was expected"):
        terms_from_content([])  # type: ignore[arg-type]


def _differences(before: ContractTerms, after: ContractTerms) -> dict[str, tuple[Any, Any]]:
    changes = changes_between(content_from_terms(before), content_from_terms(after))
    return {change.field: (change.before, change.after) for change in changes}


def test_it_lists_no_change_between_a_version_and_itself() -> None:
    assert _differences(contract(), contract()) == {}


def test_it_lists_what_changed_between_two_versions_field_by_field() -> None:
    before = contract()
    assert before.kpi is not None
    after = contract(
        target=Decimal("3.5"), due_on=date(2026, 5, 15), kpi=replace(before.kpi, name="Turnaround of proposals")
    )
    assert _differences(before, after) == {
        "kpi.name": ("Proposal turnaround", "Turnaround of proposals"),
        "target": ("3", "3.5"),
        "due_on": ("2026-05-01", "2026-05-15"),
    }


def test_it_matches_guardrails_by_their_kpi_and_names_them() -> None:
    first = contract().guardrails[0]
    second = replace(first, kpi=KpiTerms(key="k3", name="Complaints"), bound=Decimal(9))
    before, after = contract(guardrails=(first,)), contract(guardrails=(second, replace(first, bound=Decimal(3))))
    changes = changes_between(content_from_terms(before), content_from_terms(after))
    fields = {change.field: str(change.label) for change in changes}
    assert fields["guardrails.k2.bound"] == f"guardrail {ERRORS.name}: bound"
    assert fields["guardrails.k3.bound"] == "guardrail Complaints: bound"
    assert "guardrails.k2.comparison" not in fields


def test_it_takes_an_empty_part_for_a_missing_one() -> None:
    assert _differences(contract(lift=None), contract(lift=LiftTerms())) == {}


def test_it_shows_a_part_that_was_added() -> None:
    assert _differences(contract(), contract(money=MONEY))["money.planned"] == (None, "120000")
