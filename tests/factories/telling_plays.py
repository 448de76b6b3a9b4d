"""Whole plays, told day by day: the clock moves, the sweep of each morning runs, readings come in, and people do what they do."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any

from apps.governance.models import ChecklistItem, Monitor
from apps.governance.services import attest, move_boundary
from apps.initiatives.models import Initiative, Person
from apps.plays.models import Gate, GateDecision, Play
from apps.plays.rules.days import date_of
from apps.plays.selectors.plays import GateView, PlayPage, play_page
from apps.plays.services import (
    extend_play,
    keep_days,
    move_evidence,
    record_drill,
    start_play,
    submit_gate,
    write_fallback,
)
from apps.value.models import Contract
from apps.value.selectors.weights import gate_weights
from apps.value.services import change_draft
from kernel import clock
from kernel.access import Actor, system_actor
from kernel.ledger.models import Entry
from tests.actors import user
from tests.factories.governance import answer, make_attestation, make_boundary, make_monitor, read
from tests.factories.people import make_person
from tests.factories.plays import PROCEDURE, decide, make_evidence, make_play, make_session
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, sign

MONDAY = dt.date(2026, 3, 2)
BASELINE_FROM, BASELINE_WEEKS = dt.date(2025, 9, 1), 26
EVEN = tuple(("4.9", "5.1")[week % 2] for week in range(BASELINE_WEEKS))
"""What the process gave before anybody touched it: about 5 days, with limits at 4.5 and 5.5."""
IMPROVED = ("4.2", "3.4", "3.0", "2.9", "2.8")
MORNING, NOON = dt.time(6, tzinfo=dt.UTC), dt.time(11, tzinfo=dt.UTC)


class Story:
    """A play with everybody in it. `on(30)` tells what happens on day 30, when the mornings since are over."""

    def __init__(self, starts_on: dt.date = MONDAY, **terms: object) -> None:
        self.starts_on = starts_on
        self.consultant, self.reviewer = user("consultant", name="Mara Lind"), user("consultant", name="Ben Ode")
        kpi = make_kpi()
        make_readings(kpi, *EVEN, start=BASELINE_FROM)
        make_baseline(kpi)
        runs = {"start_on": str(starts_on), "due_on": str(date_of(starts_on, 60))}
        contract = make_contract(kpi, **(runs | terms))
        self.contract_id, self.kpi = contract.pk, kpi
        self.initiative_id = contract.initiative_id
        self.sponsor_person = contract.draft["signatories"]["sponsor"]
        self.sponsor = user("client_sponsor", name="Dr. Petra Vogel")
        self.play_id = make_play(contract, by=self.consultant, starts_on=starts_on).pk
        self.testers = [make_person(name=f"Tester {letter}") for letter in "ABCDE"]
        self.monitor: Monitor | None = None
        self._weeks: Iterator[str | None] = repeat(None)
        self._days: Iterator[str | None] = repeat(None)
        self._told = clock.now().date()

    # The calendar.

    @contextmanager
    def on(self, day: int) -> Iterator[PlayPage]:
        """Noon of day n, after each morning since the last day that was told of; with the page as it stands then."""
        date = date_of(self.starts_on, day)
        while self._told < date:
            self._told += dt.timedelta(days=1)
            with clock.frozen(dt.datetime.combine(self._told, MORNING)):
                self._morning()
        with clock.frozen(dt.datetime.combine(date, NOON)):
            yield self.page

    def _morning(self) -> None:
        keep_days(by=system_actor())
        today = self._told
        if today.weekday() == 0 and (value := next(self._weeks)) is not None:
            make_readings(self.kpi, value, start=today - dt.timedelta(days=7))
        if self.monitor is not None and (value := next(self._days)) is not None:
            read(self.monitor, value)

    def date(self, day: int) -> dt.date:
        """The date of day n."""
        return date_of(self.starts_on, day)

    # What comes in by itself.

    def weeks_read(self, *values: str) -> None:
        """From the next Monday on each week's reading comes in; the last value stays."""
        self._weeks = chain(values, repeat(values[-1]))

    def weeks_stop(self) -> None:
        """No reading comes in by itself any more."""
        self._weeks = repeat(None)

    def days_read(self, *values: str) -> None:
        """From tomorrow on the monitor is read each morning; the last value stays."""
        self._days = chain(values, repeat(values[-1]))

    # What people do.

    def change_terms(self, **terms: object) -> None:
        """The contract's draft is changed before anybody signs it."""
        contract = Contract.objects.get(pk=self.contract_id)
        change_draft(by=self.consultant, contract_id=contract.pk, revision=contract.revision, terms=terms)

    def sign_contract(self) -> None:
        """All sign the contract as it is."""
        version = make_proposed(Contract.objects.get(pk=self.contract_id), by=self.consultant)
        for role in version.content["signatories"]:
            sign(version, role)

    def answer_checklist(self) -> None:
        """Somebody answers every item."""
        for item in ChecklistItem.objects.filter(initiative=self.initiative_id):
            answer(item)

    def agree_boundary(self) -> None:
        """The consultant proposes a boundary statement, and the sponsor approves it."""
        proposed = make_boundary(self.initiative, by=self.consultant)
        move_boundary(by=self.sponsor, statement_id=proposed.pk, move="approve", content_hash=proposed.content_hash)

    def watch(self) -> None:
        """A monitor is set up, and read each morning from tomorrow on."""
        self.monitor = make_monitor(self.initiative, by=self.consultant, starts_on=clock.now().date())
        self.days_read("1.2")

    def people_test(self, play: Play | None = None, verdict: str = "accepts", **given: Any) -> None:
        """Five people of the workflow try it, and say the same."""
        for tester in self.testers:
            make_session(play or self.play, tester, verdict, **given)

    def drill_fallback(self) -> None:
        """The fallback is written, and drilled within its time."""
        play = self.play
        write_fallback(
            by=self.consultant,
            play_id=play.pk,
            revision=play.revision,
            procedure=PROCEDURE,
            minutes=30,
            owner_id=play.initiative.workflow_owner_id,
        )
        record_drill(
            by=self.consultant,
            play_id=play.pk,
            held_at=clock.now(),
            took_effect=True,
            took_minutes=20,
            note="The manual queue took over.",
        )

    def review_runbook(self) -> None:
        """One consultant brings the runbook, another accepts it."""
        runbook = make_evidence(
            self.play, self.consultant, title="Runbook", note="What to do when.", criterion="production-runbook"
        )
        move_evidence(by=self.reviewer, evidence_id=runbook.pk, move="accept")

    def attest(self) -> None:
        """The sponsor attests that the AI stays inside its limits."""
        due = make_attestation(self.initiative, leader_id=self.sponsor_person, due_on=clock.now().date())
        boundary = self.initiative.boundaries.get(status="in_force")
        attest(
            by=self.leader,
            attestation_id=due.pk,
            inside_limits=True,
            limits_right=True,
            statement="",
            boundary_hash=boundary.content_hash,
            reauthenticated_at=clock.now(),
        )

    def prepare_pilot(self) -> None:
        """Everything that the Pilot gate asks for but the readings, which take weeks."""
        self.sign_contract()
        self.answer_checklist()
        self.agree_boundary()

    def prepare_production(self) -> None:
        """Everything that the Limited Production gate asks for but ten days of watching."""
        self.drill_fallback()
        self.review_runbook()

    def repeat_in(self, team: str) -> Play:
        """A second team starts from the kit of this play, today."""
        return start_play(
            by=self.consultant,
            initiative_id=self.initiative_id,
            contract_id=self.contract_id,
            team=team,
            starts_on=clock.now().date(),
            replicates_id=self.play_id,
        )

    def submit(self, type: str, play: Play | None = None) -> Gate:  # noqa: A002 - the field's name
        """The consultant submits a gate."""
        gate = self.gate(type, play).gate
        return submit_gate(by=self.consultant, gate_id=gate.pk, revision=gate.revision)

    def decide(self, type: str, outcome: str, play: Play | None = None, **given: Any) -> GateDecision:  # noqa: A002
        """The sponsor decides a gate on what the page shows now."""
        return decide(self.gate(type, play).gate, outcome, self.sponsor, **given)

    def pass_gate(self, type: str, play: Play | None = None) -> GateDecision:  # noqa: A002
        """It is submitted, and the sponsor says go."""
        self.submit(type, play)
        return self.decide(type, "go", play)

    def extend(self, days: int, by: Actor | None = None, **given: Any) -> Play:
        """The sponsor signs an extension."""
        signed = {"reason": "The second team starts later.", "reauthenticated_at": clock.now()} | given
        return extend_play(
            by=by or self.sponsor, play_id=self.play_id, revision=self.play.revision, days=days, **signed
        )

    # What people see.

    @property
    def play(self) -> Play:
        """The play as it is stored."""
        found: Play = Play.objects.select_related("initiative").get(pk=self.play_id)
        return found

    @property
    def page(self) -> PlayPage:
        """The play's page as it stands."""
        return play_page(self.play_id)

    @property
    def initiative(self) -> Initiative:
        """The initiative as it is stored."""
        return Initiative.objects.get(pk=self.initiative_id)

    @property
    def stands(self) -> tuple[str, str]:
        """The statuses of the play and of its initiative."""
        return self.play.status, self.initiative.status

    @property
    def weight(self) -> int:
        """By how many per cent the initiative's value counts."""
        return int(100 * gate_weights()[self.initiative.stage_reached])

    @property
    def leader(self) -> Actor:
        """The sponsor as the leader who is asked to attest."""
        return user("client_sponsor", person=Person.objects.get(pk=self.sponsor_person))

    def gate(self, type: str, play: Play | None = None) -> GateView:  # noqa: A002
        """A gate of the play's page as it stands."""
        page = play_page(play.pk if play else self.play_id)
        return next(view for view in page.gates if view.gate.type == type)

    def verdicts(self, type: str) -> dict[str, str]:  # noqa: A002
        """What is found of each criterion of a gate."""
        return {row.answer.criterion.key: str(row.answer.finding.verdict) for row in self.gate(type).rows}

    def in_the_way(self, type: str) -> set[tuple[str, str]]:  # noqa: A002
        """The problems, as field and rule, that a go is refused with where criteria are unmet (P4) or unknown (P2)."""
        rule = {"unmet": "P4", "unknown": "P2"}
        return {(key, rule[verdict]) for key, verdict in self.verdicts(type).items() if verdict in rule}

    def told(self) -> Counter[str]:
        """How often each event stands in the ledger."""
        return Counter(Entry.objects.values_list("event", flat=True))
