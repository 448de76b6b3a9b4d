"""A workflow owner keeps the numbers of their initiative: a reading by hand, the others from a file."""

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
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, make_signed
from tests.journeys.conftest import assert_accessible

FILE = "period;value;cases\n2026-W08;4.1;30\n2026-W09;4.3;28\n2026-W10;4;2\nsoon;4;1\n"


@pytest.fixture
def measured(log_in):
    """The KPI of a contract in force, in a client of its own, and its mount, seen by the workflow owner."""
    client = ClientFactory(name="Hansen Pumps", slug=f"journey-{new_id().hex}", status=ClientStatus.PROVISIONING)
    provision_client(by=system_actor(), client_id=client.pk)
    client.refresh_from_db()
    with mounted(client), clock.frozen(NOW):
        kpi = make_kpi()
        make_readings(kpi, *["5", "5.3", "4.8", "5.1"] * 5, start=dt.date(2025, 9, 1))
        make_baseline(kpi, window_start=dt.date(2025, 9, 1), window_end=dt.date(2026, 1, 18))
        make_signed(make_proposed(make_contract(kpi)))
        make_kpi(kpi.initiative, name="Proposals sent", unit="count", kind="activity", direction="up")
        owner = kpi.initiative.workflow_owner_id
    user = UserFactory(name="Anna Weber")
    MembershipFactory(user=user, client=client, role="workflow_owner", person_id=owner)
    log_in(user)
    return kpi, f"/clients/{client.slug}"


def test_it_keeps_the_numbers_of_an_initiative(page, measured):
    kpi, mount = measured

    # Where they stand, and what is missing.
    page.goto(f"{mount}/initiatives/")
    assert_accessible(page)
    page.get_by_role("link", name="Proposals in three days").click()
    assert_accessible(page)
    page.get_by_role("navigation", name="Pages of this initiative").get_by_role("link", name="KPIs").click()
    assert_accessible(page)
    page.get_by_role("link", name="Proposal turnaround").click()
    page.wait_for_selector("[data-chart] svg")
    assert_accessible(page)

    # A reading by hand: what is wrong stands beside the field, what was typed stays.
    page.get_by_role("link", name="Enter a reading").click()
    page.get_by_label("Value").fill("four")
    page.get_by_role("button", name="Enter the reading").click()
    page.get_by_text("“four” is not a number.").wait_for()
    assert_accessible(page)
    page.get_by_label("Value").fill("4.2")
    page.get_by_role("button", name="Enter the reading").click()
    page.get_by_text("Recorded: 4.2 days").wait_for()

    # The others from a file: looked at, then imported.
    page.goto(f"{mount}/kpis/{kpi.pk}/import/")
    assert_accessible(page)
    page.get_by_label("CSV file").set_input_files([{"name": "r.csv", "mimeType": "text/csv", "buffer": FILE.encode()}])
    page.get_by_role("button", name="Check the file").click()
    page.get_by_text("“SOON” names no period").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Import 2 readings").click()
    page.get_by_text("2 readings are imported. 2 rows were refused.").wait_for()
    page.get_by_text("4.3 days").first.wait_for()


def test_it_finds_every_page_of_a_kpi_accessible(page, measured):
    kpi, mount = measured
    for path in ("edit/", "baseline/"):
        page.goto(f"{mount}/kpis/{kpi.pk}/{path}")
        assert_accessible(page)
    for path in ("kpis/", "people/", f"initiatives/{kpi.initiative_id}/kpis/new/"):
        page.goto(f"{mount}/{path}")
        assert_accessible(page)
