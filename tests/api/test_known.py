"""What was known at a moment: whatever was recorded, corrected or withdrawn since, the answer is the one that was given then (V9)."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.value.models import Kpi, Reading
from apps.value.rules.readings.rows import RawRow
from apps.value.services import change_kpi, record_readings, withdraw_reading
from kernel import clock
from kernel.access import system_actor
from tests.conftest import NOW
from tests.factories.people import make_initiative
from tests.factories.value import make_baseline, make_kpi, make_readings

BY = system_actor()
PATHS = ("", "standing/", "readings/?page_size=200", "baselines/?page_size=200", "chart/")
WEEKS = ["2026-W05", "2026-W06", "2026-W07", "2026-W08", "2026-W09", "2026-W10", "2026-W11"]


def z(moment):
    return moment.isoformat().replace("+00:00", "Z")


def as_known(api, kpi, path, moment):
    mark = "&" if "?" in path else "?"
    return api.get(f"kpis/{kpi.pk}/{path}{mark}as_known_at={z(moment)}")


def record(kpi, week, value, source="CRM"):
    row = RawRow(1, {"period": week, "value": str(value), "source": source})
    record_readings(by=BY, kpi_id=kpi.pk, rows=[row], door="form")


def withdraw(kpi, place):
    readings = list(Reading.objects.filter(kpi=kpi, state="current").order_by("period_start", "source"))
    if readings:
        withdraw_reading(by=BY, kpi_id=kpi.pk, reading_id=readings[place % len(readings)].pk, reason="Another process.")


def describe(kpi, source):
    change_kpi(by=BY, kpi_id=kpi.pk, revision=Kpi.objects.get(pk=kpi.pk).revision, source=source)


def measure(kpi, value):
    make_baseline(kpi, value=Decimal(value), window_start=dt.date(2025, 9, 1), window_end=dt.date(2025, 12, 28))


SOURCES = st.sampled_from(["CRM", "ERP", "Desk"])
STEPS = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=14 * 24 * 60).map(lambda minutes: dt.timedelta(minutes=minutes)),
        st.one_of(
            st.tuples(st.just(record), st.sampled_from(WEEKS), st.integers(1, 9), SOURCES),
            st.tuples(st.just(record), st.sampled_from(WEEKS), st.integers(1, 9), SOURCES),
            st.tuples(st.just(withdraw), st.integers(0, 9)),
            st.tuples(st.just(describe), SOURCES),
            st.tuples(st.just(measure), st.integers(1, 9)),
        ),
    ),
    min_size=1,
    max_size=7,
)


def test_it_answers_as_it_answered_then(api):
    initiative = make_initiative()

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def replay(steps):
        kpi = make_kpi(initiative, name=f"Turnaround {uuid.uuid4()}")
        make_readings(kpi, *[5, 6, 4] * 5, start=dt.date(2025, 9, 1))
        moment, told = NOW, []
        for later, (act, *given_to_it) in steps:
            moment += later
            with clock.frozen(moment):
                act(kpi, *given_to_it)
                told.append((moment, [api.get(f"kpis/{kpi.pk}/{path}").json() for path in PATHS]))
        with clock.frozen(moment + dt.timedelta(days=40)):
            for at, answers in told:
                again = [as_known(api, kpi, path, at).json() for path in PATHS]
                assert again == [answer | {"as_known_at": z(at)} for answer in answers]

    replay()


def test_it_takes_the_day_of_the_moment_in_the_clients_zone(api):
    kpi = make_kpi()
    make_readings(kpi, 5, 5, 5, 5, start=dt.date(2026, 2, 2))
    moment = dt.datetime(2026, 3, 8, 23, 30, tzinfo=dt.UTC)
    with clock.frozen(moment + dt.timedelta(days=9)):
        before = as_known(api, kpi, "standing/", moment - dt.timedelta(hours=2)).json()
        after = as_known(api, kpi, "standing/", moment).json()
    # In Berlin the Monday has begun: the week that ended lacks its reading.
    assert (before["freshness"], after["freshness"]) == ("current", "late")


def test_it_reads_a_moment_in_whatever_offset_it_is_written(api):
    kpi = make_kpi()
    response = api.get(f"kpis/{kpi.pk}/?as_known_at=2026-03-02T10:00:00%2B01:00")
    assert response.json()["as_known_at"] == "2026-03-02T09:00:00Z"


@pytest.mark.parametrize("path", PATHS)
def test_it_refuses_a_moment_that_has_not_come(api, path):
    response = as_known(api, make_kpi(), path, NOW + dt.timedelta(microseconds=1))
    assert response.status_code == 422
    [problem] = response.json()["problems"]
    assert (problem["field"], problem["code"]) == ("as_known_at", "in_the_future")
    assert problem["way_out"]


@pytest.mark.parametrize("path", PATHS)
def test_it_knows_no_kpi_before_there_was_one(api, path):
    kpi = make_kpi()
    assert as_known(api, kpi, path, NOW - dt.timedelta(seconds=1)).status_code == 404
    assert as_known(api, kpi, path, NOW).status_code == 200


@pytest.mark.parametrize("text", ["2026-03-02", "2026-03-02T09:00:00", "yesterday", "0001-01-01T00:00:00%2B14:00"])
def test_it_refuses_what_is_no_moment(api, text):
    response = api.get(f"kpis/{make_kpi().pk}/standing/?as_known_at={text}")
    assert (response.status_code, response.json()["problems"][0]["field"]) == (422, "as_known_at")


def test_it_filters_by_the_state_of_then(api):
    kpi = make_kpi()
    record(kpi, "2026-W09", 4)
    with clock.frozen(NOW + dt.timedelta(hours=1)):
        record(kpi, "2026-W09", 5)
        then = api.get(f"kpis/{kpi.pk}/readings/?state=current&as_known_at={z(NOW)}").json()["results"]
        none = api.get(f"kpis/{kpi.pk}/readings/?state=corrected&as_known_at={z(NOW)}").json()["results"]
        now = api.get(f"kpis/{kpi.pk}/readings/?state=corrected").json()["results"]
    assert [(row["value"], row["superseded_at"]) for row in then] == [("4", None)]
    assert none == []
    assert [row["value"] for row in now] == ["4"]


def test_it_keeps_the_moment_in_the_next_page(api):
    kpi = make_kpi()
    make_readings(kpi, 5, 4, 3)
    with clock.frozen(NOW + dt.timedelta(hours=1)):
        make_readings(kpi, 9, 9, 9, start=dt.date(2026, 2, 2))
        first = api.get(f"kpis/{kpi.pk}/readings/?page_size=2&as_known_at={z(NOW)}").json()
        second = api.get(first["next"].partition("testserver")[2]).json()
    assert [row["value"] for row in first["results"] + second["results"]] == ["5", "4", "3"]
    assert second["as_known_at"] == z(NOW)
    assert second["next"] is None


@pytest.mark.parametrize("path", PATHS)
def test_it_asks_as_much_of_the_database_however_much_there_is_to_know(api, path):
    few, many = make_kpi(), make_kpi(make_initiative(name="Another"))
    for kpi, weeks in ((few, 5), (many, 120)):
        make_baseline(kpi)
        make_readings(kpi, *[4, 5] * weeks, start=dt.date(2021, 1, 4))
    with clock.frozen(NOW + dt.timedelta(hours=1)):
        counts = []
        for kpi in (few, many):
            as_known(api, kpi, path, NOW)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                as_known(api, kpi, path, NOW)
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
