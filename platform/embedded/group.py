"""Web, worker and scheduler as one process group: none of them outlives the others."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from embedded.server import kill, runs_in

# A worker that was killed is started again, since its tasks go back to the queue; one that dies at once is not.
RESTARTED = frozenset({"worker"})
SHORTEST_LIFE = 10.0


class Ended(Exception):
    """A member ended and with it the group."""

    def __init__(self, name: str, code: int) -> None:
        super().__init__(f"The {name} process ended with code {code}.")
        self.code = code


class Group:
    """Processes in a group of their own, so that a terminal's Ctrl-C reaches whoever started them and not them.

    The group's number is written down: after the starter itself was killed, the next one ends what it left.
    """

    def __init__(self, *, record: Path, folder: Path) -> None:
        self.record, self.folder = record, folder
        self.members: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, tuple[float, Sequence[str], Mapping[str, str]]] = {}

    def start(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], *, pass_fds: Sequence[int] = ()
    ) -> None:
        """Start a member; the first one gives the group its number."""
        leader = next(iter(self.members.values())).pid if self.members else 0
        self._started[name] = (time.monotonic(), command, environment)
        self.members[name] = subprocess.Popen(
            command, env=environment, cwd=self.folder, stdin=subprocess.DEVNULL, pass_fds=pass_fds, process_group=leader
        )
        if not leader:
            self.record.write_text(str(self.members[name].pid))

    def tend(self) -> None:
        """Start a killed worker again; raise `Ended` where a member ended that is not started again."""
        for name, member in list(self.members.items()):
            code = member.poll()
            if code is None:
                continue
            started, command, environment = self._started[name]
            if name not in RESTARTED or code != -signal.SIGKILL or time.monotonic() - started < SHORTEST_LIFE:
                raise Ended(name, 128 - code if code < 0 else code)
            self.start(name, command, environment)

    def stop(self, *, grace: float) -> None:
        """Ask every member to finish what it is at; then kill those that do not, and their children."""
        for member in self.members.values():
            member.terminate()
        deadline = time.monotonic() + grace
        for member in self.members.values():
            try:
                member.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                member.kill()
                member.wait()
        self.end_leftovers()

    def end_leftovers(self) -> None:
        """Kill what is left of the group that was written down, and forget it."""
        if not self.record.exists():
            return
        number = int(self.record.read_text() or 0)
        kill(
            [
                process
                for process in psutil.process_iter()
                if _in_group(process, number) and runs_in(process, self.folder)
            ]
        )
        self.record.unlink()


def _in_group(process: psutil.Process, number: int) -> bool:
    try:
        return os.getpgid(process.pid) == number
    except OSError:
        return False
