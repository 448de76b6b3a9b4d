"""The pages on which a signed contract is amended, judged and replaced, and its fired trigger is cleared."""

import datetime as dt
import re

import pytest

from apps.initiatives.models import Person
from apps.value.models import Contract, RollbackFiring
from apps.value.services import amend_contract, change_draft
from kernel.access import system_actor
from kernel.tenancy.context import mounted
from tests.browsers import WITHIN, enter, prove
from tests.factories.value import (
    make_baseline,
    make_contract,
    make_fired,
    make_kpi,
    make_proposed,
    make_readings,
    make_signed,
)
from tests.value.contract_addresses import at, filled

BY = system_actor()


@pytest.fixture
def consultant(client_a):
    return enter(client_a, "consultant")


@pytest.fixture
def contract(client_a) -> Contract:
    return make_signed()


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def drafted(contract: Contract, **terms) -> Contract:
    revision = amend_contract(by=BY, contract_id=contract.pk).revision
    return change_draft(by=BY, contract_id=contract.pk, revision=revision, terms=terms or {"target": "3.2"})


def signer(client, version, role: str):
    roles = {"workflow_owner": "workflow_owner", "sponsor": "client_sponsor"}
    person = Person.objects.get(pk=version.content["signatories"][role])
    return enter(client, roles[role], person, name=person.name)


# --- Amending


def test_it_amends_through_the_same_form_and_shows_what_would_change(consultant, contract):
    page = consultant.get(at(contract))
    assert "Amend the contract" in page.text
    begun = consultant.post(at(contract, "amend/"), {"revision": contract.revision})
    assert begun.headers["Location"] == at(contract, "edit/")
    form = consultant.get(at(contract, "edit/"))
    sent = filled(form) | {"target": "3.2", "due_on": "2026-05-07"}
    assert consultant.post(at(contract, "edit/"), sent).status_code == 302

    page = words(consultant.get(at(contract)))

    assert "Target 3 days 3.2 days" in page
    assert "Due date 2 Apr 2026 7 May 2026" in page
    assert "Propose the amendment" in page
    assert "active version 1" in page


def test_it_says_what_an_amendment_lacks_and_leads_to_the_field(consultant, contract):
    drafted(contract, due_on="2026-01-05")
    page = consultant.get(at(contract))
    assert "What the amendment still needs" in page.text
    assert f"{at(contract, 'edit/')}#id_due_on" in page.text
    assert "Propose the amendment" not in page.text


def test_it_puts_what_changes_before_the_whole_page_and_signs_the_open_version(client_a, contract):
    version = make_proposed(drafted(contract))
    for role in ("workflow_owner", "sponsor"):
        browser = signer(client_a, version, role)
        prove(browser)
        page = browser.get(at(contract, "sign/"))
        assert page.text.index("What changes") < page.text.index("What it promises then")
        assert f'name="version_hash" value="{version.content_hash}"' in page.text
        assert "3.2 days" in words(page)
        assert browser.post(at(contract, "sign/"), {"version_hash": version.content_hash}).status_code == 302
    contract.refresh_from_db()
    assert (contract.in_force, contract.amendment) == (version, "none")
    assert "active version 2" in words(browser.get(at(contract)))


def test_it_takes_an_amendment_back_and_drops_it(consultant, contract):
    make_proposed(drafted(contract))
    assert "Take the amendment back" in consultant.get(at(contract)).text
    assert consultant.post(at(contract, "move/"), {"move": "withdraw"}).status_code == 302
    assert "Drop the amendment" in consultant.get(at(contract)).text
    assert consultant.post(at(contract, "move/"), {"move": "drop"}).status_code == 302
    contract.refresh_from_db()
    assert (contract.amendment, contract.in_force.number) == ("none", 1)
    assert "What would change" not in consultant.get(at(contract)).text


@pytest.mark.parametrize("sent", [{}, {"revision": "x"}, {"revision": "99"}])
def test_it_amends_what_was_looked_at(consultant, contract, sent):
    status = consultant.post(at(contract, "amend/"), sent).status_code
    assert status == (412 if sent.get("revision") == "99" else 302)


def test_it_amends_no_draft(consultant):
    draft = make_contract()
    assert consultant.post(at(draft, "amend/"), {"revision": draft.revision}).status_code == 409
    assert "Amend the contract" not in consultant.get(at(draft)).text


# --- Versions


def test_it_puts_two_versions_side_by_side_and_marks_what_changed(client_a, consultant, contract):
    version = make_proposed(drafted(contract))
    page = words(consultant.get(at(contract, "versions/")))
    assert "One field differs between version 1 and version 2." in page
    assert "Target changed Version 1 3 days Version 2 3.2 days" in page
    assert version.content_hash in page
    assert "Dr. Petra Vogel , sponsor: signed" in page
    back = words(consultant.get(at(contract, "versions/?left=2&right=1")))
    assert "Target changed Version 2 3.2 days Version 1 3 days" in back


@pytest.mark.parametrize("query", ["left=9", "right=x", "left=", "left=1&right=-1", "right=%00"])
def test_it_knows_no_other_version(consultant, contract, query):
    make_proposed(drafted(contract))
    assert consultant.get(at(contract, f"versions/?{query}")).status_code == 404


def test_it_says_that_a_draft_has_no_version(consultant):
    assert "Nothing was proposed" in consultant.get(at(make_contract(), "versions/")).text


def test_it_shows_no_versions_of_a_foreign_contract(client_a, client_b, consultant):
    with mounted(client_b):
        foreign = make_signed()
    for rest in ("versions/",):
        assert consultant.get(at(foreign, rest)).status_code == 404
    for rest in ("amend/", "trigger/"):
        assert consultant.post(at(foreign, rest), {"revision": "1", "reason": "Because."}).status_code == 404


# --- A fired trigger, and the end


def test_it_puts_a_fired_trigger_first_and_the_sponsor_clears_it_with_a_reason(client_a):
    contract = make_fired()
    sponsor = enter(client_a, "client_sponsor")
    page = words(sponsor.get(at(contract)))
    assert "Fired, and not decided yet. What was agreed for this: Proposals go back to the manual queue" in page
    assert sponsor.post(at(contract, "trigger/"), {"reason": " "}).status_code == 422
    assert sponsor.post(at(contract, "trigger/"), {"reason": "One large request."}).status_code == 302
    page = words(sponsor.get(at(contract)))
    assert "not decided yet" not in page
    assert "a recorded decision. One large request." in page
    assert RollbackFiring.objects.get().cleared_by_name
    assert sponsor.post(at(contract, "trigger/"), {"reason": "Again."}).status_code == 409


def test_it_offers_a_consultant_to_roll_back_and_names_the_sponsor_who_can_clear(client_a, consultant):
    contract = make_fired()
    page = consultant.get(at(contract)).text
    assert "ask the client’s sponsor, who alone can clear the trigger" in page
    assert "Clear the trigger" not in page
    assert 'value="roll_back"' in page
    assert consultant.post(at(contract, "trigger/"), {"reason": "Go on."}).status_code == 403


@pytest.mark.parametrize("role", ["workflow_owner", "client_viewer"])
def test_it_offers_the_decision_to_nobody_who_may_not_take_it(client_a, role):
    contract = make_fired()
    browser = enter(client_a, role)
    page = browser.get(at(contract)).text
    assert "Clear the trigger" not in page
    assert "How it can end" not in page
    assert browser.post(at(contract, "trigger/"), {"reason": "Go on."}).status_code == 403


def test_it_rolls_back_where_the_trigger_fired_and_shows_how_it_ended(client_a, consultant):
    contract = make_fired()
    assert 'value="roll_back"' in consultant.get(at(contract)).text
    sent = {"move": "roll_back", "reason": "The queue works again."}
    assert consultant.post(at(contract, "move/"), sent).status_code == 302
    page = words(consultant.get(at(contract)))
    assert "rolled back" in page
    assert "The queue works again." in page
    assert "How it can end" not in page


def test_it_says_in_a_line_why_the_figures_do_not_allow_an_end(consultant, contract):
    page = words(consultant.get(at(contract)))
    assert "Declare it missed: It runs until 2 Apr 2026: it can still be reached." in page
    assert "Roll it back: The rollback trigger has not fired" in page
    assert 'value="miss"' not in consultant.get(at(contract)).text
    refused = consultant.post(at(contract, "move/"), {"move": "miss", "reason": "It will not."})
    assert refused.status_code == 409


def test_it_offers_first_what_the_figures_allow(client_a, consultant):
    kpi = make_kpi()
    make_readings(kpi, *["5.0", "5.2", "4.9", "5.1"] * 5, start=dt.date(2025, 9, 1))
    make_baseline(kpi, window_start=dt.date(2025, 9, 1), window_end=dt.date(2026, 1, 18))
    contract = make_signed(make_proposed(make_contract(kpi)))
    make_readings(kpi, "3.0", "2.9", "3.0", "2.8", start=dt.date(2026, 2, 2))
    page = consultant.get(at(contract)).text
    assert re.search(r'class="btn btn-primary"[^>]*commandfor="achieve"', page)
    assert consultant.post(at(contract, "move/"), {"move": "achieve", "reason": "Four weeks."}).status_code == 302
    contract.refresh_from_db()
    assert (contract.status, contract.conclusion) == ("achieved", "Four weeks.")


# --- Replacing


def test_it_replaces_a_contract_by_one_on_another_kpi(client_a, consultant, contract):
    other = make_kpi(contract.initiative, name="Share of proposals won", unit="percent", direction="up")
    new = f"{WITHIN}/initiatives/{contract.initiative_id}/contracts/new/"
    page = consultant.get(f"{new}?supersedes={contract.pk}")
    assert "It replaces “Proposals in three days”" in page.text
    assert str(contract.kpi_id) not in page.text
    sent = {"title": "More proposals won", "kpi": str(other.pk), "supersedes": str(contract.pk)}
    assert consultant.post(new, sent).status_code == 302
    made = Contract.objects.get(title="More proposals won")
    assert made.supersedes == contract
    assert "Once in force, it replaces" in consultant.get(at(made)).text
    assert "To be replaced by" in consultant.get(at(contract)).text


@pytest.mark.parametrize("asked", ["x", "", "00000000-0000-0000-0000-000000000007"])
def test_it_replaces_nothing_that_is_not_there(consultant, contract, asked):
    new = f"{WITHIN}/initiatives/{contract.initiative_id}/contracts/new/?supersedes={asked}"
    page = consultant.get(new)
    assert page.status_code == 200
    assert "It replaces" not in page.text


# --- Milestones and what a unit is worth


def test_it_takes_milestones_and_says_beside_each_what_is_wrong(consultant):
    contract = make_contract()
    form = consultant.get(at(contract, "edit/"))
    sent = filled(form) | {"milestone_0_due_on": "2026-03-02", "milestone_0_value": "4", "milestone_5_value": "2"}
    assert consultant.post(at(contract, "edit/"), sent).status_code == 302
    contract.refresh_from_db()
    assert contract.draft["milestones"] == [
        {"due_on": "2026-03-02", "value": "4"},
        {"due_on": None, "value": "2"},
    ]
    page = consultant.get(at(contract))
    assert "The milestone has no day." in page.text
    assert f"{at(contract, 'edit/')}#id_milestone_1_due_on" in page.text
    assert "4 days by 2 Mar 2026" in words(page)


def test_it_keeps_a_form_that_was_not_touched_as_it_was(consultant):
    money = {"currency": "EUR", "value_type": "cashable", "planned": "1000", "value_per_unit": "10", "per": "year"}
    contract = make_contract(milestones=[{"due_on": "2026-03-02", "value": "4"}], money=money)
    before = contract.draft
    assert consultant.post(at(contract, "edit/"), filled(consultant.get(at(contract, "edit/")))).status_code == 302
    contract.refresh_from_db()
    same = {name: value for name, value in contract.draft.items() if value not in (None, [], "")}
    assert same["milestones"] == before["milestones"]
    assert {name: value for name, value in same["money"].items() if value} == money


def test_it_takes_the_kpi_that_counts_cases(consultant):
    contract = make_contract()
    volume = make_kpi(contract.initiative, name="Proposals sent", unit="count", aggregation="sum", direction="up")
    sent = filled(consultant.get(at(contract, "edit/"))) | {
        "money_claimed": "on",
        "money_planned": "1000",
        "money_value_type": "cashable",
        "money_value_per_unit": "10",
        "money_per": "case",
        "money_volume_kpi_key": str(volume.pk),
    }
    assert consultant.post(at(contract, "edit/"), sent).status_code == 302
    page = words(consultant.get(at(contract)))
    assert "for each day in each case, counted by “Proposals sent”" in page
