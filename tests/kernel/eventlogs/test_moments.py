from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.eventlogs.moments import MomentReader, date_order
from kernel.eventlogs.table import moment_of

BERLIN = ZoneInfo("Europe/Berlin")


def moment(text, zone=UTC, *, day_first=True):
    found = MomentReader(zone, day_first=day_first).read(text)
    return None if found is None else moment_of(found).isoformat()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2012-10-09T14:50:17.000+02:00", "2012-10-09T12:50:17+00:00"),
        ("2012-10-09T14:50:17Z", "2012-10-09T14:50:17+00:00"),
        ("2012-10-09 14:50:17.123456-0530", "2012-10-09T20:20:17.123456+00:00"),
        ("2012-10-09", "2012-10-09T00:00:00+00:00"),
        ("2012/10/09 14:50:17.123", "2012-10-09T14:50:17.123000+00:00"),
        ("09.10.2012 14:50", "2012-10-09T14:50:00+00:00"),
        ("9.10.2012", "2012-10-09T00:00:00+00:00"),
        ("09/10/2012 02:50:17 PM", "2012-10-09T14:50:17+00:00"),
        ("09-10-2012 12:00 am", "2012-10-09T00:00:00+00:00"),
        ("9-Oct-2012 14:50:17", "2012-10-09T14:50:17+00:00"),
        ("9 Okt 2012, 14:50", "2012-10-09T14:50:00+00:00"),
        ("9. März 2012 14:50", "2012-03-09T14:50:00+00:00"),
        ("Oct 9, 2012 2:50:17 PM", "2012-10-09T14:50:17+00:00"),
        ("9 juin 2012 14:50", "2012-06-09T14:50:00+00:00"),
        ("9 juillet 2012 14:50", "2012-07-09T14:50:00+00:00"),
        ("09.10.12 14:50", "2012-10-09T14:50:00+00:00"),
        ("2012/10/09 14:50:17 +02:00", "2012-10-09T12:50:17+00:00"),
        ("1349794217", "2012-10-09T14:50:17+00:00"),
        ("1349794217.5", "2012-10-09T14:50:17.500000+00:00"),
        ("1349794217123", "2012-10-09T14:50:17.123000+00:00"),
        ("1349794217123456", "2012-10-09T14:50:17.123456+00:00"),
        ("1349794217123456789", "2012-10-09T14:50:17.123456+00:00"),
        ("20121009", "2012-10-09T00:00:00+00:00"),
        ("20121009145017", "2012-10-09T14:50:17+00:00"),
        ("41191.618252", "2012-10-09T14:50:17+00:00"),
        ("41191,618252", "2012-10-09T14:50:17+00:00"),
        (" 2012-10-09 14:50:17 ", "2012-10-09T14:50:17+00:00"),
    ],
)
def test_it_reads_what_systems_write(text, iso):
    assert moment(text) == iso


@pytest.mark.parametrize(
    "text",
    ["", "-", "soon", "31.02.2024", "2024-13-01", "12:30", "1", "4711", "0001-01-01T00:00:00", "9999-12-31T00:00:00Z",
     "2024-01-01T25:00:00", "1/2/3", "09.10.2012 13:50 PM", "2024-W", "9" * 19, "9" * 400, "09.10.2012 14", "x" * 100, "١٢٣٤٥٦٧٨٩٠"],
)  # fmt: skip
def test_it_takes_nothing_else_for_a_time(text):
    assert moment(text) is None


def test_it_reads_a_time_without_an_offset_in_the_given_zone():
    assert moment("2012-10-09 14:50", BERLIN) == "2012-10-09T12:50:00+00:00"
    assert moment("09.01.2012 14:50", BERLIN) == "2012-01-09T13:50:00+00:00"
    # Of an hour that the clock repeats, the first.
    assert moment("2024-10-27 02:30", BERLIN) == "2024-10-27T00:30:00+00:00"
    assert moment("1349794217", BERLIN) == "2012-10-09T14:50:17+00:00"


def test_it_reads_slashes_by_the_order_that_is_given_and_dots_always_with_the_day_first():
    assert moment("03/04/2024", day_first=False) == "2024-03-04T00:00:00+00:00"
    assert moment("03/04/2024") == "2024-04-03T00:00:00+00:00"
    assert moment("03.04.2024", day_first=False) == "2024-04-03T00:00:00+00:00"
    assert moment("13/04/2024", day_first=False) is None


def test_it_tells_the_order_by_values_that_can_be_read_in_one_way_only():
    assert date_order(["03/04/2024", "13/04/2024"]) == (True, False)
    assert date_order(["03/04/2024", "04/13/2024 12:00"]) == (False, False)
    assert date_order(["03/04/2024", "05-06-2024"]) == (True, True)
    assert date_order(["2024-03-04", "x", "03.04.2024"]) == (None, False)


@given(
    st.datetimes(datetime.fromisoformat("1980-01-02"), datetime.fromisoformat("2099-12-30")),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_it_reads_every_moment_that_iso_writes(naive, zone):
    written = naive.replace(tzinfo=zone)
    reader = MomentReader(UTC)
    for text in (written.isoformat(), written.isoformat(" ")):
        assert moment_of(reader.read(text)) == written


@given(st.text(max_size=30) | st.from_regex(r"\d{1,4}[./-]\d{1,3}[./-]\d{1,4}( \d{1,3}:\d\d(:\d\d)?)?", fullmatch=True))
def test_it_answers_any_text_with_a_moment_of_our_times_or_none(text):
    found = MomentReader(BERLIN).read(text)
    assert found is None or 1979 <= moment_of(found).year <= 2100
