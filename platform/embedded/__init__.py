"""The default that needs no server installed: PostgreSQL and Redis out of Python packages, and one process that runs it all."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def var_dir() -> Path:
    """The folder for everything the running platform writes: data, mail, static files. Tests and a second copy name another."""
    return Path(os.environ.get("THROUGHLINE_VAR") or ROOT / "var").resolve()
