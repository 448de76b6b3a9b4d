"""What the partner's pages show over all clients: from the read model, never by visiting clients one by one."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.accounts.models import User
from apps.accounts.selectors import entered_client_ids
from apps.clients.selectors import ClientRow, client_rows
from apps.portfolio.choices import DueKind
from apps.portfolio.rules.desk import DeskItem, desk_items
from apps.portfolio.rules.due import DueRow
from apps.portfolio.rules.plays import PlayRow
from apps.portfolio.rules.standings import StandingRow, worst_course
from apps.portfolio.selectors import due_rows, last_activity, overdue_rows, play_rows, standings
from apps.value.choices import ContractStatus, Course
from apps.value.rules.money.ahead import Total, totals
from kernel import clock

# What a calendar shows: what was due lately, and what will be for a year and a little.
DAYS_BACK, DAYS_AHEAD, MOST_DUE = 30, 400, 1_000
# What a page of the desk has room for.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Engagement:
    """One client as the partner sees it: the worst course of its contracts in force, the plays that have not ended, the value so far.

    The day is that of the play that began first; without a play, of the contract.
    """

    client: ClientRow
    contracts: Sequence[StandingRow]
    course: Course | None
    day: int | None
    due_on: dt.date | None
    last_at: dt.datetime | None
    value: Sequence[Total] = ()
    # The play whose gate comes next, and how many are past their last day.
    next_play: PlayRow | None = None
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What needs a consultant today, the most urgent of it to show, and how much is under way."""

    items: Sequence[DeskItem]
    contracts: int
    plays: int

    @property
    def shown(self) -> Sequence[DeskItem]:
        """As many as a page has room for."""
        return self.items[:MOST_SHOWN]

    @property
    def left_out(self) -> int:
        """How many more there are."""
        return len(self.items) - len(self.shown)


def engagements(user: User) -> list[Engagement]:
    """The clients that a user may enter, each with where its contracts and plays stand; five queries."""
    ids = entered_client_ids(user)
    contracts: dict[UUID, list[StandingRow]] = defaultdict(list)
    for row in standings(ids):
        contracts[row.client_id].append(row)
    plays: dict[UUID, list[PlayRow]] = defaultdict(list)
    for play in play_rows(ids):
        plays[play.client_id].append(play)
    seen = last_activity(ids)
    return [
        _engagement(client, contracts[client.id], plays[client.id], seen.get(client.id)) for client in client_rows(ids)
    ]


def _engagement(
    client: ClientRow, rows: Sequence[StandingRow], plays: Sequence[PlayRow], last_at: dt.datetime | None
) -> Engagement:
    running = [row for row in rows if row.status == ContractStatus.ACTIVE]
    days = [day for row in running if (day := row.day(clock.today(row.time_zone)))]
    play_days = [day for play in plays if (day := play.day(clock.today(play.time_zone)))]
    ahead = [(play.gate_due_on, play.title, play) for play in plays if play.gate_due_on]
    return Engagement(
        client=client,
        contracts=rows,
        course=worst_course(rows),
        day=max(play_days or days, default=None),
        due_on=min((row.due_on for row in running if row.due_on), default=None),
        last_at=last_at,
        value=totals(row.value for row in rows if row.value is not None and row.starts_on is not None),
        next_play=min(ahead, key=lambda each: each[:2])[2] if ahead else None,
        overdue=sum(play.is_overdue(clock.today(play.time_zone)) for play in plays),
    )


def desk(user: User) -> Desk:
    """What needs a user today over all clients they may enter; four queries."""
    ids = entered_client_ids(user)
    contracts, plays = standings(ids), play_rows(ids)
    # A day further than any client's, which each row's own day then narrows.
    tomorrow = clock.now().date() + dt.timedelta(days=1)
    overdue = overdue_rows(ids, DueKind.ATTESTATION, before=tomorrow)
    zones = {row.time_zone for rows in (contracts, plays, overdue) for row in rows}
    today = {zone: clock.today(zone) for zone in zones}
    return Desk(
        items=desk_items(contracts, today, plays=plays, overdue=overdue),
        contracts=sum(row.status == ContractStatus.ACTIVE for row in contracts),
        plays=sum(row.is_open for row in plays),
    )


def due_days(user: User) -> list[DueRow]:
    """What is due for a user around today over all clients they may enter, the earliest first; two queries."""
    today = clock.today(user.time_zone)
    return due_rows(
        user_id=user.pk,
        is_partner=user.is_partner,
        client_ids=entered_client_ids(user),
        since=today - dt.timedelta(days=DAYS_BACK),
        until=today + dt.timedelta(days=DAYS_AHEAD),
        limit=MOST_DUE,
    )
