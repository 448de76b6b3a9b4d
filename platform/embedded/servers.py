"""The embedded servers of this process: started or joined when first asked for, left at its end."""

import atexit
import os

from embedded import var_dir
from embedded.postgres import Postgres
from embedded.redis import Redis
from embedded.server import Server, Use

_uses: dict[str, Use] = {}


def database_url() -> str:
    """The embedded PostgreSQL's address."""
    return _join(Postgres(var_dir() / "postgres"))


def redis_url() -> str:
    """The embedded Redis's address."""
    return _join(Redis(var_dir() / "redis"))


def environment() -> dict[str, str]:
    """The two variables that settings read, from the environment or of the embedded servers."""
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or database_url(),
        "REDIS_URL": os.environ.get("REDIS_URL") or redis_url(),
    }


def leave() -> None:
    """End this process's use of them: Redis first, and each stops where nobody else uses it."""
    for name in reversed(list(_uses)):
        _uses.pop(name).end()


def _join(server: Server) -> str:
    if server.name not in _uses:
        if not _uses:
            atexit.register(_leave_at_exit, os.getpid())
        _uses[server.name] = Use(server)
    return _uses[server.name].server.url()


def _leave_at_exit(pid: int) -> None:
    """A fork carries its parent's exit functions; only the process that joined leaves."""
    if os.getpid() == pid:
        leave()
