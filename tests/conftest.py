"""What every test stands on: a database of its own kind, two clients, actors of each role, and a clock."""

import datetime as dt
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from config import celery_app
from kernel import clock
from kernel.ledger import doorbell
from kernel.tenancy.context import mounted

ROOT = Path(__file__).resolve().parents[1]
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
# Tests that commit ring a queue of their own process, not one that a worker listens to.
celery_app.conf.broker_url = "memory://"
pytest.register_assert_rewrite("tests.refusals")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Full counts take hours: they run when they are asked for by their marker."""
    if "soak" not in config.option.markexpr:
        full = pytest.mark.skip(reason="the full count; `make soak` runs it")
        for item in items:
            if item.get_closest_marker("soak"):
                item.add_marker(full)


def pytest_configure() -> None:
    """The folder that the web server serves files from; where it is missing, each test client would say so."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def _files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files of clients go to a folder of this run. The storage is made on first use, and then keeps it."""
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(tmp_path_factory.mktemp("files"))


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> Path:
    """A folder for the files of one test, that sees no others."""
    options = {"location": str(tmp_path)}
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "kernel.files.storage.ClientStorage", "OPTIONS": options}
    }
    return tmp_path


def _owner_connection(name: str) -> psycopg.Connection:
    config = settings.DATABASES["owner"]
    return psycopg.connect(
        host=config["HOST"] or None,
        port=config["PORT"] or None,
        user=config["USER"] or None,
        password=config["PASSWORD"] or None,
        dbname=name,
        autocommit=True,
    )


def _migrations_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(
        [*ROOT.glob("apps/*/migrations/*.py"), *ROOT.glob("platform/kernel/*/migrations/*.py"), ROOT / "uv.lock"]
    ):
        digest.update(path.name.encode() + path.read_bytes())
    for path in [
        *sorted((ROOT / "platform/kernel/tenancy").glob("*.py")),
        *sorted(ROOT.glob("apps/*/models.py")),
        Path(__file__),
    ]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: object) -> Iterator[None]:
    """A database for this worker, copied from one that was migrated and given two clients once for these migrations."""
    worker = re.sub(r"\W", "", os.environ.get("PYTEST_XDIST_WORKER", "main"))
    template = f"throughline_test_{_migrations_digest()}"
    name = f"throughline_test_{worker}_{os.getpid()}"
    # One worker of this server makes the template, the others wait for it; such a lock holds within one database.
    with django_db_blocker.unblock(), _owner_connection("postgres") as server:
        server.execute("SELECT pg_advisory_lock(7215)")
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone() is None:
            _drop_old_templates(server)
            server.execute(f'CREATE DATABASE "{template}_new"')
            _point_at(f"{template}_new")
            _fill_template()
            connections.close_all()
            server.execute(f'ALTER DATABASE "{template}_new" RENAME TO "{template}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        server.execute(f'ALTER DATABASE "{name}" SET synchronous_commit TO off')
        server.execute("SELECT pg_advisory_unlock(7215)")
        _point_at(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        with _owner_connection("postgres") as server:
            _drop(server, name)


def _drop(server: psycopg.Connection, name: str) -> None:
    try:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    except psycopg.errors.InsufficientPrivilege:
        # The engine is vacuuming it, and only a superuser may force that; a plain drop asks it to stop.
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _drop_old_templates(server: psycopg.Connection) -> None:
    """Databases of migrations that are no more, and of workers that were killed."""
    for (old,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'throughline_test_%'").fetchall():
        pid = re.search(r"_(\d+)$", old)
        if old.startswith("throughline_test_") and not (pid and len(pid[1]) < 9 and Path(f"/proc/{pid[1]}").exists()):
            _drop(server, old)


def _point_at(name: str) -> None:
    connections.close_all()
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def _fill_template() -> None:
    from apps.clients.models import Client
    from apps.clients.services import provision_client
    from kernel.access import system_actor
    from kernel.tenancy.context import PUBLIC
    from kernel.tenancy.migrate import TEMPLATE_SCHEMA, ensure_application_role, migrate_schema

    ensure_application_role()
    migrate_schema(PUBLIC)
    migrate_schema(TEMPLATE_SCHEMA)
    for slug, name, zone in [
        ("acme", "Acme Pumps", "Europe/Berlin"),
        ("borealis", "Borealis Freight", "America/New_York"),
    ]:
        client = Client.objects.create(name=name, slug=slug, time_zone=zone, created_at=NOW, progress_at=NOW)
        provision_client(by=system_actor(), client_id=client.pk)


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """A copy of the test database, for one test that commits: its threads and processes see it, and nothing of it is left."""
    source, name = settings.DATABASES["owner"]["NAME"], f"throughline_test_own_{os.getpid()}"
    with django_db_blocker.unblock(), _owner_connection("postgres") as server:
        connections.close_all()
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        server.execute(f'ALTER DATABASE "{name}" SET synchronous_commit TO off')
        _point_at(name)
        try:
            yield name
        finally:
            _point_at(source)
            _drop(server, name)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[tuple[str, dict[str, Any]]]]]:
    """Take the messages that lie in this process's queue: each task's name and its arguments."""
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)

    def take() -> list[tuple[str, dict[str, Any]]]:
        messages = []
        with celery_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
            while True:
                try:
                    message = queue.get(block=False)
                except Empty:
                    return messages
                message.ack()
                messages.append((message.headers["task"], message.payload[1]))

    take()
    yield take
    take()


@pytest.fixture
def other_connection(own_database: str) -> Iterator[psycopg.Connection]:
    """A connection of its own to the same database, as another process has."""
    with _owner_connection(own_database) as connection:
        yield connection


@pytest.fixture(autouse=True)
def _time() -> Iterator[None]:
    """Every test runs at one moment: Monday 2 March 2026, 09:00 UTC, unless it sets another."""
    with clock.frozen(NOW):
        yield


@pytest.fixture
def client_a(db: None) -> Iterator[object]:
    """The client `acme`, mounted."""
    from apps.clients.models import Client

    found = Client.objects.get(slug="acme")
    with mounted(found):
        yield found


@pytest.fixture
def client_b(db: None) -> object:
    """The client `borealis`, not mounted."""
    from apps.clients.models import Client

    return Client.objects.get(slug="borealis")
