"""How the plays of the demo run: what is done on which day, by whom, and what is decided on it."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from apps.console.demo.acting import (
    Cast,
    accept_evidence,
    answer_one,
    approve_limits,
    ask_leader,
    book_hours,
    book_hours_in,
    bring,
    close_incident,
    contain_incident,
    extend,
    finish_work,
    give_attestation,
    hold_drill,
    hold_session,
    hold_session_in,
    mend_defects,
    propose_limits,
    read_monitors,
    release,
    set_up_monitors,
    write_down_fallback,
)
from apps.console.demo.shapes import Running
from apps.plays.choices import ActivityStatus, GateStatus
from apps.plays.models import Activity, Gate, Play
from apps.plays.selectors.plays import play_page
from apps.plays.services import (
    decide_gate,
    freeze_kit,
    keep_days,
    move_activity,
    start_play,
    submit_gate,
)
from apps.plays.services.plays import STANDARD_TEMPLATE
from apps.value.models import Contract
from kernel import clock
from kernel.access import system_actor

Act = tuple[dt.datetime, Callable[[], object]]
WEEK_DAYS = 7
# What is done with the submission of a gate, whatever its day.
WORK_OF_GATES = {"pilot": ["pilot-pack"], "limited_production": ["embed"], "scale": ["second-team", "decide"]}
# Of a week in the second team: what the kit saves is the rest.
SECOND_HOURS = Decimal("13.5")
# The template in the language of the client; for any other language it is the standard one.
TEMPLATES = {"de": "sixty-day-play-de"}


def plan_play(cast: Cast, contract: Contract, starts_on: dt.date, team: str, first: Play | None = None) -> Play:
    """Plan the play of a story's contract, from the template in the client's language or from the kit of the first run."""
    return start_play(
        by=cast.consultant,
        initiative_id=contract.initiative_id,
        contract_id=contract.pk,
        team=team,
        starts_on=starts_on,
        # A repeated play begins from the kit of the first, which is in its language already.
        template=STANDARD_TEMPLATE if first else TEMPLATES.get(cast.demo.language, STANDARD_TEMPLATE),
        replicates_id=first.pk if first else None,
    )


def acts(cast: Cast, play: Play, contract: Contract, starts_on: dt.date) -> Iterator[Act]:
    """Everything that happens in the play before today, each at its moment."""
    running = cast.story.running
    if running is None:
        return

    def on(day: int, hour: int) -> dt.datetime:
        return cast.moment(starts_on + dt.timedelta(days=day - 1), hour)

    told: list[Act] = [
        (on(1, 0), partial(keep_days, by=system_actor())),
        *_lock(cast, play, running, on),
        *_build(cast, play, running, on),
        *_production(cast, play, running, on),
        *_repeat(cast, play, contract, running, on),
    ]
    yield from ((moment, act) for moment, act in told if moment < cast.moment(cast.today, 0))


On = Callable[[int, int], dt.datetime]


def _lock(cast: Cast, play: Play, running: Running, on: On) -> Iterator[Act]:
    """Days 1 to 10: the checklist answered, the limits agreed, the workflow mapped."""
    initiative = play.initiative_id
    for place, key in enumerate(cast.words.answers):
        if running.checklist:
            yield on(3 + place // 3, 14), partial(answer_one, cast, initiative, key, review_in=90)
    yield on(6, 15), partial(bring, cast, play, "bottlenecks-mapped", cast.words.bottleneck)
    if running.reviewed:
        yield on(7, 9), partial(accept_evidence, cast, play, "bottlenecks-mapped")
    if running.boundary:
        yield on(8, 10), partial(propose_limits, cast, initiative)
        yield on(9, 17), partial(approve_limits, cast, initiative)
    yield from _finished(cast, play, on, last_day=10)
    for week in range(max(1, (running.day + WEEK_DAYS - 1) // WEEK_DAYS)):
        hours = running.hours_a_week
        yield on(5 + week * WEEK_DAYS, 18), partial(book_hours, cast, play, hours)


def _build(cast: Cast, play: Play, running: Running, on: On) -> Iterator[Act]:
    """Days 11 to 30: the integration, the monitors, the testers, the Pilot gate."""
    yield on(20, 16), partial(bring, cast, play, "integration-works", cast.words.integration)
    yield on(21, 9), partial(accept_evidence, cast, play, "integration-works")
    if running.monitors:
        yield on(22, 10), partial(set_up_monitors, cast, play.initiative_id)
        days: list[int] = []
        for day in range(23, running.day):
            days.append(day)
            # Week by week at first; of the days before today each by itself.
            if day % WEEK_DAYS == 0 or day == running.breach_day or day > running.day - 2 * WEEK_DAYS:
                yield on(day, 7), partial(read_monitors, cast, play, tuple(days), running.breach_day)
                days.clear()
        if running.breach_day:
            yield on(running.breach_day, 9), partial(contain_incident, cast, play.initiative_id)
            yield on(running.breach_day + 1, 11), partial(close_incident, cast, play.initiative_id)
    for place in range(running.testers):
        yield on(24 + place, 13), partial(hold_session, cast, play, place)
    if running.testers:
        yield on(28, 16), partial(mend_defects, cast, play)
    yield from _finished(cast, play, on, last_day=30)
    yield from _gate(cast, play, "pilot", running.pilot, on, first_day=29)


def _production(cast: Cast, play: Play, running: Running, on: On) -> Iterator[Act]:
    """Days 31 to 60: the fallback and its drill, the runbook, the leader's word, the gates that follow."""
    if running.pilot != "go":
        return
    yield on(33, 10), partial(write_down_fallback, cast, play)
    yield on(36, 11), partial(hold_drill, cast, play)
    yield on(39, 15), partial(bring, cast, play, "production-runbook", cast.words.runbook)
    yield on(40, 9), partial(accept_evidence, cast, play, "production-runbook")
    yield on(34, 9), partial(ask_leader, cast, play.initiative_id)
    yield on(44, 8), partial(give_attestation, cast, play.initiative_id)
    yield from _finished(cast, play, on, last_day=60)
    yield from _gate(cast, play, "limited_production", running.production, on, first_day=44)


def _repeat(cast: Cast, play: Play, contract: Contract, running: Running, on: On) -> Iterator[Act]:
    """The second team, from the kit of the first; and the Scale gate once that is past its own Pilot gate."""
    if not running.second_team:
        return
    for day in range(33, 42):
        yield on(day, 8), partial(_begin_second, cast, play, contract, running)
    for week in range(4):
        yield on(46 + week * WEEK_DAYS, 18), partial(_in_second, play, partial(book_hours_in, cast, SECOND_HOURS))
    for place in range(running.testers):
        yield on(55 + place, 13), partial(_in_second, play, partial(hold_session_in, cast, place))
    yield on(56, 10), partial(extend, cast, play)
    yield on(61, 16), partial(_in_second, play, partial(mend_defects, cast))
    for day in range(62, 79):
        yield on(day, 8), partial(_in_second, play, partial(_submit_in, cast, "pilot"))
        yield on(day, 9), partial(_in_second, play, partial(_decide_in, cast, "pilot"))
        yield on(day, 10), partial(_submit, cast, play, "scale")
        yield on(day, 11), partial(_decide, cast, play, "scale", "go")
        for hour, gate in ((13, "limited_production"), (16, "scale")):
            yield on(day, hour), partial(_in_second, play, partial(_submit_in, cast, gate))
            yield on(day, hour + 1), partial(_in_second, play, partial(_decide_in, cast, gate))
    yield on(63, 14), partial(_in_second, play, partial(write_down_fallback, cast))
    yield on(64, 14), partial(_in_second, play, partial(hold_drill, cast))
    yield on(64, 15), partial(_in_second, play, lambda run: bring(cast, run, "production-runbook", cast.words.runbook))
    yield on(65, 9), partial(_in_second, play, lambda run: accept_evidence(cast, run, "production-runbook"))
    yield on(74, 8), partial(give_attestation, cast, play.initiative_id)
    yield on(80, 12), partial(release, cast, play)


def _begin_second(cast: Cast, play: Play, contract: Contract, running: Running) -> None:
    """Freeze the kit and start the second team from it, on the first morning after the Pilot gate."""
    if play_page(play.pk).gates[0].passed_by and not Play.objects.filter(replicates=play).exists():
        freeze_kit(by=cast.consultant, play_id=play.pk)
        plan_play(cast, contract, clock.today(cast.demo.time_zone), running.second_team, play)


def _in_second(play: Play, act: Callable[[Play], object]) -> None:
    act(Play.objects.select_related("initiative").get(replicates=play))


def _gate(cast: Cast, play: Play, gate: str, outcome: str, on: On, *, first_day: int) -> Iterator[Act]:
    """The submission of a gate, and its decision on the first day on which it can be taken."""
    if not outcome:
        return
    if outcome == "redesign":
        yield on(first_day + 3, 11), partial(_decide, cast, play, gate, outcome)
        return
    for day in range(first_day, first_day + 12):
        yield on(day, 9), partial(_submit, cast, play, gate)
        if outcome == "go":
            yield on(day + 1, 11), partial(_decide, cast, play, gate, outcome)


def _submit(cast: Cast, play: Play, gate_type: str) -> None:
    gates = {gate.type: gate for gate in Gate.objects.filter(play=play).order_by("position")}
    first = next((gate for gate in gates.values() if gate.status != GateStatus.PASSED), None)
    gate = gates[gate_type]
    if first == gate and gate.status == GateStatus.OPEN and play_page(play.pk).gate(gate.pk).can_pass:
        submit_gate(by=cast.consultant, gate_id=gate.pk, revision=gate.revision, note=cast.words.ready)
        finish_work(cast, play, WORK_OF_GATES[gate_type])


def _decide(cast: Cast, play: Play, gate_type: str, outcome: str) -> None:
    gate = Gate.objects.get(play=play, type=gate_type)
    going = outcome == "go"
    if gate.status != (GateStatus.SUBMITTED if going else GateStatus.OPEN):
        return
    page = play_page(play.pk)
    view = page.gate(gate.pk)
    if going and not view.can_pass:
        return
    decide_gate(
        by=cast.actors["sponsor"],
        gate_id=gate.pk,
        outcome=outcome,
        reasons=cast.words.go[gate_type] if going else cast.words.redesign,
        basis_hash=view.hash,
        redesign_on=None if going else page.today + dt.timedelta(days=14),
    )


def _submit_in(cast: Cast, gate_type: str, play: Play) -> None:
    _submit(cast, play, gate_type)


def _decide_in(cast: Cast, gate_type: str, play: Play) -> None:
    _decide(cast, play, gate_type, "go")


def _finished(cast: Cast, play: Play, on: On, *, last_day: int) -> Iterator[Act]:
    """On each evening the activities that were due and wait for nothing are done, some a day late."""
    for day in range(max(1, last_day - 20), last_day + 1):
        yield on(day, 19), partial(_finish, cast, play, day)


def _finish(cast: Cast, play: Play, day: int) -> None:
    today = play.starts_on + dt.timedelta(days=day - 1)
    rows = list(Activity.objects.filter(play=play).order_by("due_on", "position"))
    done = {str(row.pk) for row in rows if row.status == ActivityStatus.DONE}
    held = {"second-team", "kit", *(key for keys in WORK_OF_GATES.values() for key in keys)}
    for row in rows:
        due = row.due_on + dt.timedelta(days=row.position % 2) <= today
        if row.status == ActivityStatus.OPEN and due and set(row.depends_on) <= done and row.key not in held:
            move_activity(by=cast.consultant, activity_id=row.pk, move="finish")
            done.add(str(row.pk))
