"""What a parameter may be set to."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.parameters.declared import Parameter, Parameters, value_problems

WEIGHT = Parameter(
    key="tests.weight",
    label="weight",
    rule="V12",
    default=Decimal(50),
    minimum=Decimal(0),
    maximum=Decimal(100),
    unit="percent",
    tightens="lower",
)
numbers = st.decimals(-200, 200, places=2)


@pytest.mark.parametrize(
    ("tightens", "value", "wrong"),
    [
        ("lower", 49, False),
        ("lower", 50, False),
        ("lower", 51, True),
        ("lower", -1, True),
        ("higher", 49, True),
        ("higher", 100, False),
        ("higher", 101, True),
        (None, 0, False),
        (None, 100, False),
        (None, 101, True),
    ],
)
def test_it_lets_a_value_be_stricter_and_not_looser(tightens, value, wrong):
    found = list(value_problems(replace(WEIGHT, tightens=tightens), Decimal(value)))
    assert [(problem.field, problem.code) for problem in found] == ([("value", "V12")] if wrong else [])
    assert all(problem.way_out for problem in found)


def test_it_says_which_way_is_out():
    [problem] = value_problems(WEIGHT, Decimal(60))
    assert problem.way_out == "Enter 50\u202f% or less."


@given(value=numbers, default=st.decimals(0, 100, places=2), tightens=st.sampled_from(["lower", "higher", None]))
def test_it_accepts_exactly_what_lies_between_its_lowest_and_its_highest(value, default, tightens):
    parameter = replace(WEIGHT, default=default, tightens=tightens)
    accepted = not list(value_problems(parameter, value))
    assert accepted == (parameter.lowest <= value <= parameter.highest)
    assert not list(value_problems(parameter, default))


def test_it_has_nothing_to_choose_where_the_default_is_the_strictest():
    assert replace(WEIGHT, default=Decimal(0)).is_fixed
    assert not WEIGHT.is_fixed


def test_it_refuses_to_declare_one_twice_or_out_of_its_own_bounds():
    table = Parameters()
    assert table.add(WEIGHT) == "tests.weight"
    with pytest.raises(ValueError, match="declared already"):
        table.add(WEIGHT)
    with pytest.raises(ValueError, match="out of its own bounds"):
        table.add(replace(WEIGHT, key="tests.other", default=Decimal(101)))
