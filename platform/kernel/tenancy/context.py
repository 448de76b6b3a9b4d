"""Mounting a client: the context manager that every request, task and command goes through, and what depends on it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django_tenants.postgresql_backend.base import FakeTenant

from kernel.errors import NotFoundMissing

PUBLIC = "public"


class MountedClient(Protocol):
    """What the kernel needs to know of a client."""

    pk: uuid.UUID
    slug: str
    schema_name: str
    status: str


class ClientMissing(NotFoundMissing):
    """No such client, or one that is suspended, deleted or not provisioned yet: the same answer for all."""

    code = "client_not_found"


class NoClientMounted(RuntimeError):
    """A client's table was asked for while no client was mounted."""


class WrongClient(RuntimeError):
    """A row of one client was about to be written in another."""


def current_schema() -> str:
    """The schema that is mounted now: a client's, or `public`."""
    return str(connection.schema_name)


def require_mounted() -> str:
    """The mounted client's schema. Raises `NoClientMounted` when there is none."""
    if (schema := current_schema()) == PUBLIC:
        raise NoClientMounted("No client is mounted.")
    return schema


def find_client(reference: str | uuid.UUID) -> MountedClient:
    """The active client with this slug or id whose schema exists, in one query. Raises `ClientMissing` for any other."""
    model = apps.get_model(settings.TENANT_MODEL)
    which = Q(pk=reference) if isinstance(reference, uuid.UUID) else Q(slug=reference)
    exists = RawSQL("EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = schema_name)", ())  # noqa: S611 - no parameter, a constant
    with public():
        client = model._default_manager.filter(which, status="active").annotate(schema_exists=exists).first()
    if client is None or not client.schema_exists:
        raise ClientMissing(_("There is no such client."))
    found: MountedClient = client
    return found


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
def schema(name: str, *, using: str = "default") -> Iterator[None]:
    """Mount a schema by name, whatever its client's status: for provisioning, migration, and restoring, nothing else."""
    with _switched(FakeTenant(schema_name=name), using=using):
        yield


@contextmanager
def _switched(tenant: object, *, using: str = "default") -> Iterator[None]:
    from django.db import connections

    conn = connections[using]
    before = conn.tenant
    if getattr(before, "schema_name", None) == tenant.schema_name:  # type: ignore[attr-defined]
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
