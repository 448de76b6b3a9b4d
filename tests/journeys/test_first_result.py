"""From nothing to a signed contract whose KPI moves: the partner, the workflow owner and the sponsor, each in a window of their own."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page

from apps.clients.models import Client
from apps.clients.tasks import provision
from kernel import clock
from tests.conftest import NOW
from tests.factories.accounts import PASSWORD, AdminFactory
from tests.journeys.conftest import PHONE, WIDE

WITHIN = "/clients/first-result"
OWNER, SPONSOR = "anna.weber@first-result.example", "petra.vogel@first-result.example"


@pytest.fixture
def window(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a window of somebody's own, whose console must stay silent."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(size: dict[str, int] = WIDE) -> Page:
        context = browser.new_context(base_url=site, viewport=size, locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_one
    for context in opened:
        context.close()
    assert errors == []


def fill(page: Page, fields: dict[str, str], button: str) -> None:
    """Fill a form by the names of its fields, and send it."""
    for name, value in fields.items():
        field = page.locator(f"[name='{name}']")
        kind = field.first.evaluate("field => field.type")
        if kind == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "select-one":
            found = field.locator("option", has_text=value).first.get_attribute("value")
            field.select_option(found)
        else:
            field.fill(value)
    page.get_by_role("button", name=button, exact=True).click()


def accept(page: Page, site: str, email: str, name: str) -> None:
    """Follow the mailed link, and choose a password."""
    letter = next(letter for letter in mail.outbox if letter.to == [email])
    link = re.search(r"/invitations/[\w-]+/", letter.body)
    page.goto(link[0])
    fill(page, {"name": name, "language": "English", "password": PASSWORD}, "Accept the invitation")
    page.wait_for_url(re.compile(WITHIN))


def sign(page: Page) -> None:
    """Sign what waits at home, by keyboard alone, with the password given again."""
    page.goto(f"{WITHIN}/")
    page.get_by_role("link", name="Sign “Proposals in three days”").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reauthenticate/**")
    page.get_by_label("Password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign/")
    button = page.get_by_role("button", name="Sign the contract")
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contracts/[0-9a-f-]+/$"))


def test_it_goes_from_nothing_to_a_signed_contract_whose_kpi_moves(page, window, log_in, site):
    # The partner creates the client, and sees its set-up finish.
    partner = page
    log_in(AdminFactory(name="Ada Lindqvist"))
    partner.goto("/clients/new/")
    fill(partner, {"name": "First Result GmbH", "slug": "first-result"}, "Create the client")
    partner.get_by_text("You can leave this page").wait_for()
    with clock.frozen(NOW):
        provision(client_id=str(Client.objects.get(slug="first-result").pk))
    partner.get_by_role("link", name="Open the client").click()
    partner.get_by_text("Begin with an initiative").wait_for()

    # People, and invitations to those who have to sign.
    for name, job, function, email in [
        ("Anna Weber", "Head of order desk", "operations", OWNER),
        ("Jonas Brandt", "Head of applications", "IT", ""),
        ("Petra Vogel", "Managing director", "management", SPONSOR),
        ("Mara Lind", "Transformation partner", "partner", ""),
    ]:
        partner.goto(f"{WITHIN}/people/new/")
        fill(partner, {"name": name, "job_title": job, "function": function, "email": email}, "Add the person")
        partner.wait_for_url(f"**{WITHIN}/people/")
    for name, email, role in [("Anna Weber", OWNER, "workflow owner"), ("Petra Vogel", SPONSOR, "client sponsor")]:
        partner.goto(f"{WITHIN}/members/invite/")
        fill(partner, {"name": name, "email": email, "role": role}, "Send the invitation")
        partner.get_by_text(f"The invitation to {email} is on its way.").wait_for()
    owner, sponsor = window(), window(PHONE)
    accept(owner, site, OWNER, "Anna Weber")
    accept(sponsor, site, SPONSOR, "Petra Vogel")

    # An initiative, its KPI and its baseline.
    partner.goto(f"{WITHIN}/initiatives/new/")
    fill(
        partner,
        {
            "name": "Faster proposals",
            "workflow": "From request to sent proposal",
            "workflow_owner": "Anna Weber",
            "workflow_owner_accountability": "Answers for turnaround and for how the team works.",
            "transformation_lead": "Jonas Brandt",
            "transformation_lead_accountability": "Answers for the integration and its support.",
            "partner_lead": "Mara Lind",
            "status": "pilot",
        },
        "Enter the initiative",
    )
    partner.get_by_role("link", name="Define a KPI").click()
    fill(
        partner,
        {
            "name": "Proposal turnaround",
            "definition": "Days from request to sent proposal, mean of the proposals sent in the week.",
            "unit": "days",
            "direction": "down",
            "kind": "outcome",
            "source": "CRM",
        },
        "Define the KPI",
    )
    partner.get_by_role("link", name="Record the baseline").first.click()
    fill(
        partner,
        {
            "from_readings": "no",
            "window_start": "2025-09-01",
            "window_end": "2025-12-28",
            "value": "5",
            "sample_size": "212",
            "method": "Timestamps of request and sent proposal",
            "source": "CRM export of 29 December",
        },
        "Record the baseline",
    )

    # The contract, proposed with everything that it needs.
    partner.goto(f"{WITHIN}/initiatives/")
    partner.get_by_role("link", name="Faster proposals").click()
    partner.get_by_role("link", name="Draft the contract").click()
    fill(partner, {"title": "Proposals in three days", "kpi": "Proposal turnaround"}, "Begin the draft")
    fill(
        partner,
        {
            "goal": "Cut the mean proposal turnaround from 5 days to 3 days by the end of March",
            "target": "3",
            "start_on": "2026-02-02",
            "due_on": "2026-04-02",
            "lift_low": "1.5",
            "lift_likely": "2",
            "lift_high": "2.4",
            "rollback_comparison": "above",
            "rollback_value": "6.5",
            "rollback_consecutive": "2",
            "rollback_fallback": "Proposals go back to the manual queue of the order desk.",
            "sign_workflow_owner": "Anna Weber",
            "sign_sponsor": "Petra Vogel",
        },
        "Save the draft",
    )
    partner.get_by_text("A complete draft, ready to be proposed for signature.").wait_for()
    partner.get_by_role("button", name="Propose for signature").click()
    partner.get_by_role("dialog").get_by_role("button", name="Propose for signature").click()
    partner.get_by_text("Open for signature.").wait_for()

    # Both sign.
    sign(owner)
    sign(sponsor)
    sponsor.get_by_text("No current reading").first.wait_for()

    # The owner enters what was measured, and the executive sees it on a phone.
    owner.goto(f"{WITHIN}/kpis/")
    owner.get_by_role("link", name="Proposal turnaround").click()
    address = owner.url
    for period, value in [("2026-W06", "4.8"), ("2026-W07", "4.4"), ("2026-W08", "4.0"), ("2026-W09", "3.6")]:
        owner.goto(f"{address}readings/")
        fill(owner, {"period": "another period", "other_period": period, "value": value}, "Enter the reading")
        owner.get_by_text(f"Recorded: {value.removesuffix('.0')} days").wait_for()
    sponsor.goto(f"{WITHIN}/")
    sponsor.get_by_text("40 %").first.wait_for()
    sponsor.get_by_text("4.2 days").first.wait_for()
    sponsor.get_by_text("29", exact=False).first.wait_for()
    sponsor.wait_for_selector("[data-chart] svg")
    assert sponsor.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
