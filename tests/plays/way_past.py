"""What the rules of gates say, written down a second time and plainly: what a play must be like after each thing that people do."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from apps.plays.models import Play
from kernel.errors import Refused
from kernel.ledger.services import head
from tests.factories.telling_plays import IMPROVED, Story

GATES = ("pilot", "limited_production", "scale")
# What each gate of the play asks, by key: the kind, and whether it may be waived.
ASKED = {
    "pilot": {
        "pilot-contract": ("contract_signed", False),
        "pilot-kpi-signal": ("kpi_signal", False),
        "pilot-acceptance": ("user_acceptance", True),
        "pilot-paper": ("document", True),
    },
    "limited_production": {
        "production-stability": ("stability_window", False),
        "production-checklist": ("checklist_complete", True),
        "production-paper": ("document", True),
    },
    "scale": {"scale-replication": ("replication", True), "scale-paper": ("document", True)},
}
PAPERS = ("pilot-paper", "production-paper", "scale-paper")
ENDED = ("scaled", "stopped")
TRIGGER, BEGINS_ON, WEEK = 6.5, 29, dt.timedelta(days=7)


def world() -> Story:
    """A play on day 29 whose contract is signed, whose weeks improve, that is watched, and whose checklist is answered."""
    story = Story()
    rollback = {"kpi_key": str(story.kpi.pk), "comparison": "above", "value": str(TRIGGER), "consecutive": 1}
    story.change_terms(rollback=rollback | {"fallback": "Back to the manual queue."})
    with story.on(3):
        story.sign_contract()
        story.answer_checklist()
        story.weeks_read(*IMPROVED)
        story.watch()
    with story.on(BEGINS_ON):
        gates = [
            {"type": gate, "day": day, "criteria": _criteria(asked)}
            for (gate, asked), day in zip(ASKED.items(), (30, 45, 60), strict=True)
        ]
        Play.objects.filter(pk=story.play_id).update(plan=story.play.plan | {"gates": gates})
    return story


def _criteria(asked: Mapping[str, tuple[str, bool]]) -> list[dict[str, str]]:
    return [{"key": key, "kind": kind, "title": key} for key, (kind, _) in asked.items()]


def attempt(act: Callable[[], Any]) -> Any:
    """What an attempt gives; None where it is refused, which leaves nothing behind."""
    before = head()
    try:
        with transaction.atomic():
            return act()
    except Refused:
        after = head()
    assert after == before
    return None


@dataclass
class Paper:
    """Evidence: whose, valid until when, and where it stands."""

    criterion: str
    by: str
    expires_on: dt.date | None
    status: str = "submitted"


@dataclass
class Waived:
    """A waiver, and until when it holds."""

    gate: str
    criterion: str
    expires_on: dt.date
    revoked: bool = False


@dataclass
class Model:
    """A play as it ought to stand."""

    starts_on: dt.date
    today: dt.date
    testers: int
    status: str = "running"
    gates: dict[str, str] = field(default_factory=lambda: dict.fromkeys(GATES, "open"))
    submitted_by: str = ""
    redesign_on: dt.date | None = None
    paused: int = 0
    extended: int = 0
    extensions: int = 0
    decisions: int = 0
    verdicts: dict[int, str] = field(default_factory=dict)
    weeks: dict[dt.date, float] = field(default_factory=dict)
    told: dict[dt.date, str] = field(default_factory=dict)
    papers: dict[object, Paper] = field(default_factory=dict)
    waivers: dict[object, Waived] = field(default_factory=dict)
    blank: bool = False

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.status in ENDED

    @property
    def next(self) -> str | None:
        """The gate whose turn it is."""
        return None if self.ended else next((gate for gate in GATES if self.gates[gate] != "passed"), None)

    @property
    def overdue(self) -> bool:
        """Whether day 60, with the extension, is over without a decision that still holds."""
        last = self.starts_on + dt.timedelta(days=59 + self.extended)
        waits = self.status == "paused" and self.redesign_on is not None and self.today < self.redesign_on
        return self.today > last and not self.ended and not waits

    def may_extend(self, days: int) -> bool:
        """Whether it may be extended by so many days: once, and until today at least."""
        reaches_today = self.starts_on + dt.timedelta(days=59 + days) >= self.today
        return 1 <= days <= 30 and reaches_today and not self.extensions and not self.ended

    @property
    def fired(self) -> bool:
        """Whether the trigger is open."""
        return "open" in self.told.values()

    def read(self, week: dt.date, value: float) -> None:
        """A week's reading: bad weeks in a row fire once, and until a correction leaves none of them or somebody decides."""
        self.weeks[week] = value
        stretches: list[set[dt.date]] = []
        for bad in sorted(each for each, found in self.weeks.items() if found > TRIGGER):
            if stretches and bad - WEEK in stretches[-1]:
                stretches[-1].add(bad)
            else:
                stretches.append({bad})
        everything = set().union(*stretches)
        self.told = {day: how for day, how in self.told.items() if how == "decided" or day in everything}
        self.told |= {min(stretch): "open" for stretch in stretches if not stretch & self.told.keys()}

    def go_on(self) -> None:
        """Somebody decides to go on although the trigger fired."""
        self.told = dict.fromkeys(self.told, "decided")

    def verdict(self, criterion: str) -> str | None:
        """What must be found of a criterion; None where other tests say what."""
        if criterion == "pilot-contract":
            return "met"
        if criterion == "scale-replication":
            return "unmet"
        if criterion == "pilot-acceptance":
            accepting = sum(verdict == "accepts" for verdict in self.verdicts.values())
            if len(self.verdicts) < self.testers:
                return "unknown"
            return "met" if 100 * accepting >= 80 * len(self.verdicts) else "unmet"
        if criterion == "production-checklist":
            return "unmet" if self.blank else "met"
        if criterion in PAPERS:
            return self._paper(criterion)
        return None

    def _paper(self, criterion: str) -> str:
        brought = [paper for paper in self.papers.values() if paper.criterion == criterion]
        accepted = [paper for paper in brought if paper.status == "accepted"]
        if any(paper.expires_on is None or paper.expires_on >= self.today for paper in accepted):
            return "met"
        waiting = not accepted and any(paper.status == "submitted" for paper in brought)
        return "unknown" if waiting else "unmet"

    def waived(self, gate: str, criterion: str) -> bool:
        """Whether a waiver holds today, for a kind that may be waived."""
        return ASKED[gate][criterion][1] and any(
            (each.gate, each.criterion, each.revoked) == (gate, criterion, False) and each.expires_on >= self.today
            for each in self.waivers.values()
        )

    def lets_pass(self, gate: str, found: dict[str, str]) -> bool:
        """Whether a gate may pass with these findings."""
        return not self.fired and all(
            found[key] == "met" or (found[key] == "unmet" and self.waived(gate, key)) for key in ASKED[gate]
        )

    def may_decide(self, gate: str, who: str, outcome: str, redesign_on: dt.date, found: dict[str, str]) -> bool:
        """Whether this person may decide so today, with these findings."""
        if self.ended or (self.gates[gate] == "submitted" and self.submitted_by == who):
            return False
        if outcome == "redesign":
            return self.status == "running" and 1 <= (redesign_on - self.today).days <= 30 - self.paused
        return outcome == "stop" or (self.gates[gate] == "submitted" and self.lets_pass(gate, found))

    def resume(self) -> None:
        """The pause is over, and what was sent to redesign is open again."""
        self.status, self.redesign_on = "running", None
        self.gates = {gate: "open" if status == "redesign" else status for gate, status in self.gates.items()}

    def sweep(self) -> None:
        """What a new day does."""
        if self.status == "paused" and self.redesign_on is not None and self.redesign_on <= self.today:
            self.resume()

    def decide(self, gate: str, outcome: str, redesign_on: dt.date | None) -> None:
        """What a decision does."""
        self.decisions += 1
        self.submitted_by = ""
        if outcome == "redesign" and redesign_on is not None:
            self.gates[gate], self.status, self.redesign_on = "redesign", "paused", redesign_on
            # However early it is resumed: in all it is sent to redesign for 30 days at most.
            self.paused += (redesign_on - self.today).days
        elif outcome == "stop":
            self.gates[gate], self.status, self.redesign_on = "stopped", "stopped", None
        else:
            self.gates[gate] = "passed"
            self.status = "scaled" if gate == "scale" else "running"
