"""Tables as files: what is written can be read again, and however much it is, it is never held at once."""

import csv
import datetime as dt
import io
import tracemalloc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.clients.models import Client
from apps.value.models import Kpi, Reading
from apps.value.rules.readings.csv_file import read_csv
from apps.value.rules.readings.rows import RawRow
from apps.value.rules.readings.workbook import read_workbook
from apps.value.selectors.contracts import contract_rows
from apps.value.services import record_readings
from kernel.access import system_actor
from kernel.ids import new_id
from kernel.spreadsheets.reading import read_xlsx
from kernel.tenancy.context import mounted
from tests.api.conftest import Api
from tests.factories.accounts import key_for
from tests.factories.people import make_initiative
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, make_signed

BY = system_actor()
NASTY = ["=1+1", "+49 30 1234", "-2", "@SUM(A1)", "'quoted", 'a "word", and; more', "two\nlines", "\tTab", "Größe – ß"]


def body(response):
    return b"".join(response.streaming_content)


def table(response):
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))


def filled(**kpi):
    found = make_kpi(**kpi)
    rows = [
        RawRow(
            number,
            {
                "period": f"2026-W0{number % 8 + 1}",
                "value": f"{number}.{number:06d}",
                "cases": number if number % 2 else None,
                "source": f"{text.strip()} {number}",
                "note": text,
            },
        )
        for number, text in enumerate(NASTY, 1)
    ]
    recorded = record_readings(by=BY, kpi_id=found.pk, rows=rows, door="api", all_or_nothing=True)
    assert recorded.applied, recorded.batch.first_refusals()
    return found


def told(kpi):
    rows = Reading.objects.filter(kpi=kpi, state="current").order_by("period_start", "source")
    return list(rows.values_list("period_start", "value", "cases", "source", "note"))


READERS = {"csv": lambda data: read_csv(data).rows(), "xlsx": lambda data: read_workbook(data).rows()}


@pytest.mark.parametrize("kind", READERS)
def test_it_gives_readings_as_an_import_takes_them(api, kind):
    kpi = filled()
    response = api.get(f"kpis/{kpi.pk}/readings.{kind}")
    rows = list(READERS[kind](body(response)))
    again = record_readings(by=BY, kpi_id=kpi.pk, rows=rows, door=kind)
    assert {result.outcome.value for result in again.batch.results} == {"unchanged"}

    other = make_kpi(kpi.initiative, name="The same elsewhere")
    record_readings(by=BY, kpi_id=other.pk, rows=rows, door=kind, all_or_nothing=True)
    assert told(other) == told(kpi)


@pytest.mark.parametrize("cadence", ["day", "week", "month", "quarter"])
def test_it_names_the_periods_of_every_cadence_as_an_import_takes_them(api, cadence):
    kpi = make_kpi(cadence=cadence)
    make_readings(kpi, 5, 4, 3, start=dt.date(2024, 1, 1))
    rows = list(READERS["csv"](body(api.get(f"kpis/{kpi.pk}/readings.csv"))))
    again = record_readings(by=BY, kpi_id=kpi.pk, rows=rows, door="csv")
    assert [result.outcome.value for result in again.batch.results] == ["unchanged"] * 3


def test_it_leaves_out_what_was_corrected(api):
    kpi = make_kpi()
    make_readings(kpi, 5)
    make_readings(kpi, 4)
    assert [row["value"] for row in table(api.get(f"kpis/{kpi.pk}/readings.csv"))] == ["4"]


@pytest.mark.parametrize("name", ["readings", "kpis", "contracts"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_is_a_file_that_a_browser_saves(api, name, kind):
    kpi = make_kpi(name="Proposal turnaround, mean")
    path = f"kpis/{kpi.pk}/readings" if name == "readings" else name
    response = api.get(f"{path}.{kind}")
    stem = "proposal-turnaround-mean" if name == "readings" else name
    assert response.streaming
    assert response["Content-Disposition"] == f'attachment; filename="{stem}.{kind}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_it_gives_what_the_address_says_whatever_a_browser_prefers(api):
    make_kpi()
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert api.get("kpis.csv", Accept=browser)["Content-Type"] == "text/csv; charset=utf-8"
    assert api.get("kpis.csv", Accept="text/csv").status_code == 200
    assert api.get("kpis.csv", Accept="text/html").status_code == 406
    assert api.get("kpis.csv?format=xlsx").status_code == 422


def test_it_lists_kpis_with_baseline_latest_reading_and_level(api):
    kpi = make_kpi()
    make_baseline(kpi)
    make_readings(kpi, 9, 5, 4, 3, 4, start=dt.date(2026, 1, 26))
    bare = make_kpi(kpi.initiative, name="Another", unit="percent", kind="quality")
    rows = {row["id"]: row for row in table(api.get("kpis.csv"))}
    row = rows[str(kpi.pk)]
    assert (row["baseline"], row["latest_period"], row["latest"]) == ("5", "2026-W09", "4")
    assert (row["recent_level"], row["recent_n"], row["freshness"]) == ("4", "4", "current")
    assert row["recent_level"] == api.get(f"kpis/{kpi.pk}/standing/").json()["level"]["value"]
    empty = rows[str(bare.pk)]
    assert (empty["baseline"], empty["latest"], empty["recent_level"], empty["freshness"]) == ("", "", "", "none")


def test_it_lists_contracts_with_the_progress_of_the_list(api):
    contract = make_signed(make_proposed(make_contract()))
    make_readings(contract.kpi, 5, 5, 4, 4, 4, 4)
    [row] = table(api.get("contracts.csv"))
    [listed] = contract_rows()
    assert row["id"] == str(contract.pk)
    assert (row["progress"], row["recent_level"], row["status"]) == ("0.5", "4", "active")
    assert (row["target"], row["due_on"]) == (str(listed["target"].normalize()), listed["due_on"].isoformat())


def test_it_writes_figures_as_numbers_and_days_as_days_into_a_workbook(api):
    make_signed(make_proposed(make_contract()))
    sheet = read_xlsx(body(api.get("contracts.xlsx")))
    header, row = list(sheet.rows())[:2]
    cells = dict(zip([cell.value for cell in header.cells], [cell.value for cell in row.cells], strict=False))
    assert cells["target"] == 3
    assert cells["due_on"] == dt.date(2026, 4, 2)


@pytest.mark.parametrize("name", ["A", '=HYPERLINK("http://evil.example";"Click")', "@SUM(A1:A9) of cases"])
def test_it_writes_no_formula_that_lives(api, name):
    Kpi.objects.filter(pk=make_kpi().pk).update(name=name)
    [row] = table(api.get("kpis.csv"))
    assert row["name"].lstrip("'") == name
    assert not row["name"].startswith(("=", "@"))
    assert b"<f>" not in body(api.get("kpis.xlsx"))


def test_it_has_nothing_of_a_kpi_that_is_not_here(api):
    assert api.get(f"kpis/{new_id()}/readings.csv").status_code == 404


def many(kpi, days):
    moment = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    first = dt.date(1990, 1, 1)
    Reading.objects.bulk_create(
        Reading(
            kpi=kpi,
            period_start=first + dt.timedelta(days=number),
            period_end=first + dt.timedelta(days=number),
            value=number,
            source="CRM",
            note="x" * 200,
            door="api",
            recorded_at=moment,
            recorded_by_name="CRM",
        )
        for number in range(days)
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_holds_a_part_at_a_time_however_many_rows_there_are(api, kind):
    def peak(kpi):
        tracemalloc.start()
        size = sum(len(piece) for piece in api.get(f"kpis/{kpi.pk}/readings.{kind}").streaming_content)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size, held

    initiative = make_initiative()
    few, lots = (make_kpi(initiative, name=f"Series {days}", cadence="day") for days in (2_000, 12_000))
    many(few, 2_000)
    many(lots, 12_000)
    peak(few)
    (small, held_by_few), (large, held_by_lots) = peak(few), peak(lots)
    assert large > 4 * small
    assert held_by_lots < 1.3 * held_by_few + 200_000


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_goes_on_with_its_client_while_others_are_asked_for(own_database, kind):
    acme, borealis = (Client.objects.get(slug=slug) for slug in ("acme", "borealis"))
    with mounted(acme):
        kpi = make_kpi(cadence="day")
        many(kpi, 4_000)
    response = Api("acme", key_for(acme)).get(f"kpis/{kpi.pk}/readings.{kind}")
    elsewhere = Api("borealis", key_for(borealis))
    pieces = []
    for piece in response.streaming_content:
        pieces.append(piece)
        assert table(elsewhere.get("kpis.csv")) == []
    assert len(pieces) > 2
    assert len(list(READERS[kind](b"".join(pieces)))) == 4_000


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_asks_once_however_many_kpis_and_contracts_there_are(api, kind):
    counts = []
    initiative = make_initiative()
    # The first call notes that the key was used.
    api.get("kpis/")
    for number in range(3):
        kpi = make_kpi(initiative, name=f"Line {number}")
        make_baseline(kpi)
        make_contract(kpi)
        with CaptureQueriesContext(connection) as queries:
            body(api.get(f"kpis.{kind}"))
            body(api.get(f"contracts.{kind}"))
        counts.append(len(queries))
    assert counts[0] == counts[2]
