"""Mounting a client: the context manager that every request, task and command goes through, and what depends on it."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connections
from django.utils.translation import gettext as _
from django_tenants.postgresql_backend.base import FakeTenant

from kernel import clock
from kernel.errors import NotFoundMissing

PUBLIC = "public"


class MountedClient(Protocol):
    """What is known of a client wherever it is mounted: its identity, and how it tells time, counts money and reads."""

    pk: uuid.UUID
    name: str
    slug: str
    schema_name: str
    status: str
    time_zone: str
    currency: str
    language: str
    fiscal_year_start: int


class ClientMissing(NotFoundMissing):
    """No such client, or one that is suspended, deleted or not provisioned yet: the same answer for all."""

    code = "client_not_found"


class NoClientMounted(RuntimeError):
    """A client's table was asked for while no client was mounted."""


class WrongClient(RuntimeError):
    """A row of one client was about to be written in another."""


def current_schema(using: str = "default") -> str:
    """The schema that is mounted now: a client's, or `public`."""
    return str(_connection(using).tenant.schema_name)


def mounted_client() -> MountedClient:
    """The mounted client. Raises `NoClientMounted` when there is none."""
    require_mounted()
    client: MountedClient = _connection().tenant
    return client


def local_today() -> dt.date:
    """The present date in the mounted client's time zone."""
    return clock.today(mounted_client().time_zone)


def _connection(using: str = "default") -> Any:
    """The connection with what django-tenants adds to it, which no stubs describe."""
    return connections[using]


def require_mounted() -> str:
    """The mounted client's schema. Raises `NoClientMounted` when there is none."""
    if (schema := current_schema()) == PUBLIC:
        raise NoClientMounted("No client is mounted.")
    return schema


def platform_rows(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Rows of the platform's tables, whatever is mounted; the statement names each table with its schema, `public`.

    For what every request asks before anything is mounted: composing such a query takes several times as long as running it,
    and setting a search path for it as long again.
    """
    conn = _connection()
    checked = conn.health_check_done or conn.connection is None or conn.in_atomic_block
    try:
        return _fetched(conn, sql, parameters)
    except OperationalError:
        if checked:
            raise
        # A kept connection that the server has closed meanwhile. Reading again on a new one does no harm, and saves the
        # round trip that asks first.
        conn.close()
        return _fetched(conn, sql, parameters)


def _fetched(conn: Any, sql: str, parameters: tuple[object, ...]) -> list[tuple[Any, ...]]:
    conn.ensure_connection()
    # What `conn.cursor()` does, without the search path that django-tenants sets there.
    with conn._prepare_cursor(conn.create_cursor()) as cursor:  # noqa: SLF001 - counted and logged as every other query
        cursor.execute(sql, parameters)
        found = list(cursor.fetchall())
    conn.health_check_done = True
    return found


def find_client(reference: str | uuid.UUID) -> MountedClient:
    """The active client with this slug or id whose schema exists, in one query. Raises `ClientMissing` for any other."""
    model = apps.get_model(settings.TENANT_MODEL)
    names = [field.attname for field in model._meta.concrete_fields]
    found = platform_rows(
        f"SELECT {', '.join(f'c.{name}' for name in names)} "  # noqa: S608 - our own names
        f"FROM public.{model._meta.db_table} c "
        f"WHERE c.{'id' if isinstance(reference, uuid.UUID) else 'slug'} = %s AND c.status = 'active' "
        "AND to_regnamespace(c.schema_name) IS NOT NULL",
        reference,
    )
    if not found:
        raise ClientMissing(_("There is no such client."))
    client: MountedClient = model.from_db("default", names, found[0])
    return client


@contextmanager
def mounted(client: MountedClient) -> Iterator[None]:
    """Mount an active client for the block, and restore what was mounted before. Raises `ClientMissing` for one that is not active."""
    if client.status != "active":
        raise ClientMissing(_("There is no such client."))
    with _switched(client):
        yield


@contextmanager
def public() -> Iterator[None]:
    """Leave the client for the block: only public tables can be reached."""
    with _switched(FakeTenant(schema_name=PUBLIC)):
        yield


@contextmanager
def schema(name: str, *, using: str = "default", alone: bool = False) -> Iterator[None]:
    """Mount a schema by name, whatever its client's status: for provisioning, migration, and restoring, nothing else.

    `alone` keeps public off the search path: what is not in the schema is not found.
    """
    with _switched(FakeTenant(schema_name=name), using=using):
        if alone:
            _connection(using).set_tenant(FakeTenant(schema_name=name), include_public=False)
        yield


@contextmanager
def _switched(tenant: Any, *, using: str = "default") -> Iterator[None]:
    conn = _connection(using)
    before = conn.tenant
    if getattr(before, "schema_name", None) == tenant.schema_name:
        yield
        return
    conn.set_tenant(tenant)
    try:
        yield
    finally:
        conn.set_tenant(before)


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """A cache key that names the mounted schema: one key in two clients is two keys."""
    return f"{key_prefix}:{version}:{current_schema()}:{key}"
