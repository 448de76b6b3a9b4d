"""What each case of an event log comes to: its turnaround, its end, whether work was done again, how long it lay.

`event_measures` defines the words.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from kernel.eventlogs import CaseTable
from kernel.eventlogs.table import NO_MOMENT, NONE

COMPLETE, START = "complete", "start"


@dataclass(slots=True)
class CaseFacts:
    """One case, in microseconds; `end` is the place of the activity that its last event completes, -1 for none."""

    first: int
    last: int
    end: int
    reworked: bool
    waited: int | None
    """None where a start is missing."""


@dataclass(slots=True)
class Tally:
    """What was passed over on the way."""

    duplicates: int = 0
    backwards: int = 0
    single: int = 0


@dataclass(frozen=True, slots=True)
class _Step:
    """One event; `started` is None where the log has no column for it or the cell is empty."""

    activity: int
    at: int
    transition: int
    started: int | None


def case_facts(cases: CaseTable, tally: Tally) -> Iterator[CaseFacts]:
    """The facts of every case that has an event, in the table's order."""
    complete = _place(cases, COMPLETE)
    start = _place(cases, START) if complete != NONE else NONE
    timed = _started_activities(cases, start)
    # Nearly all logs have one time stamp an event and only completions; those need no pairing.
    if not timed and (complete == NONE or len(cases.transitions) == 1):
        yield from _plain_cases(cases, tally)
        return
    for first, behind in zip(cases.offsets, cases.offsets[1:], strict=False):
        steps = list(_steps(cases, first, behind))
        if not steps:
            continue
        once = list(dict.fromkeys(steps))
        tally.duplicates += len(steps) - len(once)
        tally.single += len(once) == 1
        done = [step.activity for step in once if complete in (NONE, step.transition)]
        last = once[-1]
        yield CaseFacts(
            first=min(once[0].at, min((step.started for step in once if step.started is not None), default=once[0].at)),
            last=last.at,
            end=last.activity if complete in (NONE, last.transition) else NONE,
            reworked=len(set(done)) < len(done),
            waited=_waited(once, complete, start, timed, tally) if timed else None,
        )


def _plain_cases(cases: CaseTable, tally: Tally) -> Iterator[CaseFacts]:
    offsets, moments, activities = cases.offsets, cases.moments, cases.activity
    start = 0
    for end in offsets[1:]:
        if end == start:
            continue
        done, at = activities[start:end].tolist(), moments[start:end].tolist()
        start = end
        if len(set(done)) < len(done):
            once = list(dict.fromkeys(zip(done, at, strict=True)))
            tally.duplicates += len(done) - len(once)
            done = [activity for activity, _at in once]
            reworked = len(set(done)) < len(done)
        else:
            reworked = False
        tally.single += len(done) == 1
        yield CaseFacts(at[0], at[-1], done[-1], reworked, None)


def _place(cases: CaseTable, transition: str) -> int:
    """The place of a transition, however it is capitalised; -1 where the log has none of it."""
    return next((place for place, name in enumerate(cases.transitions) if name.strip().casefold() == transition), NONE)


def _started_activities(cases: CaseTable, start: int) -> set[int]:
    """The activities that have a start anywhere in the log; the others take no time."""
    timed: set[int] = set()
    if cases.started:
        timed = {activity for activity, at in zip(cases.activity, cases.started, strict=True) if at != NO_MOMENT}
    if start != NONE:
        timed |= {activity for activity, step in zip(cases.activity, cases.transition, strict=True) if step == start}
    return timed


def _steps(cases: CaseTable, first: int, behind: int) -> Iterator[_Step]:
    for at in range(first, behind):
        started = cases.started[at] if cases.started else NO_MOMENT
        yield _Step(
            cases.activity[at],
            cases.moments[at],
            cases.transition[at] if cases.transition else NONE,
            None if started == NO_MOMENT else started,
        )


def _waited(steps: list[_Step], complete: int, start: int, timed: set[int], tally: Tally) -> int | None:
    """The time within the case in which no activity is under way; None where a completion lacks its start.

    Starts and completions of an activity belong together first come, first served.
    """
    open_starts: dict[int, deque[int]] = defaultdict(deque)
    spans: list[tuple[int, int]] = []
    known = True
    for step in steps:
        if start != NONE and step.transition == start:
            open_starts[step.activity].append(step.at)
        elif complete in (NONE, step.transition):
            began = step.started
            if began is None and open_starts[step.activity]:
                began = open_starts[step.activity].popleft()
            if began is None:
                known = known and step.activity not in timed
                began = step.at
            if began > step.at:
                tally.backwards += 1
                began = step.at
            spans.append((began, step.at))
    if not known or not spans:
        return None
    spans.sort()
    waited, busy_until = 0, spans[0][1]
    for began, ended in spans:
        waited += max(0, began - busy_until)
        busy_until = max(busy_until, ended)
    return waited
