import datetime as dt
import json
import unicodedata
import uuid
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.canonical import canonical_json, decimal_text, digest, plain

FINITE = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**18), max_value=10**18)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | FINITE
    | st.dates()
    | st.uuids()
    | st.datetimes(timezones=st.just(dt.UTC))
)
DOCUMENTS = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@given(DOCUMENTS)
def test_it_writes_what_it_reads_back_in_the_same_bytes(document):
    written = canonical_json(document)
    assert canonical_json(json.loads(written)) == written


@given(st.dictionaries(st.text(), LEAVES))
def test_it_does_not_depend_on_the_order_of_keys(document):
    turned = dict(reversed(document.items()))
    if len({unicodedata.normalize("NFC", key) for key in document}) == len(document):
        assert digest(turned) == digest(document)


@given(st.text())
def test_it_writes_one_text_in_one_way_however_it_was_composed(text):
    assert canonical_json(unicodedata.normalize("NFD", text)) == canonical_json(unicodedata.normalize("NFC", text))


@given(FINITE, st.integers(0, 6))
def test_it_writes_equal_decimals_alike(number, zeros):
    padded = number.quantize(Decimal(1).scaleb(-6 - zeros), context=None) if abs(number) < 10**9 else number
    assert decimal_text(padded) == decimal_text(number)
    assert Decimal(decimal_text(number)) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [("-0", "0"), ("-0.00", "0"), ("100", "100"), ("1E+2", "100"), ("1E-3", "0.001"), ("3.50", "3.5"), ("0E-10", "0")],
)
def test_it_writes_decimals_without_exponent_or_trailing_zeros(value, text):
    assert decimal_text(Decimal(value)) == text


@pytest.mark.parametrize("value", [1.5, object(), b"bytes", {"a": [0.1]}, {"a": {1: 2.0}}])
def test_it_refuses_what_has_more_than_one_spelling(value):
    with pytest.raises(TypeError):
        plain(value)


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_it_refuses_numbers_that_are_none(value):
    with pytest.raises(ValueError, match="finite"):
        plain(Decimal(value))


def test_it_writes_a_moment_in_utc_with_microseconds():
    berlin = dt.timezone(dt.timedelta(hours=2))
    assert plain(dt.datetime(2026, 7, 1, 12, 0, tzinfo=berlin)) == "2026-07-01T10:00:00.000000Z"


def test_it_makes_the_same_digest_on_every_machine():
    document = {"b": Decimal("3.50"), "a": ["é", None, True, uuid.UUID(int=7), dt.date(2026, 3, 2)]}
    assert (
        canonical_json(document)
        == '{"a":["é",null,true,"00000000-0000-0000-0000-000000000007","2026-03-02"],"b":"3.5"}'.encode()
    )
