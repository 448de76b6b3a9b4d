"""What people of the demo say while a play runs, in the language of their client: answers, limits, procedures, verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a play in one language."""

    testers: Sequence[str]
    tester_job: str
    answers: Mapping[str, Any]
    evidence: str
    boundary: Mapping[str, str]
    quality: tuple[str, str]
    latency: tuple[str, str]
    breach_process: str
    breach: Mapping[str, str]
    tasks: Sequence[str]
    comments: Sequence[str]
    defect: tuple[str, str]
    bottleneck: tuple[str, str]
    integration: tuple[str, str]
    runbook: tuple[str, str]
    accepted: str
    fallback: str
    drill: str
    attested: str
    ready: str
    go: Mapping[str, str]
    redesign: str
    effort: str
    extension: str


ENGLISH = Words(
    testers=("Nora Blake", "Ivan Petrov", "Chloe Martin", "Ahmed Saleh", "Grace Lin"),
    tester_job="Clerk",
    answers={
        "target_workflow": "The workflow of this initiative, from its first event to its result; the AI prepares, people decide.",
        "integration": "Reads from the leading system and writes a proposal back; the applications team runs both.",
        "measure_of_success": "The target of the value contract. Below its rollback trigger it is not worth going on.",
        "accountable": "The workflow owner end to end; the sponsor takes responsibility for the risk.",
        "data_sensitivity": "confidential",
        "legal_basis": ["Contract with the customer; reviewed by the data-protection officer."],
        "model_boundary": "The hosted model of the framework agreement, in the EU region, without training on our data.",
        "human_review_points": [
            "Every proposal before it leaves the house",
            "Every case that the model marks as doubtful",
        ],
        "logging_requirements": [
            "Input, output and version of the model for each case",
            "Who confirmed or changed it, and when",
        ],
        "escalation_path": [
            {"who": "Team lead on duty", "within_minutes": 30, "how": "By phone"},
            {"who": "Workflow owner", "within_minutes": 120, "how": "By phone, then in writing"},
        ],
        "switch_off": "The team lead switches it off in the leading system; the fallback then holds.",
        "proved_in_use": "Weekly readings, and a sample of 20 cases that two people check.",
        "fairness": "Cases are sorted by content alone; a sample by region is compared each month.",
        "third_parties": ["The provider of the model; its terms are filed with the framework agreement."],
        "people_prepared": "Two half-days of training, and a weekly hour for questions.",
    },
    evidence="Project folder, governance, item by item",
    boundary={
        "may_decide": "Read and sort what comes in, put the facts together, propose the next step.",
        "may_not_decide": "Prices, refusals, exceptions from the terms, and anything that a customer signs.",
        "human_review": "A clerk confirms each proposal; the team lead sees what was changed, every Friday.",
    },
    quality=("Proposals right on the first look", "%"),
    latency=("Time to a proposal", "s"),
    breach_process="The team lead is told, the queue goes back to manual, and the applications team looks for the cause the same day.",
    breach={
        "title": "The proposals came too slowly for an afternoon",
        "cause": "A batch job of the leading system took the database; it now runs at night.",
        "note": "The queue was worked by hand for three hours; nothing was lost.",
    },
    tasks=("Work off a standard case", "Correct a wrong field", "Hand a doubtful case to a colleague"),
    comments=(
        "Saves me the searching.",
        "Good, once I knew where to correct it.",
        "I trust it for the standard cases.",
        "The summary is what I needed.",
        "Better than the template we had.",
    ),
    defect=("The field for the reference is too short", "Lengthened, and tried again with the case."),
    bottleneck=(
        "Map of the workflow as it is",
        "The bottleneck is the check before release: one person, two hours a day. Exceptions go to the team lead, within a day.",
    ),
    integration=(
        "Integration in place",
        "Read and write-back run in the test system and for the pilot team; release notes are in the project folder.",
    ),
    runbook=("Runbook", "Operation, monitoring, contacts and the weekly routine, written with the team on duty."),
    accepted="Read and complete.",
    fallback="1. The team lead switches the assistant off.\n"
    "2. New cases go to the manual queue.\n"
    "3. The team is told in the chat and at the desk.\n"
    "4. Cases in work are finished by hand.",
    drill="Switched off at ten; the manual queue had taken over after 20 minutes.",
    attested="I have seen the week's sample and the log. It decides nothing that it may not.",
    ready="All criteria are met as far as we can see; the figures are live.",
    go={
        "pilot": "The signal is there, the team wants it, and the paperwork is done.",
        "limited_production": "Ten stable days under real load, and the drill worked.",
        "scale": "It works in both regions. We scale.",
    },
    redesign="The level has not moved. We redesign the hand-over before we go on.",
    effort="Work of the week",
    extension="The second region began after our Pilot gate; its figures are four weeks away.",
)
GERMAN = Words(
    testers=("Heike Sommer", "Murat Aydin", "Lena Fuchs", "Oskar Reuter", "Birgit Hahn"),
    tester_job="Sachbearbeitung",
    answers={
        "target_workflow": "Der Ablauf dieser Initiative, vom ersten Ereignis bis zum Ergebnis; die KI bereitet vor, Menschen entscheiden.",
        "integration": "Liest aus dem führenden System und schreibt einen Vorschlag zurück; beides betreibt die Anwendungsbetreuung.",
        "measure_of_success": "Das Ziel des Wertvertrags. Unter dem Rollback-Auslöser lohnt es sich nicht.",
        "accountable": "Die Ablaufverantwortliche von Anfang bis Ende; die Sponsorin trägt das Risiko.",
        "data_sensitivity": "confidential",
        "legal_basis": ["Vertrag mit dem Kunden; vom Datenschutzbeauftragten geprüft."],
        "model_boundary": "Das gehostete Modell des Rahmenvertrags, in der EU, ohne Training mit unseren Daten.",
        "human_review_points": [
            "Jeder Vorschlag, bevor er das Haus verlässt",
            "Jeder Fall, den das Modell als zweifelhaft kennzeichnet",
        ],
        "logging_requirements": [
            "Eingabe, Ausgabe und Version des Modells zu jedem Fall",
            "Wer wann bestätigt oder geändert hat",
        ],
        "escalation_path": [
            {"who": "Teamleitung im Dienst", "within_minutes": 30, "how": "Telefonisch"},
            {"who": "Ablaufverantwortliche", "within_minutes": 120, "how": "Telefonisch, dann schriftlich"},
        ],
        "switch_off": "Die Teamleitung schaltet im führenden System ab; dann gilt die Rückfalllösung.",
        "proved_in_use": "Wöchentliche Messwerte und eine Stichprobe von 20 Fällen, die zwei Personen prüfen.",
        "fairness": "Sortiert wird allein nach Inhalt; monatlich wird eine Stichprobe je Region verglichen.",
        "third_parties": ["Der Anbieter des Modells; seine Bedingungen liegen beim Rahmenvertrag."],
        "people_prepared": "Zwei halbe Tage Schulung und eine feste Stunde für Fragen je Woche.",
    },
    evidence="Projektordner, Governance, Punkt für Punkt",
    boundary={
        "may_decide": "Eingänge lesen und sortieren, Fakten zusammenstellen, den nächsten Schritt vorschlagen.",
        "may_not_decide": "Preise, Absagen, Ausnahmen von den Bedingungen und alles, was ein Kunde unterschreibt.",
        "human_review": "Die Sachbearbeitung bestätigt jeden Vorschlag; die Teamleitung sieht freitags, was geändert wurde.",
    },
    quality=("Vorschläge auf Anhieb richtig", "%"),
    latency=("Zeit bis zum Vorschlag", "s"),
    breach_process="Die Teamleitung wird verständigt, die Warteschlange geht auf Handarbeit, "
    "die Anwendungsbetreuung sucht am selben Tag die Ursache.",
    breach={
        "title": "Vorschläge kamen einen Nachmittag lang zu langsam",
        "cause": "Ein Stapellauf des führenden Systems belegte die Datenbank; er läuft jetzt nachts.",
        "note": "Drei Stunden wurde von Hand gearbeitet; verloren ging nichts.",
    },
    tasks=("Einen Standardfall abarbeiten", "Ein falsches Feld berichtigen", "Einen zweifelhaften Fall übergeben"),
    comments=(
        "Erspart mir das Suchen.",
        "Gut, sobald ich wusste, wo man berichtigt.",
        "Für Standardfälle vertraue ich ihm.",
        "Die Zusammenfassung ist genau, was ich brauche.",
        "Besser als unsere Vorlage.",
    ),
    defect=("Das Feld für das Zeichen ist zu kurz", "Verlängert und mit dem Fall noch einmal geprüft."),
    bottleneck=(
        "Karte des Ablaufs, wie er ist",
        "Der Engpass ist die Prüfung vor der Freigabe: eine Person, zwei Stunden am Tag. Ausnahmen gehen binnen eines Tages an die Teamleitung.",
    ),
    integration=(
        "Anbindung steht",
        "Lesen und Zurückschreiben laufen im Testsystem und für das Pilotteam; die Versionshinweise liegen im Projektordner.",
    ),
    runbook=(
        "Betriebshandbuch",
        "Betrieb, Überwachung, Ansprechpartner und die wöchentliche Routine, mit dem Team im Dienst geschrieben.",
    ),
    accepted="Gelesen, vollständig.",
    fallback="1. Die Teamleitung schaltet den Assistenten ab.\n"
    "2. Neue Fälle gehen in die manuelle Warteschlange.\n"
    "3. Das Team wird im Chat und am Platz verständigt.\n"
    "4. Angefangene Fälle werden von Hand beendet.",
    drill="Um zehn abgeschaltet; nach 20 Minuten lief die manuelle Warteschlange.",
    attested="Ich habe die Stichprobe der Woche und das Protokoll gesehen. Er entscheidet nichts, was er nicht darf.",
    ready="Soweit wir sehen, ist alles erfüllt; die Zahlen sind aktuell.",
    go={
        "pilot": "Das Signal ist da, das Team will es, die Unterlagen sind vollständig.",
        "limited_production": "Zehn stabile Tage unter echter Last, und die Übung hat geklappt.",
        "scale": "Es läuft in beiden Regionen. Wir skalieren.",
    },
    redesign="Das Niveau hat sich nicht bewegt. Wir gestalten die Übergabe neu, bevor es weitergeht.",
    effort="Arbeit der Woche",
    extension="Die zweite Region begann nach unserem Pilot-Gate; ihre Zahlen brauchen vier Wochen.",
)
WORDS = {"en": ENGLISH, "de": GERMAN}
