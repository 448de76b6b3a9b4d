"""A reading that should not be there is taken out of force through the API, and stays on record (V9)."""

import pytest

from apps.value.models import Reading
from kernel.ids import new_id
from kernel.ledger.models import Entry
from tests.factories.people import make_initiative
from tests.factories.value import make_kpi, make_readings


@pytest.fixture
def kpi(client_a):
    kpi = make_kpi()
    make_readings(kpi, 5, 4)
    return kpi


@pytest.fixture
def path(kpi):
    reading = Reading.objects.get(kpi=kpi, value=4)
    return f"kpis/{kpi.pk}/readings/{reading.pk}/withdrawals/"


def test_it_withdraws_a_reading_for_a_reason(api, kpi, path):
    response = api.post(path, {"reason": "These were the proposals of the other plant."})
    assert response.status_code == 200
    assert response.json()["state"] == "withdrawn"
    assert response.json()["superseded_at"] is not None
    assert api.get(f"kpis/{kpi.pk}/standing/").json()["latest"]["value"] == "5"
    [kept] = api.get(f"kpis/{kpi.pk}/readings/?state=withdrawn").json()["results"]
    assert kept == response.json()
    assert Entry.objects.get(event="reading.withdrawn").data["reason"].startswith("These were")


def test_it_withdraws_a_reading_once(api, path):
    api.post(path, {"reason": "Another plant."})
    again = api.post(path, {"reason": "Another plant."})
    assert (again.status_code, again.json()["code"]) == (409, "move_refused")
    assert again.json()["way_out"]


@pytest.mark.parametrize(
    ("body", "code"), [({}, "required"), ({"reason": " "}, "blank"), ({"reason": "x", "why": "y"}, "unknown_field")]
)
def test_it_asks_for_the_reason(api, path, body, code):
    response = api.post(path, body)
    assert response.status_code == 422
    assert [each["code"] for each in response.json()["problems"]] == [code]
    assert Reading.objects.filter(state="withdrawn").count() == 0


def test_it_knows_no_reading_of_another_kpi(api, kpi, path):
    other = make_kpi(make_initiative(name="Another"), name="Errors found late", unit="count")
    foreign = path.replace(str(kpi.pk), str(other.pk))
    assert api.post(foreign, {"reason": "x"}).status_code == 404
    assert api.post(f"kpis/{kpi.pk}/readings/{new_id()}/withdrawals/", {"reason": "x"}).status_code == 404


def test_it_withdraws_once_for_one_key(api, path):
    key = str(new_id())
    first = api.post(path, {"reason": "Another plant."}, Idempotency_Key=key)
    again = api.post(path, {"reason": "Another plant."}, Idempotency_Key=key)
    assert (again.status_code, again["Idempotent-Replayed"]) == (200, "true")
    assert again.json() == first.json()


@pytest.mark.parametrize(
    ("unit", "usual", "value"),
    [("percent", "41", "-5"), ("percent", "41", "0.42"), ("ratio", "0.41", "42"), ("duration_days", "4", "42 %")],
)
def test_it_names_the_rule_of_a_value_that_is_none_of_its_unit(api, unit, usual, value):
    kpi = make_kpi(make_initiative(name="Another"), unit=unit)
    values = [*[usual] * 5, value]
    rows = [{"period": f"2026-W0{week}", "value": each} for week, each in enumerate(values, 2)]
    response = api.post(f"kpis/{kpi.pk}/readings/batches/", {"rows": rows})
    assert response.json()["counts"] == {"new": 5, "unchanged": 0, "corrected": 0, "refused": 1}
    [problem] = response.json()["results"][-1]["problems"]
    assert (problem["field"], problem["code"]) == ("value", "V1")
    assert problem["way_out"]
