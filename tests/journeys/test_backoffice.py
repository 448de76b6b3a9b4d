"""The back offices in a real browser, under the same content security policy as every page. `page` fails on a console error."""

import uuid

import pytest

from tests.factories.accounts import AdminFactory, ConsultantFactory


@pytest.fixture
def admin(log_in):
    found = AdminFactory(name="Petra Vogel", email=f"petra-{uuid.uuid4().hex[:8]}@example.com")
    log_in(found)
    return found


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/clients/client/add/",
        "/admin/journal/platformentry/",
        "/clients/acme/admin/",
        "/clients/acme/admin/value/reading/",
        "/clients/acme/admin/initiatives/person/add/",
    ],
)
def test_it_opens_without_relaxing_the_policy(admin, page, path):
    response = page.goto(path)
    assert response.status == 200
    assert "unsafe" not in response.headers["content-security-policy"]
    page.wait_for_function("() => !document.querySelector('[x-cloak]')")


def test_it_opens_its_menus_searches_and_filters(admin, page):
    page.goto("/admin/accounts/user/")
    sidebar = page.locator("#nav-sidebar")
    assert sidebar.is_visible()
    page.get_by_text("dock_to_right").first.click()
    sidebar.wait_for(state="hidden")
    page.get_by_text("dock_to_right").first.click()
    page.get_by_text("Filters").click()
    page.locator("#filter-form, #changelist-filter").first.wait_for(state="visible")
    page.keyboard.press("Escape")
    page.get_by_placeholder("Type to search").fill(admin.email)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/user/?q=*")
    page.locator("#result_list").get_by_role("link", name=admin.name).click()
    page.wait_for_url("**/accounts/user/*/change/?*")


def test_it_saves_through_the_service_and_shows_its_refusal_beside_the_field(admin, page):
    consultant = ConsultantFactory(name=f"Jan {uuid.uuid4().hex[:8]}", email=f"jan-{uuid.uuid4().hex[:8]}@example.com")
    page.goto("/admin/accounts/membership/add/")
    page.select_option("#id_user", label=consultant.name)
    page.select_option("#id_client", label="Acme Pumps")
    page.select_option("#id_role", "client_sponsor")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("The partner's staff cannot act for a client.").wait_for()
    page.select_option("#id_role", "consultant")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/accounts/membership/")
    assert consultant.memberships.get().role == "consultant"
