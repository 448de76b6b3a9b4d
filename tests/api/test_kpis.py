import pytest

from kernel.ids import new_id
from tests.factories.people import make_initiative
from tests.factories.value import make_baseline, make_kpi, make_readings


def body(**given):
    return {
        "initiative_id": str(make_initiative().pk),
        "name": "Proposal turnaround",
        "definition": "Days from request to sent proposal.",
        "unit": "duration_days",
        "direction": "down",
        "kind": "outcome",
    } | given


def test_it_defines_a_kpi(api):
    response = api.post("kpis/", body())
    assert response.status_code == 201
    assert api.get(response["Location"]).json() == response.json()
    assert response.json()["cadence"] == "week"
    assert response.json()["year_start"] == 1


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"name": "Improve efficiency"}, "name", "V1"),
        ({"unit": "smiles"}, "unit", "invalid_choice"),
        ({"unit": "money"}, "currency", "V1"),
        ({"direction": None}, "direction", "null"),
        ({"can_be_negative": "yes"}, "can_be_negative", "invalid"),
    ],
)
def test_it_names_the_field_and_the_rule_of_what_it_refuses(api, given, field, code):
    response = api.post("kpis/", body(**given))
    assert response.status_code == 422
    assert {(each["field"], each["code"]) for each in response.json()["problems"]} == {(field, code)}


def test_it_defines_no_kpi_of_an_initiative_that_is_not_here(api):
    assert api.post("kpis/", body(initiative_id=str(new_id()))).status_code == 404


def test_it_keeps_the_unit_once_there_are_readings(api):
    kpi = make_kpi()
    make_readings(kpi, 5)
    response = api.patch(f"kpis/{kpi.pk}/", {"unit": "duration_hours"}, If_Match='"1"')
    assert response.status_code == 422
    assert response.json()["problems"][0]["code"] == "V1"


def test_it_records_a_baseline_that_supersedes_the_one_before(api):
    kpi = make_kpi()
    make_baseline(kpi)
    given = {
        "value": 4.5,
        "method": "Timestamps",
        "window_start": "2025-09-01",
        "window_end": "2025-12-28",
        "sample_size": 200,
        "source": "CRM",
        "reason": "The readings of the autumn came in late.",
    }
    response = api.post(f"kpis/{kpi.pk}/baselines/", given)
    assert response.status_code == 201
    listed = api.get(f"kpis/{kpi.pk}/baselines/").json()["results"]
    assert [(row["value"], row["superseded_at"] is None) for row in listed] == [("5", False), ("4.5", True)]
    assert api.get(f"kpis/{kpi.pk}/").json()["baseline"] == "4.5"


def test_it_computes_a_baseline_from_the_readings(api):
    kpi = make_kpi()
    make_readings(kpi, 5, 4, 3, cases=10)
    given = {
        "method": "Readings",
        "window_start": "2026-01-05",
        "window_end": "2026-01-25",
        "source": "CRM",
        "from_readings": True,
    }
    response = api.post(f"kpis/{kpi.pk}/baselines/", given)
    assert (response.json()["value"], response.json()["sample_size"]) == ("4", 30)


def test_it_asks_for_the_baselines_value(api):
    kpi = make_kpi()
    given = {"method": "x", "window_start": "2025-09-01", "window_end": "2025-12-28", "source": "CRM"}
    response = api.post(f"kpis/{kpi.pk}/baselines/", given)
    assert response.status_code == 422
    assert "V2" in {each["code"] for each in response.json()["problems"]}


def test_it_filters_by_kind_and_initiative(api):
    kpi = make_kpi()
    make_kpi(kpi.initiative, name="Error rate of proposals", unit="percent", kind="quality")
    assert len(api.get(f"kpis/?kind=quality&initiative_id={kpi.initiative_id}").json()["results"]) == 1
    assert api.get(f"kpis/?initiative_id={new_id()}").json()["results"] == []
