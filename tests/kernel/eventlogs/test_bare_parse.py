"""What the benchmark of event logs compares with: it reads all of a log, and keeps nothing of what it has read."""

import io

from lxml import etree

from benchmarks.event_log import _dropped, parse_elements, parse_traces

LOG = (
    b'<?xml version="1.0"?><log xmlns="http://www.xes-standard.org/">'
    + b'<trace><string key="concept:name" value="1"/><event><string key="concept:name" value="Decide"/></event></trace>' * 9
    + b"</log>"
)  # fmt: skip


def test_it_reads_every_trace_and_every_element():
    assert parse_traces(io.BytesIO(LOG)) == 9
    assert parse_elements(io.BytesIO(LOG)) == 9 * 4 + 1


def test_it_takes_what_was_read_out_of_the_tree():
    root = etree.fromstring(LOG)
    last = root[-1]
    _dropped(last)
    assert list(root) == [last]
    assert (len(last), dict(last.attrib)) == (0, {})
