"""What the partner's pages show over all clients: from the read model, never by visiting clients one by one."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.accounts.models import User
from apps.accounts.selectors import entered_client_ids
from apps.clients.selectors import ClientRow, client_rows
from apps.portfolio.rules import DeskItem, StandingRow, desk_items, worst_course
from apps.portfolio.selectors import DueRow, due_rows, last_activity, standings
from apps.value.choices import ContractStatus, Course
from apps.value.rules.money.ahead import Total, totals
from kernel import clock

# What a calendar shows: what was due lately, and what will be for a year and a little.
DAYS_BACK, DAYS_AHEAD, MOST_DUE = 30, 400, 1_000


@dataclass(frozen=True, slots=True)
class Engagement:
    """One client as the partner sees it: its contracts in force, the worst course among them, the latest day, the last activity, the value so far."""

    client: ClientRow
    contracts: Sequence[StandingRow]
    course: Course | None
    day: int | None
    due_on: dt.date | None
    last_at: dt.datetime | None
    value: Sequence[Total] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What needs a consultant today, and how many contracts are in force."""

    items: Sequence[DeskItem]
    running: int


def engagements(user: User) -> list[Engagement]:
    """The clients that a user may enter, each with where its contracts stand; four queries."""
    ids = entered_client_ids(user)
    by_client: dict[UUID, list[StandingRow]] = defaultdict(list)
    for row in standings(ids):
        by_client[row.client_id].append(row)
    seen = last_activity(ids)
    return [_engagement(client, by_client[client.id], seen.get(client.id)) for client in client_rows(ids)]


def _engagement(client: ClientRow, rows: Sequence[StandingRow], last_at: dt.datetime | None) -> Engagement:
    running = [row for row in rows if row.status == ContractStatus.ACTIVE]
    days = [day for row in running if (day := row.day(clock.today(row.time_zone)))]
    return Engagement(
        client=client,
        contracts=rows,
        course=worst_course(rows),
        day=max(days, default=None),
        due_on=min((row.due_on for row in running if row.due_on), default=None),
        last_at=last_at,
        value=totals(row.value for row in rows if row.value is not None and row.starts_on is not None),
    )


def desk(user: User) -> Desk:
    """What needs a user today over all clients they may enter; two queries."""
    rows = standings(entered_client_ids(user))
    zones = {row.time_zone for row in rows}
    return Desk(
        items=desk_items(rows, {zone: clock.today(zone) for zone in zones}),
        running=sum(row.status == ContractStatus.ACTIVE for row in rows),
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
