"""Who the demo's clients are, what they promised, and how their numbers ran. All invented but the help desk's series."""

from decimal import Decimal

from apps.console.demo.shapes import Amendment, DemoClient, Running, Series, Story, noisy, people_of

CLIENTS = [
    DemoClient(
        slug="nordwind",
        name="Nordwind Pumpen GmbH",
        time_zone="Europe/Berlin",
        currency="EUR",
        language="de",
        people=people_of(
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
                running=Running(
                    "Auftragszentrum Nord",
                    day=47,
                    monitors=True,
                    testers=5,
                    breach_day=33,
                    pilot="go",
                    production="submitted",
                ),
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
                milestones=[(30, "4.6")],
                validated=[36],
            ),
            Story(
                name="Ersttermin löst den Fall",
                workflow="Vom Störungsanruf zum abgeschlossenen Einsatz",
                summary="Vorschlag für Ursache und Ersatzteile, bevor der Techniker losfährt.",
                cost_of_delay=Decimal(9800),
                day=37,
                running=Running("Einsatzplanung Süd", day=37, testers=3, pilot="redesign"),
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
                amendment=Amendment(
                    day=35,
                    terms={
                        "goal": "Beim ersten Termin gelöste Einsätze in 75 Tagen von 62 % auf 68 % heben",
                        "target": "68",
                        "lift": {"low": "4", "likely": "6", "high": "9"},
                    },
                    due_day=75,
                    signed_by=["owner"],
                ),
            ),
        ],
    ),
    DemoClient(
        slug="lombarda",
        name="Lombarda Software S.p.A.",
        time_zone="Europe/Rome",
        currency="EUR",
        language="en",
        people=people_of(
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
                running=Running("First line", day=57, reviewed=False, boundary=False, monitors=True, testers=5),
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
        people=people_of(
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
                running=Running("Billing East", day=17, boundary=False),
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
            ),
            Story(
                name="Payments matched on arrival",
                workflow="From a bank statement to a settled invoice",
                summary="Payments find their invoices by machine; what is doubtful goes to a person with a proposal.",
                cost_of_delay=Decimal(7500),
                day=82,
                running=Running(
                    "Receivables East",
                    day=82,
                    monitors=True,
                    testers=5,
                    pilot="go",
                    production="go",
                    second_team="Receivables West",
                ),
                series=[
                    Series(
                        "main",
                        {
                            "name": "Days to match a payment",
                            "definition": "Mean days from a payment’s arrival to its settled invoice, of the payments settled in the week.",
                            "unit": "duration_days",
                            "direction": "down",
                            "kind": "outcome",
                            "source": "Bank statements",
                        },
                        baseline=noisy(51, 26, start=6.4, end=6.4, spread=0.35),
                        play=noisy(52, 12, start=4.6, end=2.6, spread=0.22),
                        cases=140,
                        method="Every payment of the bank statements, by its value date",
                    )
                ],
                terms={
                    "goal": "Cut the mean time to match a payment from 6.4 to 3.5 days in 60 days",
                    "target": "3.5",
                    "lift": {"low": "1.8", "likely": "2.9", "high": "3.6"},
                    "rollback": {
                        "comparison": "above",
                        "value": "8",
                        "consecutive": 2,
                        "fallback": "Receivables match payments from the printed statement, as before.",
                    },
                    "money": {
                        "currency": "USD",
                        "value_type": "cashable",
                        "planned": "126000",
                        "value_per_unit": "6",
                        "per": "case",
                        "basis": "Interest and reminders saved for each payment and day, by the ledger of last year.",
                    },
                },
                signatories={"workflow_owner": "owner", "sponsor": "sponsor", "finance": "finance"},
                validated=[40, 68],
                ended=(81, "achieve", "The level has held under the target for a month, in both regions."),
            ),
        ],
    ),
    DemoClient(
        slug="kestrel",
        name="Kestrel Insurance plc",
        time_zone="Europe/London",
        currency="GBP",
        language="en",
        people=people_of(
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
                until="one signature",
                running=Running("Motor claims", day=-4),
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
