"""Migrating one schema, with the owner's role; the only place that takes it beside `replay`."""

from collections.abc import Callable

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from kernel.tenancy.context import PUBLIC, schema

OWNER = "owner"
TEMPLATE_SCHEMA = "t_template"


def ensure_application_role() -> None:
    """Create the role that the application runs as, where it is missing: it may not log in, create or alter."""
    role = settings.APPLICATION_ROLE
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE ROLE "{role}" NOLOGIN')
            cursor.execute(f'GRANT "{role}" TO CURRENT_USER')


def expected_migrations(app_names: list[str]) -> set[tuple[str, str]]:
    """The migrations (app label, name) on disk of the apps whose tables lie in a schema."""
    labels = {config.label for config in apps.get_app_configs() if config.name in app_names}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {key for key in loader.disk_migrations if key[0] in labels}


def applied_migrations(schema_name: str) -> set[tuple[str, str]]:
    """The migrations recorded in a schema, in one query; none where the schema is new."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f'"{schema_name}".django_migrations'])
        row = cursor.fetchone()
        if row is None or row[0] is None:
            return set()
        cursor.execute(f'SELECT app, name FROM "{schema_name}".django_migrations')  # noqa: S608 - the name is ours
        return {(app, name) for app, name in cursor.fetchall()}


def migrate_schema(schema_name: str, *, say: Callable[[str], None] = lambda _: None) -> bool:
    """Bring one schema to the migrations on disk; True where there was something to do. What is done stays done if a later one fails."""
    names = settings.SHARED_APPS if schema_name == PUBLIC else settings.TENANT_APPS
    if expected_migrations(names) <= applied_migrations(schema_name):
        return False
    connection = connections[OWNER]
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema_name}"')
    # Alone: or the public record of migrations would be taken for this schema's own.
    with schema(schema_name, using=OWNER, alone=True):
        MigrationRecorder(connection).ensure_schema()
        executor = MigrationExecutor(connection)
        labels = {label for label, _ in expected_migrations(names)}
        targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] in labels]
        for migration, _backwards in executor.migration_plan(targets):
            say(f"{schema_name}: {migration}")
        executor.migrate(targets)
    grant_application(schema_name)
    return True


def grant_application(schema_name: str) -> None:
    """Give the application's role what it needs in a schema and no more: append-only tables are inserted into and read, nothing else."""
    with connections[OWNER].cursor() as cursor:
        for statement in grant_statements(schema_name):
            cursor.execute(statement)


def grant_statements(schema_name: str) -> list[str]:
    """The grants of one schema, one statement each."""
    role, where = f'"{settings.APPLICATION_ROLE}"', f'"{schema_name}"'
    names = settings.SHARED_APPS if schema_name == PUBLIC else settings.TENANT_APPS
    append_only = [
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name in names
        for model in config.get_models(include_auto_created=True)
        if getattr(model, "append_only", False)
    ]
    return [
        f"GRANT USAGE ON SCHEMA {where} TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {where} TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {where} TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON {where}.django_migrations FROM {role}",
        *(f'REVOKE UPDATE, DELETE, TRUNCATE ON {where}."{table}" FROM {role}' for table in append_only),
    ]
