import datetime as dt
import uuid
from decimal import Decimal

import pytest

from apps.initiatives.models import Initiative, Person
from kernel import clock
from kernel.ledger.models import Entry
from tests.factories.people import make_initiative, make_person
from tests.factories.plays import make_play
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, make_signed
from tests.pages import as_member, as_partner, text


@pytest.fixture
def pages(client_a):
    return as_partner(client_a)


def initiative_form(**given):
    owner, lead = make_person(), make_person(name="Jonas Brandt", function="it")
    partner = make_person(name="Mara Lind", function="partner")
    return {
        "name": "Proposals in three days",
        "workflow": "From request to sent proposal",
        "workflow_owner": owner.pk,
        "workflow_owner_accountability": "Answers for turnaround.",
        "transformation_lead": lead.pk,
        "transformation_lead_accountability": "Answers for the integration.",
        "partner_lead": partner.pk,
        "type": "ai_use_case",
        "status": "idea",
        "summary": "",
        "cost_of_delay": "12,000",
    } | given


# --- The register


def test_it_says_what_to_do_first_in_an_empty_register(pages, client_a):
    assert "initiatives/new/" in text(pages.get("initiatives/"))
    assert "initiatives/new/" not in text(as_member(client_a, "client_viewer").get("initiatives/"))


def test_it_lists_initiatives_with_owner_contract_and_day(pages):
    contract = make_signed()
    play = make_play(contract)

    with clock.frozen(clock.now() + dt.timedelta(days=28)):
        page = text(pages.get("initiatives/"))

    assert "Proposals in three days" in page
    assert "Anna Weber" in page
    assert "active" in page
    assert f'plays/{play.pk}/">29</a>' in page


def test_it_filters_and_sorts_the_register(pages):
    make_initiative()
    make_initiative(name="New ERP", type="erp", status="evaluating")

    filtered = text(pages.get("initiatives/?status=evaluating"))
    assert "New ERP" in filtered
    assert "Proposals in three days" not in filtered
    down = text(pages.get("initiatives/?sort=-name"))
    assert down.index("Proposals in three days") < down.index("New ERP")
    assert "Show all" in text(pages.get("initiatives/?q=nothing"))


def test_it_reads_the_register_in_as_many_queries_for_ten_as_for_one(pages, django_assert_max_num_queries):
    make_initiative()
    pages.get("initiatives/")
    with django_assert_max_num_queries(20) as one:
        pages.get("initiatives/")
    for number in range(9):
        make_initiative(name=f"Initiative {number}")
    with django_assert_max_num_queries(len(one)):
        pages.get("initiatives/")


# --- An initiative


def test_it_says_where_an_initiative_stands_and_who_answers_for_it(pages):
    kpi = make_kpi()
    make_baseline(kpi)
    make_readings(kpi, *[5, 5.1, 4.9, 5], start=kpi.created_at.date().replace(month=2, day=2))
    contract = make_signed(make_proposed(make_contract(kpi)))

    page = text(pages.get(f"initiatives/{kpi.initiative_id}/"))

    assert "Answers for turnaround and for how the team works." in page
    assert f"contracts/{contract.pk}/" in page
    assert "Start a play" in page
    play = make_play(contract)
    assert "Day 1 of 60." in (page := text(pages.get(f"initiatives/{kpi.initiative_id}/")))
    assert f"plays/{play.pk}/" in page


@pytest.mark.parametrize("tab", ["", "contracts/", "kpis/", "plays/", "activity/"])
def test_it_shows_every_tab_of_an_initiative_with_nothing_in_it(pages, tab):
    initiative = make_initiative()

    response = pages.get(f"initiatives/{initiative.pk}/{tab}")

    assert response.status_code == 200
    assert text(response).count('aria-current="page"') >= 2


def test_it_leads_to_the_next_step_before_a_contract(pages):
    kpi = make_kpi()
    address = f"initiatives/{kpi.initiative_id}/"

    assert "Record the baseline" in text(pages.get(address))
    make_baseline(kpi)
    assert "Draft the contract" in text(pages.get(address))
    make_contract(kpi)
    assert "Open the contract" in text(pages.get(address))


def test_it_shows_an_absent_initiative_and_a_foreign_one_alike(pages):
    assert pages.get(f"initiatives/{uuid.uuid4()}/").status_code == 404
    assert pages.get(f"initiatives/{uuid.uuid4()}/edit/").status_code == 404


def test_it_hides_what_a_viewer_may_not_do(client_a):
    viewer = as_member(client_a, "client_viewer")
    initiative = make_initiative()

    page = text(viewer.get(f"initiatives/{initiative.pk}/"))

    assert "edit/" not in page
    assert "activity/" not in page
    assert viewer.get(f"initiatives/{initiative.pk}/activity/").status_code == 403
    assert viewer.get(f"initiatives/{initiative.pk}/edit/").status_code == 403
    assert viewer.post("initiatives/new/", **initiative_form()).status_code == 403


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("pilot", "Each month of waiting costs €12,000; so far €24,049 since"),
        ("production", "It went into production on"),
        ("killed", "It ended on"),
    ],
)
def test_it_says_what_waiting_costs(pages, status, words):
    registered_on = clock.now().date() - dt.timedelta(days=61)
    initiative = make_initiative(status=status, cost_of_delay=Decimal(12_000), registered_on=registered_on)

    assert words in text(pages.get(f"initiatives/{initiative.pk}/"))
    register = text(pages.get("initiatives/?sort=-delay"))
    assert "€24,049" in register
    assert "€12,000 a month" in register


def test_it_says_nothing_of_a_wait_that_nobody_priced(pages):
    initiative = make_initiative()

    assert "waiting costs" not in text(pages.get(f"initiatives/{initiative.pk}/"))


# --- Entering and changing


def test_it_enters_an_initiative(pages):
    response = pages.post("initiatives/new/", **initiative_form())

    made = Initiative.objects.get()
    assert made.cost_of_delay == 12_000
    assert response.status_code == 302
    assert response["Location"] == f"/clients/acme/initiatives/{made.pk}/"


def test_it_keeps_what_was_typed_and_names_the_rule_beside_the_field(pages):
    it = make_person(name="Ivo Stein", function="it")

    response = pages.post("initiatives/new/", **initiative_form(workflow_owner=it.pk, name="A name that stays"))

    assert response.status_code == 422
    page = text(response)
    assert "A name that stays" in page
    assert "must come from the business" in page
    assert 'id="id_workflow_owner_error"' in page
    assert not Initiative.objects.exists()


def test_it_refuses_a_person_of_another_client(pages):
    response = pages.post("initiatives/new/", **initiative_form(workflow_owner=uuid.uuid4()))

    assert response.status_code == 422
    assert not Initiative.objects.exists()


def test_it_refuses_a_name_that_is_taken(pages):
    make_initiative(name="Proposals in three days")

    response = pages.post("initiatives/new/", **initiative_form())

    assert response.status_code == 409
    assert "There is an initiative of this name." in text(response)


def test_it_tells_two_people_who_edit_one_initiative(pages):
    initiative = make_initiative()
    first = initiative_form(
        workflow_owner=initiative.workflow_owner_id,
        transformation_lead=initiative.transformation_lead_id,
        partner_lead=initiative.partner_lead_id,
        revision=initiative.revision,
    )
    assert pages.post(f"initiatives/{initiative.pk}/edit/", **first | {"name": "First"}).status_code == 302

    response = pages.post(f"initiatives/{initiative.pk}/edit/", **first | {"name": "Second"})

    assert response.status_code == 412
    page = text(response)
    assert "Somebody changed this since you opened it." in page
    assert "Now: First" in page
    assert 'value="Second"' in page
    initiative.refresh_from_db()
    assert initiative.name == "First"
    assert f'name="revision" value="{initiative.revision}"' in page

    again = pages.post(
        f"initiatives/{initiative.pk}/edit/", **first | {"name": "Second", "revision": initiative.revision}
    )
    assert again.status_code == 302


def test_it_offers_of_an_ai_use_case_what_it_may_reach_by_hand(pages):
    case, erp = make_initiative(status="pilot"), make_initiative(name="New ERP", type="erp")
    page = text(pages.get(f"initiatives/{case.pk}/edit/"))
    assert "Limited production and production are reached through the gates of a play." in page
    assert '<option value="production"' not in page.partition('name="status"')[2].partition("</select>")[0]
    page = text(pages.get(f"initiatives/{erp.pk}/edit/"))
    assert '<option value="production"' in page.partition('name="status"')[2].partition("</select>")[0]


# --- People


def test_it_adds_and_changes_a_person(pages):
    assert pages.post("people/new/", name="Anna Weber", function="operations").status_code == 302
    person = Person.objects.get()
    edited = {"name": "Anna Weber", "function": "sales", "job_title": "Head of sales", "revision": person.revision}
    assert pages.post(f"people/{person.pk}/edit/", **edited).status_code == 302
    assert "Head of sales" in text(pages.get("people/"))


def test_it_says_beside_the_field_what_is_wrong_with_a_person(pages):
    response = pages.post("people/new/", name="", function="nothing", email="no address")

    assert response.status_code == 422
    for field in ("name", "function", "email"):
        assert f'id="id_{field}_error"' in text(response)


def test_it_tells_two_people_who_edit_one_person(pages):
    person = make_person()
    sent = {"name": person.name, "function": "operations", "revision": person.revision}
    pages.post(f"people/{person.pk}/edit/", **sent | {"job_title": "First"})

    response = pages.post(f"people/{person.pk}/edit/", **sent | {"job_title": "Second"})

    assert response.status_code == 412
    assert "Now: First" in text(response)


def test_it_shows_fifty_people_a_page(pages):
    for number in range(51):
        make_person(name=f"Person {number:02}")

    page = text(pages.get("people/"))

    assert page.count('<th scope="row">') == 50
    assert "Person 50" in text(pages.get("people/?page=2"))


# --- Activity


def test_it_tells_in_words_what_happened(pages):
    kpi = make_kpi()
    make_readings(kpi, "4.5")
    pages.post(f"people/{kpi.initiative.workflow_owner_id}/edit/", name="Anna Weber", function="sales", revision=1)

    page = text(pages.get("activity/"))

    assert "Readings recorded" in page
    assert "4.5 days for the period from 5 Jan 2026" in page
    assert "business function: operations → sales" in page
    assert f"kpis/{kpi.pk}/" in page


def test_it_narrows_the_feed_to_a_kind_of_thing(pages):
    make_kpi()

    page = text(pages.get("activity/?about=initiatives.person"))

    assert "Person added" in page
    assert "KPI defined" not in page


def test_it_pages_through_the_feed_without_repeating_or_skipping(pages):
    for number in range(60):
        make_person(name=f"Person {number}")

    first = text(pages.get("activity/"))
    make_person(name="Somebody new")
    second = text(pages.get("activity/?before=11"))

    assert "before=11" in first
    assert "entry 11 " in first
    assert [number for number in range(1, 11) if f"entry {number} " in second] == list(range(1, 11))
    assert "entry 11 " not in second


def test_it_reads_the_feed_in_as_many_queries_for_fifty_as_for_five(pages, django_assert_max_num_queries):
    make_initiative()
    pages.get("activity/")
    with django_assert_max_num_queries(20) as few:
        pages.get("activity/")
    for number in range(50):
        make_person(name=f"Person {number}")
    with django_assert_max_num_queries(len(few)):
        pages.get("activity/")


def test_it_says_that_the_chain_holds(pages):
    make_initiative()

    pages.post("activity/verify/")

    assert f"all {Entry.objects.count()} entries are what they were" in text(pages.get("activity/"))


def test_it_keeps_the_ledger_from_those_who_may_not_read_it(client_a):
    assert as_member(client_a, "client_viewer").get("activity/").status_code == 403
    assert as_member(client_a, "client_viewer").post("activity/verify/").status_code == 403
    assert as_member(client_a, "client_sponsor").get("activity/").status_code == 200
