"""The API's own page, under the same policy as every other."""

from tests.factories.accounts import AdminFactory


def test_it_lets_a_developer_read_the_api_and_try_it(page, log_in):
    page.set_default_timeout(60_000)
    log_in(AdminFactory())

    page.goto("/clients/acme/api/docs/")
    page.get_by_text("List contracts with their progress").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    page.locator(".live-responses-table").get_by_text('"results"').first.wait_for()


def test_it_sends_a_change_with_the_sessions_token(page, log_in):
    page.set_default_timeout(60_000)
    log_in(AdminFactory())

    page.goto("/clients/acme/api/docs/")
    page.get_by_text("Add a person").click()
    page.get_by_role("button", name="Try it out").click()
    page.locator("textarea").first.fill('{"name": "Ada", "function": "witchcraft"}')
    page.get_by_role("button", name="Execute").click()

    page.locator(".live-responses-table").get_by_text("The body is not as it should be").first.wait_for()
