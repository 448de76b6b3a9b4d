import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.value.models import Reading
from kernel.ids import new_id
from kernel.ledger.models import Entry
from tests.factories.value import make_kpi, make_readings

WEEK = {"period": "2026-W08", "value": "4.25", "cases": 31}


@pytest.fixture
def kpi(client_a):
    return make_kpi()


def codes(response):
    return {(each["field"], each["code"]) for each in response.json()["problems"]}


def test_it_records_a_reading(api, kpi):
    response = api.post(f"kpis/{kpi.pk}/readings/", WEEK)
    assert response.status_code == 201
    assert response.json()["outcome"] == "new"
    reading = Reading.objects.get()
    assert (str(reading.value), reading.cases, reading.source, reading.door) == ("4.250000", 31, "CRM", "api")


def test_it_needs_the_scope_for_readings_only(api_with, kpi):
    assert api_with("readings.write").post(f"kpis/{kpi.pk}/readings/", WEEK).status_code == 201
    assert api_with("value.view").post(f"kpis/{kpi.pk}/readings/", WEEK).status_code == 403


def test_it_keeps_every_digit_of_a_json_number(api, kpi):
    api.post(f"kpis/{kpi.pk}/readings/", '{"period": "2026-W08", "value": 123456789012345678.123456}')
    assert str(Reading.objects.get().value) == "123456789012345678.123456"


def test_it_says_that_nothing_changed(api, kpi):
    api.post(f"kpis/{kpi.pk}/readings/", WEEK)
    again = api.post(f"kpis/{kpi.pk}/readings/", WEEK)
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    assert Entry.objects.filter(event="readings.recorded").count() == 1


def test_it_keeps_what_was_believed_before_a_correction(api, kpi):
    api.post(f"kpis/{kpi.pk}/readings/", WEEK)
    corrected = api.post(f"kpis/{kpi.pk}/readings/", WEEK | {"value": "4.5"}).json()
    assert (corrected["outcome"], corrected["before"], corrected["value"]) == ("corrected", "4.25", "4.5")
    states = [row["state"] for row in api.get(f"kpis/{kpi.pk}/readings/").json()["results"]]
    assert sorted(states) == ["corrected", "current"]
    current = api.get(f"kpis/{kpi.pk}/readings/?state=current").json()["results"]
    assert [row["value"] for row in current] == ["4.5"]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"value": "NaN"}, "value"),
        ({"value": "many"}, "value"),
        ({"value": None}, "value"),
        ({"value": -1}, "value"),
        ({"value": True}, "value"),
        ({"period": "2026-W20"}, "period"),
        ({"period": "2026-02"}, "period"),
        ({"period": 5}, "period"),
        ({"cases": 0}, "cases"),
        ({"cases": 2.5}, "cases"),
        ({"source": []}, "source"),
        ({"note": "x" * 301}, "note"),
        ({"unit": "days"}, "unit"),
    ],
)
def test_it_names_the_field_that_keeps_a_reading_out(api, kpi, cells, field):
    response = api.post(f"kpis/{kpi.pk}/readings/", WEEK | cells)
    assert response.status_code == 422
    assert {name for name, _code in codes(response)} == {field}
    assert not Reading.objects.exists()


def test_it_gives_each_row_of_a_batch_a_result(api, kpi):
    make_readings(kpi, "4.25")
    rows = [
        {"period": "2026-W02", "value": "4.25"},
        {"period": "2026-W03", "value": "4.5"},
        {"period": "2026-W02", "value": "9"},
        {"period": "2026-W04", "value": "four"},
        "not a reading",
    ]
    response = api.post(f"kpis/{kpi.pk}/readings/batches/", {"rows": rows})
    assert response.status_code == 200
    document = response.json()
    assert [row["outcome"] for row in document["results"]] == ["unchanged", "new", "refused", "refused", "refused"]
    assert document["counts"] == {"new": 1, "unchanged": 1, "corrected": 0, "refused": 3}
    assert document["applied"] is True
    assert Reading.objects.count() == 2


def test_it_changes_nothing_in_a_dry_run(api, kpi):
    response = api.post(f"kpis/{kpi.pk}/readings/batches/", {"rows": [WEEK], "dry_run": True})
    assert response.json()["applied"] is False
    assert response.json()["counts"]["new"] == 1
    assert not Reading.objects.exists()


def test_it_records_all_or_nothing(api, kpi):
    rows = [WEEK, {"period": "2026-W07", "value": "x"}]
    response = api.post(f"kpis/{kpi.pk}/readings/batches/", {"rows": rows, "all_or_nothing": True})
    assert (response.status_code, response.json()["applied"]) == (422, False)
    assert not Reading.objects.exists()


@pytest.mark.parametrize("rows", [[], {}, "x", None, [WEEK] * 10_001])
def test_it_takes_one_to_ten_thousand_rows(api, kpi, rows):
    response = api.post(f"kpis/{kpi.pk}/readings/batches/", {"rows": rows})
    assert response.status_code == 422
    assert codes(response) <= {("rows", "invalid"), ("rows", "null")}


def test_it_repeats_the_answer_to_a_batch(api, kpi):
    first = api.post(f"kpis/{kpi.pk}/readings/batches/", {"rows": [WEEK]}, Idempotency_Key="a")
    again = api.post(f"kpis/{kpi.pk}/readings/batches/", {"rows": [WEEK]}, Idempotency_Key="a")
    assert first.content == again.content
    assert Reading.objects.count() == 1


def upload(api, kpi, content, name="readings.csv", **more):
    headers = {"Authorization": f"Bearer {api.key}"} | more.pop("headers", {})
    data = {"file": SimpleUploadedFile(name, content, content_type="text/csv")} | more
    return api.browser.post(f"{api.base}kpis/{kpi.pk}/readings/imports/", data, headers=headers)


def test_it_imports_a_file(api, kpi):
    response = upload(api, kpi, b"period,value\n2026-W07,4.5\n2026-W08,x\n")
    assert response.status_code == 200
    assert [(row["row"], row["outcome"]) for row in response.json()["results"]] == [(2, "new"), (3, "refused")]
    assert Reading.objects.get().door == "csv"


def test_it_says_what_a_file_would_change(api, kpi):
    response = upload(api, kpi, b"period,value\n2026-W07,4.5\n", dry_run="true")
    assert response.json()["counts"]["new"] == 1
    assert not Reading.objects.exists()


def test_it_reads_numbers_as_the_callers_language_writes_them(api, kpi):
    upload(api, kpi, b"Woche;Wert\n2026-W07;4,5\n", headers={"Accept-Language": "de"})
    assert str(Reading.objects.get().value) == "4.500000"


@pytest.mark.parametrize(
    ("content", "more"),
    [
        (b"", {}),
        (b"PK\x03\x04 an archive", {}),
        (b"week,happiness\n1,2\n", {}),
        ("period,value\n2026-W07,4,5 €\n".encode("cp1252"), {}),
        (b"period,value\n2026-W07,4\n", {"dry_run": "perhaps"}),
        (b"period,value\n2026-W07,4\n", {"extra": "1"}),
    ],
)
def test_it_refuses_a_file_that_it_cannot_read(api, kpi, content, more):
    response = upload(api, kpi, content, **more)
    assert response.status_code == 422
    assert response.json()["problems"]
    assert not Reading.objects.exists()


def test_it_knows_a_form_by_its_fields_when_its_key_is_sent_again(api, kpi):
    content, headers = b"period,value\n2026-W07,4.5\n", {"Idempotency-Key": "file"}
    first = upload(api, kpi, content, headers=headers)
    again = upload(api, kpi, content, headers=headers)
    assert again["Idempotent-Replayed"] == "true"
    assert again.content == first.content
    assert upload(api, kpi, content + b"2026-W08,5\n", headers=headers).status_code == 422


@pytest.mark.parametrize("path", ["readings/", "readings/batches/"])
def test_it_records_nothing_for_a_kpi_that_is_not_here(api, path):
    body = WEEK if path == "readings/" else {"rows": [WEEK]}
    response = api.post(f"kpis/{new_id()}/{path}", body)
    assert response.status_code == 404


def test_it_refuses_a_body_that_is_too_large(api, kpi, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = api.post(f"kpis/{kpi.pk}/readings/batches/", json.dumps({"rows": [WEEK] * 20}))
    assert response.status_code == 413


def test_it_lists_readings_of_a_span(api, kpi):
    make_readings(kpi, 5, 4, 3)
    response = api.get(f"kpis/{kpi.pk}/readings/?period_from=2026-01-12&period_to=2026-01-18")
    assert [row["value"] for row in response.json()["results"]] == ["4"]


def test_it_says_where_a_kpi_stands(api, kpi):
    make_readings(kpi, 5, 4, 3)
    standing = api.get(f"kpis/{kpi.pk}/standing/").json()
    assert standing["level"]["value"] == "4"
    assert standing["limits"] is None
    assert standing["unknown"]["limits"]["missing"] == 8
