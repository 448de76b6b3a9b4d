"""The way in, and the pages that say why not."""

import pytest

from tests.factories.accounts import PASSWORD, ConsultantFactory, UserFactory
from tests.journeys.conftest import assert_accessible


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/nothing-here"])
def test_it_opens_to_everybody(page, address):
    page.goto(address)

    assert_accessible(page)


def test_it_lets_a_person_in_by_their_password_and_out_again(page, site, django_db_blocker):
    with django_db_blocker.unblock():
        email = UserFactory(name="Laura Mitchell").email

    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill("not the password at all")
    page.get_by_role("button", name="Log in").click()
    assert page.get_by_role("alert").inner_text()
    assert page.get_by_label("Email").input_value() == email
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()

    page.get_by_text("Laura Mitchell").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/accounts/login/**")


def test_it_goes_dark_on_request_and_stays_so(page):
    page.goto("/accounts/login/")

    page.get_by_role("button", name="Dark").click()

    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.goto("/accounts/password/reset/")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_it_guards_a_form_against_being_left_with_changes(page, log_in):
    log_in(ConsultantFactory())
    page.goto("/developers/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    page.get_by_label("Name").first.fill("Something else")
    page.get_by_role("link", name="Cancel").first.click()
    page.wait_for_timeout(300)

    assert asked == ["beforeunload"]
    assert page.get_by_label("Name").first.input_value() == "Something else"
