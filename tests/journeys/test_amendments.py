"""A signed contract is changed: drafted by the partner, signed anew by both, put side by side with the one before, and checked by its hash."""

import re

from playwright.sync_api import Page

from apps.clients.models import Client
from apps.initiatives.models import Person
from apps.portfolio.models import SealedDocument
from apps.value.models import Contract
from kernel import clock
from kernel.ledger.readers import drain_reader
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.accounts import PASSWORD, AdminFactory, MembershipFactory, UserFactory
from tests.factories.people import make_initiative
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_signed
from tests.journeys.conftest import assert_accessible


def signed_contract(client: Client) -> Contract:
    with mounted(client):
        kpi = make_kpi(make_initiative(name="Offers that are amended"), name="Turnaround of offers")
        make_baseline(kpi)
        return make_signed(make_proposed(make_contract(kpi)))


def prove_and_sign(page: Page) -> None:
    page.get_by_role("link", name="Sign the amendment").click()
    page.wait_for_url("**/reauthenticate/**")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign/")
    page.get_by_role("heading", name="What changes").wait_for()
    page.get_by_role("button", name="Sign the amendment").click()


def test_it_is_amended_signed_anew_compared_and_checked(page, site, log_in):
    client = Client.objects.get(slug="acme")
    with clock.frozen(NOW):
        contract = signed_contract(client)
    address = f"/clients/acme/contracts/{contract.pk}/"

    # The partner drafts the change and proposes it.
    log_in(AdminFactory())
    page.goto(address)
    page.locator(".page-head .more > summary").click()
    page.get_by_role("button", name="Amend the contract").click()
    page.get_by_role("dialog").get_by_role("button", name="Amend the contract").click()
    page.locator("[name=target]").fill("3.2")
    page.locator("[name=milestone_0_due_on]").fill("2026-03-16")
    page.locator("[name=milestone_0_value]").fill("4")
    page.get_by_role("button", name="Save the amendment").click()
    page.get_by_role("heading", name="What would change").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Propose the amendment").click()
    page.get_by_role("dialog").get_by_role("button", name="Propose the amendment").click()
    page.get_by_text("open for signature").first.wait_for()

    # Both sign the change; until the second has, the first version holds.
    roles = {"workflow_owner": "workflow_owner", "sponsor": "client_sponsor"}
    for role, number in (("workflow_owner", 1), ("sponsor", 2)):
        with mounted(client):
            person = Person.objects.get(pk=contract.in_force.content["signatories"][role])
        user = UserFactory(name=person.name)
        MembershipFactory(client=client, user=user, role=roles[role], person_id=person.pk)
        log_in(user)
        page.goto(address)
        prove_and_sign(page)
        page.get_by_text(f"version {number}", exact=True).first.wait_for()

    # The two versions side by side.
    page.get_by_role("link", name="All 2 versions, side by side").click()
    row = page.get_by_role("row", name=re.compile("^Target changed"))
    assert "3 days" in row.inner_text()
    assert "3.2 days" in row.inner_text()
    assert_accessible(page)

    # Whoever has the paper checks its hash, logged in or not.
    with mounted(client):
        drain_reader("portfolio.seals", client.pk)
    page.context.clear_cookies()
    page.goto("/verify/")
    page.get_by_label("Hash of the document").fill(contract.in_force.content_hash)
    page.get_by_role("button", name="Check the hash").click()
    page.get_by_text("superseded by a later one").wait_for()
    assert "Offers" not in page.content()
    newest = SealedDocument.objects.filter(state="in_force", client=client).latest("since", "pk")
    page.goto(f"/verify/{newest.content_hash}/")
    page.get_by_text("signed by all, in force").wait_for()
    assert_accessible(page)
