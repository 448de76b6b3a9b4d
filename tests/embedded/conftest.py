"""A place of its own for servers, and programs that use them."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import json, sys
from embedded import servers
print(json.dumps(servers.environment()), flush=True)
sys.stdin.read()
"""


class Holder:
    """A program that uses the servers until it is let go."""

    def __init__(self, place: Path) -> None:
        environment = environment_for(place)
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def urls(self) -> dict[str, str]:
        if not hasattr(self, "_urls"):
            self._urls = json.loads(self.process.stdout.readline())
        return self._urls

    def let_go(self) -> None:
        self.process.stdin.close()
        assert self.process.wait(60) == 0


def environment_for(place: Path, **more: str) -> dict[str, str]:
    """This environment without addresses of servers, so that they are embedded at `place`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "REQUIRE_SECOND_FACTOR"}
    }
    return kept | {"THROUGHLINE_VAR": str(place), "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"} | more


def processes_of(place: Path) -> list[psutil.Process]:
    """Every living process that was started for `place`."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get("THROUGHLINE_VAR") == str(place):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def leftovers_of(place: Path) -> list[str]:
    """Processes, sockets, pid files and lock files."""
    files = [path for path in place.rglob("*") if path.is_socket() or path.suffix in {".pid", ".lock"}]
    return [str(each) for each in [*processes_of(place), *files]]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for embedded servers. Not pytest's own: that is closed to PostgreSQL's user, and too long for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="throughline-test-", dir="/tmp"))
    yield folder
    for process in processes_of(folder):
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def hold(place: Path) -> Callable[[], Holder]:
    """Starts a program that uses the servers at `place`."""
    return lambda: Holder(place)
