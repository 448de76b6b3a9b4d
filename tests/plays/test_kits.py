"""K1: what a kit holds of the play as it ran, what never leaves the client with it, and how it reaches the library."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.governance.services import retire_monitor
from apps.initiatives.models import Initiative
from apps.library.models import LibraryItem
from apps.library.rules import shape_problems
from apps.library.selectors import offered_as
from apps.library.services import retire_item
from apps.plays.documents import KIT, KIT_SCHEMA, PLAY_TEMPLATE
from apps.plays.models import Activity, Play
from apps.plays.readers import publish_kits
from apps.plays.rules.days import day_of
from apps.plays.rules.kits import texts_of
from apps.plays.selectors.kits import kit_of
from apps.plays.services import add_activity, discard_kit, freeze_kit, move_activity, release_kit
from apps.value.models import Contract
from kernel import clock
from kernel.access import system_actor
from kernel.ledger.models import Entry
from kernel.ledger.readers import drain_reader
from kernel.tenancy.context import public
from tests.actors import user
from tests.conftest import NOW
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.governance import make_item, make_monitor
from tests.factories.people import make_person
from tests.factories.plays import make_effort, make_papers, make_play, pass_gates
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("client_a")
TODAY, DAY = NOW.date(), dt.timedelta(days=1)
SYS = system_actor()


def past_pilot(play: Play | None = None) -> Play:
    return pass_gates(make_papers(play or make_play()), "pilot")


def added(play: Play, **given: object) -> Activity:
    fields = {"title": "Extra work", "due_on": TODAY + 20 * DAY, "owner_id": play.initiative.workflow_owner_id} | given
    return add_activity(by=SYS, play_id=play.pk, **fields)


def frozen(play: Play) -> Play:
    return freeze_kit(by=user("consultant"), play_id=play.pk)


def repeated(play: Play, team: str = "South") -> Play:
    return past_pilot(make_play(Contract.objects.get(pk=play.contract_id), team=team, replicates_id=play.pk))


def released(play: Play) -> Play:
    return release_kit(by=user("client_sponsor"), play_id=play.pk, kit_hash=play.kit_hash)


def initiative_of(play: Play) -> Initiative:
    return Initiative.objects.get(pk=play.initiative_id)


# --- What never leaves


def test_it_gives_the_clients_own_keys_and_units_away_to_nobody():
    play = past_pilot()
    make_item(initiative_of(play), key="acme_vendor_check", title="What Acmes vendors sign")
    make_monitor(initiative_of(play), name="Load", unit="Acme orders a day 4711")
    kit = frozen(play).kit
    (own,) = [row for row in kit["controls"] if row["title"] == "What [client] vendors sign"]
    assert own["key"].startswith("control-")
    assert [row["unit"] for row in kit["monitors"]] == ["[client] orders a day [figure]"]
    assert "acme" not in str(kit).casefold()


def test_it_leaves_the_partners_own_checklist_word_for_word():
    play = past_pilot()
    document = offered_as("checklist-template", play.plan["checklist"]).document
    items = [{"key": row["key"], "title": row["title"], "question": row["question"]} for row in document["items"]]
    assert frozen(play).kit["controls"] == items


def test_it_knows_members_who_are_nobody_in_the_register(client_a):
    left = MembershipFactory(user=UserFactory(name="Quentin Zobel"), client=client_a)
    play = past_pilot()
    added(play, title=f"Ask {left.user.name} or Zobels deputy")
    assert "Ask [name] or [name] deputy" in texts_of(frozen(play).kit)


def test_it_needs_as_many_queries_for_many_people_as_for_few(client_a):
    play = past_pilot()
    kit_of(play)
    with CaptureQueriesContext(connection) as few:
        kit_of(play)
    for number in range(5):
        make_person(name=f"Zora Quist {number}")
        MembershipFactory(user=UserFactory(name=f"Ole Brandt {number}"), client=client_a)
        added(play, title=f"Work {number}")
        make_item(initiative_of(play), key=f"own_{number}", title=f"Own {number}")
    with CaptureQueriesContext(connection) as many:
        kit_of(play)
    assert len(many) == len(few)


# --- What it holds


def test_it_fits_whatever_is_written_into_the_kits_shape():
    play = past_pilot()
    for _ in range(3):
        added(play, title="7 " * 100, description="Anna asks 4,711 times a day.\x0b " * 60)
    kit = frozen(play).kit
    assert shape_problems(KIT_SCHEMA, kit) == []
    assert max(len(row["title"]) for row in kit["activities"]) <= 200


def test_it_shortens_its_texts_until_the_library_can_hold_it():
    play = past_pilot()
    for number in range(40):
        added(play, title=f"Ä{'ä' * 180}{number}", description="ö " * 900)
        make_item(initiative_of(play), key=f"own_{number}", title="Ü " * 50, question="ß " * 450)
    kit = frozen(play).kit
    assert shape_problems(KIT_SCHEMA, kit) == []
    assert len(kit["controls"]) >= 40


def test_it_refuses_what_cannot_be_mended_and_names_the_field():
    play = past_pilot()
    phases = [*play.plan["phases"][:-1], play.plan["phases"][-1] | {"key": "Last phase"}]
    Play.objects.filter(pk=play.pk).update(plan=play.plan | {"phases": phases})
    Activity.objects.filter(play=play, phase=play.plan["phases"][-1]["key"]).update(phase="Last phase")
    place = len(phases) - 1
    with refused(422, (f"phases.{place}.key", "pattern")):
        freeze_kit(by=user("consultant"), play_id=play.pk)


def test_it_names_each_activity_once_also_in_the_kit_of_a_repetition():
    play = past_pilot()
    added(play)
    second = repeated(frozen(play))
    added(second, title="More work", due_on=TODAY + 3 * DAY)
    kit = frozen(second).kit
    keys = [row["key"] for row in kit["activities"]]
    assert len(keys) == len(set(keys)) == second.activities.count()
    assert repeated(second, team="West").activities.count() == len(keys)


def test_it_takes_the_partners_words_and_the_first_runs_hours_through_every_repetition():
    play = past_pilot()
    make_effort(play)
    first = frozen(play)
    second = repeated(first)
    make_effort(second, hours=Decimal(3))
    kit = frozen(second).kit
    assert kit["name"] == first.kit["name"] == play.plan["name"]
    assert (kit["template"], kit["first_run_hours"]) == (first.kit["template"], 12)
    assert kit["phases"] == first.kit["phases"]


def test_it_knows_the_partners_words_when_the_template_is_retired():
    play = past_pilot()
    with public():
        item = LibraryItem.objects.get(kind=PLAY_TEMPLATE, key=play.template_key)
    retire_item(by=SYS, item_id=item.pk)
    assert frozen(play).kit["name"] == play.plan["name"]


def test_it_leaves_out_monitors_that_were_retired():
    play = past_pilot()
    monitor = make_monitor(initiative_of(play))
    retire_monitor(by=SYS, monitor_id=monitor.pk, revision=monitor.revision, reason="It said nothing.")
    assert "monitors" not in frozen(play).kit


def test_it_puts_no_activity_before_what_it_waits_for():
    play = past_pilot()
    waiting = Activity.objects.filter(play=play).exclude(depends_on=[]).first()
    with clock.frozen(NOW + 18 * DAY):
        move_activity(by=SYS, activity_id=waiting.depends_on[0], move="finish")
        kit = frozen(play).kit
    days = {row["key"]: row["day"] for row in kit["activities"]}
    assert days[Activity.objects.get(pk=waiting.depends_on[0]).key] > day_of(play.starts_on, waiting.due_on)
    for row in kit["activities"]:
        assert all(days[key] <= row["day"] for key in row.get("depends_on", ()))


# --- How it reaches the library


def test_it_stays_once_the_play_has_scaled():
    play = make_papers(make_play())
    play = pass_gates(play, "pilot", "limited_production", "scale")
    assert play.kit_status == "frozen"
    with refused(409, ("play", "K1"), code="K1"):
        discard_kit(by=user("consultant"), play_id=play.pk)


def test_it_tells_what_the_library_refuses_and_takes_the_next_kit(client_a):
    # A plan without what every gate asks, as one that is older than the rule.
    refused_one = released(frozen(past_pilot()))
    later = make_play(Contract.objects.get(pk=refused_one.contract_id), team="South", replicates_id=refused_one.pk)
    assert drain_reader("plays.kits", client_a.pk) > 0
    told = Entry.objects.get(event="kit.refused")
    assert (told.subject_id, told.actor_kind) == (refused_one.pk, "system")
    assert told.data["problems"][0]["field"] == "gates.0.criteria"

    whole = make_play(Contract.objects.get(pk=refused_one.contract_id), team="West", replicates_id=refused_one.pk)
    plan = offered_as(PLAY_TEMPLATE, "sixty-day-play").document
    pass_gates(make_papers(whole), "pilot")
    Play.objects.filter(pk=whole.pk).update(plan=plan)
    released(frozen(Play.objects.get(pk=whole.pk)))
    drain_reader("plays.kits", client_a.pk)
    with public():
        assert [item.key for item in LibraryItem.objects.filter(kind=KIT)] == [f"kit-{whole.pk.hex[-12:]}"]
    assert later.kit is None
    drain_reader("plays.kits", client_a.pk)
    assert Entry.objects.filter(event="kit.refused").count() == 1


def test_it_publishes_the_kit_that_was_released_and_tells_a_refusal_once(client_a):
    play = released(frozen(past_pilot()))
    entries = list(Entry.objects.filter(event="kit.released"))
    for _ in range(2):
        publish_kits(client_a.pk, entries)
    assert list(Entry.objects.filter(event="kit.refused").values_list("subject_id", flat=True)) == [play.pk]
