"""The governance tab of an initiative, and the pages below it."""

from decimal import Decimal

import pytest

from apps.governance.models import BoundaryStatement, ChecklistItem, Monitor, MonitorReading
from apps.governance.services import change_monitor
from tests.factories.governance import (
    BY,
    MAY,
    PROCESS,
    answer,
    make_attested,
    make_boundary,
    make_boundary_in_force,
    make_checklist,
    make_complete_checklist,
    make_incident,
    make_monitor,
    read,
)
from tests.factories.people import make_initiative
from tests.pages import as_member, as_partner, text


@pytest.fixture
def initiative(client_a):
    return make_initiative()


@pytest.fixture
def pages(client_a):
    return as_partner(client_a)


@pytest.fixture
def owner(client_a, initiative):
    return as_member(client_a, "workflow_owner", initiative.workflow_owner_id)


def tab(initiative):
    return f"initiatives/{initiative.pk}/governance/"


# --- The tab


def test_it_says_first_that_nothing_is_agreed_and_what_to_do(pages, initiative):
    page = text(pages.get(tab(initiative)))
    assert "Not under control: no checklist was started; no boundary statement is in force" in page
    assert "Propose a boundary statement" in page
    assert "Define a monitor" in page
    assert "Ask a leader" in page
    assert "documented only" in page


def test_it_says_that_everything_is_under_control(pages, initiative):
    make_complete_checklist(initiative)
    make_attested(initiative)
    read(make_monitor(initiative), "1.2", "1.4")
    page = text(pages.get(tab(initiative)))
    assert "Under control: the checklist is complete, the boundary is in force, and all 6 controls operate." in page
    assert "2 of 2 readings in range" in page
    assert "No incident goes on." in page


def test_it_says_what_is_wrong_the_worst_first(pages, initiative):
    answer(make_checklist(initiative)[0])
    make_incident(initiative)
    read(make_monitor(initiative), "3")
    page = text(pages.get(tab(initiative)))
    assert "1 severe incident goes on; 1 monitor is out of its range; 13 items of the checklist are open" in page
    assert "Proposals with last year&#x27;s prices" in page
    assert "an answer, an owner, evidence, a review date" in page


def test_it_begins_with_what_waits_for_the_person(owner, initiative):
    make_boundary(initiative)
    assert "Read and approve the boundary" in text(owner.get(tab(initiative)))


def test_it_reads_the_tab_in_as_many_queries_for_many_as_for_one(pages, initiative, django_assert_max_num_queries):
    make_complete_checklist(initiative)
    make_attested(initiative)
    read(make_monitor(initiative), "1.2")
    make_incident(initiative)
    pages.get(tab(initiative))
    with django_assert_max_num_queries(26) as one:
        pages.get(tab(initiative))
    for number in range(5):
        read(make_monitor(initiative, name=f"Monitor {number}"), "1", "3", "1")
        make_incident(initiative, title=f"Incident {number}")
    with django_assert_max_num_queries(len(one)):
        pages.get(tab(initiative))


# --- The checklist


def test_it_starts_a_checklist_from_the_library_and_adds_only_what_is_missing(pages, initiative):
    make_checklist(make_initiative(name="Another one"))
    assert pages.post(f"{tab(initiative)}checklist/", template="standard-ai-governance").status_code == 302
    assert ChecklistItem.objects.filter(initiative=initiative).count() == 15
    pages.get(tab(initiative))
    again = pages.browser.post(
        f"/clients/acme/{tab(initiative)}checklist/", {"template": "standard-ai-governance"}, follow=True
    )
    assert "The checklist has all of these items." in text(again)
    assert "15 items" not in text(again)


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("model_boundary", "Only the model in the client's own region.", "Only the model in the client's own region."),
        ("data_sensitivity", "restricted", "restricted"),
        ("human_review_points", "Before sending\r\n\r\nEach Friday", ["Before sending", "Each Friday"]),
        (
            "escalation_path",
            "Head of order desk | 30 | by telephone",
            [{"who": "Head of order desk", "within_minutes": 30, "how": "by telephone"}],
        ),
    ],
)
def test_it_answers_an_item_by_its_type(owner, initiative, key, typed, kept):
    make_checklist(initiative)
    item = ChecklistItem.objects.get(key=key)
    assert item.question[:40] in text(owner.get(f"checklist-items/{item.pk}/")).replace("&#x27;", "'")
    response = owner.post(
        f"checklist-items/{item.pk}/",
        answer=typed,
        owner=str(initiative.workflow_owner_id),
        evidence="Minutes",
        review_on="2026-09-01",
        revision="1",
    )
    assert response.status_code == 302
    item.refresh_from_db()
    assert item.answer == kept
    assert item.completed_at is not None


def test_it_says_which_line_of_an_escalation_path_is_no_step(owner, initiative):
    make_checklist(initiative)
    item = ChecklistItem.objects.get(key="escalation_path")
    response = owner.post(f"checklist-items/{item.pk}/", answer="Desk | 30 | by phone\nDesk", revision="1")
    assert response.status_code == 422
    assert "Line 2 is no step. Write: who | minutes | how." in text(response)
    assert "Desk | 30 | by phone" in text(response)


def test_it_shows_an_answer_to_those_who_may_not_change_it(client_a, initiative):
    items = {item.key: item for item in make_complete_checklist(initiative)}
    viewer = as_member(client_a, "client_viewer")
    page = text(viewer.get(f"checklist-items/{items['escalation_path'].pk}/"))
    assert "Head of order desk, within 30 minutes: By telephone" in page
    assert "<textarea" not in page
    assert viewer.post(f"checklist-items/{items['escalation_path'].pk}/", revision="2").status_code == 403


def test_it_shows_what_somebody_else_answered_meanwhile(owner, initiative):
    item = make_checklist(initiative)[0]
    answer(item)
    response = owner.post(f"checklist-items/{item.pk}/", answer="Mine", evidence="E", review_on="", revision="1")
    assert response.status_code == 412
    assert "Somebody changed this since you opened it." in text(response)


def test_it_adds_an_item_of_the_clients_own(owner, initiative):
    page = f"{tab(initiative)}items/new/"
    assert "Add the item" in text(owner.get(page))
    said = {"title": "Works council", "question": "What was agreed?", "answer_type": "text", "required": "on"}
    wrong = owner.post(page, key="Works Council", nist="GOVERN", **said)
    assert wrong.status_code == 422
    assert "is no reference to the NIST AI RMF" in text(wrong)
    assert "a letter first" in text(wrong)
    assert owner.post(page, key="works_council", nist="GOVERN 1.1, MAP 3.4", **said).status_code == 302
    assert ChecklistItem.objects.get().nist == ["GOVERN 1.1", "MAP 3.4"]


# --- The boundary statement


def test_it_proposes_on_one_side_and_approves_on_the_other(pages, owner, initiative):
    assert pages.post(f"{tab(initiative)}boundary/new/", **MAY).status_code == 302
    statement = BoundaryStatement.objects.get()
    mine = text(pages.get(f"boundary-statements/{statement.pk}/"))
    assert "Approve the boundary statement" not in mine
    theirs = text(owner.get(f"boundary-statements/{statement.pk}/"))
    assert "Approve the boundary statement" in theirs
    address = f"boundary-statements/{statement.pk}/move/"
    assert owner.post(address, move="approve", content_hash="0" * 64).status_code == 412
    assert owner.post(address, move="approve", content_hash=statement.content_hash).status_code == 302
    assert "Prices, discounts and terms of delivery." in text(owner.get(tab(initiative)))


def test_it_begins_a_new_version_from_the_one_in_force_and_asks_why(pages, initiative):
    make_boundary_in_force(initiative)
    page = f"{tab(initiative)}boundary/new/"
    assert "Prices, discounts and terms of delivery." in text(pages.get(page))
    refused = pages.post(page, **MAY)
    assert refused.status_code == 422
    assert "What replaces a statement in force says why." in text(refused)


def test_it_withdraws_a_proposal(pages, initiative):
    statement = make_boundary(initiative)
    assert "Withdraw this version?" in text(pages.get(f"boundary-statements/{statement.pk}/"))
    pages.post(f"boundary-statements/{statement.pk}/move/", move="withdraw")
    statement.refresh_from_db()
    assert statement.status == "withdrawn"


# --- Monitors


FORM = {
    "name": "Error rate",
    "type": "quality",
    "unit": "%",
    "high": "2",
    "every": "day",
    "starts_on": "2026-02-01",
    "severity": "2",
    "breach_process": PROCESS,
}


def test_it_defines_a_monitor_and_reads_it(owner, initiative):
    page = f"{tab(initiative)}monitors/new/"
    assert "Define the monitor" in text(owner.get(page))
    assert owner.post(page, owner=str(initiative.workflow_owner_id), **FORM).status_code == 302
    monitor = Monitor.objects.get()
    assert "It has not been read yet." in text(owner.get(f"monitors/{monitor.pk}/"))
    reading = f"monitors/{monitor.pk}/readings/"
    assert "at most 2 %" in text(owner.get(reading))
    assert owner.post(reading, measured_at="2026-03-02T08:00", value="2.5").status_code == 302
    assert MonitorReading.objects.get().in_range is False
    shown = text(owner.get(f"monitors/{monitor.pk}/"))
    assert "It is out of its range." in shown
    assert "Error rate out of its range" in shown


def test_it_says_beside_the_field_why_a_reading_is_refused(owner, initiative):
    monitor = make_monitor(initiative)
    response = owner.post(f"monitors/{monitor.pk}/readings/", measured_at="2026-03-03T08:00", value="many")
    assert response.status_code == 422
    assert "The moment lies in the future." in text(response)
    assert "is not a number" in text(response)


def test_it_asks_for_a_range_and_a_breach_process(owner, initiative):
    wrong = FORM | {"high": "", "breach_process": ""}
    response = owner.post(f"{tab(initiative)}monitors/new/", owner=str(initiative.workflow_owner_id), **wrong)
    assert response.status_code == 422
    response = owner.post(
        f"{tab(initiative)}monitors/new/", owner=str(initiative.workflow_owner_id), **(FORM | {"high": ""})
    )
    assert "A monitor has a lowest or a highest acceptable value." in text(response)


def test_it_changes_a_monitor_and_shows_what_somebody_else_changed(owner, initiative):
    monitor = make_monitor(initiative)
    address = f"monitors/{monitor.pk}/edit/"
    assert "Save the monitor" in text(owner.get(address))
    change_monitor(by=BY, monitor_id=monitor.pk, revision=1, high=None, low=Decimal("0.1"), reason="It was wrong.")
    given = FORM | {"owner": str(initiative.workflow_owner_id)}
    response = owner.post(address, revision="1", **given)
    assert response.status_code == 412
    unsaid = owner.post(address, revision="2", **(given | {"high": "3"}))
    assert unsaid.status_code == 422
    assert "Another range needs a reason." in text(unsaid)
    said = {"high": "3", "reason": "It was too tight."}
    assert owner.post(address, revision="2", **(given | said)).status_code == 302
    monitor.refresh_from_db()
    assert monitor.high == 3


def test_it_retires_a_monitor_for_a_reason(owner, initiative):
    monitor = make_monitor(initiative)
    address = f"monitors/{monitor.pk}/retire/"
    assert owner.post(address, revision="1").status_code == 422
    assert owner.post(address, revision="1", reason="Another monitor watches it.").status_code == 302
    assert "retired" in text(owner.get(f"monitors/{monitor.pk}/"))
