from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError, UnsupportedMediaType

from kernel.rest.parsers import StrictJSONParser, parse_json


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"a": 1, "b": 2, "a": 3}', "“a” stands twice"),
        (b'{"a": NaN}', "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b"[" * 33 + b"]" * 33, "levels deep"),
        (b"[" * 200_000, "levels deep"),
        (b'{"a": "\\u0000"}', "U+0000"),
        (b'{"\\ud800": 1}', "half a pair"),
        (b"9" * 5_000, "too many digits"),
        (b'{"a": 1', "not JSON"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b"", "not JSON"),
    ],
)
def test_it_refuses_what_has_two_meanings_or_none(body, reason):
    with pytest.raises(ParseError) as refused:
        parse_json(body)
    assert reason in str(refused.value.detail)


def test_it_keeps_every_digit_of_a_number():
    assert parse_json(b"[1.10, 3, 12345678901234567.123456]") == [
        Decimal("1.10"),
        3,
        Decimal("12345678901234567.123456"),
    ]


def test_it_takes_a_document_as_deep_as_the_limit():
    assert parse_json(b"[" * 32 + b"]" * 32)


def test_it_refuses_another_encoding():
    with pytest.raises(UnsupportedMediaType):
        StrictJSONParser().parse(BytesIO(b"{}"), "application/json; charset=iso-8859-1")


def test_it_refuses_a_body_over_the_limit(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    with pytest.raises(RequestDataTooBig):
        StrictJSONParser().parse(BytesIO(b'"0123456789"'), "application/json")
