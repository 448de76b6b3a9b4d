"""A workflow owner says what is in the way and that it no longer is; the sponsor reads it at home meanwhile."""

import datetime as dt

import pytest

from apps.clients.choices import ClientStatus
from apps.clients.services import provision_client
from kernel import clock
from kernel.access import system_actor
from kernel.ids import new_id
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.clients import ClientFactory
from tests.factories.people import make_initiative, make_person
from tests.journeys.conftest import assert_accessible


@pytest.fixture
def register(log_in):
    """Two AI use cases in pilot, of which none is governed, seen by the second one's workflow owner."""
    client = ClientFactory(name="Ostsee Pumpen", slug=f"journey-{new_id().hex}", status=ClientStatus.PROVISIONING)
    provision_client(by=system_actor(), client_id=client.pk)
    client.refresh_from_db()
    with mounted(client), clock.frozen(NOW):
        make_initiative(name="Claims in a day", status="pilot")
    with mounted(client), clock.frozen(NOW + dt.timedelta(hours=1)):
        second = make_initiative(
            registered_on=dt.date(2026, 2, 1),
            status="pilot",
            data_owner_id=make_person(name="Ina Data", function="it").pk,
            budget_owner_id=make_person(name="Fred Money", function="finance").pk,
        )
    user = UserFactory(name="Anna Weber")
    MembershipFactory(user=user, client=client, role="workflow_owner", person_id=second.workflow_owner_id)
    log_in(user)
    return second, client.slug


def test_it_says_what_is_in_the_way_until_it_is_not(page, register):
    initiative, slug = register
    mount = f"/clients/{slug}"

    page.goto(f"{mount}/initiatives/{initiative.pk}/")
    page.get_by_text("“Claims in a day” is under way without performance thresholds").wait_for()
    page.get_by_text("Data in IT, operations in operations, money in finance").wait_for()
    assert_accessible(page)

    page.get_by_role("link", name="Raise a blocker").click()
    assert_accessible(page)
    page.get_by_label("Title").fill("No access to the price list")
    page.get_by_label("Kind").select_option("data_path")
    page.get_by_label("No, it takes somebody else").check()
    page.get_by_label("In the way since").fill("2026-02-18")
    page.get_by_label("It was found after the work had begun").check()
    page.get_by_role("button", name="Raise the blocker").click()
    page.get_by_text("outside Anna Weber’s control, for 12 days").wait_for()
    assert_accessible(page)

    page.goto(f"{mount}/")
    page.get_by_text("outside Anna Weber’s control, for 12 days").wait_for()
    assert_accessible(page)

    page.get_by_role("link", name="No access to the price list").click()
    assert_accessible(page)
    page.get_by_role("link", name="Out of the way").click()
    assert_accessible(page)
    page.get_by_label("How it was removed").fill("IT gave read access.")
    page.get_by_role("button", name="Out of the way").click()
    page.get_by_text("It has been out of the way since").wait_for()
    assert_accessible(page)

    page.goto(f"{mount}/")
    assert page.get_by_text("No access to the price list").count() == 0
