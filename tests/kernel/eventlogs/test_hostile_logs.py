"""Files that were made to harm: refused within a second, and in little memory."""

import contextlib
import gzip
import io
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.eventlogs import LogRefused, inspect, read_cases
from kernel.eventlogs import source as sources
from kernel.eventlogs import table as tables
from tests.kernel.eventlogs.made import CSV, XES, csv_log, event, read, trace, xes

ONE = event(name="Open", at="2024-03-04T12:00:00Z")
SECONDS, BYTES = 1.0, 100 * 1024 * 1024
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def bomb(unpacked: int, start: bytes = b"") -> bytes:
    """A packed file that unpacks to so many bytes of blanks behind its start."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    parts = [packer.compress(start)]
    parts += [packer.compress(b" " * 1024 * 1024) for _ in range(unpacked // 1024**2)]
    return b"".join([*parts, packer.flush()])


def refusal(data: bytes) -> LogRefused:
    """What both doors say, and that they say it soon."""
    found = None
    for read_it in (
        lambda file: read_cases(file, None, UTC),
        lambda file: read_cases(file, XES, UTC),
        lambda file: read_cases(file, CSV, UTC),
    ):
        file = io.BytesIO(data)
        started = time.process_time()
        with pytest.raises(LogRefused) as refused:
            read_it(file)
        assert time.process_time() - started < SECONDS
        assert refused.value.problems[0].field in ("file", "mapping")
        assert str(refused.value.message)
        assert str(refused.value.way_out)
        found = found or refused.value
    assert found is not None
    return found


def doctype(inside: str, text: str = "") -> bytes:
    log = xes(trace("A", event(name=f"Open{text}", at="2024-03-04T12:00:00Z"))).replace(b"&amp;", b"&")
    head, _, body = log.partition(b"\n")
    return head + f"<!DOCTYPE log {inside}>".encode() + body


@pytest.mark.parametrize(
    "data",
    [
        doctype(f'[<!ENTITY l0 "lol">{LAUGHS}]', "&l9;"),
        doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]', "&x;"),
        doctype('[<!ENTITY % x SYSTEM "http://localhost/x.dtd"> %x;]'),
        doctype('SYSTEM "http://localhost/log.dtd"'),
        doctype('PUBLIC "-//x//y" "http://localhost/log.dtd"'),
        doctype("[]"),
        doctype("[" + "<!-- -->" * 10_000 + "]"),
    ],
)
def test_it_refuses_every_document_type(data):
    assert "document type" in str(refusal(data).message)


def packed(data: bytes) -> bytes:
    """The data in gzip, the same bytes in every process that collects these tests."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no event"),
        (b" \r\n\t", "no event"),
        (b"\xef\xbb\xbf", "neither"),
        (packed(b""), "no event"),
        (bytes(range(256)) * 100, "neither"),
        (b"\0" * 10_000, "no event"),
        (b"PK\x03\x04" + b"x" * 100, "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (packed(packed(xes(trace("A", ONE)))), "packed twice"),
        (packed(xes(*(trace(f"{n}{n * 7919 % 104729}", ONE) for n in range(3_000))))[:-2_000], "cut off"),
        (packed(csv_log([("A", "Open", "2024-03-04")]))[:-6], "cut off"),
        (b"\x1f\x8b" + b"rubbish" * 100, "cut off"),
        (b"<html><body>no log</body></html>", "neither"),
        (b'<?xml version="1.0"?><html></html>', "“html”"),
        (xes(trace("A", ONE))[:-10], "broken"),
        (xes(trace("A", ONE)).replace(b"</event>", b""), "broken"),
        (xes(trace("A", ONE)).replace(b'"A"', b'"&nbsp;"'), "broken"),
        (xes(trace("A", ONE)).replace(b"UTF-8", b"klingon"), "broken"),
        (xes(trace("A", ONE)).replace(b"UTF-8", b"shift_jis"), "broken"),
        (b"just one word", "neither"),
        (b"case,activity,at\n", "no event"),
    ],
)
def test_it_refuses_what_is_no_log_and_says_what_it_is(data, says):
    assert says in str(refusal(data).message)


@pytest.mark.parametrize("start", [b"", b"case,activity,at\n", b'<?xml version="1.0"?><log>', b"case,activity,at\nA,"])
def test_it_refuses_a_packed_bomb(start):
    refusal(bomb(300 * 1024**2, start))


def test_it_refuses_a_line_of_a_hundred_megabytes():
    assert "longer" in str(refusal(b"case,activity,at\nA,Open," + b"9" * 100 * 1024**2).message)


def test_it_refuses_an_attribute_of_a_hundred_megabytes():
    data = xes(trace("A", ONE)).replace(b'"A"', b'"' + b"A" * 100 * 1024**2 + b'"')
    assert "longer" in str(refusal(data).message)


def test_it_refuses_elements_that_are_nested_without_end():
    assert "deep" in str(refusal(b"<?xml version='1.0'?><log><trace><event>" + b"<list>" * 1_000_000).message)


def test_it_looks_at_a_bounded_part_of_a_log_with_long_rows():
    row = b"A,Open,2024-03-04" + b",x" * 200 + b"," + b"y" * 100_000 + b"\n"
    data = b"case,activity,at" + b"," * 201 + b"\n" + row * 400
    file = io.BytesIO(data)
    assert inspect(file, UTC).guess.mapping is not None
    assert file.tell() < len(data) / 4
    events = xes(*(trace("A", event(name="Open", at="2024-03-04", long="x" * 100_000)) for _ in range(400)))
    file = io.BytesIO(events)
    assert inspect(file, UTC).guess.mapping == XES
    assert file.tell() < len(events) / 4


def test_it_takes_little_memory_for_a_hostile_file():
    for data in (
        bomb(300 * 1024**2, b'<?xml version="1.0"?><log>'),
        b"case,activity,at\nA,Open," + b"9" * 100 * 1024**2,
        xes(trace("A", ONE)).replace(b'"A"', b'"' + b"A" * 100 * 1024**2 + b'"'),
    ):
        file = io.BytesIO(data)
        tracemalloc.start()
        try:
            with pytest.raises(LogRefused):
                read_cases(file, None, UTC)
            assert tracemalloc.get_traced_memory()[1] < BYTES
        finally:
            tracemalloc.stop()


class Endless(io.RawIOBase):
    """Rows without end, of a case each, as a stream that can't seek."""

    def __init__(self) -> None:
        self._rows: Iterator[bytes] = iter(lambda: b"A,Open,2024-03-04\n" * 10_000, b"")
        self._first = True

    def read(self, size: int = -1) -> bytes:
        first, self._first = self._first, False
        return b"case,activity,at\n" if first else next(self._rows)


def test_it_stops_at_the_bounds_of_bytes_events_and_names(monkeypatch):
    monkeypatch.setattr(tables, "MOST_EVENTS", 100_000)
    with pytest.raises(LogRefused, match="events"):
        read_cases(Endless(), CSV, UTC)
    with pytest.raises(LogRefused, match="activities"):
        read(csv_log([("A", f"x{number}", "2024-03-04") for number in range(tables.MOST_NAMES + 2)]), CSV)
    with pytest.raises(LogRefused, match="larger than 1 MB"):
        source = sources.Source(Endless(), most_bytes=1024**2)
        while source.chunk():
            pass


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"case,activity,at\n", b'<?xml version="1.0"?><log><trace>', b"\x1f\x8b\x08"]),
)
def test_it_answers_any_bytes_with_events_or_a_refusal(data, start):
    for mapping in (None, CSV, XES):
        try:
            table = read(start + data, mapping)
        except LogRefused:
            continue
        assert table.events + table.rejected + table.outside + len(table.cases) > 0
    with contextlib.suppress(LogRefused):
        assert inspect(io.BytesIO(start + data), UTC).columns
