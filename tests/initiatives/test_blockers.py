"""What is in the way of initiatives: its services, and the pages on which people say so."""

import datetime as dt
import uuid

import pytest

from apps.initiatives.models import Blocker
from apps.initiatives.selectors import blocker, in_the_way, out_of_the_way, outside_control
from apps.initiatives.services import change_blocker, change_initiative, move_blocker, raise_blocker
from kernel import clock
from kernel.access import system_actor
from kernel.ledger.models import Entry
from tests.actors import user
from tests.conftest import NOW
from tests.factories.people import make_blocker, make_initiative, make_person
from tests.initiatives.moves import make_resolved, move
from tests.pages import as_member, as_partner, text
from tests.refusals import refused

BY = system_actor()
RAISED = {"title": "No access to the price list", "kind": "data_path", "control": "outside"}


@pytest.fixture
def initiative(client_a):
    return make_initiative(registered_on=dt.date(2026, 2, 1))


@pytest.fixture
def pages(client_a):
    return as_partner(client_a)


def last() -> tuple[str, dict]:
    entry = Entry.objects.last()
    return entry.event, entry.data


def home(pages) -> str:
    return text(pages.browser.get(f"/clients/{pages.slug}/"))


# --- Services


def test_it_raises_a_blocker_since_today_where_no_day_is_given(initiative):
    made = raise_blocker(by=user("consultant"), initiative_id=initiative.pk, **RAISED)
    assert (made.opened_on, made.status, made.raised_by_name) == (dt.date(2026, 3, 2), "open", "Petra Vogel")
    event, data = last()
    assert event == "blocker.raised"
    assert (data["initiative"], data["control"], data["late_discovery"]) == (str(initiative.pk), "outside", False)


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"title": " "}, [("title", "blank")]),
        ({"kind": "weather", "control": "nobody"}, [("kind", "invalid_choice"), ("control", "invalid_choice")]),
        ({"opened_on": dt.date(2026, 3, 3)}, [("opened_on", "O5")]),
        ({"opened_on": dt.date(2026, 1, 31)}, [("opened_on", "O5")]),
        ({"opened_on": "soon"}, [("opened_on", "invalid")]),
        ({"owner_id": uuid.uuid4()}, [("owner", "invalid")]),
    ],
)
def test_it_names_each_field_of_a_blocker_that_is_wrong(initiative, given, problems):
    with refused(422, *problems):
        raise_blocker(by=BY, initiative_id=initiative.pk, **(RAISED | given))


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("partner_admin", True),
        ("consultant", True),
        ("client_sponsor", True),
        ("workflow_owner", False),
        ("client_viewer", False),
    ],
)
def test_it_lets_an_owner_speak_of_their_own_workflow_only(initiative, role, may):
    if may:
        raise_blocker(by=user(role), initiative_id=initiative.pk, **RAISED)
    else:
        somebody = user(role, person=make_person(name="Else"))
        with refused(403):
            raise_blocker(by=somebody, initiative_id=initiative.pk, **RAISED)
    raise_blocker(by=user("workflow_owner", person=initiative.workflow_owner), initiative_id=initiative.pk, **RAISED)


def test_it_changes_a_blocker_at_the_revision_it_was_read_at(initiative):
    made = make_blocker(initiative)
    changed = change_blocker(by=BY, blocker_id=made.pk, revision=1, control="inside", late_discovery=True)
    assert (changed.revision, changed.control) == (2, "inside")
    assert last() == (
        "blocker.changed",
        {"changes": {"control": ["outside", "inside"], "late_discovery": [False, True]}},
    )
    with refused(412, ("revision", "stale")):
        change_blocker(by=BY, blocker_id=made.pk, revision=1, title="Overwritten")
    with refused(422, ("status", "unknown_field")):
        change_blocker(by=BY, blocker_id=made.pk, revision=2, status="resolved")
    with refused(422, ("opened_on", "O5")):
        change_blocker(by=BY, blocker_id=made.pk, revision=2, opened_on=dt.date(2026, 1, 1))


def test_it_is_out_of_the_way_with_how_and_since_when(initiative):
    made = make_blocker(initiative, opened_on=dt.date(2026, 2, 18))
    with refused(422, ("resolution", "O5"), ("resolved_on", "O5")):
        move_blocker(by=BY, blocker_id=made.pk, move="resolve", revision=1, resolved_on=dt.date(2026, 2, 17))
    with refused(422, ("resolution", "max_length")):
        move_blocker(by=BY, blocker_id=made.pk, move="resolve", revision=1, resolution="x" * 2_001)
    done = move_blocker(
        by=BY,
        blocker_id=made.pk,
        move="resolve",
        revision=1,
        resolution="IT gave read access.",
        resolved_on=dt.date(2026, 3, 1),
    )
    assert (done.status, done.resolved_on, done.resolved_by_name) == ("resolved", dt.date(2026, 3, 1), BY.name)
    assert last() == ("blocker.resolved", {"resolved_on": "2026-03-01", "resolution": "IT gave read access."})
    assert blocker(made.pk).days == 11
    with refused(409):
        change_blocker(by=BY, blocker_id=made.pk, revision=2, title="Another")


def test_it_is_in_the_way_again_with_why_and_keeps_how_it_was_removed(initiative):
    made = make_resolved(initiative=initiative)
    with refused(422, ("reason", "O5")):
        move_blocker(by=BY, blocker_id=made.pk, move="reopen", revision=2, reason=" ")
    back = move("reopen")(made)
    assert (back.status, back.resolved_on, back.resolution, back.resolved_by_name) == ("open", None, "", "")
    was = {"resolved_on": "2026-03-02", "resolution": "IT gave read access."}
    assert last() == ("blocker.reopened", {"reason": "The access ran out.", "was": was})


def test_it_lists_what_is_outside_control_first_then_the_oldest(initiative):
    made = {
        name: make_blocker(initiative, title=name, control=control, opened_on=dt.date(2026, 2, day))
        for name, control, day in [("old", "inside", 2), ("new", "outside", 20), ("older", "outside", 10)]
    }
    move("resolve")(make_blocker(initiative, title="over"))
    assert [line.blocker.title for line in in_the_way(initiative.pk)] == ["older", "new", "old"]
    assert [line.blocker.title for line in out_of_the_way(initiative.pk, 5)] == ["over"]
    assert [line.blocker for line in outside_control()] == [made["older"], made["new"]]


def test_it_leaves_out_what_was_in_the_way_of_something_that_ended(initiative):
    make_blocker(initiative)
    change_initiative(by=BY, initiative_id=initiative.pk, revision=1, status="killed")
    assert outside_control() == []


# --- Pages


def test_it_says_what_is_in_the_way_on_the_initiatives_page(pages, initiative):
    address = f"initiatives/{initiative.pk}/"
    assert "Nothing, as far as anybody said." in text(pages.get(address))
    make_blocker(initiative, opened_on=dt.date(2026, 2, 18), late_discovery=True, owner_id=initiative.partner_lead_id)
    page = text(pages.get(address))
    assert "outside Anna Weber’s control, for 12 days; Mara Lind removes it" in page
    assert "governance before the start finds this" in page


def test_it_offers_to_raise_one_to_those_who_may_only(client_a, initiative):
    address = f"initiatives/{initiative.pk}/"
    owner = as_member(client_a, "workflow_owner", initiative.workflow_owner_id)
    assert "Raise a blocker" in text(owner.get(address))
    viewer = as_member(client_a, "client_viewer")
    assert "Raise a blocker" not in text(viewer.get(address))
    made = make_blocker(initiative)
    page = text(viewer.get(f"blockers/{made.pk}/"))
    assert "Out of the way" not in page
    assert f"blockers/{made.pk}/edit/" not in page


def test_it_is_raised_changed_removed_and_back_by_pages(pages, initiative):
    form = f"initiatives/{initiative.pk}/blockers/new/"
    assert pages.get(form).status_code == 200
    said = {"title": "No access", "kind": "access", "control": "outside", "owner": "", "description": ""}
    assert pages.post(form, **said).status_code == 302
    made = Blocker.objects.get()
    address = f"blockers/{made.pk}/"
    assert "It is in the way: outside Anna Weber’s control, for 0 days." in text(pages.get(address))

    changed = said | {"title": "No access to prices", "opened_on": "2026-02-20", "revision": "1"}
    assert pages.post(f"{address}edit/", **changed).status_code == 302
    assert pages.post(f"{address}edit/", **changed).status_code == 412
    assert "No access to prices" in text(pages.get(address))

    assert pages.post(f"{address}move/", resolution=" ", revision="2").status_code == 422
    assert pages.post(f"{address}move/", resolution="IT gave access.", revision="2").status_code == 302
    page = text(pages.get(address))
    assert "It has been out of the way since" in page
    assert "In the way again" in page
    assert "IT gave access." in text(pages.get(f"initiatives/{initiative.pk}/"))
    assert pages.post(f"{address}move/", reason="It ran out.", revision="3").status_code == 302
    made.refresh_from_db()
    assert made.status == "open"


def test_it_says_beside_the_field_what_is_wrong(pages, initiative):
    said = RAISED | {"opened_on": "2026-03-09", "owner": ""}
    response = pages.post(f"initiatives/{initiative.pk}/blockers/new/", **said)
    assert response.status_code == 422
    assert "The day lies in the future." in text(response)


def test_it_tells_an_executive_what_is_outside_the_owners_control(client_a, pages, initiative):
    make_blocker(initiative, title="Mine", control="inside")
    assert "What is in the way" not in home(pages)
    for number in range(7):
        make_blocker(initiative, title=f"Theirs {number}", opened_on=dt.date(2026, 2, 10 + number))
    page = home(as_member(client_a, "client_sponsor"))
    assert "Theirs 0</a>: outside Anna Weber’s control, for 20 days" in page
    assert "Theirs 5" not in page
    assert "2 more stand on the pages of their initiatives." in page
    assert "Mine" not in page


def test_it_tells_the_feed_what_happened(pages, initiative):
    made = make_blocker(initiative, late_discovery=True)
    with clock.frozen(NOW + dt.timedelta(hours=1)):
        move("reopen")(move("resolve")(made))
    change_blocker(by=BY, blocker_id=made.pk, revision=3, late_discovery=False)
    page = text(pages.get(f"initiatives/{initiative.pk}/activity/"))
    for words in ("found after the work had begun", "IT gave read access.", "The access ran out.", "yes → no"):
        assert words in page


# --- Ownership in three places


def test_it_says_that_nobody_owns_data_operations_and_money(client_a, pages, initiative):
    data, budget = make_person(name="Ina Data", function="it"), make_person(name="Fred Money", function="finance")
    address = f"initiatives/{initiative.pk}/"
    assert "not named" in text(pages.get(address))
    change_initiative(by=BY, initiative_id=initiative.pk, revision=1, data_owner_id=data.pk, budget_owner_id=budget.pk)
    page = text(pages.get(address))
    assert "Data in IT, operations in operations, money in finance: nobody owns all three." in page
    assert "Have one function own at least two of them" in page
    viewer = text(as_member(client_a, "client_viewer").get(address))
    assert "nobody owns all three" in viewer
    assert "Have one function own at least two of them" not in viewer
    change_initiative(by=BY, initiative_id=initiative.pk, revision=2, budget_owner_id=initiative.workflow_owner_id)
    assert "nobody owns all three" not in text(pages.get(address))


def test_it_takes_data_and_budget_owner_by_the_form(pages, initiative):
    data = make_person(name="Ina Data", function="it")
    address = f"initiatives/{initiative.pk}/edit/"
    assert "Data owner" in text(pages.get(address))
    names = ("name", "workflow", "type", "status")
    people = ("workflow_owner", "transformation_lead", "partner_lead")
    said = {name: getattr(initiative, name) for name in names}
    said |= {name: getattr(initiative, f"{name}_id") for name in people}
    said |= {f"{name}_accountability": "Answers." for name in people[:2]}
    assert pages.post(address, **said, data_owner=data.pk, budget_owner="", revision=1).status_code == 302
    initiative.refresh_from_db()
    assert (initiative.data_owner_id, initiative.budget_owner_id) == (data.pk, None)
    with refused(422, ("data_owner", "invalid")):
        change_initiative(by=BY, initiative_id=initiative.pk, revision=2, data_owner_id=uuid.uuid4())
