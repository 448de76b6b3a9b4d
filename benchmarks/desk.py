"""(j) The desk and the list of clients over 500 plays of 200 clients, beside 5 plays of 2: the number of queries stays."""

import datetime as dt
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from apps.accounts.choices import PartnerRole, Role
from apps.accounts.models import Membership, User
from apps.accounts.services import create_user
from apps.clients.models import Client
from apps.plays.choices import GateStatus, GateType, PlayStatus
from apps.portfolio.models import PlayStanding
from benchmarks.figures import Result, Side, in_turns
from kernel import clock
from kernel.access import system_actor
from kernel.ids import new_id

CLIENTS, PLAYS, FEW_CLIENTS, FEW_PLAYS, ROUNDS = 200, 500, 2, 5, 15
PAGES = {"/": "the desk", "/clients/": "the list of clients"}


def _clients(name: str, count: int) -> list[Client]:
    """Active clients as the read model knows them; nothing is asked of their schemas."""
    moment = clock.now()
    return Client.objects.bulk_create(
        Client(
            name=f"{name} {number}",
            slug=f"{name}-{number}",
            status="active",
            created_at=moment,
            progress_at=moment,
        )
        for number in range(count)
    )


def _plays(clients: Sequence[Client], count: int) -> None:
    """Plays on every day of their sixty and beyond: some overdue, some stalled, some waiting for a decision, some frozen."""
    moment = clock.now()
    today = moment.date()
    PlayStanding.objects.bulk_create(
        PlayStanding(
            client=clients[number % len(clients)],
            play_id=new_id(),
            initiative_id=new_id(),
            contract_id=new_id(),
            initiative_name=f"Initiative {number}",
            team="Order desk North",
            status=PlayStatus.RUNNING,
            starts_on=today - dt.timedelta(days=number % 70),
            last_on=today - dt.timedelta(days=number % 70 - 59),
            gate_id=new_id(),
            gate=GateType.PILOT,
            gate_status=GateStatus.SUBMITTED if number % 5 == 0 else GateStatus.OPEN,
            gate_due_on=today - dt.timedelta(days=number % 70 - 30),
            criteria_met=number % 4,
            criteria_asked=4,
            is_frozen=number % 50 == 0,
            activities_due=[(today + dt.timedelta(days=day - 10)).isoformat() for day in range(24)],
            waivers_until=[(today + dt.timedelta(days=number % 30)).isoformat()],
            severe_incidents=number % 40 == 0,
            progress_on=today - dt.timedelta(days=number % 21),
            sequence=1,
            derived_at=moment,
        )
        for number in range(count)
    )


def _consultant(name: str, clients: Sequence[Client]) -> User:
    by = system_actor()
    user = create_user(by=by, email=f"{name}@example.com", name=name, partner_role=PartnerRole.CONSULTANT)
    # Rows alone: the service would look for the person in each client's schema, and these clients have none.
    Membership.objects.bulk_create(
        Membership(user=user, client=client, role=Role.CONSULTANT, created_at=clock.now()) for client in clients
    )
    return user


def _reader(user: User, address: str) -> Callable[[], float]:
    browser = Browser(headers={"host": "localhost"})
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])

    def read() -> float:
        start = time.perf_counter()
        response = browser.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}.")
        return (time.perf_counter() - start) * 1_000

    return read


def run(*, scale: float = 1.0) -> Result:
    """Whole requests, from the address to the page, by a consultant who has been granted all of these clients."""
    many, few = _clients("many", max(4, round(CLIENTS * scale))), _clients("few", FEW_CLIENTS)
    _plays(many, max(10, round(PLAYS * scale)))
    _plays(few, FEW_PLAYS)
    users = _consultant("many", many), _consultant("few", few)
    sides, queries = [], {}
    with override_settings(REQUIRE_SECOND_FACTOR=False):
        for address, name in PAGES.items():
            readers = [_reader(user, address) for user in users]
            counts = []
            for read in readers:
                read()
                with CaptureQueriesContext(connection) as seen:
                    read()
                counts.append(len(seen))
            if counts[0] != counts[1]:
                raise RuntimeError(f"{address}: {counts[0]} queries over many plays, {counts[1]} over few.")
            queries[address] = counts[0]
            found = in_turns(max(3, round(ROUNDS * scale)), *readers)
            sides += [
                Side(f"{name} over {max(10, round(PLAYS * scale))} plays", "ms", found[0]),
                Side(f"{name} over {FEW_PLAYS}", "ms", found[1]),
            ]
    told = ", ".join(f"{PAGES[address]} {count}" for address, count in queries.items())
    return Result(
        name="desk",
        question="What do more plays cost the pages that look over all of them?",
        sides=sides,
        notes=[f"Queries, over many and over few alike: {told}."],
        more={"queries": queries},
    )
