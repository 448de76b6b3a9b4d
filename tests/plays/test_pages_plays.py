"""The pages of a play: where it stands, what is next, how it is started and extended; and the list of all."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.initiatives.models import Initiative
from apps.library.services import load_shipped
from apps.plays.models import Play
from apps.plays.services import freeze_kit
from apps.portfolio.services import derive_plays
from kernel import clock
from kernel.access import system_actor
from kernel.ids import new_id
from kernel.tenancy.context import mounted
from tests.browsers import WITHIN, enter, prove
from tests.conftest import NOW
from tests.factories.people import make_initiative
from tests.factories.plays import (
    a_gate,
    decide,
    make_activity,
    make_effort,
    make_papers,
    make_play,
    make_submitted,
    pass_gates,
)
from tests.factories.value import make_baseline, make_contract, make_fired, make_kpi
from tests.refusals import contents
from tests.value.contract_addresses import HOSTILE

PLAYS = f"{WITHIN}/plays/"
TODAY, DAY = NOW.date(), dt.timedelta(days=1)


def at(play: Play, rest: str = "") -> str:
    return f"{PLAYS}{play.pk}/{rest}"


def lead(page) -> str:
    return re.sub(r"\s+", " ", page.text.partition('<p class="lead')[2].partition("</p>")[0].partition(">")[2]).strip()


def another(name: str) -> Play:
    kpi = make_kpi(make_initiative(name=name), name=f"Turnaround of {name}")
    make_baseline(kpi)
    return make_play(make_contract(kpi))


@pytest.fixture
def sponsor(client_a):
    return enter(client_a, "client_sponsor")


@pytest.fixture
def consultant(client_a):
    return enter(client_a, "consultant")


# --- The list


def test_it_says_what_to_do_first_where_no_play_is(consultant):
    page = consultant.get(PLAYS)
    assert "No play yet" in page.text
    assert "Open the register" in page.text


def test_it_lists_plays_with_day_next_gate_and_what_of_it_is_met(consultant):
    play = make_play()
    page = consultant.get(PLAYS)
    assert "1 play is open, none over its time." in page.text
    assert "1 of 60" in page.text
    assert "0 of 5" not in page.text
    derive_plays(by=system_actor())
    page = consultant.get(PLAYS)
    assert at(play) in page.text
    assert re.search(r"\d of 5", page.text)
    assert "Criteria are counted as of" in page.text


def test_it_says_what_is_overdue_first_and_loudly(consultant):
    ended = decide(a_gate(another("Claims")), "stop").gate.play
    play = make_play()
    with clock.frozen(NOW + 60 * DAY):
        page = consultant.get(PLAYS)
        assert "1 play is overdue" in lead(page)
        assert page.text.index(at(play)) < page.text.index(at(ended))
        assert "overdue" in lead(consultant.get(at(play))).lower()
        assert "state-bad" in page.text


@pytest.mark.parametrize("role", ["client_sponsor", "workflow_owner", "client_viewer", "consultant"])
def test_it_opens_to_everybody_of_the_client(client_a, role):
    play = make_play()
    browser = enter(client_a, role)
    for address in (PLAYS, at(play), at(play, "evidence/"), at(play, "acceptance/"), at(play, "fallback/")):
        assert browser.get(address).status_code == 200
    for address in (at(play, "effort/"), at(play, "kit/"), f"{WITHIN}/gates/{a_gate(play).pk}/"):
        assert browser.get(address).status_code == 200


def test_it_lists_thirty_plays_in_as_many_queries_as_one(consultant):
    make_play()
    consultant.get(PLAYS)
    with CaptureQueriesContext(connection) as one:
        consultant.get(PLAYS)
    for number in range(29):
        another(f"Workflow {number}")
    derive_plays(by=system_actor())
    with CaptureQueriesContext(connection) as thirty:
        page = consultant.get(PLAYS)
    assert page.text.count("<tr>") == 31
    assert len(thirty) <= len(one)


# --- The play


def test_it_answers_first_with_the_day_the_next_gate_and_what_is_missing(sponsor):
    play = make_play()
    answer = lead(sponsor.get(at(play)))
    assert answer.startswith("Day 1 of 60. The Pilot gate is due")
    assert "of 5 criteria met." in answer
    assert "are missing." in answer


@pytest.mark.parametrize(
    ("days", "told"), [(0, "Day 1 of 60."), (59, "Day 60 of 60."), (60, "Overdue: it is day 61 of 60")]
)
def test_it_counts_its_days_and_says_when_nobody_decided(sponsor, days, told):
    play = make_play()
    with clock.frozen(NOW + days * DAY):
        assert lead(sponsor.get(at(play))).startswith(told)


def test_it_says_that_it_is_planned_paused_stopped_or_scaled(sponsor):
    play = make_play(starts_on=TODAY + 5 * DAY)
    assert lead(sponsor.get(at(play))).startswith("Planned: its first day is in 5 days, Sat 7 March.")
    play = another("Claims")
    decide(a_gate(play), "redesign", redesign_on=TODAY + 10 * DAY)
    assert lead(sponsor.get(at(play))).startswith("Paused for redesign until Thu 12 March; it is day 1 of 60")
    decide(a_gate(play), "stop")
    assert lead(sponsor.get(at(play))) == "Stopped on day 1 of 60."
    scaled = pass_gates(make_papers(another("Invoices")), "pilot", "limited_production", "scale")
    assert lead(sponsor.get(at(scaled))) == "Scaled on day 1 of 60."


def test_it_draws_the_days_with_phases_gates_today_and_days_off(sponsor):
    page = sponsor.get(at(make_play()))
    for phase in ("Lock", "Build", "Limited production", "Decide"):
        assert f">{phase}</text>" in page.text
    assert "Today, day 1" in page.text
    assert page.text.count('class="rest"') >= 8
    assert "Good Friday" in page.text
    assert "Public holidays of Germany, national ones only" in page.text
    assert "calendar days" in page.text


def test_it_freezes_the_gates_of_a_fired_trigger_and_says_so(sponsor):
    play = make_play(make_fired())
    page = sponsor.get(at(play))
    assert "A rollback trigger fired" in lead(page)
    assert "no gate can pass" in page.text
    assert page.text.count("frozen") >= 3


def test_it_names_the_next_thing_to_do_and_the_late_work(sponsor, consultant):
    play = make_play()
    step = "The next thing to do"
    assert step in consultant.get(at(play)).text
    with clock.frozen(NOW + 3 * DAY):
        page = consultant.get(at(play))
    assert "“Kick-off with the team and the sponsor” is late." in page.text
    assert "1 activity is late" in page.text
    pass_gates(make_papers(play))
    make_submitted(play)
    assert "Decide the Pilot gate" in sponsor.get(at(play)).text
    assert "Decide the Pilot gate" not in consultant.get(at(play)).text


def test_it_finishes_an_activity_where_it_stands(consultant):
    play = make_play()
    activity = make_activity(play)
    answer = consultant.post(f"{WITHIN}/activities/{activity.pk}/move/", {"move": "finish"})
    assert answer.headers["Location"] == at(play)
    activity.refresh_from_db()
    assert activity.status == "done"


def test_it_escapes_whatever_people_wrote(consultant):
    play = make_play(team=HOSTILE[:100])
    for address in (PLAYS, at(play), at(play, "kit/"), f"{WITHIN}/gates/{a_gate(play).pk}/", f"{WITHIN}/activity/"):
        assert HOSTILE[:40] not in consultant.get(address).text


def test_it_shows_the_same_play_in_as_many_queries_with_more_work(consultant):
    play = make_play()
    consultant.get(at(play))
    with CaptureQueriesContext(connection) as few:
        consultant.get(at(play))
    for _ in range(10):
        make_effort(play)
    for number in range(5):
        sent = {"title": f"Task {number}", "due_on": "2026-03-20", "owner": str(play.initiative.workflow_owner_id)}
        assert consultant.post(at(play, "activities/new/"), sent).status_code == 302
    with CaptureQueriesContext(connection) as many:
        consultant.get(at(play))
    assert len(many) == len(few)
    assert len(few) <= 40


# --- Starting


def start_form(contract, /, **given):
    return {
        "contract": str(contract.pk),
        "team": "Order desk South",
        "starts_on": "2026-03-04",
        "source": "template:sixty-day-play",
    } | given


def test_it_starts_a_play_from_a_template(consultant):
    contract = make_contract()
    load_shipped(by=system_actor())
    address = f"{WITHIN}/initiatives/{contract.initiative_id}/plays/new/"
    assert "60-day play" in consultant.get(address).text

    answer = consultant.post(address, start_form(contract))

    play = Play.objects.get(team="Order desk South")
    assert answer.headers["Location"] == at(play)
    assert (play.starts_on, play.status) == (dt.date(2026, 3, 4), "planned")
    assert "The play is planned, with its activities and gates." in consultant.get(at(play)).text


def test_it_says_that_a_play_that_begins_today_runs(consultant):
    contract = make_contract()
    load_shipped(by=system_actor())
    sent = start_form(contract, starts_on="2026-03-02")
    assert consultant.post(f"{WITHIN}/initiatives/{contract.initiative_id}/plays/new/", sent).status_code == 302
    assert "The play runs; today is day 1." in consultant.get(at(Play.objects.get())).text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"starts_on": "2026-02-20"}, "Nothing is dated back"),
        ({"starts_on": ""}, "This field is required"),
        ({"team": ""}, "This field is required"),
        ({"source": "template:nothing"}, "Select a valid choice"),
        ({"source": "play:nonsense"}, "Select a valid choice"),
        ({"contract": "nonsense"}, "Select a valid choice"),
        ({"contract": str(new_id())}, "Select a valid choice"),
    ],
)
def test_it_refuses_to_start_beside_the_field_and_keeps_what_was_typed(consultant, given, said):
    contract = make_contract()
    load_shipped(by=system_actor())
    address = f"{WITHIN}/initiatives/{contract.initiative_id}/plays/new/"
    before = contents()
    answer = consultant.post(address, start_form(contract, **given))
    assert contents() == before
    assert answer.status_code == 422
    assert said in answer.text
    assert given.get("team") == "" or "Order desk South" in answer.text


def test_it_says_that_the_contract_comes_first(consultant):
    address = f"{WITHIN}/initiatives/{make_initiative().pk}/plays/new/"
    assert "First, the contract" in consultant.get(address).text


def test_it_names_the_play_that_is_not_decided_and_offers_nothing_beside_it(consultant):
    play = make_play()
    address = f"{WITHIN}/initiatives/{play.initiative_id}/plays/new/"
    page = consultant.get(address)
    assert "Not decided yet:" in page.text
    assert f'href="{at(play)}"' in page.text
    assert "Start the play" not in page.text
    assert consultant.post(address, start_form(play.contract)).status_code == 422
    pass_gates(make_papers(play), "pilot")
    freeze_kit(by=system_actor(), play_id=play.pk)
    page = consultant.get(address)
    assert "Beside it only a kit of this initiative’s own plays can be repeated" in page.text
    assert "Start the play" in page.text
    assert "template:sixty-day-play" not in page.text


def test_it_says_that_the_first_use_case_is_not_governed_before_the_second_starts(consultant):
    first = make_play().initiative
    kpi = make_kpi(make_initiative(name="Claims"), name="Turnaround of claims")
    make_baseline(kpi)
    contract = make_contract(kpi)
    page = consultant.get(f"{WITHIN}/initiatives/{contract.initiative_id}/plays/new/")
    assert "Govern the first one first" in page.text
    assert first.name in page.text


def test_it_offers_the_kit_of_an_own_play_and_repeats_it(consultant):
    first = pass_gates(make_papers(make_play()), "pilot")
    freeze_kit(by=system_actor(), play_id=first.pk)
    address = f"{WITHIN}/initiatives/{first.initiative_id}/plays/new/"
    assert f'value="play:{first.pk}"' in consultant.get(address).text
    same = consultant.post(address, start_form(first.contract, team=first.team, source=f"play:{first.pk}"))
    assert same.status_code in (409, 422)

    again = start_form(first.contract, source=f"play:{first.pk}", starts_on="2026-03-02")
    assert consultant.post(address, again).status_code == 302

    play = Play.objects.get(replicates=first)
    make_effort(first)
    page = consultant.get(at(play))
    assert "It repeats the play in" in page.text
    assert "No hours are booked on it yet" in page.text
    make_effort(play)
    assert "100" in consultant.get(at(play, "effort/")).text
    assert "not below 30 % (K2)" in consultant.get(at(first)).text


# --- Extending and resuming


def test_it_signs_the_extension_after_the_password(sponsor, consultant):
    play = make_play()
    address = at(play, "extend/")
    assert consultant.get(address).status_code == 403
    assert "/accounts/reauthenticate/" in sponsor.get(address).headers["Location"]
    assert "reauthenticate" in sponsor.post(address, extension(play)).headers["Location"]
    prove(sponsor, address)
    assert "Sign the extension" in sponsor.get(address).text
    for wrong in ({"days": "31"}, {"days": "0"}, {"reason": " "}):
        assert sponsor.post(address, extension(play) | wrong).status_code == 422

    assert sponsor.post(address, extension(play)).headers["Location"] == at(play)

    page = sponsor.get(at(play))
    assert "Day 1 of 70." in page.text
    assert "Extended by 10 days" in page.text
    assert ">Extension</text>" in page.text
    assert sponsor.get(address).headers["Location"] == at(play)
    assert "A play is extended once at most. It was extended by 10 days already." in sponsor.get(at(play)).text
    assert sponsor.post(address, extension(Play.objects.get())).status_code == 409


def extension(play):
    return {"revision": str(play.revision), "days": "10", "reason": "The holidays."}


def test_it_resumes_at_the_revision_that_was_looked_at(consultant, sponsor):
    play = make_play()
    decide(a_gate(play), "redesign", redesign_on=TODAY + 10 * DAY)
    address = at(play, "resume/")
    assert sponsor.post(address, {"revision": "2"}).status_code == 403
    assert consultant.post(address, {}).status_code == 428
    assert consultant.post(address, {"revision": "77"}).status_code == 412
    assert "Resume the play" in consultant.get(at(play)).text
    play.refresh_from_db()
    assert consultant.post(address, {"revision": str(play.revision)}).status_code == 302
    play.refresh_from_db()
    assert play.status == "running"


# --- Elsewhere


def test_it_tells_the_play_on_home_register_and_initiative(consultant, sponsor, client_b):
    with mounted(client_b):
        foreign = make_play(team="Zebra")
    play = make_papers(make_play())
    make_submitted(play)
    derive_plays(by=system_actor())
    home = sponsor.get(f"{WITHIN}/").text
    assert "Decide the Pilot gate of “Proposals in three days, Order desk North”" in home
    assert "Day 1 of 60." in home
    assert "Zebra" not in home
    assert str(foreign.pk) not in sponsor.get(PLAYS).text
    assert "Decide the Pilot gate" not in consultant.get(f"{WITHIN}/").text
    assert f"plays/{play.pk}/" in consultant.get(f"{WITHIN}/initiatives/").text
    tab = consultant.get(f"{WITHIN}/initiatives/{play.initiative_id}/plays/").text
    assert "The Pilot gate waits for a decision, with 1 of 1 criteria met." in tab
    with clock.frozen(NOW + 60 * DAY):
        assert "Overdue: it is day 61 of 60" in sponsor.get(f"{WITHIN}/").text


def test_it_keeps_the_status_of_an_initiative_that_a_play_leads(consultant):
    initiative = make_play().initiative
    address = f"{WITHIN}/initiatives/{initiative.pk}/edit/"
    page = consultant.get(address)
    assert "It follows the gates of the play that is under way." in page.text
    sent = {name: "" if value is None else str(value) for name, value in page.context["form"].initial.items()}
    assert consultant.post(address, sent | {"status": "production", "name": "Renamed"}).status_code == 302
    kept = Initiative.objects.get(pk=initiative.pk)
    assert (kept.status, kept.name) == ("pilot", "Renamed")
