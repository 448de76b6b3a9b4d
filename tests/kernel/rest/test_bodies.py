from decimal import Decimal

import pytest
from rest_framework.exceptions import ValidationError

from kernel.rest.bodies import Body, Choice, Day, Flag, Identifier, Number, Text, Whole


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("4.25", "4.25"),
        (Decimal("4.250"), "4.25"),
        (7, "7"),
        (0, "0"),
        (Decimal("0.0"), "0"),
        ("-0.000001", "-0.000001"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_it_reads_a_number_without_losing_a_digit(sent, read):
    assert Number().run_validation(sent) == Decimal(read)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "abc",
        "1e5",
        "NaN",
        "1,5",
        " 1",
        True,
        [],
        {},
        "1" * 19,
        "0.1234567",
        Decimal("0.1234567"),
        Decimal("1E+400"),
        10**400,
    ],
)
def test_it_refuses_what_is_no_number_that_fits(sent):
    with pytest.raises(ValidationError):
        Number().run_validation(sent)


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        (Text(), 5),
        (Text(), True),
        (Text(), "a\x00b"),
        (Whole(), "5"),
        (Whole(), True),
        (Whole(), 2**31),
        (Whole(), Decimal("1.5")),
        (Flag(), "true"),
        (Flag(), 1),
        (Day(), "2026-3-2"),
        (Day(), "2026-02-30"),
        (Day(), 20260302),
        (Identifier(), 5),
        (Identifier(), "01a1f987f8267fb4931009b9f8bea399"),
        (Choice([("a", "A"), ("1", "One")]), 1),
        (Choice([("a", "A")]), []),
    ],
)
def test_it_does_not_turn_one_type_into_another(field, sent):
    with pytest.raises(ValidationError):
        field.run_validation(sent)


def test_it_names_an_unknown_field_and_those_that_are_known():
    class Small(Body):
        name = Text()

    small = Small(data={"name": "x", "nmae": "y"})
    assert not small.is_valid()
    assert small.errors["nmae"][0].code == "unknown_field"
    assert "name" in str(small.errors["nmae"][0])
