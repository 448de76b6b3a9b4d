"""Somebody subscribes to what is due, and ends it again; a consultant begins the day at the desk."""

import datetime as dt

import pytest
from icalendar import Calendar

from apps.clients.models import Client
from kernel.ids import new_id
from tests.factories.accounts import AdminFactory
from tests.factories.portfolio import TODAY, play_standing
from tests.journeys.conftest import PHONE, violations


@pytest.fixture
def plays(site):
    """Three plays of one client that need somebody."""
    client = Client.objects.get(slug="acme")
    common = {"initiative_id": new_id()}
    rows = [
        play_standing(client, **common, team="North", last_on=TODAY - dt.timedelta(days=2)),
        play_standing(client, **common, team="South", gate_status="submitted", severe_incidents=2),
        play_standing(client, **common, team="West", gate_due_on=TODAY + dt.timedelta(days=3)),
    ]
    for row in rows:
        row.save()
    yield rows
    for row in rows:
        row.delete()


def test_a_person_subscribes_to_what_is_due_and_ends_it_again(page, site, log_in):
    log_in(AdminFactory())
    page.goto("/account/")
    page.get_by_role("link", name="Gates and due dates in your own calendar").click()
    page.get_by_role("button", name="Make an address").click()
    page.get_by_role("dialog").get_by_role("button", name="Make an address").click()
    address = page.locator("#new-address").inner_text()
    assert violations(page) == []
    path = "/calendar/" + address.partition("/calendar/")[2]
    feed = page.request.get(path)
    assert feed.status == 200
    assert Calendar.from_ical(feed.body())
    page.reload()
    page.locator("details.more summary").click()
    page.get_by_role("button", name="Revoke the address").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke the address").click()
    page.get_by_text("Your calendar has no address yet.").wait_for()
    assert page.request.get(path).status == 404


def test_a_consultant_sees_first_what_nobody_decided(page, site, log_in, plays):
    log_in(AdminFactory())
    page.goto("/")
    items = page.locator(".desk li")
    assert "overdue" in items.nth(0).inner_text()
    for address in ("/", "/clients/"):
        page.goto(address)
        assert violations(page) == []
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
