"""A workflow owner brings an initiative's AI under control: checklist, boundary, a monitor that breaches, an incident, their word."""

import datetime as dt
import re

import pytest

from apps.clients.choices import ClientStatus
from apps.clients.services import provision_client
from apps.governance.models import Attestation, Incident
from apps.library.services import load_shipped
from kernel import clock
from kernel.access import system_actor
from kernel.ids import new_id
from kernel.tenancy.context import find_client, mounted
from tests.conftest import NOW
from tests.factories.accounts import PASSWORD, MembershipFactory, UserFactory
from tests.factories.clients import ClientFactory
from tests.factories.governance import make_attestation, make_boundary, make_monitor, read
from tests.factories.people import make_initiative
from tests.journeys.conftest import assert_accessible


@pytest.fixture
def governed(log_in):
    """An initiative in a client of its own, and its mount, seen by the workflow owner."""
    client = ClientFactory(name="Ostsee Pumpen", slug=f"journey-{new_id().hex}", status=ClientStatus.PROVISIONING)
    provision_client(by=system_actor(), client_id=client.pk)
    client.refresh_from_db()
    with mounted(client), clock.frozen(NOW):
        load_shipped(by=system_actor())
        initiative = make_initiative()
        make_boundary(initiative)
        monitor = make_monitor(initiative)
        read(monitor, *["1.2", "1.4", "1.1", "1.6"] * 6)
        make_attestation(initiative, due_on=dt.date(2026, 3, 9))
    user = UserFactory(name="Anna Weber")
    MembershipFactory(user=user, client=client, role="workflow_owner", person_id=initiative.workflow_owner_id)
    log_in(user)
    return initiative, client.slug


def test_it_brings_an_initiative_under_control(page, governed):
    initiative, slug = governed
    mount = f"/clients/{slug}"

    # What is wrong comes first.
    page.goto(f"{mount}/initiatives/{initiative.pk}/governance/")
    page.get_by_text("Not under control: no checklist was started").wait_for()
    page.wait_for_selector("[data-chart] svg")
    assert_accessible(page)

    # The boundary that the partner proposed.
    page.get_by_role("link", name="Read and approve the boundary").click()
    assert_accessible(page)
    page.get_by_role("button", name="Approve the boundary statement").click()
    page.get_by_text("The boundary statement is in force.").wait_for()
    page.get_by_role("link", name="Proposals in three days").click()

    # The checklist, and one of its items.
    page.get_by_role("button", name="Start the checklist").click()
    page.get_by_text("15 items are to be answered.").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Escalation path").first.click()
    assert_accessible(page)
    page.get_by_label("Answer").fill("Head of order desk | soon | by telephone")
    page.get_by_role("button", name="Save the answer").click()
    page.get_by_text("Line 1 is no step. Write: who | minutes | how.").wait_for()
    page.get_by_label("Answer").fill("Head of order desk | 30 | by telephone")
    page.get_by_label("Owner").select_option(str(initiative.workflow_owner_id))
    page.get_by_label("Evidence").fill("Minutes of 27 February")
    page.get_by_label("Review on").fill("2026-09-01")
    page.get_by_role("button", name="Save the answer").click()
    page.get_by_text("“Escalation path” is saved.").wait_for()

    # A reading out of range opens an incident, which is taken to its end.
    page.get_by_role("link", name="Error rate", exact=True).first.click()
    page.wait_for_selector("[data-chart] svg")
    assert_accessible(page)
    page.get_by_role("link", name="Enter a reading").click()
    assert_accessible(page)
    page.get_by_label("Measured").fill("2026-03-02T09:30")
    page.get_by_label("Value").fill("4.5")
    page.get_by_role("button", name="Enter the reading").click()
    page.get_by_text("It is out of its range.").wait_for()
    page.get_by_role("link", name="Error rate out of its range").first.click()
    assert_accessible(page)
    page.get_by_role("link", name="Contained").click()
    assert_accessible(page)
    page.get_by_role("button", name="Contained").click()
    page.get_by_role("textbox", name="What happened").fill("Proposals are written by hand.")
    page.get_by_role("button", name="Add a note").click()
    page.get_by_text("Proposals are written by hand.").wait_for()
    page.get_by_role("link", name="Resolved").click()
    page.get_by_role("button", name="Resolved").click()
    page.get_by_role("link", name="Close the incident").click()
    page.get_by_label("Root cause").fill("The price list was copied by hand.")
    page.get_by_role("button", name="Close the incident").click()
    page.get_by_text("Incident closed").wait_for()
    with mounted(find_client(slug)):
        assert Incident.objects.get().status == "closed"
    page.goto(f"{mount}/incidents/")
    assert_accessible(page)

    # Their word as a leader, after the password.
    page.goto(f"{mount}/initiatives/{initiative.pk}/governance/")
    page.get_by_role("link", name="Attest", exact=True).first.click()
    page.get_by_label(re.compile("Password")).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="The limits, version 1").wait_for()
    assert_accessible(page)
    page.get_by_role("group", name="Does the AI stay inside its agreed limits?").get_by_label("yes").check()
    page.get_by_role("group", name="Are the limits still the right ones?").get_by_label("yes").check()
    page.get_by_role("button", name="Attest").click()
    page.get_by_text("Your attestation is recorded.").wait_for()
    with mounted(find_client(slug)):
        assert Attestation.objects.filter(attested_at__isnull=False).count() == 1


@pytest.mark.parametrize("name", ["items/new", "boundary/new", "monitors/new", "incidents/new"])
def test_it_asks_in_forms_that_everybody_can_fill_in(page, governed, name):
    initiative, slug = governed
    page.goto(f"/clients/{slug}/initiatives/{initiative.pk}/governance/{name}/")
    assert_accessible(page)
