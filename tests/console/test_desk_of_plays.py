"""What the partner's desk and list of clients say of plays."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.console.selectors import MOST_SHOWN, desk, engagements
from apps.portfolio.choices import DueKind
from apps.portfolio.models import DueDate
from kernel import clock
from kernel.ids import new_id
from kernel.ledger.readers import drain_reader
from kernel.tenancy.context import public
from tests.browsers import enter, enter_as_admin
from tests.conftest import NOW
from tests.factories.accounts import AdminFactory
from tests.factories.plays import a_gate, make_play, make_submitted
from tests.factories.portfolio import TODAY, make_clients, make_play_standings, play_standing
from tests.pages import text

HOSTILE = "</a><img src=x onerror=alert(1)>"


def test_it_begins_with_the_play_that_is_past_its_last_day(client_a):
    play_standing(client_a, team="South", gate_status="submitted").save()
    play_standing(client_a, last_on=TODAY - dt.timedelta(days=1), gate_due_on=TODAY - dt.timedelta(days=1)).save()
    page = text(enter(client_a, "consultant").get("/"))
    assert "2 things need you today" in page
    assert "2 plays are under way" in page
    assert page.index("is past its last day, and nothing is decided") < page.index("waits for the decision")
    assert "with 2 of 4 criteria met" in page


def test_it_follows_a_play_from_its_first_day_to_a_day_60_that_nobody_decided(client_a):
    play = make_play()
    drain_reader("portfolio.plays", client_a.pk)
    browser = enter(client_a, "consultant")
    assert "Nothing needs you today" in text(browser.get("/"))
    with clock.frozen(NOW + dt.timedelta(days=14)):
        assert "has recorded no progress for 14 days" in text(browser.get("/"))
    with clock.frozen(NOW + dt.timedelta(days=60)):
        page = text(browser.get("/"))
        assert "is past its last day, and nothing is decided" in page
        assert f"/clients/acme/gates/{a_gate(play).pk}/" in page
        assert "overdue" in text(browser.get("/clients/"))


def test_it_names_a_gate_that_waits_for_a_decision(client_a):
    make_submitted(make_play())
    drain_reader("portfolio.plays", client_a.pk)
    browser = enter(client_a, "consultant")
    assert "waits for the decision at its Pilot gate" in text(browser.get("/"))
    assert "waits for a decision" in text(browser.get("/clients/"))


def test_it_names_an_attestation_that_is_overdue_and_leads_to_it(client_a):
    fields = {"title": "Proposals", "initiative_name": "Proposals", "path": "initiatives/x/", "changed_at": NOW}
    for late in (1, -1):
        DueDate.objects.create(
            client=client_a,
            kind=DueKind.ATTESTATION,
            source_id=new_id(),
            on=TODAY - dt.timedelta(days=late),
            **fields,
        )
    page = text(enter(client_a, "consultant").get("/"))
    assert "1 thing needs you today" in page
    assert "/clients/acme/initiatives/x/" in page
    assert "has an attestation overdue" in page


def test_it_says_of_an_engagement_its_day_its_next_gate_and_that_it_is_overdue(client_a):
    later = {"gate": "scale", "gate_due_on": TODAY + dt.timedelta(days=30), "team": "South"}
    play_standing(client_a, **later, starts_on=TODAY - dt.timedelta(days=29)).save()
    play_standing(client_a, last_on=TODAY - dt.timedelta(days=1)).save()
    play_standing(client_a, status="scaled", gate_id=None, gate="", gate_status="", gate_due_on=None).save()
    with public():
        acme = next(row for row in engagements(AdminFactory()) if row.client.slug == "acme")
    assert (acme.day, acme.overdue, acme.next_play.gate_label) == (30, 1, "Pilot")


def test_it_shows_a_consultant_the_plays_of_their_own_clients_only(client_a, client_b):
    play_standing(client_a, initiative_name="Ours", gate_status="submitted").save()
    play_standing(client_b, initiative_name="Theirs", gate_status="submitted").save()
    consultant = enter(client_a, "consultant")
    assert "Ours" in text(consultant.get("/"))
    assert "Theirs" not in text(consultant.get("/"))
    assert "Theirs" in text(enter_as_admin().get("/"))


def test_it_shows_peoples_text_as_text(client_a):
    play_standing(client_a, initiative_name=HOSTILE, team=HOSTILE, gate_status="submitted").save()
    browser = enter(client_a, "consultant")
    for address in ("/", "/clients/"):
        assert "<img src=x" not in text(browser.get(address))


def test_it_asks_no_more_for_500_plays_of_200_clients_than_for_one_and_stays_a_light_page(client_a):
    browser, admin = enter_as_admin(), AdminFactory()
    play_standing(client_a, gate_status="submitted").save()

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    few = {address: queries(address) for address in ("/", "/clients/")}
    make_play_standings(make_clients(200), 500)
    assert {address: queries(address) for address in few} == few
    page = browser.get("/")
    assert len(page.content) < 200_000
    assert text(page).count("desk-where") == MOST_SHOWN
    assert "are left out here" in text(page)
    with public():
        found = desk(admin)
    assert found.plays == 501
    assert len(found.items) > MOST_SHOWN
    assert [item.weight for item in found.items] == sorted(item.weight for item in found.items)
