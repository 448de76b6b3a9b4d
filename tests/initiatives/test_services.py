import datetime as dt
import uuid
from decimal import Decimal

import pytest

from apps.accounts.choices import Role
from apps.accounts.services import revoke_membership
from apps.initiatives.models import Initiative, Person
from apps.initiatives.services import (
    change_initiative,
    change_person,
    create_initiative,
    create_person,
    lead_initiative,
    link_person,
)
from kernel import clock
from kernel.access import system_actor
from kernel.errors import InvalidRefused
from kernel.ledger.models import Entry
from kernel.tenancy.context import mounted, public
from tests.actors import service, user
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.people import make_initiative, make_person
from tests.refusals import refused

BY = system_actor()


def _last() -> tuple[str, uuid.UUID, dict]:
    entry = Entry.objects.last()
    return entry.event, entry.subject_id, entry.data


def _people(initiative: Initiative) -> dict[str, uuid.UUID]:
    roles = ("workflow_owner_id", "transformation_lead_id", "partner_lead_id")
    return {role: getattr(initiative, role) for role in roles}


def test_it_adds_a_person_and_an_entry(client_a):
    person = create_person(by=BY, name="  Anna Weber ", function="sales", email="weber@acme.example")
    assert Person.objects.get().name == "Anna Weber"
    assert _last() == ("person.created", person.pk, {"name": "Anna Weber", "function": "sales"})


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"name": " "}, [("name", "blank")]),
        ({"name": "x" * 121}, [("name", "max_length")]),
        ({"function": "astrology"}, [("function", "invalid_choice")]),
        ({"function": ""}, [("function", "blank")]),
        ({"email": "nobody"}, [("email", "invalid")]),
        ({"name": "", "email": "nobody"}, [("name", "blank"), ("email", "invalid")]),
    ],
)
def test_it_names_each_field_of_a_person_that_is_wrong(client_a, given, problems):
    with refused(422, *problems):
        create_person(by=BY, **{"name": "Anna Weber", "function": "sales", **given})


def test_it_changes_a_person_at_the_revision_it_was_read_at(client_a):
    person = make_person()
    changed = change_person(by=BY, person_id=person.pk, revision=1, job_title="Head of sales")
    assert (changed.revision, changed.job_title) == (2, "Head of sales")
    assert _last() == ("person.changed", person.pk, {"changes": {"job_title": ["Head of order desk", "Head of sales"]}})
    with refused(412, ("revision", "stale")):
        change_person(by=BY, person_id=person.pk, revision=1, job_title="Overwritten")
    with refused(428):
        change_person(by=BY, person_id=person.pk, revision=None, job_title="Overwritten")


def test_it_writes_nothing_when_nothing_changed(client_a):
    person = make_person()
    assert change_person(by=BY, person_id=person.pk, revision=1, name=person.name).revision == 1
    assert Entry.objects.count() == 1


def test_it_refuses_fields_that_a_person_does_not_have(client_a):
    person = make_person()
    with refused(422, ("user_id", "unknown_field"), ("salary", "unknown_field")):
        change_person(by=BY, person_id=person.pk, revision=1, user_id=uuid.uuid4(), salary=1)


def test_it_keeps_an_owner_in_the_business(client_a):
    initiative = make_initiative()
    owner, partner = initiative.workflow_owner, initiative.partner_lead
    with refused(422, ("workflow_owner", "O1")):
        change_person(by=BY, person_id=owner.pk, revision=owner.revision, function="it")
    with refused(422, ("partner_lead", "O3")):
        change_person(by=BY, person_id=partner.pk, revision=partner.revision, function="sales")
    change_person(by=BY, person_id=owner.pk, revision=owner.revision, function="sales")


def test_it_links_one_login_to_one_person(client_a):
    person, login = make_person(), uuid.uuid4()
    link_person(by=BY, person_id=person.pk, user_id=login)
    assert _last() == ("person.linked", person.pk, {"user": str(login)})
    link_person(by=BY, person_id=person.pk, user_id=login)
    assert Entry.objects.count() == 2
    other = make_person()
    with refused(409):
        link_person(by=BY, person_id=other.pk, user_id=login)


def test_it_gives_a_person_no_second_login(client_a):
    with public():
        member = MembershipFactory(client=client_a, role=Role.CLIENT_SPONSOR)
        other = UserFactory()
    person = make_person()
    link_person(by=BY, person_id=person.pk, user_id=member.user_id)

    with refused(409):
        link_person(by=BY, person_id=person.pk, user_id=other.pk)

    revoke_membership(by=BY, membership_id=member.pk)
    assert link_person(by=BY, person_id=person.pk, user_id=other.pk).user_id == other.pk


def test_it_enters_an_initiative_with_its_three_people(client_a):
    initiative = make_initiative()
    assert initiative.registered_on.isoformat() == "2026-03-02"
    event, subject, data = _last()
    assert (event, subject) == ("initiative.created", initiative.pk)
    assert data["workflow_owner"] == str(initiative.workflow_owner_id)


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"name": " "}, [("name", "blank")]),
        ({"workflow": ""}, [("workflow", "blank")]),
        ({"type": "party"}, [("type", "invalid_choice")]),
        ({"status": "nearly"}, [("status", "invalid_choice")]),
        ({"workflow_owner_accountability": " "}, [("workflow_owner_accountability", "O2")]),
        ({"transformation_lead_accountability": ""}, [("transformation_lead_accountability", "O2")]),
    ],
)
def test_it_names_each_field_of_an_initiative_that_is_wrong(client_a, given, problems):
    people = _people(make_initiative())
    with refused(422, *problems):
        make_initiative(**{"name": "Another", **people, **given})


def test_it_refuses_the_wrong_people(client_a):
    first = make_initiative()
    owner, lead, partner = _people(first).values()

    def enter(**people):
        make_initiative(name="Another", **_people(first) | people)

    with refused(422, ("workflow_owner", "O1"), ("transformation_lead", "O2")):
        enter(workflow_owner_id=lead)
    with refused(422, ("workflow_owner", "O1")):
        enter(workflow_owner_id=partner)
    with refused(422, ("transformation_lead", "O2")):
        enter(transformation_lead_id=owner)
    with refused(422, ("partner_lead", "O3")):
        enter(partner_lead_id=owner)


def test_it_names_no_person_of_another_client(client_a, client_b):
    first = make_initiative()
    with public(), mounted(client_b):
        foreign = make_person()
    for pk in (foreign.pk, uuid.uuid4()):
        with refused(422, ("workflow_owner", "invalid")):
            make_initiative(name="Another", **_people(first) | {"workflow_owner_id": pk})
        with refused(422, ("workflow_owner", "invalid")):
            change_initiative(by=BY, initiative_id=first.pk, revision=1, workflow_owner_id=pk)


def test_it_gives_no_two_initiatives_one_name(client_a, client_b):
    first, second = make_initiative(), make_initiative(name="Another")
    people = _people(first)
    with refused(409, ("name", "name_taken"), code="name_taken"):
        make_initiative(**people)
    with refused(409, ("name", "name_taken"), code="name_taken"):
        change_initiative(by=BY, initiative_id=second.pk, revision=1, name=first.name)
    with mounted(client_b):
        assert make_initiative().name == first.name


def test_it_changes_an_initiative_at_the_revision_it_was_read_at(client_a):
    initiative = make_initiative()
    changed = change_initiative(by=BY, initiative_id=initiative.pk, revision=1, status="pilot")
    assert (changed.revision, Initiative.objects.get().status) == (2, "pilot")
    assert _last()[2] == {"changes": {"status": ["idea", "pilot"]}}
    with refused(412, ("revision", "stale")):
        change_initiative(by=BY, initiative_id=initiative.pk, revision=1, status="production")
    with refused(422, ("registered_on", "unknown_field")):
        change_initiative(by=BY, initiative_id=initiative.pk, revision=2, registered_on="2020-01-01")
    with refused(404):
        change_initiative(by=BY, initiative_id=uuid.uuid4(), revision=1, status="pilot")


def _dates(initiative: Initiative) -> tuple[dt.date | None, dt.date | None]:
    return Initiative.objects.values_list("production_on", "ended_on").get(pk=initiative.pk)


def _move(initiative: Initiative, status: str, on: dt.date) -> tuple[dt.date | None, dt.date | None]:
    with clock.frozen(dt.datetime.combine(on, dt.time(12), dt.UTC)):
        revision = Initiative.objects.get(pk=initiative.pk).revision
        change_initiative(by=BY, initiative_id=initiative.pk, revision=revision, status=status)
    return _dates(initiative)


def test_it_keeps_the_first_production_and_the_end_until_it_is_undone(client_a):
    initiative = make_initiative(type="erp", status="limited_production")
    tenth, twentieth = dt.date(2026, 3, 10), dt.date(2026, 3, 20)
    assert _dates(initiative) == (None, None)
    assert _move(initiative, "production", tenth) == (tenth, None)
    assert _last()[2] == {
        "changes": {
            "status": ["limited_production", "production"],
            "stage_reached": ["limited_production", "production"],
            "production_on": [None, "2026-03-10"],
        }
    }
    assert _move(initiative, "production", twentieth) == (tenth, None)
    assert _move(initiative, "retired", twentieth) == (tenth, twentieth)
    assert _move(initiative, "paused", twentieth) == (tenth, None)
    assert _move(initiative, "production", dt.date(2026, 3, 30)) == (tenth, None)


def test_it_dates_what_is_entered_in_production_or_ended(client_a):
    assert _dates(make_initiative(status="production")) == (dt.date(2026, 3, 2), None)
    assert _dates(make_initiative(name="Another", status="killed")) == (None, dt.date(2026, 3, 2))


def test_it_keeps_the_furthest_stage_wherever_the_status_goes(client_a):
    initiative = make_initiative(type="erp", status="limited_production")
    assert initiative.stage_reached == "limited_production"
    reached = []
    for status in ("paused", "production", "limited_production", "paused", "killed"):
        _move(initiative, status, dt.date(2026, 3, 10))
        initiative.refresh_from_db()
        reached.append(initiative.stage_reached)
    assert reached == ["limited_production", *["production"] * 4]
    with refused(422, ("stage_reached", "unknown_field")):
        change_initiative(by=BY, initiative_id=initiative.pk, revision=6, stage_reached="none")


def _change(initiative: Initiative, **changes: object) -> Initiative:
    revision = Initiative.objects.get(pk=initiative.pk).revision
    return change_initiative(by=BY, initiative_id=initiative.pk, revision=revision, **changes)


@pytest.mark.parametrize("status", ["limited_production", "production"])
def test_it_lets_an_ai_use_case_reach_production_through_its_gates_only(client_a, status):
    initiative = make_initiative(status="pilot")
    with pytest.raises(InvalidRefused) as told:
        _change(initiative, status=status)
    [problem] = told.value.problems
    assert (problem.field, problem.code) == ("status", "P3")
    assert problem.message.endswith("is reached through its gates.")
    assert "Start a play" in problem.way_out
    with refused(422, ("status", "P3")):
        _change(initiative, status=status, type="crm")
    lead_initiative(by=BY, initiative_id=initiative.pk, play_id=None, status=status, stage=status)
    _change(initiative, status="paused")
    assert _change(initiative, status=status).stage_reached == status


def test_it_takes_an_ai_use_case_that_is_in_production_when_it_is_entered(client_a):
    initiative = make_initiative(status="production")
    assert (initiative.stage_reached, _last()[2]["status"]) == ("production", "production")
    _change(initiative, status="paused")
    assert _change(initiative, status="production").status == "production"


@pytest.mark.parametrize("ended", ["killed", "retired"])
def test_it_lets_an_ai_use_case_that_ended_begin_anew_only(client_a, ended):
    initiative = make_initiative(status=ended)
    for status in ("pilot", "paused", "limited_production", "production"):
        with refused(422, ("status", "P3")):
            _change(initiative, status=status)
    with refused(422, ("type", "P3")):
        _change(initiative, type="other")
    assert _change(initiative, status="evaluating").ended_on is None


def test_it_makes_no_ai_use_case_of_what_went_to_production_by_hand(client_a):
    other = make_initiative(type="other")
    _change(other, status="production")
    with refused(422, ("type", "P3")):
        _change(other, type="ai_use_case")
    early = make_initiative(name="Early", type="other", **_people(other))
    assert _change(early, type="ai_use_case").type == "ai_use_case"
    lead_initiative(by=BY, initiative_id=early.pk, play_id=uuid.uuid4(), status="pilot")
    with refused(422, ("type", "P3"), ("status", "P3")):
        _change(early, type="crm", status="production")


def test_it_refuses_what_is_in_production_before_it_is_in_the_register(client_a):
    tomorrow = dt.date(2026, 3, 3)
    later = make_initiative(registered_on=tomorrow)
    with refused(422, ("registered_on", "S10")):
        make_initiative(name="Another", **_people(later), status="production", registered_on=tomorrow)
    with refused(422, ("registered_on", "S10")):
        change_initiative(by=BY, initiative_id=later.pk, revision=1, status="retired")


def test_it_keeps_the_cost_of_delay_and_refuses_one_below_zero(client_a):
    initiative = make_initiative(cost_of_delay=Decimal("12000.50"))
    assert _last()[2]["cost_of_delay"] == "12000.5"
    change_initiative(by=BY, initiative_id=initiative.pk, revision=1, cost_of_delay=None)
    assert _last()[2] == {"changes": {"cost_of_delay": ["12000.5", None]}}
    for cost, code in [(Decimal("-0.01"), "S10"), (Decimal("1E+18"), "max_whole_digits")]:
        with refused(422, ("cost_of_delay", code)):
            change_initiative(by=BY, initiative_id=initiative.pk, revision=2, cost_of_delay=cost)


@pytest.mark.parametrize(
    "actor",
    [user("client_sponsor"), user("workflow_owner"), user("client_viewer"), user(), service(), service("value.view")],
    ids=["sponsor", "owner", "viewer", "no role", "no scope", "another scope"],
)
def test_it_refuses_whoever_may_not(client_a, actor):
    initiative = make_initiative()
    person = initiative.workflow_owner
    for act in (
        lambda: create_person(by=actor, name="X", function="sales"),
        lambda: change_person(by=actor, person_id=person.pk, revision=1, name="X"),
        lambda: link_person(by=actor, person_id=person.pk, user_id=uuid.uuid4()),
        lambda: create_initiative(
            by=actor,
            name="X",
            workflow="X",
            workflow_owner_id=person.pk,
            workflow_owner_accountability="X",
            transformation_lead_id=initiative.transformation_lead_id,
            transformation_lead_accountability="X",
            partner_lead_id=initiative.partner_lead_id,
        ),
        lambda: change_initiative(by=actor, initiative_id=initiative.pk, revision=1, status="pilot"),
    ):
        with refused(403, code="forbidden"):
            act()


@pytest.mark.parametrize("actor", [user("consultant"), user("partner_admin"), service("initiatives.manage")])
def test_it_lets_the_partner_and_its_systems(client_a, actor):
    initiative = make_initiative(by=actor)
    change_initiative(by=actor, initiative_id=initiative.pk, revision=1, status="pilot")
