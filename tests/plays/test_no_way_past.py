"""Whatever people do, in whatever order and on whatever days: nobody finds a way past a gate that is not met."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from apps.governance.models import ChecklistItem
from apps.governance.services import answer_item
from apps.plays.models import Evidence, Gate, GateDecision, Play
from apps.plays.rules.gates import Condition
from apps.plays.selectors.plays import play_page
from apps.plays.services import (
    decide_gate,
    extend_play,
    grant_waiver,
    keep_days,
    move_evidence,
    resume_play,
    revoke_waiver,
    submit_gate,
    withdraw_gate,
)
from apps.value.models import RollbackFiring
from apps.value.services import clear_rollback
from kernel import clock
from kernel.access import Actor, system_actor
from kernel.canonical import digest
from kernel.ledger.services import verify
from tests.actors import user
from tests.factories.governance import answer, read
from tests.factories.plays import make_evidence, make_session
from tests.factories.telling_plays import IMPROVED, NOON, Story
from tests.factories.value import make_readings
from tests.plays.way_past import ASKED, BEGINS_ON, GATES, PAPERS, WEEK, Model, Paper, Waived, attempt, world

TESTERS = 5
WHO = ("one", "other")
SHARES = st.sampled_from(["accepts", "accepts", "accepts", "rejects"])


def machine(story: Story, passed: list[str]) -> type[RuleBasedStateMachine]:
    """The machine over one play; each of its runs is undone. `passed` collects the gates that were passed on the way."""

    class WayPast(RuleBasedStateMachine):
        """Two people who may submit as well as decide try everything; the model says what must come of it."""

        def __init__(self) -> None:
            super().__init__()
            self.frame = transaction.atomic()
            self.frame.__enter__()
            roles = ("consultant", "client_sponsor")
            self.people: dict[str, Actor] = {name: user(*roles, name=name) for name in WHO}
            self.model = Model(story.starts_on, story.date(BEGINS_ON), TESTERS)
            for place, value in enumerate(IMPROVED[:4]):
                self.model.read(story.starts_on + WEEK * place, float(value))
            self.stale = "0" * 64
            self.at_the_end: Any = None
            self.time = clock.frozen(self._noon())
            self.time.__enter__()

        def _noon(self) -> dt.datetime:
            return dt.datetime.combine(self.model.today, NOON)

        @property
        def gate(self) -> Gate:
            """The gate whose turn it is, or the last one when there is none."""
            found: Gate = Gate.objects.get(play=story.play_id, type=self.model.next or "scale")
            return found

        # The calendar.

        @rule(days=st.integers(1, 9), swept=st.booleans())
        def days_pass(self, days: int, swept: bool) -> None:
            self.model.today += dt.timedelta(days=days)
            self.time.__exit__(None, None, None)
            self.time = clock.frozen(self._noon())
            self.time.__enter__()
            assert story.monitor is not None
            read(story.monitor, *["1.2"] * days)
            if swept:
                self.sweep()

        @rule()
        def sweep(self) -> None:
            keep_days(by=system_actor())
            self.model.sweep()

        # What a gate rests on.

        @initialize(lacking=st.sampled_from(["nothing", "nothing", "a session", "a review", "everything"]))
        def begin_with_all_but(self, lacking: str) -> None:
            """Most runs begin with all that the first gate asks, or nearly all, so that they come further."""
            if lacking == "everything":
                return
            for tester in range(TESTERS - (lacking == "a session")):
                self.hold_session(tester, "accepts")
            for criterion in PAPERS:
                self.bring(criterion, "one", None)
                if lacking != "a review":
                    self.review("other", "accept", 0)

        @rule(value=st.sampled_from([2.8, 2.8, 2.9, 5.0, 7.1]))
        def weeks_come_in(self, value: float) -> None:
            """Every week that is over and has no reading yet gets one; the last of them this one."""
            missing = self._due() - self.model.weeks.keys()
            for week in sorted(missing):
                self._read(week, value if week == max(missing) else 2.8)

        @rule(value=st.sampled_from([2.8, 7.1]), back=st.integers(0, 2))
        def week_is_corrected(self, value: float, back: int) -> None:
            self._read(sorted(self.model.weeks)[-1 - back], value)

        def _due(self) -> set[dt.date]:
            weeks = (self.model.today - story.starts_on).days // 7
            return {story.starts_on + WEEK * place for place in range(weeks)}

        def _read(self, week: dt.date, value: float) -> None:
            if self.model.weeks.get(week) == value:
                return
            make_readings(story.kpi, value, start=week)
            self.model.read(week, value)

        @precondition(lambda self: self.model.fired)
        @rule()
        def trigger_is_decided_about(self) -> None:
            clear_rollback(by=self.people["one"], contract_id=story.contract_id, reason="We go on.")
            self.model.go_on()

        @rule(tester=st.integers(0, TESTERS - 1), verdict=SHARES)
        def hold_session(self, tester: int, verdict: str) -> None:
            found = attempt(lambda: make_session(story.play, story.testers[tester], verdict, comment="As tried."))
            assert (found is None) is self.model.ended
            if found:
                self.model.verdicts[tester] = verdict

        @rule(criterion=st.sampled_from(PAPERS), who=st.sampled_from(WHO), days=st.none() | st.integers(0, 20))
        def bring(self, criterion: str, who: str, days: int | None) -> None:
            until = None if days is None else self.model.today + dt.timedelta(days=days)
            found = attempt(lambda: make_evidence(story.play, self.people[who], criterion=criterion, expires_on=until))
            assert (found is None) is self.model.ended
            if found:
                self.model.papers[found.pk] = Paper(criterion, who, until)

        @precondition(lambda self: self.model.papers)
        @rule(
            who=st.sampled_from(WHO),
            move=st.sampled_from(["accept", "reject", "withdraw"]),
            back=st.integers(0, 3),
        )
        def review(self, who: str, move: str, back: int) -> None:
            keys = list(self.model.papers)
            key = keys[-1 - back % len(keys)]
            paper = self.model.papers[key]
            found = attempt(lambda: move_evidence(by=self.people[who], evidence_id=key, move=move, note="Read."))
            if found:
                assert not self.model.ended
                assert move == "withdraw" or paper.by != who
                assert move != "accept" or paper.expires_on is None or paper.expires_on >= self.model.today
                paper.status = found.status

        @rule(blank=st.booleans())
        def checklist_changes(self, blank: bool) -> None:
            item = ChecklistItem.objects.filter(initiative=story.initiative_id).first()
            if blank:
                answer_item(by=system_actor(), item_id=item.pk, revision=item.revision, answer=None)
            else:
                answer(item)
            self.model.blank = blank

        # Waivers.

        @rule(data=st.data(), who=st.sampled_from(WHO), days=st.integers(0, 32))
        def waive(self, data: st.DataObject, who: str, days: int) -> None:
            gate = data.draw(st.sampled_from([self.model.next or "scale", *GATES]))
            key = data.draw(st.sampled_from(sorted(ASKED[gate])))
            row = Gate.objects.get(play=story.play_id, type=gate)
            until = self.model.today + dt.timedelta(days=days)
            given = {"criterion": key, "reason": "Later.", "expires_on": until}
            waiver = attempt(lambda: grant_waiver(by=self.people[who], gate_id=row.pk, **given))
            may = (
                not self.model.ended and ASKED[gate][key][1] and self.model.verdict(key) == "unmet" and 1 <= days <= 30
            )
            own = self.model.gates[gate] == "submitted" and self.model.submitted_by == who
            assert (waiver is not None) is (may and not own and self.model.gates[gate] in ("open", "submitted"))
            if waiver:
                self.model.waivers[waiver.pk] = Waived(gate, key, until)

        @precondition(lambda self: self.model.waivers)
        @rule(who=st.sampled_from(WHO), back=st.integers(0, 3))
        def revoke(self, who: str, back: int) -> None:
            keys = list(self.model.waivers)
            key = keys[-1 - back % len(keys)]
            if attempt(lambda: revoke_waiver(by=self.people[who], waiver_id=key)):
                assert not self.model.ended
                self.model.waivers[key].revoked = True

        # The play and its gates.

        @rule(who=st.sampled_from(WHO))
        def submit(self, who: str) -> None:
            gate = self.gate
            found = attempt(lambda: submit_gate(by=self.people[who], gate_id=gate.pk, revision=gate.revision))
            assert (found is not None) is (self.model.status == "running" and self.model.gates[gate.type] == "open")
            if found:
                self.model.gates[gate.type], self.model.submitted_by = "submitted", who

        @rule(who=st.sampled_from(WHO))
        def withdraw(self, who: str) -> None:
            gate = self.gate
            found = attempt(lambda: withdraw_gate(by=self.people[who], gate_id=gate.pk, revision=gate.revision))
            assert (found is not None) is (not self.model.ended and self.model.gates[gate.type] == "submitted")
            if found:
                self.model.gates[gate.type], self.model.submitted_by = "open", ""

        @rule(
            gate=st.sampled_from(GATES),
            who=st.sampled_from(WHO),
            outcome=st.sampled_from(["go", "conditional_go", "stop"]),
        )
        def skip_to(self, gate: str, who: str, outcome: str) -> None:
            """Decide a gate whose turn it is not."""
            if gate != self.model.next:
                row = Gate.objects.get(play=story.play_id, type=gate)
                assert self._decide(row, who, outcome, play_page(story.play_id).gate(row.pk).hash, None) is None

        @rule(
            who=st.sampled_from(WHO),
            outcome=st.sampled_from(["go", "go", "go", "conditional_go", "redesign"]),
            fresh=st.sampled_from([True, True, True, False]),
            days=st.integers(0, 32),
        )
        def decide(self, who: str, outcome: str, fresh: bool, days: int) -> None:
            self._decide_next(who, outcome, fresh, self.model.today + dt.timedelta(days=days))

        @precondition(lambda self: not self.model.ended)
        @rule()
        def mend(self) -> None:
            """Everything that the next gate asks is put right, as far as that goes in a day."""
            for week in sorted(self._due() | self.model.weeks.keys()):
                self._read(week, min(self.model.weeks.get(week, 2.8), 2.8))
            for tester in range(TESTERS):
                self.hold_session(tester, "accepts")
            self.checklist_changes(blank=False)
            for criterion in PAPERS:
                self.bring(criterion, "one", None)
                self.review("other", "accept", 0)

        @rule(who=st.sampled_from(WHO), outcome=st.sampled_from(["go", "redesign"]))
        def decide_on_one_s_own(self, who: str, outcome: str) -> None:
            if self.model.next and self.model.gates[self.model.next] == "open":
                self.submit(who)
            self._decide_next(self.model.submitted_by or who, outcome, True, self.model.today + WEEK)

        @precondition(lambda self: self.model.status == "running")
        @rule(who=st.sampled_from(WHO))
        def submit_and_decide(self, who: str) -> None:
            if self.model.next and self.model.gates[self.model.next] == "open":
                self.submit("one")
            self._decide_next(who, "go", True, self.model.today)

        @rule(who=st.sampled_from(WHO), sure=st.sampled_from([False, False, False, True]))
        def stop(self, who: str, sure: bool) -> None:
            if sure:
                self._decide_next(who, "stop", True, self.model.today)

        def _decide_next(self, who: str, outcome: str, fresh: bool, redesign_on: dt.date) -> None:
            gate, model = self.gate, self.model
            view = play_page(story.play_id).gate(gate.pk)
            found = {row.answer.criterion.key: str(row.answer.finding.verdict) for row in view.rows}
            for key, verdict in found.items():
                assert model.verdict(key) in (None, verdict), key
            shown = view.hash if fresh else self.stale
            self.stale = view.hash
            decision = self._decide(gate, who, outcome, shown, redesign_on)
            assert (decision is not None) is (
                shown == view.hash and model.may_decide(gate.type, who, outcome, redesign_on, found)
            )
            if decision is None:
                return
            model.decide(gate.type, outcome, redesign_on)
            stored = GateDecision.objects.get(pk=decision.pk)
            assert stored.basis_hash == digest(stored.basis) == view.hash
            assert {row["key"]: row["verdict"] for row in stored.basis["criteria"]} == found
            if outcome in ("go", "conditional_go"):
                passed.append(gate.type)

        def _decide(self, gate: Gate, who: str, outcome: str, shown: str, redesign_on: dt.date | None) -> Any:
            owner = story.play.initiative.workflow_owner_id
            given: dict[str, Any] = {"redesign_on": redesign_on} if outcome == "redesign" else {}
            if outcome == "conditional_go":
                given["conditions"] = [Condition("Write it down.", self.model.today + WEEK, owner)]
            return attempt(
                lambda: decide_gate(
                    by=self.people[who],
                    gate_id=gate.pk,
                    outcome=outcome,
                    reasons="So it is.",
                    basis_hash=shown,
                    **given,
                )
            )

        @rule(days=st.integers(0, 31), proved=st.sampled_from([True, True, False]))
        def extend(self, days: int, proved: bool) -> None:
            play = story.play
            found = attempt(
                lambda: extend_play(
                    by=self.people["one"],
                    play_id=play.pk,
                    revision=play.revision,
                    days=days,
                    reason="Holidays.",
                    reauthenticated_at=clock.now() if proved else None,
                )
            )
            assert (found is not None) is (proved and self.model.may_extend(days))
            if found:
                self.model.extended, self.model.extensions = days, 1

        @rule()
        def resume(self) -> None:
            play = story.play
            found = attempt(lambda: resume_play(by=self.people["one"], play_id=play.pk, revision=play.revision))
            assert (found is not None) is (self.model.status == "paused")
            if found:
                self.model.resume()

        # What holds, always.

        @invariant()
        def it_stands_as_the_rules_say(self) -> None:
            play, model = story.play, self.model
            gates = dict(Gate.objects.filter(play=play).values_list("type", "status"))
            assert (play.status, gates) == (model.status, model.gates)
            assert (play.redesign_on, play.extended_days) == (model.redesign_on, model.extended)
            assert (play.status == "paused") is (play.redesign_on is not None)
            passed = [gates[gate] == "passed" for gate in GATES]
            assert passed == sorted(passed, reverse=True)
            assert GateDecision.objects.filter(gate__play=play).count() == model.decisions
            assert RollbackFiring.objects.filter(cleared_at__isnull=True).exists() is model.fired
            page = play_page(play.pk)
            assert page.overdue is model.overdue
            assert [view.frozen for view in page.gates] == [
                model.fired and gates[gate] in ("open", "submitted", "redesign") for gate in GATES
            ]

        @precondition(lambda self: self.model.ended)
        @invariant()
        def it_changes_no_more_once_it_has_ended(self) -> None:
            now = [
                list(model.objects.filter(**{path: story.play_id}).order_by("pk").values())
                for model, path in [(Play, "pk"), (Gate, "play"), (GateDecision, "gate__play"), (Evidence, "play")]
            ]
            self.at_the_end = self.at_the_end or now
            assert now == self.at_the_end

        def teardown(self) -> None:
            assert verify().holds
            self.time.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)

    return WayPast


@pytest.mark.parametrize(
    ("examples", "steps"), [(10, 25), pytest.param(400, 60, marks=pytest.mark.soak)], ids=["few", "all"]
)
def test_it_finds_no_way_past_an_unmet_gate(client_a, examples, steps):
    passed: list[str] = []
    ways = machine(world(), passed)
    proper = ways()
    proper.begin_with_all_but("nothing")
    proper.submit_and_decide("other")
    proper.teardown()
    assert passed == ["pilot"], "where nothing passes, nothing is tried"
    run_state_machine_as_test(
        ways,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            # On a real database shrinking takes longer than reading what was found.
            phases=[phase for phase in Phase if phase != Phase.shrink],
        ),
    )
