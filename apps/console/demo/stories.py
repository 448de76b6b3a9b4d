"""Who the demo's clients are, what they promised, and how their numbers ran. All invented but the help desk's series."""

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
class Story:
    """One initiative and its contract. `day` is the day of the play today; `until` how far the contract has come."""

    name: str
    workflow: str
    summary: str
    day: int
    series: Sequence[Series]
    terms: Mapping[str, Any]
    status: str = "pilot"
    until: str = "active"
    signatories: Mapping[str, str] = field(default_factory=lambda: {"workflow_owner": "owner", "sponsor": "sponsor"})
    # Weeks at the end of the play whose reading is not in yet.
    missing: int = 0
    # What a month of waiting loses, in the client's currency.
    cost_of_delay: Decimal | None = None


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


def _people(
    owner: str, owner_job: str, function: str, lead: str, sponsor: str, sponsor_job: str, finance: str
) -> list[Figure]:
    return [
        Figure("owner", owner, owner_job, function, "workflow_owner"),
        Figure("lead", lead, "Head of applications", "it", "client_viewer"),
        Figure("sponsor", sponsor, sponsor_job, "management", "client_sponsor"),
        Figure("finance", finance, "Controller", "finance", "client_viewer"),
    ]


CLIENTS = [
    DemoClient(
        slug="nordwind",
        name="Nordwind Pumpen GmbH",
        time_zone="Europe/Berlin",
        currency="EUR",
        language="de",
        people=_people(
            "Anna Weber",
            "Leiterin Auftragszentrum",
            "sales",
            "Jonas Brandt",
            "Dr. Petra Vogel",
            "Geschäftsführerin",
            "Ralf Timm",
        ),
        stories=[
            Story(
                name="Angebote in drei Tagen",
                workflow="Von der Anfrage zum versandten Angebot",
                summary="Ein Assistent liest die Anfrage, stellt die Positionen zusammen und schlägt den Preis vor; ein Mensch gibt frei.",
                cost_of_delay=Decimal(14500),
                day=47,
                series=[
                    Series(
                        "main",
                        {
                            "name": "Durchlaufzeit der Angebote",
                            "definition": "Arbeitstage von der Anfrage bis zum versandten Angebot, Mittel der in der Woche versandten Angebote.",
                            "unit": "duration_days",
                            "direction": "down",
                            "kind": "outcome",
                            "source": "CRM",
                        },
                        baseline=noisy(11, 26, start=5.0, end=5.0, spread=0.28),
                        play=[Decimal(text) for text in ("4.94", "4.61", "4.12", "3.84", "3.62", "3.41", "3.33")],
                        method="Zeitstempel von Anfrage und Versand im CRM, alle Angebote",
                    ),
                    Series(
                        "guard",
                        {
                            "name": "Fehlerquote der Angebote",
                            "definition": "Anteil der versandten Angebote, die wegen eines Fehlers neu verschickt wurden.",
                            "unit": "percent",
                            "direction": "down",
                            "kind": "quality",
                            "source": "CRM",
                        },
                        baseline=noisy(12, 26, start=1.4, end=1.4, spread=0.2),
                        play=noisy(13, 7, start=1.4, end=1.3, spread=0.15),
                        method="Zweitversand mit Grund „Fehler“ im CRM",
                    ),
                ],
                terms={
                    "goal": "Die mittlere Durchlaufzeit der Angebote in 60 Tagen von 5 auf 3 Tage senken, bei einer Fehlerquote unter 2 %",
                    "target": "3",
                    "lift": {"low": "1.2", "likely": "2", "high": "2.5"},
                    "rollback": {
                        "comparison": "above",
                        "value": "6.5",
                        "consecutive": 2,
                        "fallback": "Das Auftragszentrum erstellt Angebote wieder von Hand; die Anleitung liegt im Teamordner.",
                    },
                    "money": {
                        "currency": "EUR",
                        "value_type": "non_cashable",
                        "planned": "180000",
                        "value_per_unit": "90000",
                        "basis": "Mehr gewonnene Angebote je Tag kürzerer Durchlaufzeit, aus den Abschlüssen des Vorjahres.",
                    },
                    "guardrails": [{"kpi": "guard", "comparison": "below", "bound": "2"}],
                },
                signatories={"workflow_owner": "owner", "sponsor": "sponsor", "finance": "finance"},
                status="limited_production",
            ),
            Story(
                name="Ersttermin löst den Fall",
                workflow="Vom Störungsanruf zum abgeschlossenen Einsatz",
                summary="Vorschlag für Ursache und Ersatzteile, bevor der Techniker losfährt.",
                cost_of_delay=Decimal(9800),
                day=37,
                series=[
                    Series(
                        "main",
                        {
                            "name": "Beim ersten Termin gelöst",
                            "definition": "Anteil der Einsätze, die ohne zweiten Termin abgeschlossen wurden.",
                            "unit": "percent",
                            "direction": "up",
                            "kind": "outcome",
                            "source": "Einsatzplanung",
                        },
                        baseline=noisy(21, 26, start=62, end=62, spread=2.4, places="0.1"),
                        play=noisy(22, 5, start=63, end=62, spread=1.6, places="0.1"),
                        method="Alle Einsätze der Einsatzplanung, ohne Wartung",
                    )
                ],
                terms={
                    "goal": "Beim ersten Termin gelöste Einsätze in 60 Tagen von 62 % auf 72 % heben",
                    "target": "72",
                    "lift": {"low": "6", "likely": "10", "high": "12"},
                    "rollback": {
                        "comparison": "below",
                        "value": "52",
                        "consecutive": 2,
                        "fallback": "Die Einsatzplanung ordnet Techniker wieder allein nach Gebiet zu.",
                    },
                },
                missing=1,
            ),
        ],
    ),
    DemoClient(
        slug="lombarda",
        name="Lombarda Software S.p.A.",
        time_zone="Europe/Rome",
        currency="EUR",
        language="en",
        people=_people(
            "Marco Riva",
            "Head of support",
            "service",
            "Elena Conti",
            "Giulia Ferrari",
            "Chief executive",
            "Paolo Greco",
        ),
        stories=[
            Story(
                name="Tickets closed in 30 days",
                workflow="From a ticket to its closing",
                summary="Suggested answers and routing for the help desk. The readings are a real help desk’s, which nobody improved.",
                cost_of_delay=Decimal(6200),
                day=57,
                series=[
                    Series(
                        "main",
                        {
                            "name": "Ticket resolution time",
                            "definition": (
                                "Mean days from a ticket’s first event to its last closing, of the tickets closed in the week. Real data: help "
                                "desk log of an Italian software company (M. Polato, 4TU.ResearchData, "
                                "doi:10.4121/uuid:0c60edf1-6f83-4e75-9367-4c63b3e9d5bb), 2010 to 2012, its weeks moved to this play’s."
                            ),
                            "unit": "duration_days",
                            "direction": "down",
                            "kind": "outcome",
                            "source": "Help desk log (Polato, 4TU)",
                        },
                        real=True,
                        method="Event log of the help desk, every closed ticket",
                    )
                ],
                terms={
                    "goal": "Cut the mean resolution time of tickets from 41 days to 30 days within the play",
                    "target": "30",
                    "lift": {"low": "5", "likely": "10", "high": "12"},
                    "rollback": {
                        "comparison": "above",
                        "value": "60",
                        "consecutive": 2,
                        "fallback": "Tickets are routed by hand again, by product.",
                    },
                },
            )
        ],
    ),
    DemoClient(
        slug="brightwater",
        name="Brightwater Logistics Inc.",
        time_zone="America/New_York",
        currency="USD",
        language="en",
        people=_people(
            "Denise Carter",
            "VP billing operations",
            "finance",
            "Sam Okafor",
            "Laura Mitchell",
            "Chief operating officer",
            "Tom Reyes",
        ),
        stories=[
            Story(
                name="Invoices without a touch",
                workflow="From delivery note to sent invoice",
                summary="Delivery notes are read and matched by machine; what does not match goes to a person.",
                cost_of_delay=Decimal(11000),
                day=17,
                series=[
                    Series(
                        "main",
                        {
                            "name": "Straight-through invoices",
                            "definition": "Share of invoices sent without anybody touching them.",
                            "unit": "percent",
                            "direction": "up",
                            "kind": "outcome",
                            "source": "Billing",
                        },
                        baseline=noisy(31, 26, start=38, end=38, spread=2.0, places="0.1"),
                        play=noisy(32, 3, start=40, end=43, spread=1.2, places="0.1"),
                        cases=310,
                        method="All invoices of the billing system, by their touch log",
                    )
                ],
                terms={
                    "goal": "Raise invoices sent without a touch from 38 % to 60 % in 60 days",
                    "target": "60",
                    "lift": {"low": "12", "likely": "22", "high": "26"},
                    "rollback": {
                        "comparison": "below",
                        "value": "30",
                        "consecutive": 2,
                        "fallback": "The billing team keys delivery notes by hand, as before.",
                    },
                },
            )
        ],
    ),
    DemoClient(
        slug="kestrel",
        name="Kestrel Insurance plc",
        time_zone="Europe/London",
        currency="GBP",
        language="en",
        people=_people(
            "Owen Hughes",
            "Head of claims",
            "operations",
            "Priya Shah",
            "Fiona Grant",
            "Managing director",
            "Neil Foster",
        ),
        stories=[
            Story(
                name="First answer to a claim within a day",
                workflow="From the notice of loss to the first answer",
                summary="Claims are read and sorted on arrival; the handler gets a summary and the cover that applies.",
                cost_of_delay=Decimal(18000),
                day=-4,
                status="evaluating",
                until="one signature",
                series=[
                    Series(
                        "main",
                        {
                            "name": "Time to first answer",
                            "definition": "Mean hours from notice of loss to the first answer that a person sent.",
                            "unit": "duration_hours",
                            "direction": "down",
                            "kind": "outcome",
                            "source": "Claims system",
                        },
                        baseline=noisy(41, 20, start=52, end=52, spread=3.5, places="0.1"),
                        cases=120,
                        method="All notices of loss of the claims system",
                    )
                ],
                terms={
                    "goal": "Cut the mean time to the first answer from 52 hours to 24 hours in 60 days",
                    "target": "24",
                    "lift": {"low": "15", "likely": "28", "high": "32"},
                    "rollback": {
                        "comparison": "above",
                        "value": "70",
                        "consecutive": 2,
                        "fallback": "Handlers take claims from the shared queue in order of arrival.",
                    },
                },
            ),
            Story(
                name="Renewals reviewed before they lapse",
                workflow="From renewal list to decision",
                summary="An idea so far: rank renewals by the chance that they lapse.",
                day=-20,
                status="idea",
                until="draft",
                series=[
                    Series(
                        "main",
                        {
                            "name": "Renewals reviewed in time",
                            "definition": "Share of renewals that an underwriter reviewed 14 days or more before they lapse.",
                            "unit": "percent",
                            "direction": "up",
                            "kind": "outcome",
                            "source": "Policy system",
                        },
                    )
                ],
                terms={"goal": "Review 90 % of renewals in time, from about 60 %", "target": "90"},
            ),
        ],
    ),
]
