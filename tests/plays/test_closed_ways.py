"""Ways around a gate that are closed: contracts that end, kits of others, conditions talked down, days of nobody."""

import datetime as dt

import pytest

from apps.governance.models import Incident
from apps.initiatives.models import Initiative
from apps.plays.models import Activity, Gate, Play
from apps.plays.rules.gates import Condition
from apps.plays.selectors.facts import gather_run
from apps.plays.selectors.plays import GateView, play_page, scope_of
from apps.plays.services import (
    add_activity,
    change_activity,
    extend_play,
    freeze_kit,
    grant_waiver,
    move_activity,
    move_evidence,
    revoke_waiver,
    start_play,
)
from apps.value.models import Contract
from apps.value.services import move_contract
from kernel import clock
from kernel.access import system_actor
from tests.actors import user
from tests.conftest import NOW
from tests.factories.people import make_initiative
from tests.factories.plays import a_gate, decide, make_evidence, make_papers, make_play, make_submitted, pass_gates
from tests.factories.value import make_baseline, make_contract, make_fired, make_kpi, make_signed
from tests.plays.moves import at_its_last_gate
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("client_a")
BY, TODAY, DAY = system_actor(), NOW.date(), dt.timedelta(days=1)


def pilot(play: Play) -> GateView:
    return play_page(play.pk).gates[0]


def repeated(play: Play, team: str = "South", **given: object) -> Play:
    """A second team that repeats a play past its Pilot gate."""
    if play.kit is None:
        freeze_kit(by=user("consultant"), play_id=play.pk)
    fields = {
        "initiative_id": play.initiative_id,
        "contract_id": play.contract_id,
        "team": team,
        "starts_on": TODAY,
        "replicates_id": play.pk,
    } | given
    return start_play(by=user("consultant"), **fields)


def past_its_pilot() -> Play:
    return pass_gates(make_papers(make_play(team="North")), "pilot")


def of_another() -> Contract:
    kpi = make_kpi(make_initiative(name="Offers by the next day"))
    make_baseline(kpi)
    return make_contract(kpi)


# Contracts.


def test_it_keeps_the_contract_that_an_open_play_rests_on():
    play = make_play()
    cancel = {"by": user("partner_admin"), "contract_id": play.contract_id, "move": "cancel", "reason": "Nobody."}
    with refused(409, ("contract", "P8")):
        move_contract(**cancel)
    decide(a_gate(play), "stop")
    assert move_contract(**cancel).status == "cancelled"


@pytest.mark.parametrize("status", ["cancelled", "superseded"])
def test_it_rests_on_no_contract_that_ended(status):
    contract = make_signed()
    play = make_play(contract)

    def verdicts():
        rows = {row.answer.criterion.key: str(row.answer.finding.verdict) for row in pilot(play).rows}
        return rows["pilot-contract"], rows["pilot-kpi-signal"]

    assert verdicts()[0] == "met"
    Contract.objects.filter(pk=contract.pk).update(status=status, concluded_at=NOW)
    assert verdicts() == ("unmet", "unknown")


def test_it_opens_an_incident_also_where_no_play_runs():
    contract = make_fired()
    assert not Play.objects.exists()
    assert (Incident.objects.get().type, Incident.objects.get().contract_id) == ("rollback", contract.pk)


# Starting.


@pytest.mark.parametrize("status", ["killed", "retired"])
def test_it_starts_nothing_that_has_ended(status):
    contract = make_contract()
    Initiative.objects.filter(pk=contract.initiative_id).update(status=status)
    with refused(422, ("initiative_id", "S2")):
        make_play(contract)


def test_it_is_repeated_not_begun_anew_once_it_is_in_production():
    contract = make_contract()
    Initiative.objects.filter(pk=contract.initiative_id).update(status="production")
    with refused(422, ("replicates_id", "K2")):
        make_play(contract)


def test_it_repeats_no_play_of_another_initiative():
    play, foreign = past_its_pilot(), of_another()
    freeze_kit(by=user("consultant"), play_id=play.pk)
    play = Play.objects.get(pk=play.pk)
    with refused(422, ("replicates_id", "K2")):
        repeated(play, initiative_id=foreign.initiative_id, contract_id=foreign.pk)


def test_it_takes_a_team_for_the_same_however_it_is_spaced():
    play = make_play(team="Order  desk ")
    assert play.team == "Order desk"


def test_it_hands_the_lead_to_the_team_that_repeats_it_when_it_is_stopped():
    play = past_its_pilot()
    second = repeated(play)
    assert not second.leads
    decide(a_gate(play, "limited_production"), "stop")
    initiative = Initiative.objects.get(pk=play.initiative_id)
    assert (initiative.play_id, initiative.status) == (second.pk, "pilot")
    assert Play.objects.get(pk=second.pk).leads


def test_it_counts_no_run_that_was_stopped_as_a_repetition():
    play = past_its_pilot()
    second = make_papers(repeated(play))

    def runs():
        return {run.play_id for run in gather_run(scope_of(play, today=TODAY, until=NOW)).runs}

    assert runs() == {play.pk, second.pk}
    decide(a_gate(second), "stop")
    assert runs() == {play.pk}


# Decisions and what they leave to do.


def test_it_is_sent_to_redesign_only_while_it_runs():
    planned = make_play(starts_on=TODAY + DAY)
    with refused(409):
        decide(a_gate(planned), "redesign", redesign_on=TODAY + 7 * DAY)
    decide(a_gate(planned), "stop")


def test_it_can_pass_only_at_the_gate_whose_turn_it_is_and_only_while_that_waits():
    play = make_papers(make_play())
    assert [view.can_pass for view in play_page(play.pk).gates] == [True, False, False]
    make_submitted(play)
    assert pilot(play).can_pass
    decide(a_gate(play), "redesign", redesign_on=TODAY + 7 * DAY)
    assert not any(view.can_pass for view in play_page(play.pk).gates)


def test_it_is_outdated_by_a_waiver_that_is_taken_back_and_not_by_one_that_runs_out():
    play = make_papers(make_play())
    paper = make_evidence(play, criterion="paper-pilot")
    for row in play.evidence.filter(criterion="paper-pilot").exclude(pk=paper.pk):
        move_evidence(by=user("partner_admin"), evidence_id=row.pk, move="reject", note="Of another team.")
    move_evidence(by=user("partner_admin"), evidence_id=paper.pk, move="reject", note="Of another team.")
    given = {"criterion": "paper-pilot", "reason": "Being written.", "expires_on": TODAY + 10 * DAY}
    waiver = grant_waiver(by=user("client_sponsor"), gate_id=a_gate(play).pk, **given)
    pass_gates(play, "pilot")
    with clock.frozen(NOW + 11 * DAY):
        assert pilot(play).outdated == ()
    with clock.frozen(NOW + DAY):
        revoke_waiver(by=user("client_sponsor"), waiver_id=waiver.pk)
        assert [told.key for told in pilot(play).outdated] == ["paper-pilot"]


def test_it_takes_no_waiver_back_of_a_play_that_has_ended():
    play = make_play()
    given = {"criterion": "pilot-boundary", "reason": "Being written.", "expires_on": TODAY + 10 * DAY}
    waiver = grant_waiver(by=user("client_sponsor"), gate_id=a_gate(play).pk, **given)
    decide(a_gate(play), "stop")
    with refused(409, ("play", "P8")):
        revoke_waiver(by=user("client_sponsor"), waiver_id=waiver.pk)


def scaled_on_a_condition() -> Activity:
    play = at_its_last_gate()
    condition = Condition("Train the night shift.", TODAY + 5 * DAY, play.initiative.workflow_owner_id)
    decide(make_submitted(play, type="scale"), "conditional_go", conditions=[condition])
    assert Play.objects.get(pk=play.pk).status == "scaled"
    found: Activity = Activity.objects.get(origin="condition")
    return found


def test_it_lets_conditions_be_met_after_it_has_scaled_and_nothing_else():
    condition = scaled_on_a_condition()
    for move in ("begin", "finish"):
        move_activity(by=user("consultant"), activity_id=condition.pk, move=move)
    assert Activity.objects.get(pk=condition.pk).done_on == TODAY
    other = Activity.objects.filter(play=condition.play_id).exclude(pk=condition.pk).first()
    with refused(409, ("play", "P8")):
        move_activity(by=user("consultant"), activity_id=other.pk, move="drop")


def test_it_leaves_conditions_to_who_may_decide():
    condition = scaled_on_a_condition()
    change = {"activity_id": condition.pk, "revision": condition.revision, "title": "Nothing at all"}
    with refused(403):
        change_activity(by=user("consultant"), **change)
    with refused(403):
        move_activity(by=user("consultant"), activity_id=condition.pk, move="drop")
    both = user("consultant", "client_sponsor")
    assert change_activity(by=both, **change).title == "Nothing at all"
    assert move_activity(by=both, activity_id=condition.pk, move="drop").status == "dropped"


def test_it_has_nothing_due_later_than_90_days_after_it():
    play = make_play()
    given = {"play_id": play.pk, "title": "Tell everybody", "owner_id": play.initiative.workflow_owner_id}
    with refused(422, ("due_on", "P5")):
        add_activity(by=BY, due_on=play.last_on + 91 * DAY, **given)
    assert add_activity(by=BY, due_on=play.last_on + 90 * DAY, **given).status == "open"


def test_it_moves_the_last_gate_with_the_extension():
    play = make_play()
    before = list(Gate.objects.filter(play=play).order_by("position").values_list("due_on", flat=True))
    given = {"days": 10, "reason": "Holidays.", "reauthenticated_at": clock.now()}
    extend_play(by=user("client_sponsor"), play_id=play.pk, revision=play.revision, **given)
    after = list(Gate.objects.filter(play=play).order_by("position").values_list("due_on", flat=True))
    assert after == [*before[:2], before[2] + 10 * DAY]


def test_it_accepts_no_evidence_that_has_expired():
    row = make_evidence(expires_on=TODAY + DAY)
    with clock.frozen(NOW + 2 * DAY), refused(422, ("expires_on", "P2")):
        move_evidence(by=user("partner_admin"), evidence_id=row.pk, move="accept")
