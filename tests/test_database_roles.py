"""The roles that a production database is given: made by the same script, and used by a process with those settings."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from embedded.postgres import binaries

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = (ROOT / "tools" / "postgres_roles.sql").read_text()
# What the script calls them begins with this; here they are of this process, since roles belong to the whole server.
PREFIX, OURS = "throughline_", f"throughline_test_roles_{os.getpid()}_"
SERVER = settings.DATABASES["owner"]
PASSWORD = "of-this-test-only"

WORK = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate_all", verbosity=0)
from apps.clients.models import Client
from apps.clients.services import create_client, provision_client
from kernel.access import system_actor
by = system_actor()
client = create_client(by=by, name="Acme", slug="acme", time_zone="UTC", currency="EUR", language="en")
provision_client(by=by, client_id=client.pk)
print(Client.objects.get().status)
"""
TRIED = """
import django; django.setup()
from django.db import connection, Error
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user, count(*) FROM clients_client GROUP BY 1")
    print(*cursor.fetchone())
    cursor.execute("RESET ROLE")
    for statement in (
        "CREATE TABLE public.mine (id int)",
        "UPDATE journal_platformentry SET event = 'other'",
        "DROP TABLE journal_platformentry",
        "ALTER TABLE journal_platformentry DISABLE TRIGGER ALL",
        "SET ROLE OWNER_ROLE",
        "CREATE ROLE another",
    ):
        try:
            cursor.execute(statement)
            print("done:", statement)
        except Error as error:
            print(error.__cause__.sqlstate)
"""


def _server(name: str) -> psycopg.Connection:
    host, port = SERVER["HOST"] or None, SERVER["PORT"] or None
    return psycopg.connect(
        host=host,
        port=port,
        user=SERVER["USER"] or None,
        password=SERVER["PASSWORD"] or None,
        dbname=name,
        autocommit=True,
    )


def _url(role: str, database: str) -> str:
    port = f":{SERVER['PORT']}" if SERVER["PORT"] else ""
    return f"postgresql://{OURS}{role}:{PASSWORD}@{quote(SERVER['HOST'], safe='')}{port}/{database}"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """An empty database whose roles the script has made."""
    name = f"{OURS}database"
    with _server(SERVER["NAME"]) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            _run_script(name)
            yield name
        finally:
            made = server.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [OURS]).fetchall()
            if (f"{OURS}owner",) in made:
                server.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(f"{OURS}owner")))
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
            server.execute("RESET ROLE")
            for (role,) in made:
                server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def _run_script(name: str) -> None:
    connection = {
        "PGHOST": SERVER["HOST"],
        "PGPORT": str(SERVER["PORT"]),
        "PGUSER": SERVER["USER"],
        "PGPASSWORD": SERVER["PASSWORD"],
        "PGDATABASE": name,
        # A superuser may give a database away; whoever runs the tests may where they can take the role that gets it.
        "PGOPTIONS": "-c createrole_self_grant=set",
    }
    subprocess.run(
        [binaries() / "psql", "--quiet", "--no-psqlrc"],
        input=SCRIPT.replace(PREFIX, OURS),
        env=os.environ
        | {name: value for name, value in connection.items() if value}
        | {"DATABASE_OWNER_PASSWORD": PASSWORD, "DATABASE_PASSWORD": PASSWORD},
        text=True,
        check=True,
    )


def _python(program: str, **addresses: str) -> list[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
            "DATABASE_APPLICATION_ROLE": f"{OURS}app",
            "REDIS_URL": settings.REDIS_URL,
        }
        | addresses,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")


def test_it_migrates_provisions_and_serves_with_the_roles_of_production(database):
    web = _url("web", database)

    assert _python(WORK, DATABASE_URL=web, DATABASE_OWNER_URL=_url("owner", database))[-2] == "active"

    shown, *codes, _ = _python(TRIED.replace("OWNER_ROLE", f"{OURS}owner"), DATABASE_URL=web)
    assert shown == f"{OURS}app 1"
    # Insufficient privilege, each time.
    assert codes == ["42501"] * 6
