"""The person who signs for finance looks at what a contract is worth, and validates what came in."""

import datetime as dt

import pytest

from apps.clients.choices import ClientStatus
from apps.clients.services import provision_client
from apps.initiatives.models import Initiative
from kernel import clock
from kernel.access import system_actor
from kernel.ids import new_id
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.clients import ClientFactory
from tests.factories.money import finance_of, make_claim
from tests.factories.people import make_initiative
from tests.factories.value import make_readings
from tests.journeys.conftest import assert_accessible


@pytest.fixture
def worth(log_in):
    """A contract in force since January that claims money, in a client of its own, seen by the person named for finance."""
    client = ClientFactory(name="Hansen Pumps", slug=f"journey-{new_id().hex}", status=ClientStatus.PROVISIONING)
    provision_client(by=system_actor(), client_id=client.pk)
    client.refresh_from_db()
    with mounted(client), clock.frozen(NOW):
        make_initiative(system_actor(), name="Claims")
        contract = make_claim(start_on="2026-01-05")
        Initiative.objects.filter(pk=contract.initiative_id).update(
            status="limited_production", stage_reached="limited_production", cost_of_delay=14_500
        )
        falling = [f"{5 - week * 0.2:.2f}" for week in range(8)]
        make_readings(contract.kpi, *falling, start=dt.date(2026, 1, 5))
        person_id = finance_of(contract).person_id
    user = UserFactory(name="Ralf Timm")
    MembershipFactory(user=user, client=client, role="client_viewer", person_id=person_id)
    log_in(user)
    return contract, f"/clients/{client.slug}"


def test_it_reads_the_value_and_validates_it(page, worth):
    contract, mount = worth

    page.goto(f"{mount}/contracts/{contract.pk}/")
    page.get_by_role("link", name="Value").click()
    page.locator("[data-chart] svg").wait_for()
    page.get_by_text("How this is counted").click()
    assert_accessible(page)

    page.get_by_label("Note").fill("Booked in the cost centre.")
    page.get_by_role("button", name="Validate the value").click()
    page.get_by_text("Booked in the cost centre.").wait_for()
    assert page.locator(".lead").inner_text().count("Finance has validated") == 1
    assert page.get_by_role("button", name="Validate the value").count() == 0
    assert_accessible(page)
