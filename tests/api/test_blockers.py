"""What is in the way of initiatives, and whose data and money they need, through the API."""

import datetime as dt

import pytest

from kernel.ids import new_id
from tests.factories.people import make_blocker, make_initiative, make_person
from tests.initiatives.moves import make_resolved

RAISED = {"title": "No access to the price list", "kind": "data_path", "control": "outside"}


@pytest.fixture
def initiative(client_a):
    return make_initiative(registered_on=dt.date(2026, 2, 1))


def codes(response):
    return {(each["field"], each["code"]) for each in response.json()["problems"]}


def test_it_raises_a_blocker_and_says_where_it_is(api, initiative):
    made = api.post(f"initiatives/{initiative.pk}/blockers/", RAISED | {"opened_on": "2026-02-18"})
    assert (made.status_code, made.json()["age_days"], made.json()["late_discovery"]) == (201, 12, False)
    there = api.get(made["Location"])
    assert (there.json(), there["ETag"]) == (made.json(), made["ETag"])
    assert api.post(f"initiatives/{new_id()}/blockers/", RAISED).status_code == 404
    refused = api.post(f"initiatives/{initiative.pk}/blockers/", RAISED | {"opened_on": "2026-03-03"})
    assert codes(refused) == {("opened_on", "O5")}


def test_it_changes_and_moves_a_blocker_at_its_revision(api, initiative):
    made = make_blocker(initiative)
    address = f"blockers/{made.pk}/"
    assert api.patch(address, {"control": "inside"}).status_code == 428
    changed = api.patch(address, {"control": "inside"}, If_Match='"1"')
    assert (changed.status_code, changed.json()["control"]) == (200, "inside")
    assert codes(api.post(f"{address}moves/", {"move": "resolve"}, If_Match='"2"')) == {("resolution", "O5")}
    done = api.post(f"{address}moves/", {"move": "resolve", "resolution": "Given."}, If_Match='"2"')
    assert (done.json()["status"], done.json()["resolved_on"]) == ("resolved", "2026-03-02")
    assert api.post(f"{address}moves/", {"move": "resolve", "resolution": "Given."}, If_Match='"3"').status_code == 409
    back = api.post(f"{address}moves/", {"move": "reopen", "reason": "It ran out."}, If_Match='"3"')
    assert (back.json()["status"], back.json()["resolution"]) == ("open", "")


def test_it_lists_blockers_by_what_is_asked_for(api, initiative):
    outside = make_blocker(initiative)
    inside = make_blocker(make_initiative(name="Another one"), control="inside", kind="people")
    over = make_resolved(initiative=initiative)

    def found(query: str) -> set[str]:
        return {row["id"] for row in api.get(f"blockers/?{query}").json()["results"]}

    assert found("") == {str(row.pk) for row in (outside, inside, over)}
    assert found(f"initiative_id={initiative.pk}") == {str(outside.pk), str(over.pk)}
    assert found("control=inside") == {str(inside.pk)}
    assert found("status=open&control=outside") == {str(outside.pk)}
    assert found("kind=people") == {str(inside.pk)}
    assert found("updated_since=2026-03-02T09:00:01Z") == set()


def test_it_lets_a_key_without_the_scope_read_only(api_with, initiative):
    reader = api_with("initiatives.view")
    make_blocker(initiative)
    assert len(reader.get("blockers/").json()["results"]) == 1
    assert reader.post(f"initiatives/{initiative.pk}/blockers/", RAISED).status_code == 403


def test_it_takes_and_shows_who_owns_the_data_and_the_budget(api, initiative):
    owner = str(make_person(name="Ina Data", function="it").pk)
    changed = api.patch(f"initiatives/{initiative.pk}/", {"data_owner_id": owner}, If_Match='"1"').json()
    assert (changed["data_owner_id"], changed["budget_owner_id"]) == (owner, None)
    assert api.get("initiatives/").json()["results"][0]["data_owner_id"] == owner
    cleared = api.patch(f"initiatives/{initiative.pk}/", {"data_owner_id": None}, If_Match='"2"').json()
    assert cleared["data_owner_id"] is None
