"""Plays through the API: started, read, resumed; their activities, effort and kits."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.library.services import load_shipped
from apps.plays.models import Activity, Effort, Play
from kernel import clock
from kernel.access import system_actor
from kernel.ids import new_id
from tests.api.conftest import Api
from tests.conftest import NOW
from tests.factories.accounts import MembershipFactory, UserFactory, log_in
from tests.factories.people import make_initiative
from tests.factories.plays import a_gate, decide, make_activity, make_effort, make_evidence, make_play
from tests.factories.telling_plays import IMPROVED, Story
from tests.factories.value import make_contract, make_kpi


@pytest.fixture
def sponsor(client_a):
    """The API as the client's sponsor uses it."""
    user = UserFactory(name="Petra Vogel")
    MembershipFactory(user=user, client=client_a, role="client_sponsor")
    return Api(client_a.slug, browser=log_in(user))


@pytest.fixture
def contract(partner):
    load_shipped(by=system_actor())
    return make_contract()


def another(name, **given):
    """A play of another initiative."""
    return make_play(contract_of(name), **given)


def contract_of(name):
    return make_contract(make_kpi(make_initiative(name=name)))


def start(api, contract, **given):
    body = {
        "initiative_id": str(contract.initiative_id),
        "contract_id": str(contract.pk),
        "team": "Order desk South",
        "starts_on": "2026-03-02",
    }
    return api.post("plays/", body | given)


def problems(response):
    return {(each["field"], each["code"]) for each in response.json()["problems"]}


def test_it_starts_a_play_from_the_standard_template(partner, contract):
    response = start(partner, contract)

    assert response.status_code == 201
    play = response.json()
    assert (play["status"], play["day"], play["last_on"], play["overdue"]) == ("running", 1, "2026-04-30", False)
    assert [phase["key"] for phase in play["phases"] if phase["is_now"]] == ["lock"]
    assert [(gate["type"], gate["status"], gate["is_next"]) for gate in play["gates"]] == [
        ("pilot", "open", True),
        ("limited_production", "open", False),
        ("scale", "open", False),
    ]
    assert partner.get(response["Location"]).json() == play


def test_it_starts_no_play_without_a_draft_of_a_contract(partner, contract):
    missing = start(partner, contract, contract_id=None)
    foreign = start(partner, contract, contract_id=str(contract_of("Errors").pk))

    assert [missing.status_code, foreign.status_code] == [422, 422]
    assert ("contract_id", "V1") in problems(missing) & problems(foreign)
    assert not Play.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"starts_on": "2026-03-01"}, "starts_on", "P"),
        ({"starts_on": "2026-06-01"}, "starts_on", "P"),
        ({"template": "no-such-template"}, "template", "unknown"),
        ({"kit": "no-such-kit"}, "kit", "unknown"),
        ({"kit": "a-kit", "template": "sixty-day-play"}, "kit", "one_value"),
        ({"team": ""}, "team", "blank"),
        ({"days": 90}, "days", "unknown_field"),
    ],
)
def test_it_names_what_keeps_a_play_from_starting(partner, contract, given, field, code):
    response = start(partner, contract, **given)

    assert response.status_code == 422
    assert (field, code) in problems(response)


def test_it_refuses_a_second_play_of_the_team(partner, contract):
    start(partner, contract)

    response = start(partner, contract)

    assert (response.status_code, response.json()["code"]) == (409, "P8")


def test_it_lists_plays_in_order_of_change_with_the_day_they_are_at(api):
    first = make_play()
    with clock.frozen(NOW + dt.timedelta(days=1)):
        second = another("Errors")

    with clock.frozen(NOW + dt.timedelta(days=60)):
        rows = api.get("plays/").json()["results"]
        assert [(row["id"], row["day"], row["overdue"]) for row in rows] == [
            (str(first.pk), 61, True),
            (str(second.pk), 60, False),
        ]
        assert [row["id"] for row in api.get("plays/?updated_since=2026-03-03T00:00:00Z").json()["results"]] == [
            str(second.pk)
        ]
        assert api.get(f"plays/?initiative_id={first.initiative_id}&status=paused").json()["results"] == []
        assert api.get("plays/?state=running").status_code == 422


def test_it_resumes_a_paused_play_from_the_revision_that_was_read(partner):
    play = make_play()
    decide(a_gate(play), "redesign", redesign_on=dt.date(2026, 3, 20))
    read = partner.get(f"plays/{play.pk}/")
    assert (read.json()["status"], read.json()["redesign_on"]) == ("paused", "2026-03-20")

    assert partner.post(f"plays/{play.pk}/moves/", {"move": "resume"}).status_code == 428
    assert partner.post(f"plays/{play.pk}/moves/", {"move": "resume"}, If_Match='"1"').status_code == 412
    resumed = partner.post(f"plays/{play.pk}/moves/", {"move": "resume"}, If_Match=read["ETag"])
    assert (resumed.status_code, resumed.json()["status"]) == (200, "running")
    again = partner.post(f"plays/{play.pk}/moves/", {"move": "resume"}, If_Match=resumed["ETag"])
    assert (again.status_code, again.json()["code"]) == (409, "move_refused")


def test_it_offers_no_way_round_the_gates(partner):
    play = make_play()

    refused = partner.post(f"plays/{play.pk}/moves/", {"move": "scale"}, If_Match='"2"')

    assert (refused.status_code, problems(refused)) == (422, {("move", "invalid_choice")})


def test_it_answers_304_while_nothing_has_changed(api):
    play = make_play()
    tag = api.get(f"plays/{play.pk}/")["ETag"]

    assert api.get(f"plays/{play.pk}/", If_None_Match=tag).status_code == 304
    make_effort(play)
    assert api.get(f"plays/{play.pk}/", If_None_Match=tag).status_code == 200


def test_it_takes_an_activity_from_its_plan_to_its_end(api):
    play, other = make_play(), make_activity(Play.objects.first())
    body = {"title": "Move the price list", "owner_id": str(other.owner_id), "due_on": "2026-03-10"}

    added = api.post(f"plays/{play.pk}/activities/", body)
    assert (added.status_code, added.json()["phase"], added.json()["origin"]) == (201, "lock", "added")
    address = added["Location"]
    changed = api.patch(address, {"due_on": "2026-03-12", "depends_on": [str(other.pk)]}, If_Match=added["ETag"])
    assert (changed.json()["planned_on"], changed.json()["due_on"]) == ("2026-03-10", "2026-03-12")
    assert api.patch(address, {"title": "x"}, If_Match=added["ETag"]).status_code == 412

    waits = api.post(f"{address}moves/", {"move": "finish"})
    assert (waits.status_code, waits.json()["code"]) == (409, "P5")
    api.post(f"activities/{other.pk}/moves/", {"move": "finish", "note": "Done on the first morning."})
    done = api.post(f"{address}moves/", {"move": "finish"})
    assert (done.json()["status"], done.json()["done_on"]) == ("done", "2026-03-02")
    assert api.get(address).json() == done.json()
    mine = api.get(f"activities/?play_id={play.pk}&status=done").json()["results"]
    assert {row["id"] for row in mine} == {str(other.pk), done.json()["id"]}


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"due_on": "2026-03-01"}, "due_on", "P5"),
        ({"owner_id": str(new_id())}, "owner", "invalid"),
        ({"phase": "later"}, "phase", "P5"),
        ({"depends_on": [str(new_id())]}, "depends_on", "P5"),
        ({"depends_on": "everything"}, "depends_on", "not_a_list"),
        ({"planned_on": "2026-03-01"}, "planned_on", "unknown_field"),
    ],
)
def test_it_names_what_keeps_an_activity_from_changing(api, body, field, code):
    activity = make_activity()

    refused = api.patch(f"activities/{activity.pk}/", body, If_Match='"1"')

    assert refused.status_code == 422
    assert (field, code) in problems(refused)


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"move": "finish", "done_on": "2026-03-01"}, "done_on", "P5"),
        ({"move": "finish", "done_on": "2026-03-03"}, "done_on", "V9"),
        ({"move": "begin", "done_on": "2026-03-02"}, "done_on", "unknown_field"),
    ],
)
def test_it_goes_neither_back_in_time_nor_ahead(api, body, field, code):
    activity = make_activity()

    refused = api.post(f"activities/{activity.pk}/moves/", body)

    assert (refused.status_code, problems(refused)) == (422, {(field, code)})
    assert Activity.objects.get(pk=activity.pk).status == "open"


def test_it_books_hours_and_says_their_share_of_the_first_run(client_a, api, partner):
    story = Story()
    with story.on(2):
        make_effort(story.play, Decimal(100))
        body = {"on": "2026-03-03", "hours": "6.5", "note": "Integration"}
        booked = api.post(f"plays/{story.play_id}/effort/", body)
        assert (booked.status_code, booked.json()["hours"]) == (201, "6.5")
        fixed = api.post(f"plays/{story.play_id}/effort/", body | {"hours": -6.5, "note": "Booked twice"})
        assert fixed.status_code == 201
        assert [row["hours"] for row in api.get(f"plays/{story.play_id}/effort/").json()["results"]] == [
            "100",
            "6.5",
            "-6.5",
        ]
        assert api.get(f"plays/{story.play_id}/").json()["effort"] == {
            "hours": "100",
            "first_hours": None,
            "share": None,
            "passes": None,
        }


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"hours": 0}, "hours", "K2"),
        ({"hours": "1001"}, "hours", "K2"),
        ({"hours": -2}, "note", "K2"),
        ({"hours": -13, "note": "Of another play."}, "hours", "K2"),
        ({"on": "2026-03-03"}, "on", "V9"),
        ({"hours": "a day"}, "hours", "invalid"),
        ({"person_id": str(new_id())}, "person", "invalid"),
    ],
)
def test_it_names_what_is_wrong_with_hours(api, body, field, code):
    play = make_effort().play

    refused = api.post(f"plays/{play.pk}/effort/", {"on": "2026-03-02", "hours": "2"} | body)

    assert (refused.status_code, problems(refused)) == (422, {(field, code)})
    assert Effort.objects.count() == 1


def test_it_freezes_a_kit_and_releases_what_was_read(client_a, partner, sponsor):
    story = Story()
    early = partner.post(f"plays/{story.play_id}/kit/moves/", {"move": "freeze"})
    assert (early.status_code, early.json()["code"]) == (409, "K1")
    pass_pilot(story)
    with story.on(31):
        kit = f"plays/{story.play_id}/kit/"
        frozen = partner.post(f"{kit}moves/", {"move": "freeze"})
        assert (frozen.status_code, frozen.json()["status"]) == (200, "frozen")
        assert frozen.json() == sponsor.get(kit).json()
        assert "Acme" not in str(frozen.json()["document"])

        assert partner.post(f"{kit}releases/", {"kit_hash": frozen.json()["kit_hash"]}).status_code == 403
        assert sponsor.post(f"{kit}releases/", {"kit_hash": "0" * 64}).status_code == 412
        released = sponsor.post(f"{kit}releases/", {"kit_hash": frozen.json()["kit_hash"]})
        assert (released.json()["status"], bool(released.json()["library_key"])) == ("released", True)
        assert partner.post(f"{kit}moves/", {"move": "discard"}).status_code == 409

        second = story.repeat_in("Order desk South")
        make_effort(story.play, Decimal(100))
        make_effort(second, Decimal(29))
        assert partner.get(f"plays/{second.pk}/").json()["effort"] == {
            "hours": "29",
            "first_hours": "100",
            "share": "0.29",
            "passes": True,
        }


def pass_pilot(story):
    with story.on(5):
        story.prepare_pilot()
        story.weeks_read(*IMPROVED)
    with story.on(28):
        story.people_test()
    with story.on(30):
        story.pass_gate("pilot")


def test_it_judges_the_gates_of_a_full_play_in_at_most_25_queries(client_a, api, django_assert_max_num_queries):
    story = Story()
    pass_pilot(story)
    with story.on(31):
        story.watch()
        story.drill_fallback()
        story.review_runbook()
    with story.on(45):
        story.pass_gate("limited_production")
    with story.on(46):
        with django_assert_max_num_queries(25):
            page = story.page
        gates = api.get(f"plays/{story.play_id}/gates/").json()["gates"]
        assert [gate["status"] for gate in gates] == ["passed", "passed", "open"]
        assert [gate["met"] for gate in gates] == [view.met for view in page.gates]


def test_it_lists_in_as_many_queries_whatever_there_is(api):
    def asked(path):
        with CaptureQueriesContext(connection) as queries:
            assert api.get(path).status_code == 200
        return len(queries)

    make_evidence()
    paths = ["plays/", "activities/", "evidence/"]
    asked(paths[0])
    before = [asked(path) for path in paths]
    for number in range(4):
        make_evidence(another(f"Errors {number}"))
    assert [asked(path) for path in paths] == before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("plays/", {}),
        ("plays/{play}/moves/", {"move": "resume"}),
        ("plays/{play}/fallback/", {"minutes": 5}),
        ("plays/{play}/drills/", {}),
        ("plays/{play}/kit/moves/", {"move": "freeze"}),
        ("plays/{play}/kit/releases/", {}),
        ("gates/{gate}/moves/", {"move": "submit"}),
        ("gates/{gate}/decisions/", {}),
        ("gates/{gate}/waivers/", {}),
    ],
)
def test_it_keeps_plans_and_decisions_to_people_and_says_to_whom(api, path, body):
    play = make_play()
    address = path.format(play=play.pk, gate=a_gate(play).pk)

    refused = api("PATCH" if "fallback" in path else "POST", address, body)

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert refused.json()["way_out"].startswith("Those who can: ")


def test_it_asks_a_system_for_the_scope_of_each_thing(api_with):
    play = make_play()
    reader, worker = api_with("plays.view"), api_with("activities.write")
    owner = str(make_activity(play).owner_id)
    body = {"title": "Call them", "owner_id": owner, "due_on": "2026-03-10"}

    assert reader.get(f"plays/{play.pk}/gates/").status_code == 200
    assert reader.post(f"plays/{play.pk}/activities/", body).status_code == 403
    assert worker.post(f"plays/{play.pk}/activities/", body).status_code == 201
    assert worker.get("plays/").status_code == 403


def test_it_adds_an_activity_once_under_one_key(api):
    play = make_play()
    body = {"title": "Call them", "owner_id": str(make_activity(play).owner_id), "due_on": "2026-03-10"}
    key = str(new_id())

    first = api.post(f"plays/{play.pk}/activities/", body, Idempotency_Key=key)
    again = api.post(f"plays/{play.pk}/activities/", body, Idempotency_Key=key)

    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    assert Activity.objects.filter(title="Call them").count() == 1
