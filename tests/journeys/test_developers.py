"""The partner's developers look at the partials."""

import pytest

from tests.factories.accounts import ConsultantFactory
from tests.journeys.conftest import assert_accessible


@pytest.fixture
def developer(log_in):
    user = ConsultantFactory(name="Nora Lindqvist")
    log_in(user)
    return user


def test_it_shows_every_partial_to_everybody(page, developer):
    page.goto("/developers/")
    page.wait_for_selector("[data-chart] svg")

    assert_accessible(page)


def test_it_sorts_and_filters_a_table_in_place(page, developer):
    page.goto("/developers/")
    table = page.locator("#samples")

    table.get_by_role("link", name="Progress").click()
    page.wait_for_url("**sort=-value**")

    assert table.get_by_role("rowheader").first.inner_text() == "Route planning"
    table.get_by_label("Search").fill("desk")
    page.wait_for_url("**q=desk**")
    assert table.get_by_role("rowheader").all_inner_texts() == ["Help desk triage"]


def test_it_asks_before_a_move_and_follows_a_job_to_its_end(page, developer):
    page.goto("/developers/")

    page.get_by_role("button", name="Sign the contract").click()
    dialog = page.get_by_role("dialog", name="Sign this contract?")
    dialog.get_by_role("button", name="Cancel").click()

    dialog.wait_for(state="hidden")
    page.locator("#job-running progress").wait_for(state="detached", timeout=15_000)
