"""Standard KPIs: those that come with the product, and a client's KPI that starts from one."""

import pytest

from apps.library.rules import shape_problems
from apps.library.services import change_draft, publish_item, retire_item
from apps.library.shipped import shipped
from apps.value.models import Kpi
from apps.value.services import create_kpi, create_kpi_from_standard
from apps.value.standard_kpis import SCHEMA, STANDARD_KPI, check_standard_kpi, kpi_fields_from
from kernel.access import system_actor
from kernel.errors import AccessRefused
from tests.actors import service, user
from tests.factories.library import STANDARD, make_item, make_published
from tests.factories.people import make_initiative
from tests.pages import as_member, as_partner
from tests.refusals import refused

pytestmark = pytest.mark.django_db
DOCUMENTS = shipped.of(STANDARD_KPI)
BY = system_actor("command")


@pytest.mark.parametrize("key", DOCUMENTS)
def test_it_ships_documents_that_are_what_they_should_be(key):
    assert shape_problems(SCHEMA, DOCUMENTS[key]) == []
    assert check_standard_kpi(DOCUMENTS[key]) == []


@pytest.mark.parametrize("key", DOCUMENTS)
def test_it_ships_documents_that_a_clients_kpi_can_be_made_from(client_a, key):
    fields = kpi_fields_from(DOCUMENTS[key], currency="EUR")
    kpi = create_kpi(by=BY, initiative_id=make_initiative().pk, **fields)
    assert kpi.name == DOCUMENTS[key]["name"]


def test_it_ships_the_outcomes_for_people_with_their_pass_marks():
    marks = {document["rule"]: document["pass_mark"] for document in DOCUMENTS.values() if "rule" in document}
    assert marks == {
        "E1": {"comparison": "at_least", "value": "70", "days": [30, 90]},
        "E2": {"comparison": "at_least", "value": "3"},
        "E3": {"comparison": "at_least", "value": "0", "days": [90]},
    }


def test_it_makes_a_clients_kpi_that_remembers_its_standard(client_a):
    item = make_published(key="offers")
    made = create_kpi_from_standard(by=BY, initiative_id=make_initiative().pk, standard_kpi="offers", source="Our CRM")
    assert (made.name, made.unit, made.source) == (STANDARD["name"], "duration_days", "Our CRM")
    assert (made.library_item, made.library_version) == (item.pk, 1)


def test_it_keeps_to_the_version_that_was_named(client_a):
    item = make_published(key="offers")
    item = change_draft(
        by=BY, item_id=item.pk, revision=item.revision, document=STANDARD | {"name": "Turnaround of all offers"}
    )
    publish_item(by=BY, item_id=item.pk, revision=item.revision)
    initiative = make_initiative()
    first = create_kpi_from_standard(by=BY, initiative_id=initiative.pk, standard_kpi="offers@1")
    second = create_kpi_from_standard(by=BY, initiative_id=initiative.pk, standard_kpi="offers")
    assert [(kpi.name, kpi.library_version) for kpi in (first, second)] == [
        ("Turnaround of offers", 1),
        ("Turnaround of all offers", 2),
    ]


@pytest.mark.parametrize(
    ("given", "currency"), [({}, "EUR"), ({"currency": "CHF"}, "CHF"), ({"unit": "count"}, "")], ids=str
)
def test_it_takes_the_clients_currency_for_money_unless_told_another(client_a, given, currency):
    make_published(key="cost", unit="money", name="Cost of an offer")
    made = create_kpi_from_standard(by=BY, initiative_id=make_initiative().pk, standard_kpi="cost", **given)
    assert made.currency == currency


def test_it_refuses_a_standard_kpi_that_is_not_on_offer(client_a):
    initiative = make_initiative()
    make_item(key="drafted")
    for reference in ("nothing", "drafted", "drafted@1"):
        with refused(422, ("standard_kpi", "unknown")):
            create_kpi_from_standard(by=BY, initiative_id=initiative.pk, standard_kpi=reference)


def test_it_lets_nobody_define_a_kpi_this_way_who_may_not_otherwise(client_a):
    make_published(key="offers")
    initiative = make_initiative()
    for by in (user("client_viewer"), service("value.view")):
        with pytest.raises(AccessRefused):
            create_kpi_from_standard(by=by, initiative_id=initiative.pk, standard_kpi="offers")


def test_it_fills_the_form_in_and_remembers_the_version_that_was_shown(client_a):
    item = make_published(key="offers", pitfalls="A mean hides the slow ones.")
    address = f"initiatives/{make_initiative().pk}/kpis/new/"
    pages = as_partner(client_a)
    assert "Start from a standard KPI" in pages.get(address).text
    page = pages.get(f"{address}?standard=offers").text
    assert STANDARD["definition"] in page
    assert "A mean hides the slow ones." in page
    assert 'value="offers@1"' in page
    typed = {name: value for name, value in STANDARD.items() if value is not False and name != "typical_source"}
    answer = pages.post(address, **typed | {"standard_kpi": "offers@1", "name": "Turnaround of our offers"})
    assert answer.status_code == 302
    made = Kpi.objects.get()
    assert (made.name, made.library_item, made.library_version) == ("Turnaround of our offers", item.pk, 1)
    retire_item(by=BY, item_id=item.pk)
    answer = pages.post(address, **typed | {"standard_kpi": "offers@1", "name": "Another"})
    assert answer.status_code == 422
    assert "nothing on offer" in answer.text
    assert "Hidden field" not in answer.text
    assert "Start from a standard KPI" not in pages.get(address).text
    answer = pages.post(address, **typed | {"name": "One of our own"})
    assert answer.status_code == 302
    assert Kpi.objects.get(name="One of our own").library_item is None


def test_it_asks_the_library_once_to_fill_the_form(client_a, django_assert_max_num_queries):
    for number in range(10):
        make_published(key=f"offers-{number}")
    address = f"initiatives/{make_initiative().pk}/kpis/new/"
    pages = as_partner(client_a)
    pages.get(address)
    with django_assert_max_num_queries(14):
        pages.get(f"{address}?standard=offers-3")


def test_it_shows_a_viewer_no_form(client_a):
    pages = as_member(client_a, "client_viewer")
    assert pages.get(f"initiatives/{make_initiative().pk}/kpis/new/?standard=x").status_code == 403


def test_it_says_on_the_kpis_page_where_it_came_from_and_that_there_is_a_newer_version(client_a):
    item = make_published(key="offers")
    made = create_kpi_from_standard(by=BY, initiative_id=make_initiative().pk, standard_kpi="offers")
    pages = as_partner(client_a)
    page = pages.get(f"kpis/{made.pk}/").text
    assert "standard KPI “Turnaround of offers”, version 1." in page
    assert "by now" not in page
    item = change_draft(by=BY, item_id=item.pk, revision=item.revision, document=STANDARD | {"name": "Another name"})
    publish_item(by=BY, item_id=item.pk, revision=item.revision)
    page = pages.get(f"kpis/{made.pk}/").text
    assert "version 1. The library has version 2 by now." in page
    retire_item(by=BY, item_id=item.pk)
    assert "by now" not in pages.get(f"kpis/{made.pk}/").text
