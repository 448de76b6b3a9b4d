from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.decimals import PLAIN, NumberStyle, Unreadable, number_style, read_number

GERMAN = NumberStyle(",", ".")
ENGLISH = NumberStyle(".", ",")
FRENCH = NumberStyle(",", " \u00a0\u202f")

numbers = st.decimals(-(10**18) + 1, 10**18 - 1, places=6)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("3", "3"),
        ("-5", "-5"),
        ("+5", "5"),
        ("4.25", "4.25"),
        (" 4.25 ", "4.25"),
        ("\u22124.25", "-4.25"),
        ("007", "7"),
        ("0.123456", "0.123456"),
        ("1.50000000000", "1.5"),
        ("999999999999999999.999999", "999999999999999999.999999"),
        (7, "7"),
        (-7, "-7"),
        (4.2, "4.2"),
        (1e2, "100"),
        (Decimal("4.20"), "4.20"),
        (Decimal("1E+2"), "100"),
    ],
)
def test_it_reads_plain_numbers(raw: Any, value: str) -> None:
    found = read_number(raw)
    assert isinstance(found, Decimal)
    assert found == Decimal(value)
    assert "E" not in str(found)


@pytest.mark.parametrize("raw", ["-0", "-0.000", "0", 0, -0.0, Decimal("-0")])
def test_it_writes_zero_in_one_way(raw: Any) -> None:
    assert str(read_number(raw)) == "0"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("NaN", "number"),
        ("-nan", "number"),
        ("sNaN", "number"),
        ("Infinity", "number"),
        ("-inf", "number"),
        ("∞", "number"),
        ("#DIV/0!", "number"),
        (float("nan"), "number"),
        (float("inf"), "number"),
        (Decimal("NaN"), "number"),
        ("", "V9"),
        ("  ", "V9"),
        (None, "V9"),
        ("five", "number"),
        ("5 days", "number"),
        ("5%", "number"),
        ("1,5", "number"),
        ("1_000", "number"),
        ("1e5", "number"),
        ("0x1F", "number"),
        (".5", "number"),
        ("5.", "number"),
        ("--5", "number"),
        ("=1+1", "number"),
        ("٣", "number"),
        ("５", "number"),
        ("1\x002", "number"),
        (True, "number"),
        ([], "number"),
        ({}, "number"),
        ("1" * 19, "digits"),
        ("0.1234567", "digits"),
        ("9" * 5_000, "digits"),
        (10**18, "digits"),
        (-(10**40), "digits"),
        (Decimal("1E+999999"), "digits"),
        (Decimal("1E-7"), "digits"),
        (1e300, "digits"),
        (0.1 + 0.2, "digits"),
    ],
)
def test_it_refuses_what_is_no_number_for_us_and_says_the_way_out(raw: Any, code: str) -> None:
    found = read_number(raw)
    assert isinstance(found, Unreadable)
    assert found.code == code
    assert str(found.message)
    assert str(found.way_out)


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("1.234,5", GERMAN, "1234.5"),
        ("1,5", GERMAN, "1.5"),
        ("1.5", GERMAN, "1.5"),
        ("12.34", GERMAN, "12.34"),
        ("0.123", GERMAN, "0.123"),
        ("1.234.567", GERMAN, "1234567"),
        ("-1.234,50", GERMAN, "-1234.5"),
        ("1,234.5", ENGLISH, "1234.5"),
        ("1,234", ENGLISH, "1234"),
        ("1.234", ENGLISH, "1.234"),
        ("1\u202f234,5", FRENCH, "1234.5"),
        ("1 234,5", FRENCH, "1234.5"),
        ("1.234", FRENCH, "1.234"),
    ],
)
def test_it_also_reads_numbers_as_the_language_writes_them(text: str, style: NumberStyle, value: str) -> None:
    assert read_number(text, style) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "-1.234", "12.345", "999.999"])
def test_it_refuses_a_text_with_two_readings_and_offers_both(text: str) -> None:
    found = read_number(text, GERMAN)
    assert isinstance(found, Unreadable)
    assert text.replace(".", "") in str(found.way_out)
    assert text.replace(".", ",") in str(found.way_out)


@pytest.mark.parametrize(
    ("text", "style"),
    [("1,23,456", ENGLISH), ("1,5", ENGLISH), ("12.34,5", GERMAN), ("1.2.3", GERMAN), ("1 23", FRENCH)],
)
def test_it_refuses_groups_that_are_not_of_three_digits(text: str, style: NumberStyle) -> None:
    assert isinstance(read_number(text, style), Unreadable)


@given(numbers)
def test_it_reads_back_any_number_in_the_plain_style(number: Decimal) -> None:
    assert read_number(format(number, "f"), PLAIN) == number


@given(st.decimals(-(10**9), 10**9, places=2))
def test_it_reads_back_what_the_language_writes(number: Decimal) -> None:
    for language in ("en", "de", "fr", "es"):
        style = number_style(language)
        text = f"{number:,.2f}".replace(",", "\x00").replace(".", style.decimal).replace("\x00", style.groups[:1])
        assert read_number(text, style) == number


@given(st.text(max_size=80), st.sampled_from([PLAIN, GERMAN, ENGLISH, FRENCH]))
def test_it_answers_any_text_with_a_number_that_fits_or_a_reason(text: str, style: NumberStyle) -> None:
    found = read_number(text, style)
    if isinstance(found, Decimal):
        assert abs(found) < 10**18
        assert found == round(found, 6)


@given(st.floats())
def test_it_answers_any_float_with_a_number_that_fits_or_a_reason(raw: float) -> None:
    found = read_number(raw)
    assert isinstance(found, Unreadable) or float(found) == raw


@pytest.mark.parametrize(("language", "decimal", "group"), [("de", ",", "."), ("en", ".", ","), ("fr", ",", "\u202f")])
def test_it_knows_how_a_language_writes_numbers(language: str, decimal: str, group: str) -> None:
    style = number_style(language)
    assert style.decimal == decimal
    assert group in style.groups
