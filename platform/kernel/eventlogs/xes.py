"""XES logs, versions 1.0 and 2.0, read with expat: one pass, no tree, nothing kept but the columns.

Only the attributes that stand directly in a trace or an event count; what is nested in them, and the log's own, are passed
over. A document type ends the reading at once, so no entity is ever declared, let alone expanded or fetched.
"""

from array import array
from collections.abc import Callable
from contextlib import suppress
from datetime import tzinfo
from itertools import repeat
from pyexpat import ExpatError, ParserCreate, XMLParserType

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.eventlogs.columns import ColumnMapping
from kernel.eventlogs.delimited import no_time
from kernel.eventlogs.moments import MomentReader
from kernel.eventlogs.refusals import LogRefused, broken_xml, forbidden_xml, long_line
from kernel.eventlogs.source import CHUNK, Source
from kernel.eventlogs.table import LONGEST_TEXT, NO_MOMENT, CaseTable, TableBuilder

LONGEST_TAG = 1024 * 1024
"""Bytes between two signs of progress: one tag with its attributes, which expat keeps in memory until it ends."""
DEEPEST = 100
MOST_KEYS = 500
CASE = "case:"
"""What marks the key of a trace's attribute in a mapping."""
TRACE_DEPTH, EVENT_DEPTH, ATTRIBUTE_DEPTH = 2, 3, 4

Start = Callable[[str, list[str]], None]
End = Callable[[str], None]


def read_xes(source: Source, mapping: ColumnMapping, zone: tzinfo) -> CaseTable:
    """All events of an XES log. Events that can't be read are counted, and the first of them told."""
    into = TableBuilder()
    parser = new_parser()
    _Handlers(parser, into, mapping, zone).attach()
    feed(parser, source, into.check_size)
    return into.table()


def first_events(source: Source, most: int, most_bytes: int) -> tuple[tuple[str, ...], list[list[str]]]:
    """The keys of the first events and of their traces, and the values of each of those events.

    Looks at so many events, and at no more than so many bytes.
    """
    parser, seen, events = new_parser(), dict[str, int](), list[dict[str, str]]()
    path: list[str] = []
    of_trace: dict[str, str] = {}
    own: dict[str, str] = {}
    names = ("", "")

    def start(name: str, attributes: list[str]) -> None:
        nonlocal names
        path.append(name)
        if len(path) == 1:
            names = element_names(parser, name)
        elif len(path) > DEEPEST:
            raise refuse_depth(parser)
        elif name not in names and path[1] == names[0] and len(path) in (EVENT_DEPTH, ATTRIBUTE_DEPTH):
            _key, key, _value, value = _in_order(attributes)
            of_event = len(path) == ATTRIBUTE_DEPTH and path[2] == names[1]
            if not (of_event or len(path) == EVENT_DEPTH) or not key or len(seen) >= MOST_KEYS:
                return
            key = key if of_event else CASE + key
            (own if of_event else of_trace)[key] = value
            seen.setdefault(key, len(seen))

    def end(name: str) -> None:
        if len(path) == EVENT_DEPTH and name == names[1] and path[1] == names[0]:
            events.append(of_trace | own)
            own.clear()
        elif len(path) == TRACE_DEPTH:
            of_trace.clear()
        path.pop()
        if len(events) >= most:
            raise _Enough

    def check_bytes() -> None:
        if source.given > most_bytes:
            raise _Enough

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with suppress(_Enough):
        feed(parser, source, check_bytes)
    columns = tuple(sorted(seen, key=lambda key: (not key.startswith(CASE), seen[key])))
    return columns, [[event.get(key, "") for key in columns] for event in events]


class _Enough(Exception):
    """Ends the parsing where enough was seen."""


def new_parser() -> XMLParserType:
    """An expat parser that refuses document types."""
    parser = ParserCreate()
    parser.ordered_attributes = True

    def refuse(*_declared: object) -> None:
        raise forbidden_xml()

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def feed(parser: XMLParserType, source: Source, each: Callable[[], None]) -> None:
    """Parse the whole source in pieces; raises LogRefused for broken XML and for tags without end."""
    fed = 0
    try:
        while data := source.chunk():
            parser.Parse(data, False)
            fed += len(data)
            if fed - parser.CurrentByteIndex > LONGEST_TAG + CHUNK:
                raise long_line(parser.CurrentLineNumber)
            each()
        parser.Parse(b"", True)
    except ExpatError as error:
        raise broken_xml(error.lineno, str(error).split(":", maxsplit=1)[0]) from error
    except (LookupError, ValueError) as error:
        # The declaration names an encoding that is none, or one of several bytes a letter.
        raise broken_xml(1, _("its encoding is not read.")) from error


def refuse_depth(parser: XMLParserType) -> LogRefused:
    """Elements in elements in elements."""
    text = format_lazy(_("elements are nested more than {most} deep."), most=DEEPEST)
    return broken_xml(parser.CurrentLineNumber, text)


def element_names(parser: XMLParserType, root: str) -> tuple[str, str]:
    """What traces and events are called, by the prefix of the root. Raises LogRefused where the root is no log."""
    prefix, colon, name = root.rpartition(":")
    if name != "log":
        shown = format_lazy(_("it begins with “{name}”, not with a log."), name=root[:60])
        raise broken_xml(parser.CurrentLineNumber, shown)
    return f"{prefix}{colon}trace", f"{prefix}{colon}event"


class _Handlers:
    """What expat calls. Everything of one attribute happens in as few steps as there can be: there are millions."""

    def __init__(self, parser: XMLParserType, into: TableBuilder, mapping: ColumnMapping, zone: tzinfo) -> None:
        self._parser, self._into, self._mapping = parser, into, mapping
        self._read = MomentReader(zone, day_first=mapping.day_first).read
        self._columns = into.named_columns(mapping)
        self._traces = 0

    def attach(self) -> None:
        """Take the parser's calls."""
        parser, mapping, of_case = self._parser, self._mapping, self._mapping.case.removeprefix(CASE)
        wanted = {mapping.activity, mapping.timestamp, mapping.start, *(name for name, *_rest in self._columns)}
        depth, trace, event, case = 0, "", "", ""
        in_trace = in_event = False
        found: dict[str, str] = {}
        finish_event, finish_trace = self._event_handler(), self._trace

        def start(name: str, attributes: list[str]) -> None:
            nonlocal depth, in_trace, in_event, trace, event, case
            depth += 1
            if depth == ATTRIBUTE_DEPTH:
                if in_event:
                    if not attributes or attributes[0] != "key":
                        attributes = _in_order(attributes)
                    if attributes[1] in wanted:
                        found[attributes[1]] = (
                            attributes[3]
                            if len(attributes) > 3 and attributes[2] == "value"
                            else _in_order(attributes)[3]
                        )
            elif depth == EVENT_DEPTH:
                in_event = in_trace and name == event
                if in_trace and not in_event:
                    _key, key, _value, value = _in_order(attributes)
                    if key == of_case:
                        case = value
            elif depth == TRACE_DEPTH:
                in_trace = name == trace
                self._into.outside += name == event
            elif depth == 1:
                trace, event = element_names(parser, name)
            elif depth > DEEPEST:
                raise refuse_depth(parser)

        def end(_name: str) -> None:
            nonlocal depth, in_trace, in_event, case
            depth -= 1
            if depth == TRACE_DEPTH:
                if in_event:
                    finish_event(found)
                    found.clear()
                    in_event = False
            elif depth == 1 and in_trace:
                finish_trace(case)
                in_trace, case = False, ""

        parser.StartElementHandler, parser.EndElementHandler = start, end

    def _event_handler(self) -> Callable[[dict[str, str]], None]:
        into, parser, columns, read = self._into, self._parser, self._columns, self._read
        timestamp, activity_key, start_key = self._mapping.timestamp, self._mapping.activity, self._mapping.start
        to_moments, to_activities, to_started = into.moments.append, into.activity.append, into.started.append
        known_activities = into.activities.places

        def event(found: dict[str, str]) -> None:
            text, activity = found.get(timestamp, ""), found.get(activity_key, "")
            moment = read(text)
            if moment is None:
                into.reject(parser.CurrentLineNumber, timestamp, "time", no_time(text))
                return
            place = known_activities.get(activity)
            if place is None or place < 0:
                activity = activity.strip()
                if not 0 < len(activity) <= LONGEST_TEXT:
                    reason = _("The event has no name, or one of more than 1,000 characters.")
                    into.reject(parser.CurrentLineNumber, activity_key, "activity", reason)
                    return
                place = into.activities.place(activity)
            to_moments(moment)
            to_activities(place)
            for key, names, column in columns:
                value = found.get(key, "")
                known = names.places.get(value)
                column.append(names.place(value[:LONGEST_TEXT]) if known is None else known)
            if start_key:
                started = read(found.get(start_key, ""))
                to_started(NO_MOMENT if started is None else started)

        return event

    def _trace(self, name: str) -> None:
        into = self._into
        self._traces += 1
        name = name.strip()[:LONGEST_TEXT]
        if not name:
            into.nameless += 1
            name = f"#{self._traces}"
        place = into.cases.place(name)
        into.case.extend(array("i", repeat(place, len(into.moments) - len(into.case))))


def _in_order(attributes: list[str]) -> list[str]:
    """An attribute that is not written as key, then value: another order, more of them, or a list without a value."""
    pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
    return ["key", pairs.get("key", ""), "value", pairs.get("value", "")]
