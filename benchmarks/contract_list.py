"""(b) The API's list of 50 contracts with progress, against a bare view with the same SQL and the same JSON, both under gunicorn."""

import datetime as dt
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.accounts.services.integrations import create_service_account, issue_key
from apps.value.rules.readings.rows import RawRow
from apps.value.services import draft_contract, record_baseline, record_readings
from benchmarks.figures import Result, Side, in_turns
from benchmarks.ground import database_address, initiative_with_kpis, provisioned_client
from benchmarks.load import fetch, press, request_bytes
from kernel.access import system_actor
from kernel.tenancy.context import mounted

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 21
SECONDS = 1.5
# Long enough for every worker to have started and to have imported what its first requests ask for.
WARM_UP_SECONDS = 6.0
IN_FLIGHT = 16
CONTRACTS = 50
WEEKS = 40
TARGET = 0.6
START_SECONDS = 30


def _fill(client: Any) -> None:
    """Contracts, each on a KPI of its own with a baseline and 40 weeks of readings."""
    by = system_actor("api")
    last = dt.date.fromisocalendar(2025, 40, 1)
    weeks = [last - dt.timedelta(weeks=back) for back in range(WEEKS)]
    with mounted(client):
        for number, kpi in enumerate(initiative_with_kpis(CONTRACTS, cadence="week")):
            record_baseline(
                by=by,
                kpi_id=kpi.pk,
                value=Decimal(5),
                method="Timestamps of request and sent proposal",
                window_start=dt.date(2024, 9, 1),
                window_end=dt.date(2024, 12, 28),
                sample_size=212,
                source="CRM",
            )
            rows = [
                RawRow(
                    place, {"period": monday.isoformat(), "value": f"{4 + (place + number) % 7 / 10:.1f}", "cases": 12}
                )
                for place, monday in enumerate(weeks, 1)
            ]
            if record_readings(by=by, rows=rows, door="api", kpi_id=kpi.pk).batch.refused:
                raise RuntimeError("The benchmark's own readings were refused.")
            contract = draft_contract(
                by=by,
                initiative_id=kpi.initiative_id,
                kpi_id=kpi.pk,
                title=f"Proposals in three days {number:03}",
                terms={"goal": "Cut the mean proposal turnaround from 5 days to 3 days", "target": "3"},
            )
            # What signing copies from the version in force, so that the list has a progress to compute.
            type(contract).objects.filter(pk=contract.pk).update(
                target=Decimal(3), starts_on=dt.date(2025, 2, 3), due_on=dt.date(2025, 12, 20)
            )


def _key(client: Any) -> str:
    by = system_actor()
    account = create_service_account(by=by, name="Benchmark", scopes=["value.view"], client_ids=[client.pk])
    return issue_key(by=by, account_id=account.pk).text


@contextmanager
def _server(application: str, client: Any) -> Iterator[int]:
    """gunicorn with the product's own settings on a free port; stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": database_address(),
        "DATABASE_OWNER_URL": database_address(),
        "REDIS_URL": settings.REDIS_URL,
        # The throttle counts as ever, and never says no.
        "API_THROTTLE": "1000000000/min",
        "BENCH_CLIENT": client.slug,
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:config.gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        application,
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(process, port)
        yield port
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=START_SECONDS)
        if process.poll() is None:
            process.kill()


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("gunicorn did not start.")


def run(*, scale: float = 1.0) -> Result:
    """Both servers up, each pressed in turns."""
    client = provisioned_client("bench-contracts")
    _fill(client)
    api = request_bytes(
        f"/clients/{client.slug}/api/contracts/?page_size={CONTRACTS}", {"Authorization": f"Bearer {_key(client)}"}
    )
    bare = request_bytes("/contracts/", {})
    with ExitStack() as stack:
        api_port = stack.enter_context(_server("config.wsgi:application", client))
        bare_port = stack.enter_context(_server("benchmarks.bare:application", client))
        expected = fetch(bare_port, bare)
        if fetch(api_port, api) != expected:
            raise RuntimeError("The two do not answer with the same JSON.")
        shares: dict[int, list[float]] = {api_port: [], bare_port: []}

        def measure(port: int, request: bytes) -> float:
            load = press(port, request, expected=expected, in_flight=IN_FLIGHT, seconds=SECONDS * scale)
            shares[port].append(load.own_cpu)
            return load.per_second

        for port, request in ((api_port, api), (bare_port, bare)):
            press(port, request, expected=expected, in_flight=IN_FLIGHT, seconds=WARM_UP_SECONDS)
        ours, theirs = in_turns(ROUNDS, lambda: measure(api_port, api), lambda: measure(bare_port, bare))
    taken = max(share for found in shares.values() for share in found)
    return Result(
        name="contract_list",
        question=f"How many lists of {CONTRACTS} contracts with progress are served in a second?",
        sides=[
            Side("API: key checked, client mounted, throttled, declared", "requests/s", ours),
            Side("bare Django view, same SQL, same JSON", "requests/s", theirs),
        ],
        target=TARGET,
        at_most=False,
        notes=[
            f"gunicorn as in config/gunicorn.py for both; {len(expected):,} bytes of JSON, equal byte for byte.",
            f"A new connection for each request, {IN_FLIGHT} in flight.",
            f"Generator, gunicorn and PostgreSQL share the cores; the generator took at most {taken:.0%} of one.",
        ],
        more={"answer_bytes": len(expected), "generator_cpu": taken},
    )
