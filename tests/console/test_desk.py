import datetime as dt

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from apps.clients.models import Client
from apps.console.selectors import engagements
from apps.portfolio.models import ContractStanding
from apps.value.choices import Course
from kernel.ledger.readers import drain_reader
from kernel.tenancy.context import mounted, public
from tests.browsers import enter, enter_as_admin
from tests.conftest import NOW
from tests.factories.accounts import ConsultantFactory, MembershipFactory, UserFactory, log_in
from tests.factories.people import make_initiative
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, make_signed

HOSTILE = "</a><img src=x onerror=alert(1)>"


def promise(client: Client, title: str = "Proposals in three days", *, sign: bool = True):
    """A contract of a client without readings, as the read model knows it."""
    with mounted(client):
        kpi = make_kpi(make_initiative(name=title))
        make_baseline(kpi)
        contract = make_contract(kpi)
        contract.title = title
        contract.save()
        version = make_proposed(contract)
        if sign:
            make_signed(version)
        drain_reader("portfolio.standings", client.pk)
    return contract


def test_it_sends_a_visitor_to_log_in(db):
    assert Browser().get("/").headers["Location"].startswith("/accounts/login/")
    assert Browser().get("/clients/").headers["Location"].startswith("/accounts/login/")


def test_it_welcomes_whoever_begins(db):
    page = enter_as_admin().get("/")
    assert "Welcome to Throughline" in page.text
    assert "Begin with a client" in page.text


def test_it_names_what_needs_somebody_and_leads_there(client_a):
    waiting = promise(client_a, "Claims", sign=False)
    running = promise(client_a)
    page = enter(client_a, "consultant").get("/")
    assert "2 things need you today" in page.text
    assert f"/clients/acme/contracts/{waiting.pk}/" in page.text
    assert f"/clients/acme/kpis/{running.kpi_id}/" in page.text
    assert page.text.index("Proposals in three days") < page.text.index("Claims")


def test_it_is_quiet_when_nothing_is_due(client_a):
    contract = promise(client_a)
    make_readings(contract.kpi, "5.0", "4.9", "5.1", "5.0", start=dt.date(2026, 2, 2))
    drain_reader("portfolio.standings", client_a.pk)
    ContractStanding.objects.update(course=Course.ON_COURSE)
    page = enter(client_a, "consultant").get("/")
    assert "Nothing needs you today" in page.text
    assert "1 contract is running." in page.text


def test_it_shows_a_consultant_their_clients_and_an_admin_all(client_a, client_b):
    promise(client_a, "Ours")
    promise(client_b, "Theirs")
    consultant = enter(client_a, "consultant")
    for address in ("/", "/clients/"):
        assert "Borealis" not in consultant.get(address).text
        assert "Acme" in consultant.get(address).text
        both = enter_as_admin().get(address).text
        assert "Borealis" in both
        assert "Acme" in both
    nobody = log_in(ConsultantFactory())
    assert "Acme" not in nobody.get("/").text + nobody.get("/clients/").text


def test_it_drops_a_suspended_client(client_a):
    promise(client_a)
    Client.objects.update(status="suspended")
    browser = enter_as_admin()
    assert "Proposals in three days" not in browser.get("/").text
    assert "Acme Pumps" in browser.get("/clients/").text


@pytest.mark.parametrize("role", ["client_sponsor", "workflow_owner", "client_viewer"])
def test_it_shows_the_clients_side_no_page_of_the_partner(client_a, role):
    browser = enter(client_a, role)
    assert browser.get("/clients/").status_code == 403
    assert browser.get("/").headers["Location"] == "/clients/acme/"


def test_it_lets_somebody_of_two_clients_choose(client_a, client_b):
    user = UserFactory()
    for client in (client_a, client_b):
        MembershipFactory(user=user, client=client)
    page = log_in(user).get("/")
    assert "/clients/acme/" in page.text
    assert "/clients/borealis/" in page.text


def test_it_shows_peoples_text_as_text(client_a):
    promise(client_a, HOSTILE)
    browser = enter(client_a, "consultant")
    for address in ("/", "/clients/"):
        assert "<img src=x" not in browser.get(address).text
    assert "onerror=alert(1)&gt;" in browser.get("/").text


def test_it_asks_the_database_no_more_for_more_contracts(client_a):
    browser = enter(client_a, "consultant")
    promise(client_a)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    few = {address: queries(address) for address in ("/", "/clients/")}
    for number in range(5):
        promise(client_a, f"Initiative {number}")
    more = {address: queries(address) for address in few}
    assert more == few
    assert max(more.values()) <= 15, more


def test_it_says_of_an_engagement_where_it_stands(client_a):
    promise(client_a)
    promise(client_a, "Claims", sign=False)
    admin = UserFactory(partner_role="partner_admin")
    with public():
        acme = next(row for row in engagements(admin) if row.client.slug == "acme")
    assert (acme.course, acme.day, acme.due_on) == (Course.UNKNOWN, 29, dt.date(2026, 4, 2))
    assert len(acme.contracts) == 2
    assert acme.last_at == NOW
