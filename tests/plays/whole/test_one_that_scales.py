"""A play that scales: each gate on its day, a kit, a second team, and a result in production."""

import datetime as dt
from decimal import Decimal

from apps.library.models import LibraryItem
from apps.library.selectors import offered_as
from apps.plays.documents import KIT
from apps.plays.models import Effort, Play
from apps.plays.readers import publish_kits
from apps.plays.rules.replication import effort_share
from apps.plays.services import book_effort, freeze_kit, release_kit
from kernel.ledger.models import Entry
from kernel.ledger.readers import drain_reader
from kernel.ledger.services import verify
from kernel.tenancy.context import public
from tests.factories.telling_plays import IMPROVED, Story

SUNDAY = dt.date(2026, 3, 8)


def hours(story: Story, play: Play, booked: int) -> None:
    book_effort(by=story.consultant, play_id=play.pk, on=play.starts_on, hours=Decimal(booked))


def test_it_goes_from_a_signed_contract_to_a_result_in_production(client_a):
    story = Story(starts_on=SUNDAY)
    assert story.stands == ("planned", "idea")
    with story.on(5) as page:
        # It began by itself on its first day.
        assert (page.day, story.stands) == (5, ("running", "pilot"))
        story.sign_contract()
        story.weeks_read(*IMPROVED)
    with story.on(9):
        story.answer_checklist()
        story.agree_boundary()
        assert not [
            answer.criterion.key for answer in story.page.phases[0].missing if answer.criterion.kind != "document"
        ]
    with story.on(20):
        story.watch()
    with story.on(28):
        story.people_test()
    with story.on(30) as page:
        assert page.next_gate is not None
        assert page.next_gate.gate.due_on == story.date(30)
        assert story.in_the_way("pilot") == set()
        story.pass_gate("pilot")
        # What the pilot showed counts for nothing before it runs under real workloads.
        assert (story.stands, story.weight) == (("running", "limited_production"), 0)
        freeze_kit(by=story.consultant, play_id=story.play_id)
        hours(story, story.play, 200)
        second = story.repeat_in("Order desk South")
        assert not second.leads
        assert second.plan["gates"] == story.play.plan["gates"]
    with story.on(36):
        story.drill_fallback()
    with story.on(40):
        story.review_runbook()
    with story.on(45):
        story.pass_gate("limited_production")
        assert (story.stands, story.weight) == (("running", "limited_production"), 50)
        assert dict(story.in_the_way("scale")) == {"scale-replication": "P4", "scale-attestation": "P4"}
    with story.on(57):
        hours(story, second, 55)
        story.people_test(second)
    with story.on(58):
        story.pass_gate("pilot", second)
        assert story.verdicts("scale")["scale-replication"] == "met"
        story.attest()
    with story.on(60) as page:
        assert (page.day, page.overdue) == (60, False)
        decision = story.pass_gate("scale")
        assert decision.basis_hash == page.gate(decision.gate_id).hash
    with story.on(70) as page:
        assert (story.stands, story.weight) == (("scaled", "production"), 100)
        assert (page.play.ended_on, page.day, page.overdue, page.next_gate) == (story.date(60), 60, False, None)
        assert [view.gate.status for view in page.gates] == ["passed"] * 3
        assert (story.initiative.production_on, story.initiative.play_id) == (story.date(60), None)
        assert [view.outdated for view in page.gates] == [(), (), ()]
        share = effort_share(
            *(sum(Effort.objects.filter(play=each).values_list("hours", flat=True)) for each in (second, page.play))
        )
        assert (share.share, share.passes) == (Decimal("0.275"), True)
    told = story.told()
    assert (told["play.begun"], told["gate.decided"], told["play.scaled"], told["play.overdue"]) == (2, 4, 1, 0)
    assert verify().holds


def test_it_leaves_a_kit_in_the_partners_library_once_the_client_lets_it_go(client_a):
    story = Story()
    with story.on(3):
        story.prepare_pilot()
        story.weeks_read(*IMPROVED)
    with story.on(30):
        story.people_test()
        story.pass_gate("pilot")
        play = freeze_kit(by=story.consultant, play_id=story.play_id)
        drain_reader("plays.kits", client_a.pk)
        with public():
            assert not LibraryItem.objects.filter(kind=KIT).exists()
    with story.on(31):
        release_kit(by=story.sponsor, play_id=play.pk, kit_hash=play.kit_hash)
        drain_reader("plays.kits", client_a.pk)
        publish_kits(client_a.pk, list(Entry.objects.filter(event="kit.released")))
        with public():
            item = LibraryItem.objects.get(kind=KIT)
        kit = offered_as(KIT, item.key)
        assert (kit.number, kit.document) == (1, play.kit)
        assert all(name not in str(kit.document) for name in ("Acme", "Anna", "Weber", "Order desk North"))
