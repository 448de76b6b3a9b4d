"""Imports through the API: sent, read, looked at, recorded."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.value.models import Baseline, DataImport, Reading
from kernel.ids import new_id
from tests.api.conftest import check
from tests.factories.imports import CSV, begin, csv_log, work, xlsx
from tests.factories.value import make_kpi, make_readings


@pytest.fixture(autouse=True)
def _files(own_files):
    """Each test has files of its own."""


def send(api, kpi_id, data, name="file.csv", headers=None, **more):
    path = f"{api.base}kpis/{kpi_id}/imports/"
    given = {"Authorization": f"Bearer {api.key}"} | (headers or {})
    response = api.browser.post(path, {"file": SimpleUploadedFile(name, data)} | more, headers=given)
    check("POST", path, response)
    return response


def test_it_takes_a_file_of_readings_through_to_its_readings(api):
    kpi = make_kpi()

    sent = send(api, kpi.pk, CSV + b"soon,1,\n")
    found = api.get(sent["Location"])

    assert (sent.status_code, found.json()["status"]) == (202, "ready")
    plan = found.json()["plan"]
    assert (plan["counts"]["new"], [row["row"] for row in plan["refused"]]) == (2, [4])
    done = api.post(f"{sent['Location']}application/", {"mark": plan["mark"]})
    assert (done.status_code, done.json()["status"]) == (200, "applied")
    assert Reading.objects.count() == 2
    assert api.post(f"{sent['Location']}application/", {"mark": plan["mark"]}).status_code == 409


def test_it_takes_an_event_log_through_to_a_baseline(api):
    kpi = make_kpi()
    sent = send(api, kpi.pk, csv_log(), "tickets.csv")
    assert sent.json()["status"] == "waiting"
    assert sent.json()["reading"]["columns"]["case"] == "ticket"
    assert [column["role"] for column in sent.json()["columns"]] == ["case", "activity", "timestamp"]
    address = sent["Location"]

    asked = api.post(f"{address}reading/", {"zone": "Europe/Berlin"}, If_Match=sent["ETag"])
    assert (asked.status_code, asked.json()["status"]) == (202, "reading")
    work(DataImport.objects.get())
    found = api.get(address).json()
    assert (found["measures"]["completed"], found["measures"]["measure"]) == (100, "turnaround_mean")
    assert found["measures"]["possible"] == ["turnaround_mean", "turnaround_median"]
    assert found["plan"]["counts"]["new"] > 15

    window = {"window_start": "2025-09-08", "window_end": "2025-12-28", "method": "Help desk log"}
    body = {"mark": found["plan"]["mark"], "measure": "turnaround_mean", "baseline": window}
    assert api.post(f"{address}application/", body).status_code == 200
    assert Baseline.objects.get().value == Decimal(3)


def test_it_shows_the_measure_that_is_asked_for(api):
    kpi = make_kpi(unit="percent", kind="quality")
    row = begin(csv_log(), kpi=kpi)
    api.post(f"imports/{row.pk}/reading/", {}, If_Match=api.get(f"imports/{row.pk}/")["ETag"])
    work(row)

    assert api.get(f"imports/{row.pk}/?measure=rework_rate").json()["plan"]["counts"]["new"] > 15
    refused = api.get(f"imports/{row.pk}/?measure=throughput")
    assert (refused.status_code, refused.json()["problems"][0]["field"]) == (422, "measure")
    assert api.get(f"imports/{row.pk}/?measure=happiness").status_code == 422


def test_it_needs_the_revision_to_read_and_refuses_an_older_one(api):
    row = begin(csv_log())
    tag = api.get(f"imports/{row.pk}/")["ETag"]

    assert api.post(f"imports/{row.pk}/reading/", {}).status_code == 428
    assert api.post(f"imports/{row.pk}/reading/", {}, If_Match=tag).status_code == 202
    work(row)
    assert api.post(f"imports/{row.pk}/reading/", {}, If_Match=tag).status_code == 412


def test_it_refuses_a_plan_that_is_not_what_would_happen_any_more(api):
    kpi = make_kpi()
    address = send(api, kpi.pk, CSV)["Location"]
    mark = api.get(address).json()["plan"]["mark"]
    make_readings(kpi, "9", start=dt.date(2026, 2, 23))

    refused = api.post(f"{address}application/", {"mark": mark})

    assert (refused.status_code, refused.json()["code"]) == (409, "import_changed")
    now = api.get(address).json()["plan"]
    assert now["corrected"][0]["before"] == "9"
    assert api.post(f"{address}application/", {"mark": now["mark"]}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"columns": {"case": "ticket"}},
        {"columns": {"case": "ticket", "activity": "step", "timestamp": "nothing"}},
        {"zone": "Nowhere"},
        {"ends": []},
        {"ends": "Close"},
        {"colour": "red"},
    ],
)
def test_it_refuses_a_reading_that_can_not_be(api, body):
    row = begin(csv_log(weeks=2))
    tag = api.get(f"imports/{row.pk}/")["ETag"]

    assert api.post(f"imports/{row.pk}/reading/", body, If_Match=tag).status_code == 422


@pytest.mark.parametrize(
    ("data", "more"), [(b"", {}), (b"%PDF-1.7", {}), (b"a,b\n1,2\n", {"kind": "readings"}), (CSV, {"kind": "poem"})]
)
def test_it_refuses_a_file_that_is_none(api, data, more):
    response = send(api, make_kpi().pk, data, **more)

    assert (response.status_code, DataImport.objects.count()) == (422, 0)
    assert response.json()["problems"]


def test_it_takes_a_file_once_under_its_key(api):
    kpi = make_kpi()
    first = send(api, kpi.pk, CSV, headers={"Idempotency-Key": "a"})
    again = send(api, kpi.pk, CSV, headers={"Idempotency-Key": "a"})

    assert (again["Location"], again["Idempotent-Replayed"]) == (first["Location"], "true")
    assert DataImport.objects.count() == 1


def test_it_refuses_a_body_larger_than_any_file(api, settings):
    settings.UPLOAD_MOST_BYTES = 1_000

    assert send(api, make_kpi().pk, CSV * 100).status_code == 413


def test_it_knows_no_import_and_no_kpi_that_is_not_here(api):
    assert send(api, new_id(), CSV).status_code == 404
    assert api.get(f"imports/{new_id()}/").status_code == 404
    assert api.post(f"imports/{new_id()}/application/", {"mark": "x"}).status_code == 404


def test_it_asks_for_the_permission(api_with):
    row = begin()

    assert api_with("value.view").get(f"imports/{row.pk}/").status_code == 403


def test_it_reads_a_workbook_at_once(api):
    kpi = make_kpi()
    data = xlsx(["period", "value"], ["2026-W08", 4.5])
    response = api.browser.post(
        f"{api.base}kpis/{kpi.pk}/readings/imports/",
        {"file": SimpleUploadedFile("r.xlsx", data)},
        headers={"Authorization": f"Bearer {api.key}"},
    )

    assert response.status_code == 200
    assert Reading.objects.get().door == "xlsx"
