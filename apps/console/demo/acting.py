"""What people of the demo do in a play: each deed through its service, at the moment that the clock says."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from apps.console.demo.shapes import DemoClient, Story, noisy
from apps.console.demo.words import WORDS, Words
from apps.governance.models import Attestation, BoundaryStatement, ChecklistItem, Incident, Monitor
from apps.governance.services import (
    answer_item,
    attest,
    create_monitor,
    move_boundary,
    move_incident,
    propose_boundary,
    record_monitor_readings,
    schedule_attestation,
)
from apps.initiatives.models import Person
from apps.initiatives.services import create_person
from apps.plays.choices import ActivityStatus, EvidenceStatus, GateStatus
from apps.plays.models import AcceptanceSession, Activity, Evidence, Gate, Play
from apps.plays.services import (
    book_effort,
    close_defect,
    extend_play,
    move_activity,
    move_evidence,
    record_drill,
    record_session,
    release_kit,
    submit_evidence,
    write_fallback,
)
from kernel import clock
from kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in a play, and what they say."""

    demo: DemoClient
    story: Story
    people: Mapping[str, Person]
    actors: Mapping[str, Actor]
    consultant: Actor
    words: Words
    today: dt.date

    def moment(self, day: dt.date, hour: int) -> dt.datetime:
        """An hour of a day where the client is."""
        return dt.datetime.combine(day, dt.time(hour, 25), ZoneInfo(self.demo.time_zone))


def cast_of(
    demo: DemoClient,
    story: Story,
    people: Mapping[str, Person],
    actors: Mapping[str, Actor],
    consultant: Actor,
    today: dt.date,
) -> Cast:
    """The people of a story, with the words of their language."""
    return Cast(demo, story, people, actors, consultant, WORDS[demo.language], today)


def answer_one(cast: Cast, initiative_id: uuid.UUID, key: str, review_in: int) -> None:
    """Answer one item of the checklist."""
    item = ChecklistItem.objects.filter(initiative=initiative_id, key=key, answer__isnull=True).first()
    if item is not None:
        answer_item(
            by=cast.consultant,
            item_id=item.pk,
            revision=item.revision,
            answer=cast.words.answers[key],
            owner_id=cast.people["owner"].pk,
            evidence=cast.words.evidence,
            review_on=clock.today(cast.demo.time_zone) + dt.timedelta(days=review_in),
        )


def bring(cast: Cast, play: Play, criterion: str, said: tuple[str, str]) -> None:
    """Bring a note as evidence."""
    title, note = said
    submit_evidence(by=cast.consultant, play_id=play.pk, kind="note", title=title, note=note, criterion=criterion)


def accept_evidence(cast: Cast, play: Play, criterion: str) -> None:
    """Accept what was brought for a criterion."""
    for row in Evidence.objects.filter(play=play, criterion=criterion, status=EvidenceStatus.SUBMITTED):
        move_evidence(by=cast.actors["owner"], evidence_id=row.pk, move="accept", note=cast.words.accepted)


def propose_limits(cast: Cast, initiative_id: uuid.UUID) -> None:
    """Propose the boundary statement."""
    propose_boundary(by=cast.consultant, initiative_id=initiative_id, **cast.words.boundary)


def approve_limits(cast: Cast, initiative_id: uuid.UUID) -> None:
    """Approve it."""
    statement = BoundaryStatement.objects.get(initiative=initiative_id)
    move_boundary(
        by=cast.actors["sponsor"], statement_id=statement.pk, move="approve", content_hash=statement.content_hash
    )


def set_up_monitors(cast: Cast, initiative_id: uuid.UUID) -> None:
    """Define a monitor of quality and one of latency."""
    for kind, (name, unit), low, high in [
        ("quality", cast.words.quality, Decimal(90), None),
        ("latency", cast.words.latency, None, Decimal(30)),
    ]:
        create_monitor(
            by=cast.consultant,
            initiative_id=initiative_id,
            name=name,
            type=kind,
            unit=unit,
            low=low,
            high=high,
            breach_process=cast.words.breach_process,
            owner_id=cast.people["lead"].pk,
        )


def read_monitors(cast: Cast, play: Play, days: Sequence[int], slow_day: int) -> None:
    """Send the readings of some days, as a system that gathers them does; on the slow day the latency is out of its range."""
    for monitor in Monitor.objects.filter(initiative=play.initiative_id):
        rows = [
            {
                "measured_at": cast.moment(play.starts_on + dt.timedelta(days=day - 1), 7).isoformat(),
                "value": str(_measured(monitor.type, day, slow=day == slow_day)),
            }
            for day in days
        ]
        record_monitor_readings(by=cast.consultant, monitor_id=monitor.pk, rows=rows)


def _measured(kind: str, day: int, *, slow: bool) -> Decimal:
    if kind == "quality":
        return noisy(900 + day, 1, start=95, end=95, spread=1.2)[0]
    return Decimal(74) if slow else noisy(800 + day, 1, start=12, end=12, spread=2)[0]


def contain_incident(cast: Cast, initiative_id: uuid.UUID) -> None:
    """Contain the breach."""
    incident = Incident.objects.get(initiative=initiative_id)
    move_incident(
        by=cast.consultant,
        incident_id=incident.pk,
        move="contain",
        revision=incident.revision,
        note=cast.words.breach["note"],
    )


def close_incident(cast: Cast, initiative_id: uuid.UUID) -> None:
    """Resolve and close it, with its cause."""
    for move in ("resolve", "close"):
        incident = Incident.objects.get(initiative=initiative_id)
        move_incident(
            by=cast.consultant,
            incident_id=incident.pk,
            move=move,
            revision=incident.revision,
            root_cause=cast.words.breach["cause"],
            fallback_used=True,
        )


def hold_session(cast: Cast, play: Play, place: int) -> None:
    """A tester's session."""
    hold_session_in(cast, place, play)


def hold_session_in(cast: Cast, place: int, play: Play) -> None:
    """A tester's session in a play that is given last."""
    words = cast.words
    name = words.testers[place]
    tester = Person.objects.filter(name=name).first() or create_person(
        by=cast.consultant, name=name, function=cast.people["owner"].function, job_title=words.tester_job
    )
    record_session(
        by=cast.actors["owner"],
        play_id=play.pk,
        tester_id=tester.pk,
        role=words.tester_job,
        held_on=clock.today(cast.demo.time_zone),
        tasks=[{"task": task, "worked": place != 1 or number != 1} for number, task in enumerate(words.tasks)],
        verdict="accepts",
        comment=words.comments[place],
        defects=[{"title": words.defect[0], "blocking": True}] if place == 1 else [],
    )


def mend_defects(cast: Cast, play: Play) -> None:
    """Close the defects that testers found."""
    for session in AcceptanceSession.objects.filter(play=play):
        for defect in session.defects:
            close_defect(
                by=cast.actors["owner"],
                session_id=session.pk,
                defect_id=defect["id"],
                status="fixed",
                note=cast.words.defect[1],
            )


def write_down_fallback(cast: Cast, play: Play) -> None:
    """Write the fallback."""
    write_fallback(
        by=cast.consultant,
        play_id=play.pk,
        revision=Play.objects.get(pk=play.pk).revision,
        procedure=cast.words.fallback,
        minutes=30,
        owner_id=cast.people["owner"].pk,
    )


def hold_drill(cast: Cast, play: Play) -> None:
    """Drill it."""
    record_drill(
        by=cast.actors["owner"],
        play_id=play.pk,
        held_at=clock.now() - dt.timedelta(hours=1),
        took_effect=True,
        took_minutes=20,
        note=cast.words.drill,
    )


def ask_leader(cast: Cast, initiative_id: uuid.UUID) -> None:
    """Ask the sponsor for an attestation."""
    schedule_attestation(
        by=cast.consultant,
        initiative_id=initiative_id,
        leader_id=cast.people["sponsor"].pk,
        due_on=clock.today(cast.demo.time_zone) + dt.timedelta(days=10),
        every_days=30,
    )


def give_attestation(cast: Cast, initiative_id: uuid.UUID) -> None:
    """Attest."""
    due = Attestation.objects.get(initiative=initiative_id, attested_at__isnull=True)
    attest(
        by=cast.actors["sponsor"],
        attestation_id=due.pk,
        inside_limits=True,
        limits_right=True,
        statement=cast.words.attested,
        boundary_hash=BoundaryStatement.objects.get(initiative=initiative_id).content_hash,
        reauthenticated_at=clock.now(),
    )


def book_hours(cast: Cast, play: Play, hours: Decimal) -> None:
    """Book the hours of a week."""
    book_effort(
        by=cast.consultant,
        play_id=play.pk,
        on=clock.today(cast.demo.time_zone),
        hours=hours.quantize(Decimal("0.01")),
        person_id=cast.people["partner"].pk,
        note=cast.words.effort,
    )


def release(cast: Cast, play: Play) -> None:
    """Release the kit, once the play has scaled."""
    now = Play.objects.get(pk=play.pk)
    if Gate.objects.filter(play=play, type="scale", status=GateStatus.PASSED).exists():
        release_kit(by=cast.actors["sponsor"], play_id=play.pk, kit_hash=now.kit_hash)


def book_hours_in(cast: Cast, hours: Decimal, play: Play) -> None:
    """Hours of a week in a play that is given last."""
    book_hours(cast, play, hours)


def extend(cast: Cast, play: Play) -> None:
    """Sign the extension, so that the second team's figures are there for the Scale gate."""
    extend_play(
        by=cast.actors["sponsor"],
        play_id=play.pk,
        revision=Play.objects.get(pk=play.pk).revision,
        days=20,
        reason=cast.words.extension,
        reauthenticated_at=clock.now(),
    )


def finish_work(cast: Cast, play: Play, keys: Sequence[str]) -> None:
    """Mark activities as done whose work is, and what they waited for with them."""
    for key in keys:
        row = Activity.objects.filter(play=play, key=key, status=ActivityStatus.OPEN).first()
        if row is not None:
            waits = Activity.objects.filter(pk__in=row.depends_on, status=ActivityStatus.OPEN)
            finish_work(cast, play, [other.key for other in waits])
            move_activity(by=cast.consultant, activity_id=row.pk, move="finish")
