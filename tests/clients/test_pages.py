import pytest
from django.db import connections

from apps.clients.choices import ClientStatus
from apps.clients.models import Client
from apps.clients.services import provision_client
from kernel.access import system_actor
from kernel.journal.models import PlatformEntry
from kernel.tenancy.migrate import TEMPLATE_SCHEMA
from kernel.tenancy.replay import catalogue, compare, create_schema
from tests.factories.accounts import AdminFactory, ConsultantFactory, log_in
from tests.factories.clients import ClientFactory

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
GIVEN = {
    "name": "Nordic Foods",
    "slug": "nordic-foods",
    "language": "de",
    "time_zone": "Europe/Oslo",
    "currency": "EUR",
    "fiscal_year_start": "4",
}


@pytest.fixture
def browser(db):
    return log_in(AdminFactory())


def test_it_creates_a_client_and_shows_how_far_its_set_up_is(browser):
    answer = browser.post("/clients/new/", GIVEN)
    client = Client.objects.get(slug="nordic-foods")
    assert client.fiscal_year_start == 4
    assert answer.headers["Location"] == f"/client-setup/{client.pk}/"
    running = browser.get(answer.headers["Location"])
    assert 'hx-trigger="every 2s"' in running.text
    Client.objects.filter(pk=client.pk).update(progress_percent=40)
    fragment = browser.get(answer.headers["Location"], headers={"HX-Request": "true"})
    assert 'value="40"' in fragment.text
    assert "<html" not in fragment.text
    provision_client(by=system_actor(), client_id=client.pk)
    done = browser.get(answer.headers["Location"])
    assert "every 2s" not in done.text
    assert "/clients/nordic-foods/" in done.text
    assert "The fiscal year begins in April." in done.text
    assert PlatformEntry.objects.filter(event="client.provisioned", subject_id=client.pk).exists()


@pytest.mark.parametrize(
    ("wrong", "field", "text"),
    [
        ({"fiscal_year_start": "13"}, "fiscal_year_start", "Select a valid choice"),
        ({"slug": "acme"}, "slug", "is taken"),
        ({"slug": "new"}, "slug", "is a reserved word"),
        ({"slug": "api"}, "slug", "is a reserved word"),
        ({"slug": "Acme Pumps"}, "slug", "Lower-case letters"),
        ({"slug": "../etc"}, "slug", "Lower-case letters"),
        ({"name": ""}, "name", "This field is required"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "Select a valid choice"),
        ({"currency": "XXX"}, "currency", "Select a valid choice"),
    ],
)
def test_it_says_beside_the_field_what_is_wrong_and_keeps_the_rest(browser, wrong, field, text):
    page = browser.post("/clients/new/", GIVEN | wrong)
    assert page.status_code == 422
    assert any(text in error for error in page.context["form"].errors[field])
    assert 'value="Nordic Foods"' in page.text or "name" in wrong
    assert not Client.objects.filter(slug="nordic-foods").exists()


def test_it_shows_a_set_up_that_stopped_and_tries_it_again(browser):
    client = ClientFactory(status=ClientStatus.FAILED, failure="OperationalError: the database went away")
    page = browser.get(f"/client-setup/{client.pk}/")
    assert "the database went away" in page.text
    assert browser.post(f"/client-setup/{client.pk}/moves/", {"move": "retry"}).status_code == 302
    provision_client(by=system_actor(), client_id=client.pk)
    client.refresh_from_db()
    assert (client.status, client.failure) == (ClientStatus.ACTIVE, "")


def test_it_begins_anew_where_a_set_up_died_halfway(browser):
    browser.post("/clients/new/", GIVEN)
    client = Client.objects.get(slug="nordic-foods")
    with connections["owner"].cursor() as cursor:
        create_schema(client.schema_name)
        cursor.execute(f'DROP INDEX "{client.schema_name}".ledger_entry_subject')
    provision_client(by=system_actor(), client_id=client.pk)
    provision_client(by=system_actor(), client_id=client.pk)
    client.refresh_from_db()
    assert client.status == ClientStatus.ACTIVE
    assert not compare(catalogue(TEMPLATE_SCHEMA), catalogue(client.schema_name))


def test_it_suspends_and_resumes(browser):
    client = ClientFactory()
    browser.post(f"/client-setup/{client.pk}/moves/", {"move": "suspend"})
    assert Client.objects.get(pk=client.pk).status == ClientStatus.SUSPENDED
    assert "Nobody can enter this client" in browser.get(f"/client-setup/{client.pk}/").text
    browser.post(f"/client-setup/{client.pk}/moves/", {"move": "resume"})
    assert Client.objects.get(pk=client.pk).status == ClientStatus.ACTIVE


@pytest.mark.parametrize("move", ["resume", "retry", "explode", ""])
def test_it_refuses_a_move_that_the_state_does_not_allow(browser, move):
    client = ClientFactory()
    page = browser.post(f"/client-setup/{client.pk}/moves/", {"move": move})
    assert page.status_code == 409
    assert "Suspend the client" in page.text


def test_it_knows_no_client_that_is_not_there(browser):
    missing = "00000000-0000-7000-8000-000000000000"
    assert browser.get(f"/client-setup/{missing}/").status_code == 404
    assert browser.post(f"/client-setup/{missing}/moves/", {"move": "suspend"}).status_code == 404


def test_it_is_for_partner_admins(db):
    client, browser = ClientFactory(), log_in(ConsultantFactory())
    assert browser.get(f"/client-setup/{client.pk}/").status_code == 403
    assert browser.post(f"/client-setup/{client.pk}/moves/", {"move": "suspend"}).status_code == 403
    assert browser.post("/clients/new/", GIVEN).status_code == 403
    assert Client.objects.get(pk=client.pk).status == ClientStatus.ACTIVE
