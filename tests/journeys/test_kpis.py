"""A workflow owner keeps the numbers of their initiative: a reading by hand, the others from a file."""

import datetime as dt

import pytest

from apps.clients.choices import ClientStatus
from apps.clients.services import provision_client
from apps.value.models import DataImport
from apps.value.services.imports import work_on_import
from kernel import clock
from kernel.access import system_actor
from kernel.ids import new_id
from kernel.tenancy.context import find_client, mounted
from tests.conftest import NOW
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.clients import ClientFactory
from tests.factories.imports import csv_log
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
    page.get_by_label("File", exact=True).set_input_files(
        [{"name": "r.csv", "mimeType": "text/csv", "buffer": FILE.encode()}]
    )
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


def test_it_measures_a_kpi_in_the_event_log_of_the_clients_own_system(page, measured):
    kpi, mount = measured

    # The columns are guessed, shown, and confirmed.
    page.goto(f"{mount}/kpis/{kpi.pk}/import/")
    log = {"name": "tickets.csv", "mimeType": "text/csv", "buffer": csv_log()}
    page.get_by_label("File", exact=True).set_input_files([log])
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("cell", name="By its name.").first.wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Read the log").click()

    # It runs, can be left, and is found again on the KPI's page; when it is done, the page shows what was found.
    page.get_by_text("You can leave this page; the work goes on.").wait_for()
    assert_accessible(page)
    page.goto(f"{mount}/kpis/{kpi.pk}/")
    page.get_by_role("link", name="tickets.csv").click()
    page.get_by_role("progressbar").wait_for()
    slug = mount.rpartition("/")[2]
    with mounted(find_client(slug)), clock.frozen(NOW):
        work_on_import(by=system_actor(), import_id=DataImport.objects.get().pk)
    page.get_by_role("button", name="Import").wait_for()
    page.wait_for_selector("[data-chart] svg")
    assert_accessible(page)

    # Another measure; then readings and baseline in one step, with a reason, for there is a baseline.
    page.locator("#measure").select_option("turnaround_median")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**measure=turnaround_median")
    page.get_by_label("Record a baseline from these readings").check()
    page.get_by_role("button", name="Import").click()
    page.get_by_text("The natural limits are computed anew only for a reason.").first.wait_for()
    assert_accessible(page)
    page.get_by_label("Why it replaces the present baseline").fill("The log knows every ticket.")
    page.get_by_role("button", name="Import").click()
    page.get_by_text("readings are imported. The baseline is recorded.").wait_for()
