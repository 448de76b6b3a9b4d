"""The pages that lead from a file to readings."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.value.choices import ImportStatus
from apps.value.models import Baseline, DataImport, Reading
from kernel.ids import new_id
from tests.factories.imports import CSV, begin, csv_log, read_log, work
from tests.factories.value import make_baseline, make_kpi, make_readings
from tests.pages import as_member, as_partner, text

LAST_WEEK = dt.date(2026, 2, 23)
ADDRESS = "/clients/acme/imports/{}/"


@pytest.fixture
def pages(client_a, own_files):
    return as_partner(client_a)


def upload(pages, kpi, data, name="file.csv"):
    return pages.post(f"kpis/{kpi.pk}/import/", file=SimpleUploadedFile(name, data))


def mark_of(page):
    return page.split('name="mark" value="')[1].split('"')[0]


def fields_of(page):
    """What a browser would send of the page's forms: the value of each field."""
    found = dict(re.findall(r'<input type="(?:text|date|hidden)" name="(\w+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        found[name] = (re.findall(r'value="([^"]*)" selected', options) or [""])[0]
    return found


def test_it_shows_what_a_file_would_do_and_records_it(pages):
    kpi = make_kpi()
    make_readings(kpi, "4.5", "4.6", start=dt.date(2026, 2, 9))
    rows = "period;value\n2026-W07;4,5\n2026-W08;4.7\n2026-W09;4.8\n2026-W10;5\nsoon;5\n"

    address = upload(pages, kpi, rows.encode())["Location"]
    page = text(pages.browser.get(address))

    assert "Import 2 readings" in page
    assert "4.6 days" in page
    assert "4.7 days" in page
    for line in ("2", "5", "6"):
        assert f'<td class="number">{line}</td>' in page
    done = pages.browser.post(address, {"step": "apply", "mark": mark_of(page)})
    assert done["Location"] == f"/clients/acme/kpis/{kpi.pk}/"
    assert "2 readings are imported. 3 rows were refused." in text(pages.get(f"kpis/{kpi.pk}/"))
    assert "2 readings were recorded" in text(pages.browser.get(address))


def test_it_has_nothing_to_import_of_a_file_that_changes_nothing(pages):
    kpi = make_kpi()
    make_readings(kpi, "4.8", start=LAST_WEEK)

    page = text(pages.browser.get(upload(pages, kpi, b"period,value\n2026-W09,4.8\n")["Location"]))

    assert "It would change nothing." in page
    assert 'name="mark"' not in page


@pytest.mark.parametrize("data", [b"", b"when,what\n1,2\n", b"PK\x03\x04 workbook", b"%PDF-1.7"])
def test_it_says_beside_the_field_why_a_file_cannot_be_read(pages, data):
    response = upload(pages, make_kpi(), data)

    assert response.status_code == 422
    assert 'id="id_file_error"' in text(response)
    assert not DataImport.objects.exists()


def test_it_names_the_line_of_a_broken_row_far_down(pages):
    kpi = make_kpi(cadence="day")
    days = [dt.date(2000, 1, 1) + dt.timedelta(days=number) for number in range(9_000)]
    lines = ["period,value", *(f"{day.isoformat()},1" for day in days)]
    lines[8_999] = "broken"

    page = text(pages.browser.get(upload(pages, kpi, "\n".join(lines).encode())["Location"]))

    assert "Line 9000 has 1 cells" in page
    assert "Import 8,999 readings" in page


def test_it_shows_the_dry_run_anew_when_somebody_entered_readings_meanwhile(pages):
    kpi = make_kpi()
    address = upload(pages, kpi, b"period,value\n2026-W09,4.8\n")["Location"]
    mark = mark_of(text(pages.browser.get(address)))
    make_readings(kpi, "4.1", start=LAST_WEEK)

    response = pages.browser.post(address, {"step": "apply", "mark": mark})

    assert response.status_code == 409
    assert "Somebody entered readings since you saw what the file would do." in text(response)
    assert Reading.objects.get().value == Decimal("4.1")
    again = {"step": "apply", "mark": mark_of(text(response))}
    assert pages.browser.post(address, again).status_code == 302


def test_it_leads_a_log_from_its_columns_to_readings_and_a_baseline(pages, rung):
    kpi = make_kpi()
    address = upload(pages, kpi, csv_log(), "tickets.csv")["Location"]
    page = text(pages.browser.get(address))
    assert all(word in page for word in ("ticket", "By its name.", "Read the log"))
    assert fields_of(page)["case"] == "ticket"
    assert "Europe/Berlin" in fields_of(page)["zone"]

    pages.browser.post(address, fields_of(page) | {"step": "read"})
    running = text(pages.browser.get(address))
    assert 'hx-trigger="every 2s"' in running
    assert "You can leave this page" in running
    assert "being read" in text(pages.get(f"kpis/{kpi.pk}/"))
    work(DataImport.objects.get())
    assert pages.browser.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"

    page = text(pages.browser.get(address))
    assert 'id="import-chart"' in page
    assert "Close: 95 cases" in page
    fields = fields_of(page)
    assert fields["measure"] == "turnaround_mean"
    done = pages.browser.post(address, fields | {"step": "apply", "baseline": "on"})
    assert done.status_code == 302
    assert (Baseline.objects.get().value, Reading.objects.first().door) == (Decimal(3), "derived")
    assert Baseline.objects.get().method == "turnaround (mean) of 100 of 100 cases, from the event log tickets.csv"


def test_it_keeps_what_was_typed_when_a_column_is_taken_twice(pages):
    row = begin(csv_log(weeks=2))
    fields = fields_of(text(pages.get(f"imports/{row.pk}/")))

    response = pages.post(f"imports/{row.pk}/", **(fields | {"activity": "ticket", "zone": "Asia/Tokyo"}))

    assert response.status_code == 422
    assert 'id="id_activity_error"' in text(response)
    assert fields_of(text(response))["zone"] == "Asia/Tokyo"


def test_it_tells_the_second_of_two_tabs_what_stands_there_now(pages):
    row = begin(csv_log(weeks=12))
    fields = fields_of(text(pages.get(f"imports/{row.pk}/")))
    read_log(row, zone="Asia/Tokyo")

    response = pages.post(f"imports/{row.pk}/", **(fields | {"step": "read"}))

    assert response.status_code == 412
    assert "Now: Asia/Tokyo" in text(response)
    again = fields_of(text(response))
    assert again["zone"] == "Europe/Berlin"
    assert pages.post(f"imports/{row.pk}/", **(again | {"step": "read", "ends": "Close"})).status_code == 302


def test_it_asks_for_the_reason_of_another_baseline_and_records_nothing_without(pages):
    kpi = make_kpi()
    make_baseline(kpi)
    row = read_log(begin(csv_log(), kpi=kpi))
    fields = fields_of(text(pages.get(f"imports/{row.pk}/")))

    response = pages.post(f"imports/{row.pk}/", **(fields | {"step": "apply", "baseline": "on"}))

    assert response.status_code == 422
    assert 'id="id_reason_error"' in text(response)
    assert not Reading.objects.exists()
    fields = fields_of(text(response)) | {"reason": "The log knows every ticket."}
    assert pages.post(f"imports/{row.pk}/", **(fields | {"step": "apply", "baseline": "on"})).status_code == 302


def test_it_says_which_measures_there_are_where_none_fits_the_kpi(pages):
    row = read_log(begin(csv_log(weeks=8), kpi=make_kpi(unit="score", kind="quality")))

    page = text(pages.get(f"imports/{row.pk}/"))

    assert "None of them fits the unit of this KPI: score." in page
    assert 'name="mark"' not in page


def test_it_says_when_the_measure_in_the_address_does_not_fit(pages):
    row = read_log(begin(csv_log(weeks=8)))

    assert "Those that fit: turnaround (mean)" in text(pages.get(f"imports/{row.pk}/?measure=throughput"))


def test_it_offers_to_read_a_file_again_that_could_not_be_read(pages):
    row = begin(csv_log(weeks=2))
    DataImport.objects.filter(pk=row.pk).update(status=ImportStatus.FAILED, failure="The packed file is cut off.")

    page = text(pages.get(f"imports/{row.pk}/"))
    assert "The packed file is cut off." in page

    pages.post(f"imports/{row.pk}/", **(fields_of(page) | {"step": "read"}))
    row.refresh_from_db()
    assert row.status == ImportStatus.READING


def test_it_drops_a_file_and_says_so(pages):
    row = begin()

    assert pages.post(f"imports/{row.pk}/", step="drop")["Location"] == f"/clients/acme/kpis/{row.kpi_id}/"
    assert "nothing of it was recorded" in text(pages.get(f"imports/{row.pk}/"))
    assert pages.post(f"imports/{row.pk}/", step="drop").status_code == 409


def test_it_escapes_what_a_log_says(pages):
    data = csv_log(weeks=8).replace(b"Work", b"<script>alert(1)</script>")
    row = begin(data, "<b>log</b>.csv")
    assert "<script>alert" not in text(pages.get(f"imports/{row.pk}/"))

    page = text(pages.get(f"imports/{read_log(row).pk}/"))

    assert "<script>alert" not in page
    assert "<b>log" not in page


def test_it_keeps_imports_from_those_who_may_not_enter_readings(pages, client_a):
    row = begin()
    viewer = as_member(client_a, "client_viewer")

    assert viewer.get(f"imports/{row.pk}/").status_code == 403
    assert viewer.post(f"imports/{row.pk}/", step="drop").status_code == 403
    assert row.file_name not in text(viewer.get(f"kpis/{row.kpi_id}/"))
    assert pages.get(f"imports/{new_id()}/").status_code == 404


@pytest.mark.parametrize("data", [CSV, csv_log(weeks=60)])
def test_it_shows_an_import_in_a_bounded_number_of_queries(pages, data, django_assert_max_num_queries):
    row = begin(data)
    if row.status == ImportStatus.WAITING:
        read_log(row)
    pages.get(f"imports/{row.pk}/")

    with django_assert_max_num_queries(30):
        pages.get(f"imports/{row.pk}/")
