"""What the settings refuse, tried the way a server would start: in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "partner.example",
    "CANONICAL_URL": "https://partner.example",
    "DATABASE_URL": "postgresql:///none",
    "REDIS_URL": "redis://none",
    "EMAIL_URL": "smtp://mail.example:25",
}
SHOWN = (
    "from config import settings as s; print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
)


def start(**environment: str | None) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    given = {name: value for name, value in (SAFE | environment).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", SHOWN],
        env=kept | {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"} | given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_starts_in_production_with_safe_settings() -> None:
    done = start()

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "True", "__Host-session", "__Host-csrf"]


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"DEBUG": "true"}, "DEBUG is on"),
        ({"SECRET_KEY": None}, "SECRET_KEY is the development one or too short"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is the development one or too short"),
        ({"ALLOWED_HOSTS": "partner.example,*"}, "ALLOWED_HOSTS has a wildcard"),
        ({"ALLOWED_HOSTS": "*.partner.example"}, "ALLOWED_HOSTS has a wildcard"),
        ({"ALLOWED_HOSTS": "partner.example, .com"}, "ALLOWED_HOSTS has a wildcard"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set"),
        ({"CANONICAL_URL": "http://partner.example"}, "CANONICAL_URL is not https"),
        ({"REQUIRE_SECOND_FACTOR": "false"}, "REQUIRE_SECOND_FACTOR is off"),
        ({"DATABASE_URL": None}, "DATABASE_URL is not set"),
        ({"REDIS_URL": None}, "REDIS_URL is not set"),
        ({"EMAIL_URL": None}, "EMAIL_URL is not set"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_refuses_production_and_says_why(environment: dict[str, str | None], reason: str) -> None:
    done = start(**environment)

    assert done.returncode != 0
    assert f"Refusing to start in production: {reason}." in done.stderr


def test_it_names_every_reason_at_once() -> None:
    done = start(DEBUG="true", EMAIL_URL=None)

    assert "DEBUG is on; EMAIL_URL is not set." in done.stderr
