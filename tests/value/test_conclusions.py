"""A contract ends as its figures say; a trigger is cleared by a decision or by a correction, and both are on record."""

import datetime as dt

import pytest

from apps.value.choices import Clearing, ContractStatus
from apps.value.models import Reading, RollbackFiring
from apps.value.selectors.contracts import contract_page
from apps.value.services import amend_contract, change_kpi, clear_rollback, move_contract, withdraw_reading
from kernel import clock
from kernel.access import system_actor
from kernel.errors import AccessRefused, ConflictRefused, InvalidRefused, NotFoundMissing
from kernel.ledger.models import Entry
from kernel.lifecycle import MoveRefused
from tests.actors import user
from tests.conftest import NOW
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, make_signed

BY = system_actor()
FEBRUARY = dt.date(2026, 2, 2)
WEEK = dt.timedelta(weeks=1)
LATER = NOW + dt.timedelta(days=20)
OVERDUE = NOW + dt.timedelta(days=45)


def running(*values):
    """A contract in force with seventeen even weeks of baseline, and readings since its first day."""
    contract = make_signed()
    make_readings(contract.kpi, *[("4.9", "5.1")[week % 2] for week in range(17)], start=dt.date(2025, 9, 1))
    if values:
        make_readings(contract.kpi, *values, start=FEBRUARY)
    return contract


def told(event):
    return list(Entry.objects.filter(event=event).order_by("sequence").values_list("data", flat=True))


def judge(contract, move, reason="The steering group looked at the figures."):
    return move_contract(by=BY, contract_id=contract.pk, move=move, reason=reason)


def test_it_is_achieved_when_the_figures_say_so_and_keeps_them(client_a):
    with clock.frozen(LATER):
        contract = running("2.9", "2.8", "2.9", "2.7", "2.8", "2.9")
        ended = judge(contract, "achieve")
    assert (ended.status, ended.concluded_by_name) == (ContractStatus.ACHIEVED, BY.name)
    (figures,) = told("contract.achieved")
    assert (figures["level"], figures["readings"], figures["course"]) == ("2.825", 4, "achieved")
    assert contract_page(contract.pk).terms.target == 3


@pytest.mark.parametrize(("values", "code"), [((), "V10"), (("4.9", "5", "5.1", "4.9", "5"), "V10")])
def test_it_is_not_achieved_by_opinion(client_a, values, code):
    with clock.frozen(LATER):
        contract = running(*values)
        with pytest.raises(ConflictRefused) as refused:
            judge(contract, "achieve")
    assert [problem.code for problem in refused.value.problems] == [code]
    contract.refresh_from_db()
    assert contract.status == ContractStatus.ACTIVE


def test_it_is_not_achieved_while_a_guardrail_is_broken(client_a):
    kpi = make_kpi()
    make_baseline(kpi)
    guard = make_kpi(kpi.initiative, name="Error rate", unit="percent", kind="quality")
    make_baseline(guard, value=1)
    terms = {"guardrails": [{"kpi": str(guard.pk), "comparison": "below", "bound": "2"}]}
    contract = make_signed(make_proposed(make_contract(kpi, **terms)))
    with clock.frozen(LATER):
        make_readings(kpi, *[("4.9", "5.1")[week % 2] for week in range(17)], start=dt.date(2025, 9, 1))
        make_readings(kpi, "2.9", "2.8", "2.9", "2.7", "2.8", "2.9", start=FEBRUARY)
        make_readings(guard, "1", "1", "3", "1", "1", "1", start=FEBRUARY)
        with pytest.raises(ConflictRefused) as refused:
            judge(contract, "achieve")
    assert [problem.code for problem in refused.value.problems] == ["V3"]
    assert told("contract.guardrail_changed")[0]["broken"] == ["2026-02-16"]


def test_it_is_missed_only_after_its_last_day(client_a):
    contract = running("4.9", "5", "5.1", "4.9")
    with pytest.raises(ConflictRefused) as refused:
        judge(contract, "miss")
    assert refused.value.problems[0].code == "V1"
    with clock.frozen(OVERDUE):
        assert judge(contract, "miss").status == ContractStatus.MISSED


def test_it_is_not_missed_when_the_target_is_reached(client_a):
    contract = running()
    with clock.frozen(OVERDUE):
        make_readings(contract.kpi, "2.9", "2.8", "2.9", "2.7", "2.8", "2.9", "2.8", "2.9", start=FEBRUARY)
        with pytest.raises(ConflictRefused) as refused:
            judge(contract, "miss")
    assert refused.value.problems[0].code == "V10"


def test_it_is_judged_by_the_readings_up_to_its_last_day(client_a):
    """What is reached in June was not reached in April."""
    contract = running()
    with clock.frozen(NOW + dt.timedelta(days=120)):
        make_readings(contract.kpi, *["5", "4.9"] * 5, *["2.8", "2.9"] * 5, start=FEBRUARY)
        assert contract_page(contract.pk).standing.course.course == "achieved"
        with pytest.raises(ConflictRefused):
            judge(contract, "achieve")
        assert judge(contract, "miss").status == ContractStatus.MISSED


def test_it_is_rolled_back_once_its_trigger_has_fired(client_a):
    contract = running("5")
    with pytest.raises(ConflictRefused):
        judge(contract, "roll_back")
    make_readings(contract.kpi, "7", "7.1", start=FEBRUARY + WEEK)
    assert judge(contract, "roll_back").status == ContractStatus.ROLLED_BACK


@pytest.mark.parametrize("move", ["achieve", "miss", "roll_back", "cancel"])
def test_it_ends_for_a_reason_only(client_a, move):
    contract = running()
    with clock.frozen(OVERDUE if move == "miss" else LATER):
        values = {"achieve": ["2.8"] * 6, "roll_back": ["7"] * 4}.get(move, ["5"] * 6)
        make_readings(contract.kpi, *values, start=FEBRUARY)
        with pytest.raises(InvalidRefused) as refused:
            judge(contract, move, reason="  ")
    assert refused.value.problems[0].field == "reason"


def test_it_ends_together_with_the_amendment_that_was_being_negotiated(client_a):
    contract = running("7", "7.1")
    amend_contract(by=BY, contract_id=contract.pk)
    ended = judge(contract, "roll_back")
    assert (ended.status, ended.amendment) == (ContractStatus.ROLLED_BACK, "none")


def test_it_lets_no_workflow_owner_judge_their_own_contract(client_a):
    contract = running("7", "7.1")
    with pytest.raises(AccessRefused):
        move_contract(by=user("workflow_owner"), contract_id=contract.pk, move="roll_back", reason="So it is.")


def test_it_clears_a_trigger_by_a_decision_and_does_not_fire_for_the_same_stretch_again(client_a):
    contract = running("7", "7.1")
    assert clear_rollback(by=BY, contract_id=contract.pk, reason="A flood; the week is not typical.") == 1
    make_readings(contract.kpi, "7.2", start=FEBRUARY + 2 * WEEK)
    page = contract_page(contract.pk)
    assert (page.firings, len(told("contract.rollback_fired"))) == ([], 1)
    assert "trigger fired" not in str(page.answer.text)
    row = RollbackFiring.objects.get()
    assert (row.clearing, row.reason) == (Clearing.DECISION, "A flood; the week is not typical.")

    with clock.frozen(LATER):
        make_readings(contract.kpi, "4", "7", "7.3", start=FEBRUARY + 3 * WEEK)
    assert [firing.period_start for firing in contract_page(contract.pk).firings] == [dt.date(2026, 3, 9)]


def test_it_clears_nothing_where_nothing_fired_and_nothing_without_a_reason(client_a):
    contract = running("5")
    with pytest.raises(MoveRefused):
        clear_rollback(by=BY, contract_id=contract.pk, reason="Just so.")
    make_readings(contract.kpi, "7", "7.1", start=FEBRUARY + WEEK)
    with pytest.raises(InvalidRefused):
        clear_rollback(by=BY, contract_id=contract.pk, reason=" ")


@pytest.mark.parametrize("role", ["consultant", "partner_admin", "workflow_owner", "client_viewer"])
def test_it_leaves_clearing_by_decision_to_the_sponsor_who_submits_no_gate(client_a, role):
    contract = running("7", "7.1")
    with pytest.raises(AccessRefused, match="clear a rollback trigger"):
        clear_rollback(by=user(role), contract_id=contract.pk, reason="We go on.")
    assert clear_rollback(by=user("client_sponsor"), contract_id=contract.pk, reason="We go on.") == 1


def test_it_lets_a_correction_clear_a_trigger_and_fires_anew_if_the_count_comes_back(client_a):
    contract = running("7", "7.1")
    make_readings(contract.kpi, "5", start=FEBRUARY + WEEK)
    assert contract_page(contract.pk).firings == []
    assert told("contract.rollback_cleared")[0]["clearing"] == "correction"

    make_readings(contract.kpi, "7.4", start=FEBRUARY + WEEK)
    assert len(contract_page(contract.pk).firings) == 1
    assert len(told("contract.rollback_fired")) == 2


def test_it_does_not_fire_again_when_a_late_reading_moves_the_period_that_completes_the_count(client_a):
    contract = running()
    make_readings(contract.kpi, "7", "7.1", start=FEBRUARY + WEEK)
    make_readings(contract.kpi, "7.2", start=FEBRUARY)
    assert len(told("contract.rollback_fired")) == 1
    assert told("contract.rollback_cleared") == []


def test_it_fires_when_a_contract_is_signed_after_the_readings_that_complete_the_count(client_a):
    contract = make_proposed().contract
    make_readings(contract.kpi, "7", "7.1", start=FEBRUARY)
    make_signed(contract.versions.get())
    assert [firing.period_start for firing in contract_page(contract.pk).firings] == [FEBRUARY + WEEK]


def test_it_withdraws_a_reading_with_its_reason_and_keeps_it_on_record(client_a):
    contract = running("7", "7.1")
    reading = Reading.objects.get(period_start=FEBRUARY)
    withdraw_reading(by=BY, kpi_id=contract.kpi_id, reading_id=reading.pk, reason="The export held test cases.")
    reading.refresh_from_db()
    assert (reading.state, reading.superseded_at is not None) == ("withdrawn", True)
    assert contract_page(contract.pk).firings == []
    assert told("reading.withdrawn")[0]["reason"] == "The export held test cases."
    with pytest.raises(MoveRefused):
        withdraw_reading(by=BY, kpi_id=contract.kpi_id, reading_id=reading.pk, reason="Again.")

    make_readings(contract.kpi, "5", start=FEBRUARY)
    assert Reading.objects.filter(period_start=FEBRUARY).count() == 2


def test_it_withdraws_no_reading_of_another_kpi(client_a):
    contract = running("5")
    other = make_kpi(contract.initiative, name="Cost of a proposal", unit="count")
    reading = Reading.objects.filter(kpi=contract.kpi).first()
    with pytest.raises(NotFoundMissing):
        withdraw_reading(by=BY, kpi_id=other.pk, reading_id=reading.pk, reason="Wrong.")


def test_it_records_a_signal_when_it_comes_and_when_a_correction_undoes_it(client_a):
    contract = running()
    make_baseline(contract.kpi)
    make_readings(contract.kpi, "9", start=FEBRUARY)
    found = told("kpi.signals_changed")[-1]["found"]
    assert found == [{"rule": "outside_limit", "period": "2026-02-02", "favour": "unfavourable"}]

    make_readings(contract.kpi, "5", start=FEBRUARY)
    assert told("kpi.signals_changed")[-1]["undone"] == found


def test_it_says_nothing_of_signals_that_stay(client_a):
    contract = running("9")
    entries = len(told("kpi.signals_changed"))
    make_readings(contract.kpi, "5", start=FEBRUARY + WEEK)
    assert len(told("kpi.signals_changed")) == entries


def test_it_holds_a_trigger_against_another_source_that_comes_to_speak_for_the_kpi(client_a):
    contract = running("5", "5")
    make_readings(contract.kpi, "7", "7.1", start=FEBRUARY, source="Warehouse")
    assert contract_page(contract.pk).firings == []
    kpi = contract.kpi
    kpi.refresh_from_db()
    change_kpi(by=BY, kpi_id=kpi.pk, revision=kpi.revision, source="Warehouse")
    assert len(contract_page(contract.pk).firings) == 1


def test_it_lets_a_correction_clear_what_fired_under_a_contract_that_was_rolled_back_since(client_a):
    contract = running("7", "7.1")
    judge(contract, "roll_back")
    make_readings(contract.kpi, "5", start=FEBRUARY + WEEK)
    assert RollbackFiring.objects.get().clearing == Clearing.CORRECTION
    make_readings(contract.kpi, "7.3", start=FEBRUARY + WEEK)
    assert len(told("contract.rollback_fired")) == 1


def test_it_leads_with_how_a_contract_ended_however_old_its_readings_are(client_a):
    contract = running("4.9", "5", "5.1", "4.9")
    with clock.frozen(OVERDUE):
        judge(contract, "miss")
    with clock.frozen(OVERDUE + dt.timedelta(days=200)):
        answer = contract_page(contract.pk).answer
    assert (str(answer.text), answer.tone) == ("Missed: the target was not reached by 2 Apr 2026.", "bad")
