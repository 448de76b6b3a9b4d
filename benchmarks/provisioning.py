"""(a) Creating a client: the template's DDL replayed and compared, against django-tenants' plain migration of a fresh schema."""

import io
import time
from contextlib import redirect_stdout

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from apps.clients.services import provision_client
from benchmarks.figures import Result, Side, in_turns
from benchmarks.ground import registered_client
from kernel.access import system_actor
from kernel.tenancy.migrate import OWNER, TEMPLATE_SCHEMA
from kernel.tenancy.replay import catalogue, drop_schema

ROUNDS = 7
TARGET = 0.35


def replayed() -> float:
    """Seconds to provision one registered client, all of it: schema, grants, comparison, progress, ledger."""
    client = registered_client()
    start = time.perf_counter()
    provision_client(by=system_actor(), client_id=client.pk)
    seconds = time.perf_counter() - start
    drop_schema(client.schema_name)
    return seconds


def migrated() -> float:
    """Seconds for `CREATE SCHEMA` and django-tenants' own `migrate_schemas` on it, in this process."""
    client = registered_client()
    start = time.perf_counter()
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{client.schema_name}"')
    with redirect_stdout(io.StringIO()):
        call_command(
            "migrate_schemas",
            tenant=True,
            schema_name=client.schema_name,
            database=OWNER,
            interactive=False,
            verbosity=0,
        )
    seconds = time.perf_counter() - start
    _require_equal_tables(client.schema_name)
    drop_schema(client.schema_name)
    return seconds


def _require_equal_tables(schema_name: str) -> None:
    """Both sides must have made the same tables, or the comparison says nothing."""
    made, template = catalogue(schema_name), catalogue(TEMPLATE_SCHEMA)
    if made["columns"] != template["columns"]:
        raise RuntimeError("The plain migration made other tables than the template has.")


def run(*, scale: float = 1.0) -> Result:
    """Both ways in turns."""
    settings.TENANT_DB_ALIAS = OWNER
    for side in (replayed, migrated):
        side()
    ours, theirs = in_turns(max(1, round(ROUNDS * scale)), replayed, migrated)
    template = catalogue(TEMPLATE_SCHEMA)
    return Result(
        name="provisioning",
        question="How long does it take to create a client?",
        sides=[
            Side("provision_client (DDL replayed, catalogue compared)", "s", ours),
            Side("django-tenants migrate_schemas on a fresh schema", "s", theirs),
        ],
        target=TARGET,
        notes=["Same process, same tables; one warm-up of each is not counted."],
        more={"tables": len({row[0] for row in template["columns"]}), "migrations": len(template["migrations"])},
    )
