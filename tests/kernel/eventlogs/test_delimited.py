import io
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.eventlogs import ColumnMapping, Confidence, LogRefused, inspect, read_cases
from tests.kernel.eventlogs.made import CSV, by_case, csv_log, read

ROWS = [("A", "Open", "2024-03-04 12:00"), ("B", "Open", "2024-03-04 13:00"), ("A", "Close", "2024-03-05 12:00")]
AS_READ = {
    "A": [("Open", "2024-03-04T12:00:00+00:00"), ("Close", "2024-03-05T12:00:00+00:00")],
    "B": [("Open", "2024-03-04T13:00:00+00:00")],
}
PLAIN = csv_log(ROWS)


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        (PLAIN, "utf-8", ","),
        (b"\xef\xbb\xbf" + PLAIN, "utf-8-sig", ","),
        (PLAIN.decode().encode("utf-16"), "utf-16", ","),
        (PLAIN.decode().encode("utf-16-le"), "utf-16-le", ","),
        (PLAIN.decode().encode("utf-16-be"), "utf-16-be", ","),
        (PLAIN.replace(b",", b";"), "utf-8", ";"),
        (PLAIN.replace(b",", b"\t"), "utf-8", "\t"),
        (PLAIN.replace(b",", b"|"), "utf-8", "|"),
        (b"sep=;\r\n" + PLAIN.replace(b",", b";"), "utf-8", ";"),
        (PLAIN.replace(b"\n", b"\r\n"), "utf-8", ","),
        (PLAIN.replace(b"\n", b"\r"), "utf-8", ","),
        (b"\n\n" + PLAIN.replace(b"\n", b"\n\n"), "utf-8", ","),
        (PLAIN.replace(b"Open", b'"Open"'), "utf-8", ","),
        (PLAIN.replace(b"\n", b",,\n"), "utf-8", ","),
    ],
)
def test_it_reads_what_programs_write(data, encoding, delimiter):
    found = inspect(io.BytesIO(data), UTC)
    assert (found.kind, found.gzipped, found.encoding, found.delimiter) == ("csv", False, encoding, delimiter)
    assert found.columns == ("case", "activity", "at")
    assert by_case(read(data, CSV)) == AS_READ


def test_it_reads_western_letters_that_are_not_unicode():
    data = csv_log([("A", "Prüfen", "2024-03-04")]).decode().encode("cp1252")
    assert inspect(io.BytesIO(data), UTC).encoding == "cp1252"
    assert read(data, CSV).activities == ("Prüfen",)


def test_it_reads_one_western_letter_far_into_a_unicode_log():
    data = csv_log([("A", "Open", "2024-03-04")] * 20_000) + "B,Prüfen,2024-03-05\n".encode("cp1252")
    assert inspect(io.BytesIO(data), UTC).encoding == "utf-8"
    assert read(data, CSV).activities == ("Open", "Prüfen")


def test_it_counts_rows_that_it_can_not_read_and_tells_line_field_and_reason():
    data = csv_log(
        [*ROWS, ("A", "Open", "soon"), ("", "Open", "2024-03-04"), ("A", " ", "2024-03-04"), ("A", "Open"), ("A", "Open", ""),
         ("A", "x" * 2_000, "2024-03-04"), ("A", "Open", "2024-03-04", "more"), ("C", "Open", "2024-03-04")]
    )  # fmt: skip
    table = read(data, CSV)
    assert (table.events, table.rejected) == (4, 7)
    assert [(told.line, told.field, told.code) for told in table.first_rejected] == [
        (5, "at", "time"),
        (6, "case", "name"),
        (7, "activity", "name"),
        (8, "row", "width"),
        (9, "at", "time"),
        (10, "activity", "name"),
        (11, "row", "width"),
    ]


def test_it_reads_on_behind_a_quotation_mark_that_nothing_closes():
    data = csv_log([*ROWS, ("A", '"Open', "x" * 300_000), *ROWS])
    table = read(data, CSV)
    assert table.rejected == 1
    assert table.events == 6
    assert str(table.first_rejected[0].reason) == "The quotation marks do not match."


def test_it_takes_names_with_and_without_spaces_around_them_for_the_same():
    table = read(csv_log([(" A", "Open ", "2024-03-04"), ("A", "Open", "2024-03-05")]), CSV)
    assert (table.cases, table.activities) == (("A",), ("Open",))


def test_it_tells_columns_apart_that_have_one_name_or_none():
    data = csv_log([("A", "x", "y", "2024-03-04")], "case,,,at")
    assert inspect(io.BytesIO(data), UTC).columns == ("case", "(2)", "(3)", "at")
    data = csv_log([("A", "x", "y", "2024-03-04")], "case,step,step,at")
    assert inspect(io.BytesIO(data), UTC).columns == ("case", "step", "step (3)", "at")


def test_it_reads_starts_and_people_where_they_have_columns():
    data = csv_log(
        [("A", "Open", "2024-03-04 12:00", "2024-03-04 11:00", "Ann"), ("A", "Close", "2024-03-05 12:00", "", "")],
        "Ticket,Activity,End,Start,User",
    )
    mapping = inspect(io.BytesIO(data), UTC).guess.mapping
    assert mapping == ColumnMapping("Ticket", "Activity", "End", start="Start", resource="User")
    first, last = read(data, mapping).of_case(0)
    assert (first.started_at.isoformat(), first.resource) == ("2024-03-04T11:00:00+00:00", "Ann")
    assert (last.started_at, last.resource) == (None, "")


@pytest.mark.parametrize(
    ("header", "case", "activity", "timestamp"),
    [
        ("Case ID,Activity,Complete Timestamp", 0, 1, 2),
        ("case:concept:name,concept:name,time:timestamp", 0, 1, 2),
        ("case_concept_name,concept_name,time_timestamp", 0, 1, 2),
        ("Vorgang,Tätigkeit,Zeitstempel", 0, 1, 2),
        ("Vorgangs-Nr.,Schritt,Datum", 0, 1, 2),
        ("Zaaknummer,Activiteit,Tijdstip", 0, 1, 2),
        ("ID pratica,Attività,Data ora", 0, 1, 2),
        ("Numéro dossier,Étape,Horodatage", 0, 1, 2),
        ("Expediente,Actividad,Fecha hora", 0, 1, 2),
        ("Incident Number,Status,Date", 0, 1, 2),
        ("SR Number,Status,Change_Date", 0, 1, 2),
        ("Foo,Bar,Baz", 0, 1, 2),
    ],
)
def test_it_guesses_columns_by_what_tools_call_them_and_by_their_values(header, case, activity, timestamp):
    rows = [
        (f"C{number // 3}", ("Open", "Check", "Close")[number % 3], f"2024-03-{number + 1:02}") for number in range(9)
    ]
    names = header.split(",")
    found = inspect(io.BytesIO(csv_log(rows, header)), UTC).guess
    assert found.mapping == ColumnMapping(names[case], names[activity], names[timestamp])
    assert found.missing == ()


def test_it_says_how_sure_it_is_and_why_and_shows_samples():
    rows = [
        (f"C{number // 3}", ("Open", "Check", "Close")[number % 3], f"2024-03-{number + 1:02}", "x")
        for number in range(9)
    ]
    case, activity, at, other = inspect(io.BytesIO(csv_log(rows, "Case ID,Foo,Bar,Baz")), UTC).guess.columns
    assert (case.role, case.confidence, case.samples) == ("case", Confidence.SURE, ("C0", "C1", "C2"))
    assert (activity.role, activity.confidence) == ("activity", Confidence.UNSURE)
    assert (at.role, at.confidence, str(at.reason)) == ("timestamp", Confidence.LIKELY, "Its values are times.")
    assert (other.role, other.confidence) == ("", "")


def test_it_does_not_take_the_numbers_of_cases_for_times():
    rows = [(f"{45_000 + number // 2}", "Open", f"2024-03-{number + 1:02}") for number in range(8)]
    for header in ("Case ID,Activity,Date", "Foo,Activity,Bar"):
        mapping = inspect(io.BytesIO(csv_log(rows, header)), UTC).guess.mapping
        assert mapping is not None
        assert (mapping.case, mapping.timestamp) == (header.split(",")[0], header.split(",")[2])


@pytest.mark.parametrize(("dates", "day_first", "ambiguous"), [
    (("03/04/2024", "25/04/2024"), True, False),
    (("03/04/2024", "04/25/2024"), False, False),
    (("03/04/2024", "05/04/2024"), True, True),
    (("2024-03-04", "2024-03-05"), True, False),
])  # fmt: skip
def test_it_tells_the_order_of_day_and_month_and_says_where_nothing_does(dates, day_first, ambiguous):
    rows = [("A", "Open", dates[0]), ("A", "Close", dates[1])]
    found = inspect(io.BytesIO(csv_log(rows, "Case,Activity,Date")), UTC).guess
    assert (found.mapping.day_first, found.ambiguous_dates) == (day_first, ambiguous)
    assert read(csv_log(rows, "Case,Activity,Date"), found.mapping).rejected == 0


def test_it_reads_with_a_guessed_mapping_from_where_the_file_begins():
    data = csv_log(ROWS, "Case,Activity,Date")
    assert by_case(read_cases(io.BytesIO(data), None, UTC)) == AS_READ
    with pytest.raises(LogRefused) as refused:
        read_cases(io.BytesIO(csv_log([("x", "y", "z")])), None, UTC)
    assert refused.value.problems[0].field == "mapping"


def test_it_reads_naive_times_in_the_zone_of_whom_the_log_is_from():
    table = read(csv_log([("A", "Open", "04.07.2024 12:00")]), CSV, ZoneInfo("America/New_York"))
    assert by_case(table)["A"] == [("Open", "2024-07-04T16:00:00+00:00")]


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "case"),
        ({"case": "case", "activity": "activity"}, "timestamp"),
        ({"case": "case", "activity": "activity", "timestamp": "when"}, "timestamp"),
        ({"case": "case", "activity": "case", "timestamp": "at"}, "activity"),
        ({"case": "case", "activity": "activity", "timestamp": "at", "start": "at"}, "start"),
    ],
)
def test_it_refuses_a_mapping_that_does_not_fit_and_names_the_role(document, field):
    with pytest.raises(LogRefused) as refused:
        ColumnMapping.from_document(document, ("case", "activity", "at"))
    assert refused.value.problems[0].field == field
    assert str(refused.value.way_out)


def test_it_writes_a_mapping_that_is_read_back():
    mapping = ColumnMapping("a", "b", "c", resource="d", day_first=False)
    assert ColumnMapping.from_document(mapping.document(), "abcd") == mapping


def test_it_refuses_a_mapping_of_another_log():
    with pytest.raises(LogRefused, match="“when”"):
        read(PLAIN, ColumnMapping("case", "activity", "when"))


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["Open", "Check"]), st.integers(0, 50)), max_size=40))
def test_it_keeps_every_event_by_case_and_time(rows):
    written = [
        (case, activity, f"2024-03-04T12:00:{second:02}" if second < 60 else "") for case, activity, second in rows
    ]
    if not written:
        return
    expected: dict[str, list[tuple[str, str]]] = {}
    for case, activity, at in sorted(written, key=lambda row: row[2]):
        expected.setdefault(case, []).append((activity, f"{at}+00:00"))
    assert by_case(read(csv_log(written), CSV)) == expected
