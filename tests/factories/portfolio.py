"""Rows of the read model by themselves, for tests of what is read from many clients."""

import datetime as dt
from collections.abc import Sequence

from apps.clients.models import Client
from apps.portfolio.models import PlayStanding
from kernel.ids import new_id
from tests.conftest import NOW

TODAY = NOW.date()


def make_clients(count: int) -> list[Client]:
    """Active clients that have no schema: the read model asks none of them."""
    return Client.objects.bulk_create(
        Client(name=f"Client {number}", slug=f"client-{number}", status="active", created_at=NOW, progress_at=NOW)
        for number in range(count)
    )


def play_standing(client: Client, **given: object) -> PlayStanding:
    """A play on day 20, not saved, whose Pilot gate comes in ten days."""
    fields = {
        "client": client,
        "play_id": new_id(),
        "initiative_id": new_id(),
        "contract_id": new_id(),
        "initiative_name": "Proposals in three days",
        "team": "North",
        "status": "running",
        "starts_on": TODAY - dt.timedelta(days=19),
        "last_on": TODAY + dt.timedelta(days=40),
        "gate_id": new_id(),
        "gate": "pilot",
        "gate_status": "open",
        "gate_due_on": TODAY + dt.timedelta(days=10),
        "criteria_met": 2,
        "criteria_asked": 4,
        "progress_on": TODAY,
        "sequence": 1,
        "derived_at": NOW,
    } | given
    return PlayStanding(**fields)


def make_play_standings(clients: Sequence[Client], count: int) -> None:
    """Plays of every age, in turn of these clients: overdue, stalled, waiting for a decision, frozen, and quiet ones."""
    PlayStanding.objects.bulk_create(
        play_standing(
            clients[number % len(clients)],
            initiative_name=f"Initiative {number}",
            starts_on=TODAY - dt.timedelta(days=number % 70),
            last_on=TODAY - dt.timedelta(days=number % 70 - 59),
            gate_due_on=TODAY - dt.timedelta(days=number % 70 - 30),
            gate_status="submitted" if number % 5 == 0 else "open",
            is_frozen=number % 50 == 0,
            activities_due=[(TODAY + dt.timedelta(days=day - 10)).isoformat() for day in range(24)],
            progress_on=TODAY - dt.timedelta(days=number % 21),
        )
        for number in range(count)
    )
