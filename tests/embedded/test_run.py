"""The one command: it answers, it refuses a second of itself, and it takes everything with it."""

import http.client
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from embedded.run import listen_from
from tests.embedded.conftest import ROOT, environment_for, leftovers_of

pytestmark = pytest.mark.fault


def run(place: Path) -> subprocess.Popen[str]:
    """What is killed leaves others that hold its output open, so that is read up to a line and not to the end."""
    return subprocess.Popen(
        [sys.executable, "-m", "embedded.run", "--empty"],
        env=environment_for(place, PORT="8400", WEB_CONCURRENCY="1"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def port_of(process: subprocess.Popen[str]) -> int:
    """Reads on until it says where it answers."""
    for line in process.stdout:
        if "answers at" in line:
            return int(line.split("localhost:")[1].split()[0])
    raise AssertionError(f"It ended with {process.wait()}.")


def healthz(port: int) -> int:
    connection = http.client.HTTPConnection("localhost", port, timeout=10)
    connection.request("GET", "/healthz")
    return connection.getresponse().status


def test_it_runs_once_and_leaves_nothing(place: Path) -> None:
    killed = run(place)
    port = port_of(killed)
    assert healthz(port) == 200

    refused = run(place)
    said, _ = refused.communicate(timeout=60)
    assert (refused.returncode, said) == (
        1,
        f"It runs already: http://localhost:{port}. Stop that one with Ctrl-C first.\n",
    )

    # Killed, it leaves what the next one ends before it starts its own, on the same port.
    killed.kill()
    killed.wait(60)
    heir = run(place)
    assert port_of(heir) == port
    assert healthz(port) == 200

    heir.send_signal(signal.SIGINT)
    heir.communicate(timeout=60)
    assert heir.returncode == 0
    assert leftovers_of(place) == []


def test_it_steps_past_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        first = taken.getsockname()[1]

        port, sockets = listen_from(first)

        assert port > first
        assert {each.getsockname()[1] for each in sockets} == {port}
        for each in sockets:
            each.close()
