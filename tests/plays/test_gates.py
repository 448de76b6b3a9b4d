"""P2 to P4: who submits, who decides, on what; and what a waiver can do."""

import datetime as dt

import pytest

from apps.plays.models import Activity
from apps.plays.rules.gates import Condition
from apps.plays.selectors.plays import play_page
from apps.plays.services import grant_waiver, move_evidence, revoke_waiver, submit_gate, withdraw_gate
from kernel import clock
from kernel.ids import new_id
from tests.actors import user
from tests.conftest import NOW
from tests.factories.plays import (
    a_gate,
    decide,
    make_evidence,
    make_papers,
    make_play,
    make_submitted,
    make_waiver,
    pass_gates,
)
from tests.factories.value import make_fired
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("client_a")
TODAY, DAY = NOW.date(), dt.timedelta(days=1)


def waive(play, by=None, **given):
    fields = {"criterion": "pilot-boundary", "reason": "Being written.", "expires_on": TODAY + 10 * DAY} | given
    return grant_waiver(by=by or user("client_sponsor"), gate_id=a_gate(play).pk, **fields)


def test_it_is_not_decided_by_who_submitted_it():
    both = user("consultant", "client_sponsor")
    gate = make_submitted(make_papers(make_play()), by=both)
    for outcome in ("go", "redesign", "stop"):
        with refused(403):
            decide(gate, outcome, both)
    with refused(403):
        decide(gate, "go", user("consultant"))
    assert decide(gate, "go").submitted_by_id == both.id


def test_it_passes_only_after_it_was_submitted_and_in_its_order():
    play = make_papers(make_play())
    with refused(409):
        decide(a_gate(play), "go")
    for type_ in ("limited_production", "scale"):
        with refused(409, ("gate", "P1")):
            make_submitted(play, type=type_)
        with refused(409, ("gate", "P1")):
            decide(a_gate(play, type_), "stop")
    pass_gates(play, "pilot")
    with refused(409):
        make_submitted(play)


def test_it_names_each_criterion_that_is_in_the_way():
    gate = make_submitted(make_play())
    with refused(
        409,
        ("pilot-kpi-signal", "P2"),
        ("pilot-acceptance", "P2"),
        ("pilot-contract", "P4"),
        ("pilot-checklist", "P4"),
        ("pilot-boundary", "P4"),
        code="gate_not_met",
    ):
        decide(gate, "go")


def test_it_is_decided_on_what_the_decider_saw():
    play = make_papers(make_play())
    gate = make_submitted(play)
    seen = play_page(play.pk).gate(gate.pk).hash
    row = make_evidence(play, criterion="paper-pilot")
    move_evidence(by=user("client_sponsor"), evidence_id=row.pk, move="accept")
    with refused(412, ("basis_hash", "P3"), code="stale"):
        decide(gate, "go", basis_hash=seen)
    decision = decide(gate, "go")
    assert decision.basis_hash != seen


def test_it_shows_as_outdated_when_what_it_was_decided_on_changes():
    play = make_papers(make_play())
    pass_gates(play, "pilot")
    assert play_page(play.pk).gates[0].outdated == ()
    row = play.evidence.get(criterion="paper-pilot")
    with clock.frozen(NOW + DAY):
        move_evidence(by=user("consultant"), evidence_id=row.pk, move="reject", note="It is of another team.")
        (told,) = play_page(play.pk).gates[0].outdated
    assert (told.key, told.before, told.after, told.changed) == ("paper-pilot", "met", "unmet", ("evidence",))


def test_it_is_frozen_while_a_trigger_is_open():
    contract = make_fired()
    play = make_papers(make_play(contract))
    gate = make_submitted(play)
    with refused(409, ("gate", "V5"), code="gate_not_met"):
        decide(gate, "go")
    assert decide(gate, "stop").outcome == "stop"


def test_it_turns_conditions_into_dated_activities():
    play = make_papers(make_play())
    gate, owner = make_submitted(play), play.initiative.workflow_owner_id
    good = Condition("Train the night shift.", TODAY + 5 * DAY, owner)
    with refused(422, ("conditions", "P3")):
        decide(gate, "conditional_go")
    with refused(422, ("conditions.1.due_on", "P3"), ("conditions.1.owner_id", "P5")):
        decide(gate, "conditional_go", conditions=[good, Condition("Tell everybody.", None, None)])
    with refused(422, ("conditions.0.owner_id", "P5")):
        decide(gate, "conditional_go", conditions=[Condition("Tell everybody.", TODAY + DAY, new_id())])
    with refused(422, ("outcome", "P3")):
        decide(gate, "perhaps")
    decide(gate, "conditional_go", conditions=[good])
    activity = Activity.objects.get(origin="condition")
    assert (activity.title, activity.due_on, activity.owner_id, activity.gate_id) == (
        good.title,
        good.due_on,
        owner,
        gate.pk,
    )
    assert a_gate(play).status == "passed"


def test_it_is_submitted_and_taken_back_at_the_revision_that_was_read():
    gate = a_gate()
    with refused(412, ("revision", "stale")):
        submit_gate(by=user("consultant"), gate_id=gate.pk, revision=gate.revision + 1)
    with refused(403):
        submit_gate(by=user("client_viewer"), gate_id=gate.pk, revision=gate.revision)
    submitted = submit_gate(by=user("consultant"), gate_id=gate.pk, revision=gate.revision)
    assert withdraw_gate(by=user("consultant"), gate_id=gate.pk, revision=submitted.revision).submitted_by_id is None


def test_it_is_not_submitted_before_its_play_begins():
    gate = a_gate(make_play(starts_on=TODAY + DAY))
    with refused(409, ("play", "P4")):
        submit_gate(by=user("consultant"), gate_id=gate.pk, revision=gate.revision)


def test_it_waives_only_what_is_unmet_and_may_be_waived():
    play = make_play()
    with refused(409, code="P2"):
        waive(play, criterion="pilot-acceptance")  # unknown
    with refused(409, code="P2"):
        waive(play, criterion="pilot-contract")  # unmet, and never waived
    with refused(422, ("criterion", "P2"), ("reason", "P2"), ("expires_on", "P2")):
        waive(play, criterion="nothing", reason=" ", expires_on=TODAY)
    with refused(422, ("expires_on", "P2")):
        waive(play, expires_on=TODAY + 31 * DAY)
    with refused(403):
        waive(play, by=user("consultant"))
    waive(play)
    row = next(row for row in play_page(play.pk).gates[0].rows if row.answer.criterion.key == "pilot-boundary")
    assert row.passes


def test_it_is_not_waived_by_who_submitted_the_gate():
    both = user("consultant", "client_sponsor")
    play = make_play()
    make_submitted(play, by=both)
    with refused(403):
        waive(play, by=both)


def test_it_holds_until_its_last_day_or_until_it_is_taken_back():
    play = make_play()
    waiver = make_waiver(play)

    def passes():
        return next(r.passes for r in play_page(play.pk).gates[0].rows if r.answer.criterion.key == waiver.criterion)

    with clock.frozen(NOW + 10 * DAY):
        assert passes()
    with clock.frozen(NOW + 11 * DAY):
        assert not passes()
        with refused(409, code="P2"):
            revoke_waiver(by=user("client_sponsor"), waiver_id=waiver.pk)
    revoke_waiver(by=user("client_sponsor"), waiver_id=waiver.pk)
    assert not passes()
