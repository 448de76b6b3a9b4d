"""`python -m embedded.run`: everything the platform is, on this machine, until Ctrl-C. What `make demo` runs."""

import contextlib
import fcntl
import hashlib
import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from embedded import ROOT, servers, var_dir
from embedded.group import Ended, Group

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FIRST_PORT = 8000
SECONDS_TO_ANSWER = 60.0
SECONDS_TO_FINISH = 10.0


class Stopped(BaseException):
    """Somebody asked for the end: Ctrl-C, a signal, or a closed terminal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 0 if number == signal.SIGINT else 128 + number


def main(arguments: Sequence[str]) -> int:
    """Run until told to stop or until one of the processes ends; 0 after Ctrl-C. `--empty` leaves out the demo's data."""
    for number in SIGNALS:
        signal.signal(number, _stop)
    run = var_dir() / "run"
    run.mkdir(parents=True, exist_ok=True)
    # The folder itself is the lock: it goes with the process, and nothing is left to clean up.
    lock = os.open(run, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.stderr.write(f"It runs already: {_read(run / 'address')}. Stop that one with Ctrl-C first.\n")
        return 1
    try:
        return _run(run, prepare=arguments)
    except Stopped as stopped:
        return stopped.code
    except subprocess.CalledProcessError as failed:
        sys.stderr.write(f"`{' '.join(failed.cmd[1:])}` failed.\n{failed.stdout or ''}")
        return failed.returncode
    finally:
        # Leaving is quick, and half of it would leave a server behind.
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        (run / "address").unlink(missing_ok=True)
        servers.leave()
        os.close(lock)


def _run(run: Path, *, prepare: Sequence[str]) -> int:
    group = Group(record=run / "group", folder=ROOT)
    group.end_leftovers()
    port, sockets = listen_from(int(os.environ.get("PORT") or FIRST_PORT))
    address = f"http://localhost:{port}"
    (run / "address").write_text(address)
    with _step("Starting PostgreSQL and Redis"):
        environment = {
            "REQUIRE_SECOND_FACTOR": "false",
            "LOG_LEVEL": "WARNING",
            "CANONICAL_URL": address,
            "PYTHONUNBUFFERED": "1",
            **os.environ,
            **servers.environment(),
        }
    with _step("Preparing the database"):
        logins = _python(environment, "-m", "embedded.prepare", *prepare)
    with _step("Collecting static files"):
        _collect_static(environment)
    try:
        with _step("Starting web, worker and scheduler"):
            _start_web(group, environment, sockets)
            _await_answer(group, port)
            # Only now: on a small machine three at once are slower than one after the other.
            _start_tasks(group, environment)
        print(f"\nThroughline answers at {address} (Ctrl-C ends it).\n\n{logins}", flush=True)
        _watch(group)
    except Ended as ended:
        sys.stderr.write(f"{ended} Stopping the others.\n")
        return ended.code or 1
    finally:
        _stop_group(group)


def _start_web(group: Group, environment: dict[str, str], sockets: list[socket.socket]) -> None:
    """The web server gets its sockets ready-made, so that nobody takes the port in between."""
    fds = [each.fileno() for each in sockets]
    binds = [word for fd in fds for word in ("--bind", f"fd://{fd}")]
    group.start(
        "web",
        [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", *binds],
        environment,
        pass_fds=fds,
    )
    for each in sockets:
        each.close()


def _start_tasks(group: Group, environment: dict[str, str]) -> None:
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config.celery"]
    group.start(
        "worker",
        [*celery, "worker", "--loglevel=WARNING", "--concurrency=2", "--without-mingle", "--without-gossip"],
        environment,
    )
    group.start("scheduler", [*celery, "beat", "--loglevel=WARNING"], environment)


def _await_answer(group: Group, port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        group.tend()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        time.sleep(0.1)
    sys.stderr.write("The web process does not answer.\n")
    raise Ended("web", 1)


def _watch(group: Group) -> NoReturn:
    """Sleep until a child ends or a signal comes, whichever is first."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(writer)
    try:
        while True:
            group.tend()
            if select.select([reader], [], [])[0]:
                os.read(reader, 4096)
    finally:
        signal.set_wakeup_fd(-1)
        os.close(reader)
        os.close(writer)


def _stop_group(group: Group) -> None:
    """End the members; a second Ctrl-C does not wait for them."""
    if sys.stdout.isatty():
        print("\nStopping …", flush=True)
    try:
        group.stop(grace=SECONDS_TO_FINISH)
    except Stopped:
        group.stop(grace=0)


def _python(environment: dict[str, str], *arguments: str) -> str:
    """Run Python to its end; what it printed."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def _collect_static(environment: dict[str, str]) -> None:
    """Hash and compress the static files, where one of them or a package changed since the last time."""
    digest = hashlib.sha256()
    sources = [
        ROOT / "static",
        ROOT / "var" / "vendor",
        *ROOT.glob("apps/*/static"),
        *ROOT.glob("platform/kernel/*/static"),
    ]
    for path in [
        ROOT / "uv.lock",
        ROOT / "platform/config/settings.py",
        *(path for source in sources for path in sorted(source.rglob("*"))),
    ]:
        stat = path.stat()
        digest.update(f"{path.relative_to(ROOT)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = ROOT / "var" / "static" / ".collected"
    if _read(stamp) != digest.hexdigest():
        _python(environment, "manage.py", "collectstatic", "--no-input")
        stamp.write_text(digest.hexdigest())


def listen_from(first: int) -> tuple[int, list[socket.socket]]:
    """The first port from here on that is free on both loopback addresses, and what listens there: "localhost" may mean either."""
    for port in range(first, first + 100):
        sockets: list[socket.socket] = []
        try:
            sockets.append(socket.create_server(("127.0.0.1", port)))
            if _has_ipv6():
                sockets.append(socket.create_server(("::1", port), family=socket.AF_INET6))
        except OSError:
            for each in sockets:
                each.close()
            continue
        return port, sockets
    raise OSError(f"No free port between {first} and {first + 99}.")


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _step(title: str) -> Iterator[None]:
    """Say what is done and how long it took."""
    print(f"{title} … ", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
