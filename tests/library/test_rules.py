import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.library.rules import LARGEST, changes, lines, shape_problems
from apps.value.standard_kpis import SCHEMA, check_standard_kpi, kpi_fields_from
from tests.factories.library import STANDARD

MARK = {"comparison": "at_least", "value": "70", "days": [30, 90]}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def found(**said):
    document = copy.deepcopy(STANDARD) | said
    return {(problem.field, problem.code) for problem in shape_problems(SCHEMA, document)}


def test_it_accepts_a_document_that_has_the_shape():
    assert found() == set()
    assert found(pass_mark=MARK, rule="E1", minimum_sample=20, pitfalls="None that we know of.") == set()


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"name": ""}, ("name", "required")),
        ({"name": "  "}, ("name", "required")),
        ({"name": "x" * 121}, ("name", "max_length")),
        ({"name": "a\x00b"}, ("name", "control")),
        ({"name": 5}, ("name", "type")),
        ({"unit": "furlongs"}, ("unit", "invalid_choice")),
        ({"can_be_negative": "yes"}, ("can_be_negative", "type")),
        ({"minimum_sample": 0}, ("minimum_sample", "bound")),
        ({"minimum_sample": True}, ("minimum_sample", "type")),
        ({"minimum_sample": 2.5}, ("minimum_sample", "type")),
        ({"rule": "E1\n"}, ("rule", "pattern")),
        ({"rule": "1E"}, ("rule", "pattern")),
        ({"pass_mark": "70"}, ("pass_mark", "type")),
        ({"pass_mark": {"value": "70"}}, ("pass_mark.comparison", "required")),
        ({"pass_mark": MARK | {"value": "70\n"}}, ("pass_mark.value", "pattern")),
        ({"pass_mark": MARK | {"value": "1e9"}}, ("pass_mark.value", "pattern")),
        ({"pass_mark": MARK | {"days": [30, "90"]}}, ("pass_mark.days.1", "type")),
        ({"pass_mark": MARK | {"days": list(range(1, 9))}}, ("pass_mark.days", "too_many")),
        ({"currency": "EUR"}, ("currency", "unknown_field")),
    ],
)
def test_it_names_the_place_that_is_not_as_the_schema_asks(said, problem):
    assert found(**said) == {problem}


def test_it_names_everything_that_is_missing():
    problems = shape_problems(SCHEMA, {})
    assert {problem.field for problem in problems} == set(SCHEMA["required"])


def test_it_refuses_a_document_that_is_too_large_to_be_one():
    assert [problem.code for problem in shape_problems(SCHEMA, {"name": "x" * LARGEST})] == ["too_large"]


@given(JSON)
def test_it_judges_whatever_is_sent_without_failing(value):
    assert shape_problems(SCHEMA, value)
    problems = shape_problems(SCHEMA, STANDARD | {"pass_mark": value, "name": value})
    assert all(problem.field.startswith(("pass_mark", "name")) for problem in problems)


@given(st.lists(st.sampled_from(sorted(STANDARD)), unique=True))
def test_it_shows_as_changed_what_differs_and_nothing_else(left_out):
    after = {name: value for name, value in STANDARD.items() if name not in left_out}
    changed = {change.field for change in changes(SCHEMA, STANDARD, after)}
    assert changed == set(left_out)
    assert {line.field for line in lines(SCHEMA, after)} == set(after)
    assert changes(SCHEMA, STANDARD, STANDARD) == []


def test_it_says_what_changed_in_words():
    (change,) = changes(SCHEMA, STANDARD, STANDARD | {"unit": "money"})
    assert (change.before.text, change.after.text) == ("days", "money")
    (change,) = changes(SCHEMA, STANDARD, STANDARD | {"pass_mark": MARK})
    assert change.before is None
    assert [(str(line.label), line.said.text) for line in change.after.lines] == [
        ("Comparison", "at least"),
        ("Value", "70"),
        ("After days", "30, 90"),
    ]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"name": "Improve efficiency"}, ("name", "V1")),
        ({"can_be_negative": True}, ("can_be_negative", "V9")),
        ({"pass_mark": MARK | {"days": [90, 30]}}, ("pass_mark.days", "order")),
        ({"pass_mark": MARK | {"days": [30, 30]}}, ("pass_mark.days", "order")),
    ],
)
def test_it_refuses_a_standard_kpi_that_is_none(said, problem):
    assert [(each.field, each.code) for each in check_standard_kpi(STANDARD | said)] == [problem]


def test_it_gives_money_the_clients_currency_and_other_units_none():
    assert kpi_fields_from(STANDARD | {"unit": "money"}, currency="CHF")["currency"] == "CHF"
    fields = kpi_fields_from(STANDARD, currency="CHF")
    assert fields["currency"] == ""
    assert fields["source"] == "CRM"
    assert fields["name"] == STANDARD["name"]
