from apps.initiatives.models import Initiative
from kernel.ids import new_id
from kernel.ledger.models import Entry
from tests.factories.people import make_initiative, make_person


def body(**given):
    owner = make_person()
    lead = make_person(name="Jonas Brandt", function="it")
    partner = make_person(name="Mara Lind", function="partner")
    return {
        "name": "Proposals in three days",
        "workflow": "From request to sent proposal",
        "workflow_owner_id": str(owner.pk),
        "workflow_owner_accountability": "Turnaround.",
        "transformation_lead_id": str(lead.pk),
        "transformation_lead_accountability": "Integration.",
        "partner_lead_id": str(partner.pk),
    } | given


def test_it_enters_an_initiative_and_says_where_it_is(api):
    response = api.post("initiatives/", body())
    assert response.status_code == 201
    there = api.get(response["Location"])
    assert there.json() == response.json()
    assert there["ETag"] == response["ETag"]


def test_it_writes_who_did_it_through_which_door(api):
    api.post("initiatives/", body())
    entry = Entry.objects.get(event="initiative.created")
    assert (entry.actor_kind, entry.door) == ("service", "api")


def test_it_refuses_an_owner_from_it_naming_the_rule(api):
    owner = make_person(function="it")
    response = api.post("initiatives/", body(workflow_owner_id=str(owner.pk)))
    assert response.status_code == 422
    assert "O1" in {each["code"] for each in response.json()["problems"]}
    assert not Initiative.objects.exists()


def test_it_refuses_a_person_who_is_not_here(api):
    response = api.post("initiatives/", body(workflow_owner_id=str(new_id())))
    assert response.status_code == 422
    assert {each["field"].removesuffix("_id") for each in response.json()["problems"]} == {"workflow_owner"}


def test_it_refuses_a_name_that_is_taken(api):
    api.post("initiatives/", body())
    assert api.post("initiatives/", body()).status_code == 409


def test_it_changes_an_initiative(api):
    initiative = make_initiative()
    response = api.patch(f"initiatives/{initiative.pk}/", {"status": "pilot"}, If_Match='"1"')
    assert (response.json()["status"], response.json()["revision"]) == ("pilot", 2)


def test_it_lists_initiatives_by_their_status(api):
    make_initiative(status="pilot")
    assert len(api.get("initiatives/?status=pilot").json()["results"]) == 1
    assert api.get("initiatives/?status=idea").json()["results"] == []


def test_it_takes_a_cost_of_delay_and_shows_when_the_wait_was_over(api):
    made = api.post("initiatives/", body(type="erp", cost_of_delay="12000.50", registered_on="2026-02-01")).json()
    assert (made["cost_of_delay"], made["production_on"], made["ended_on"]) == ("12000.5", None, None)
    assert made["stage_reached"] == "none"

    changed = api.patch(f"initiatives/{made['id']}/", {"status": "production"}, If_Match='"1"').json()
    assert (changed["production_on"], changed["stage_reached"]) == ("2026-03-02", "production")

    refused = api.patch(f"initiatives/{made['id']}/", {"cost_of_delay": -1}, If_Match='"2"')
    assert [(each["field"], each["code"]) for each in refused.json()["problems"]] == [("cost_of_delay", "S10")]
