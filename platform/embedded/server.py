"""A server out of a package: one folder, one process, shared by whoever needs it and stopped by the last one."""

import fcntl
import os
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


class ServerError(RuntimeError):
    """An embedded server does not come up; the message says where its log is."""


class Server(ABC):
    """What PostgreSQL and Redis have in common. A server's processes are its program's that run in its data folder.

    A pid alone says little: after a power cut another program may have it.
    """

    name: str
    program: str
    attempts = 5
    start_seconds = 60.0
    stop_seconds = 30.0

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "log"

    @abstractmethod
    def launch(self) -> None:
        """Start the process; called when none runs."""

    @abstractmethod
    def ready(self) -> bool:
        """Whether it answers."""

    @abstractmethod
    def url(self) -> str:
        """Where it answers."""

    @abstractmethod
    def main_process(self) -> psutil.Process | None:
        """The process that ends all others of this server when it is told to."""

    @abstractmethod
    def clear(self) -> None:
        """Remove what a killed server leaves: sockets and pid files. Called when no process is left."""

    def processes(self) -> list[psutil.Process]:
        """All processes of this server, orphans of a killed one among them."""
        return [process for process in psutil.process_iter() if self.owns(process)]

    def owns(self, process: psutil.Process) -> bool:
        """Whether a process is one of this server's, and not a shell that looks around in its folder."""
        try:
            return process.name() == self.program and runs_in(process, self.data)
        except psutil.Error:
            return False

    def ensure_ready(self) -> None:
        """Start it where it does not run, and wait until it answers."""
        launched = 0
        deadline = time.monotonic() + self.start_seconds
        while not (self.main_process() and self.ready()):
            if launched == self.attempts or time.monotonic() > deadline:
                raise ServerError(f"{self.name} does not come up. Its log: {self.log}")
            if self.main_process() is None:
                kill(self.processes())
                self.clear()
                self.launch()
                launched += 1
            time.sleep(0.02)

    def stop(self) -> None:
        """End it, politely first, and leave nothing of it but its data."""
        if main := self.main_process():
            self.ask_to_stop(main)
            psutil.wait_procs([main], timeout=self.stop_seconds)
        kill(self.processes())
        self.clear()

    def ask_to_stop(self, process: psutil.Process) -> None:
        """Ask for an orderly end; PostgreSQL has a signal of its own for it."""
        process.terminate()


class Use:
    """One process's use of a server. Taking it starts the server, ending the last one stops it.

    Both locks are `flock` on folders: the kernel drops them with the process, however that ends, and no lock file is left.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        server.data.parent.mkdir(parents=True, exist_ok=True)
        with self._turn():
            server.ensure_ready()
            self._mark = os.open(server.data, os.O_RDONLY)
            fcntl.flock(self._mark, fcntl.LOCK_SH)

    def end(self) -> None:
        """Stop the server unless another process uses it."""
        with self._turn():
            os.close(self._mark)
            mark = os.open(self.server.data, os.O_RDONLY)
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                os.close(mark)
            self.server.stop()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One process at a time starts or stops this server."""
        folder = os.open(self.server.folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


def runs_in(process: psutil.Process, folder: Path) -> bool:
    """Whether a living process has this working folder; False for one that is gone or not ours to ask."""
    try:
        return Path(process.cwd()) == folder and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False


def kill(processes: list[psutil.Process]) -> None:
    """End processes that had their chance, and wait until they are gone."""
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=10)
