import pytest

from tests.factories.library import STANDARD, make_item, make_published
from tests.factories.people import make_initiative


def test_it_lists_what_is_on_offer_in_pages(api):
    for key in ("c", "a", "b"):
        make_published(key=key)
    make_item(key="drafted")
    first = api.get("standard-kpis/?page_size=2").json()
    assert [(row["key"], row["version"], row["document"]) for row in first["results"]] == [
        ("a", 1, STANDARD),
        ("b", 1, STANDARD),
    ]
    second = api.get(f"standard-kpis/?page_size=2&cursor={first['next_cursor']}").json()
    assert [row["key"] for row in second["results"]] == ["c"]
    assert second["next"] is None


def test_it_lists_in_one_query_however_many_there_are(api, django_assert_max_num_queries):
    make_published()
    api.get("standard-kpis/")
    with django_assert_max_num_queries(6) as few:
        api.get("standard-kpis/")
    for _ in range(20):
        make_published()
    with django_assert_max_num_queries(len(few.captured_queries)):
        api.get("standard-kpis/")


def test_it_defines_a_kpi_from_a_standard_one_that_the_body_overrules(api):
    item = make_published(key="offers")
    given = {"initiative_id": str(make_initiative().pk), "standard_kpi": "offers@1", "name": "Turnaround of ours"}
    response = api.post("kpis/", given)
    assert response.status_code == 201
    made = response.json()
    assert (made["name"], made["definition"], made["source"]) == ("Turnaround of ours", STANDARD["definition"], "CRM")
    assert (made["library_item"], made["library_version"]) == (str(item.pk), 1)


@pytest.mark.parametrize("reference", ["nothing", "offers@2", "@", "x" * 80])
def test_it_refuses_a_standard_kpi_that_is_not_on_offer(api, reference):
    make_published(key="offers")
    response = api.post("kpis/", {"initiative_id": str(make_initiative().pk), "standard_kpi": reference})
    assert response.status_code == 422
    assert [(each["field"], each["code"]) for each in response.json()["problems"]] == [("standard_kpi", "unknown")]


def test_it_names_what_a_kpi_without_a_standard_one_has_to_say(api):
    response = api.post("kpis/", {"initiative_id": str(make_initiative().pk)})
    assert response.status_code == 422
    assert {(each["field"], each["code"]) for each in response.json()["problems"]} == {
        (name, "required") for name in ("name", "definition", "unit", "direction", "kind")
    }
