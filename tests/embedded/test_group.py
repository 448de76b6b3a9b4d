"""Processes that live and end together."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from embedded import group as group_module
from embedded.group import Ended, Group

pytestmark = pytest.mark.fault
STAYS = "import time; time.sleep(600)"
IGNORES = (
    "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.write({says}, b'1'); time.sleep(600)"
)
HAS_CHILD = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
os.write({says}, str(child.pid).encode())
time.sleep(600)
"""


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    made = Group(record=tmp_path / "group", folder=tmp_path)
    yield made
    made.stop(grace=0)


def start(group: Group, name: str, code: str) -> psutil.Process:
    group.start(name, [sys.executable, "-c", code], dict(os.environ))
    return psutil.Process(group.members[name].pid)


def start_and_hear(group: Group, name: str, code: str) -> int:
    """Start a member and wait for the number it says."""
    reader, writer = os.pipe()
    group.start(name, [sys.executable, "-c", code.format(says=writer)], dict(os.environ), pass_fds=[writer])
    os.close(writer)
    with os.fdopen(reader, "rb", buffering=0) as said:
        return int(said.read(32))


def test_it_puts_all_members_into_one_group_that_is_not_the_terminals(group: Group) -> None:
    members = [start(group, name, STAYS) for name in ("web", "worker", "scheduler")]

    assert {os.getpgid(member.pid) for member in members} == {members[0].pid}
    assert members[0].pid != os.getpgrp()


def test_it_ends_children_of_members_too(group: Group) -> None:
    child = psutil.Process(start_and_hear(group, "web", HAS_CHILD))

    group.stop(grace=5)

    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    assert not group.record.exists()


def test_it_kills_a_member_that_does_not_end_in_time(group: Group) -> None:
    start_and_hear(group, "web", IGNORES)

    group.stop(grace=0.2)

    assert group.members["web"].returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("code", "expected"), [("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 9)", 137)]
)
def test_it_says_which_member_ended_and_how(group: Group, code: str, expected: int) -> None:
    start(group, "web", STAYS)
    start(group, "scheduler", code)
    group.members["scheduler"].wait(20)

    with pytest.raises(Ended, match=f"scheduler process ended with code {expected}") as ended:
        group.tend()

    assert ended.value.code == expected


def test_it_starts_a_killed_worker_again(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_module, "SHORTEST_LIFE", 0.0)
    start(group, "web", STAYS)
    worker = start(group, "worker", STAYS)
    worker.kill()
    group.members["worker"].wait(20)

    group.tend()

    assert group.members["worker"].pid != worker.pid
    assert group.members["worker"].poll() is None


def test_it_gives_up_on_a_worker_that_dies_at_once(group: Group) -> None:
    start(group, "web", STAYS)
    start(group, "worker", STAYS).kill()
    group.members["worker"].wait(20)

    with pytest.raises(Ended, match="worker"):
        group.tend()


def test_it_ends_what_a_killed_starter_left(tmp_path: Path) -> None:
    code = f"""
import os, pathlib, sys
from embedded.group import Group
group = Group(record=pathlib.Path({str(tmp_path / "group")!r}), folder=pathlib.Path({str(tmp_path)!r}))
group.start("web", [sys.executable, "-c", {STAYS!r}], dict(os.environ))
os.kill(os.getpid(), 9)
"""
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(root / "platform")}, stdout=subprocess.DEVNULL
    ) as starter:
        starter.wait(20)
    orphan = psutil.Process(int((tmp_path / "group").read_text()))
    assert orphan.is_running()

    Group(record=tmp_path / "group", folder=tmp_path).end_leftovers()

    assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
    assert not (tmp_path / "group").exists()
