import gzip
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kernel.eventlogs import ColumnMapping, Confidence, LogRefused, inspect, read_cases
from tests.kernel.eventlogs.made import FULL, XES, by_case, event, read, trace, xes

NOON = "2024-03-04T12:00:00.000+01:00"
ONE = event(name="Open", at=NOON)


def test_it_reads_the_events_of_each_trace():
    table = read(
        xes(
            trace(
                "A",
                event(name="Open", at=NOON, step="start", who="Ann"),
                event(name="Close", at="2024-03-05T12:00:00Z"),
            ),
            trace("B", ONE),
        ),
        FULL,
    )
    first, last = table.of_case(0)
    assert table.cases == ("A", "B")
    assert (first.activity, first.transition, first.resource) == ("Open", "start", "Ann")
    assert first.at == datetime(2024, 3, 4, 11, tzinfo=UTC)
    assert (last.activity, last.transition, last.resource, last.role) == ("Close", "", "", "")


@pytest.mark.parametrize(
    "root",
    [
        'xmlns="http://www.xes-standard.org/" xes.version="1849-2016"',
        'xmlns="http://code.deckfour.org/xes" xes.version="1.0" openxes.version="1.0RC7"',
        "",
    ],
)
def test_it_reads_both_versions_with_and_without_a_namespace(root):
    assert read(xes(trace("A", ONE), root=root), XES).events == 1


def test_it_reads_a_log_whose_elements_have_a_prefix():
    data = xes(trace("A", ONE)).decode()
    for name in ("log", "trace", "event", "string"):
        data = (
            data.replace(f"<{name} ", f"<x:{name} ")
            .replace(f"<{name}>", f"<x:{name}>")
            .replace(f"</{name}>", f"</x:{name}>")
        )
    assert by_case(read(data.replace("xmlns=", "xmlns:x=").encode(), XES)) == {
        "A": [("Open", "2024-03-04T11:00:00+00:00")]
    }


def test_it_takes_only_attributes_that_stand_directly_in_a_trace_or_an_event():
    nested = (
        '<event><string key="other" value="x"><string key="concept:name" value="no"/></string>'
        '<list key="many"><values><string key="concept:name" value="no"/></values></list>'
        '<container key="box"><date key="time:timestamp" value="1999-01-01T00:00:00Z"/></container>'
        f'<string key="concept:name" value="yes"/><date key="time:timestamp" value="{NOON}"/></event>'
    )
    of_log = (
        '<extension name="Concept" prefix="concept" uri="http://example.org"/>'
        '<global scope="event"><string key="concept:name" value="no"/></global>'
        '<classifier name="Activity" keys="concept:name"/><string key="concept:name" value="the log"/>'
    )
    of_trace = (
        '<string key="x" value="y"><string key="concept:name" value="no"/></string><int key="concept:name" value="7"/>'
    )
    table = read(xes(of_log, f"<trace>{of_trace}{nested}</trace>"), XES)
    assert by_case(table) == {"7": [("yes", "2024-03-04T11:00:00+00:00")]}


def test_it_reads_an_attribute_whatever_the_order_and_company_of_its_parts():
    odd = (
        '<event><string value="Open" key="concept:name"/><date id="1" key="time:timestamp" type="t" value="'
        f'{NOON}"/><string key="org:resource"/><string/></event>'
    )
    assert by_case(read(xes(trace("A", odd)), XES)) == {"A": [("Open", "2024-03-04T11:00:00+00:00")]}


def test_it_names_a_case_without_a_name_by_its_place():
    table = read(xes(trace(None, ONE), trace("B", ONE), trace(" ", ONE)), XES)
    assert (table.cases, table.nameless) == (("#1", "B", "#3"), 2)


def test_it_takes_a_name_that_stands_behind_the_events():
    table = read(xes(f'<trace>{ONE}<string key="concept:name" value="late"/></trace>'), XES)
    assert table.cases == ("late",)


def test_it_counts_events_outside_of_traces_and_takes_none():
    table = read(xes(ONE, trace("A", ONE), ONE), XES)
    assert (table.events, table.outside) == (1, 2)


def test_it_puts_events_in_the_order_of_time_and_keeps_the_files_order_in_one_moment():
    late, early = "2024-03-05T00:00:00Z", "2024-03-04T00:00:00Z"
    events = [event(name=name, at=at) for name, at in [("c", late), ("a", early), ("b", early), ("d", late)]]
    table = read(xes(trace("A", *events), trace("B"), trace("A", event(name="z", at="2024-03-04T12:00:00Z"))), XES)
    assert [found.activity for found in table.of_case(0)] == ["a", "b", "z", "c", "d"]
    assert list(table.of_case(1)) == []


def test_it_counts_events_that_it_can_not_read_and_tells_the_first_twenty():
    bad = [event(name="Open", at="soon"), event(name="Open"), event(at=NOON)] * 10
    table = read(xes("\n", trace("A", ONE, *bad)), XES)
    assert (table.events, table.rejected, len(table.first_rejected)) == (1, 30, 20)
    assert [(told.line, told.field, told.code) for told in table.first_rejected[:3]] == [
        (3, "time:timestamp", "time"),
        (3, "time:timestamp", "time"),
        (3, "concept:name", "activity"),
    ]
    assert "soon" in str(table.first_rejected[0].reason)


def test_it_reads_times_without_an_offset_in_the_zone_that_is_given():
    table = read(xes(trace("A", event(name="Open", at="2024-07-01T12:00:00"))), XES, ZoneInfo("Europe/Berlin"))
    assert by_case(table)["A"] == [("Open", "2024-07-01T10:00:00+00:00")]


def test_it_reads_a_packed_log_and_tells_how_far_it_is():
    data, heard = gzip.compress(xes(*(trace(f"{number}", ONE) for number in range(2_000)))), []
    table = read_cases(io.BytesIO(data), XES, UTC, heard.append)
    assert len(table.cases) == 2_000
    assert heard == sorted(heard)
    assert heard[-1] == len(data)


def test_it_reads_packed_parts_in_a_row():
    data = xes(trace("A", ONE))
    assert read(gzip.compress(data[:50]) + gzip.compress(data[50:]) + b"\0" * 10, XES).events == 1


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "windows-1252"])
def test_it_reads_the_encoding_that_the_log_declares(encoding):
    data = xes(trace("A", event(name="Prüfen", at=NOON))).decode().replace("UTF-8", encoding).encode(encoding)
    assert read(data, XES).activities == ("Prüfen",)


def test_it_shows_the_keys_of_a_log_and_what_they_seem_to_hold():
    fields = {"name": "Open", "at": NOON, "step": "complete", "org:role": "Clerk"}
    found = inspect(io.BytesIO(gzip.compress(xes(trace("A", event(**fields))))), UTC)
    assert (found.kind, found.gzipped, found.delimiter) == ("xes", True, "")
    assert found.columns == ("case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "org:role")
    assert [column.confidence for column in found.guess.columns] == [Confidence.SURE] * 5
    assert found.guess.mapping == ColumnMapping(
        "case:concept:name", "concept:name", "time:timestamp", lifecycle="lifecycle:transition", role="org:role"
    )


def test_it_takes_other_keys_where_a_person_says_so():
    data = xes(
        '<trace><string key="ticket" value="T1"/>'
        '<event><string key="task" value="Open"/><date key="done" value="2024-03-04T12:00:00Z"/>'
        '<date key="begun" value="2024-03-04T11:00:00Z"/></event></trace>'
    )
    (found,) = read(data, ColumnMapping("case:ticket", "task", "done", start="begun")).of_case(0)
    assert (found.activity, found.started_at) == ("Open", datetime(2024, 3, 4, 11, tzinfo=UTC))


def test_it_refuses_a_log_in_which_no_event_has_what_was_chosen():
    with pytest.raises(LogRefused) as refused:
        read(xes(), XES)
    assert "no event" in str(refused.value.message)
