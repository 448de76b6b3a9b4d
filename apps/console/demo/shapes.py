"""What a story of the demo is made of."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One person of a client: name, mail name, job, function, and the role of their login (none: no login)."""

    key: str
    name: str
    job: str
    function: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A KPI with its numbers: weeks of baseline, then weeks of play; a `real` one is read from a file instead."""

    key: str
    fields: Mapping[str, Any]
    baseline: Sequence[Decimal] = ()
    play: Sequence[Decimal] = ()
    cases: int | None = 40
    real: bool = False
    method: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of a contract in force: proposed on a day of the play, with other terms, signed by so many of its people."""

    day: int
    terms: Mapping[str, Any]
    due_day: int
    signed_by: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """How a story's play runs: in which team, what was done of it, and how its gates came out (empty: not decided).

    `day` is the day of the play today. With a second team its kit is repeated there, and the Scale gate decided on that.
    """

    team: str
    day: int
    checklist: bool = True
    reviewed: bool = True
    boundary: bool = True
    monitors: bool = False
    testers: int = 0
    breach_day: int = 0
    pilot: str = ""
    production: str = ""
    second_team: str = ""
    hours_a_week: Decimal = Decimal(46)


@dataclass(frozen=True, slots=True)
class Story:
    """One initiative and its contract. `day` is the day of the play today; `until` how far the contract has come."""

    name: str
    workflow: str
    summary: str
    day: int
    series: Sequence[Series]
    terms: Mapping[str, Any]
    status: str = "evaluating"
    until: str = "active"
    signatories: Mapping[str, str] = field(default_factory=lambda: {"workflow_owner": "owner", "sponsor": "sponsor"})
    # Weeks at the end of the play whose reading is not in yet.
    missing: int = 0
    # What a month of waiting loses, in the client's currency.
    cost_of_delay: Decimal | None = None
    # By which day of the play the KPI has to have reached what.
    milestones: Sequence[tuple[int, str]] = ()
    amendment: "Amendment | None" = None
    # By which day of the play finance looks at what has come of it.
    validated: Sequence[int] = ()
    running: "Running | None" = None
    # How it ended: the day of the play, the move, the reason.
    ended: tuple[int, str, str] | None = None


@dataclass(frozen=True, slots=True)
class DemoClient:
    """One client of the demo."""

    slug: str
    name: str
    time_zone: str
    currency: str
    language: str
    people: Sequence[Figure]
    stories: Sequence[Story]


def noisy(seed: int, weeks: int, *, start: float, end: float, spread: float, places: str = "0.01") -> list[Decimal]:
    """Weekly values that run from one level to another with normal noise; the same each time."""
    dice = random.Random(seed)  # noqa: S311 - numbers of a story, not of a lock
    step = (end - start) / max(weeks - 1, 1)
    return [
        Decimal(str(max(0.0, start + step * week + dice.gauss(0, spread)))).quantize(Decimal(places))
        for week in range(weeks)
    ]


def people_of(
    owner: str, owner_job: str, function: str, lead: str, sponsor: str, sponsor_job: str, finance: str
) -> list[Figure]:
    """The four people whom every client of the demo has."""
    return [
        Figure("owner", owner, owner_job, function, "workflow_owner"),
        Figure("lead", lead, "Head of applications", "it", "client_viewer"),
        Figure("sponsor", sponsor, sponsor_job, "management", "client_sponsor"),
        Figure("finance", finance, "Controller", "finance", "client_viewer"),
    ]
