"""Creating, provisioning, suspending and resuming clients."""

import datetime as dt
import logging
import uuid

from celery import current_app
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.utils.translation import gettext as _

from apps.clients import events, permissions
from apps.clients.choices import ClientStatus
from apps.clients.lifecycle import CLIENT
from apps.clients.models import Client
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, InvalidRefused, NotFoundMissing, Problem
from kernel.ledger.services import record
from kernel.tenancy.migrate import OWNER, TEMPLATE_SCHEMA, grant_application
from kernel.tenancy.mount import RESERVED_SLUGS
from kernel.tenancy.replay import catalogue, compare, create_schema, drop_schema

log = logging.getLogger(__name__)

# A provisioning that has not moved for this long is taken for dead, and begun again by the sweep.
STALLED_AFTER = dt.timedelta(seconds=60)


class SlugRefused(ConflictRefused):
    """The address is taken or reserved."""

    code = "slug_taken"


def create_client(
    *,
    by: Actor,
    name: str,
    slug: str,
    time_zone: str,
    currency: str,
    language: str,
    fiscal_year_start: int = 1,
) -> Client:
    """Register a client and ring for its provisioning. Raises `SlugRefused`, or `InvalidRefused` naming each field."""
    table.require(by, permissions.MANAGE)
    if slug in RESERVED_SLUGS:
        problem = Problem(
            "slug", "reserved", _("“%(slug)s” is a reserved word.") % {"slug": slug}, _("Choose another address.")
        )
        raise SlugRefused(_("The address is reserved."), [problem])
    moment = clock.now()
    client = Client(
        name=name.strip(),
        slug=slug,
        time_zone=time_zone,
        currency=currency,
        language=language,
        fiscal_year_start=fiscal_year_start,
        created_at=moment,
        progress_at=moment,
    )
    try:
        client.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        problems = [Problem(field, "invalid", text) for field, texts in error.message_dict.items() for text in texts]
        raise InvalidRefused(_("The client cannot be created as it is."), problems) from error
    try:
        with transaction.atomic():
            client.save(force_insert=True)
            record(events.CREATED, subject=client, by=by, data={"name": client.name, "slug": client.slug})
            transaction.on_commit(lambda: _ring(client.pk), robust=True)
    except IntegrityError as error:
        problem = Problem(
            "slug", "slug_taken", _("The address “%(slug)s” is taken.") % {"slug": slug}, _("Choose another address.")
        )
        raise SlugRefused(_("The address is taken."), [problem]) from error
    return client


def _ring(client_id: uuid.UUID) -> None:
    try:
        # By name: the task calls these services, so they do not know it.
        current_app.send_task("clients.provision", kwargs={"client_id": str(client_id)}, retry=False)
    except Exception:  # noqa: BLE001 - the sweep finds what the queue missed
        log.warning("The queue cannot be reached; the sweep will provision client %s.", client_id)


def provision_client(*, by: Actor, client_id: uuid.UUID) -> None:
    """Create the client's schema and make it active. Safe to repeat: one process at a time, and a half-way death leaves nothing behind.

    The schema is made in one transaction of the owner; a schema that is there already is compared, and made anew when it differs.
    """
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_lock_number(client_id)])
        if cursor.fetchone() != (True,):
            return
    try:
        client = Client.objects.filter(pk=client_id, status=ClientStatus.PROVISIONING).first()
        if client is None:
            return
        _move_progress(client_id, 5)
        try:
            _make_schema(client)
        except Exception as error:
            with transaction.atomic():
                failure = f"{type(error).__name__}: {error}"[:300]
                Client.objects.filter(pk=client_id).update(
                    status=ClientStatus.FAILED, failure=failure, progress_at=clock.now()
                )
                record(events.PROVISIONING_FAILED, subject=client, by=by, data={"failure": failure})
            raise
        with transaction.atomic():
            Client.objects.filter(pk=client_id).update(
                status=ClientStatus.ACTIVE, progress_percent=100, failure="", progress_at=clock.now()
            )
            record(events.PROVISIONED, subject=client, by=by)
    finally:
        with connections[OWNER].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_lock_number(client_id)])


def _make_schema(client: Client) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [client.schema_name])
        exists = cursor.fetchone() is not None
    if exists:
        grant_application(client.schema_name)
        if not compare(catalogue(TEMPLATE_SCHEMA), catalogue(client.schema_name)):
            return
        drop_schema(client.schema_name)
    create_schema(client.schema_name, progress=lambda done, of: _move_progress(client.pk, 10 + 85 * done // of))


def _move_progress(client_id: uuid.UUID, percent: int) -> None:
    Client.objects.filter(pk=client_id).update(progress_percent=percent, progress_at=clock.now())


def _lock_number(client_id: uuid.UUID) -> int:
    return (client_id.int & ((1 << 63) - 1)) or 1


def stalled_provisionings() -> list[uuid.UUID]:
    """The clients whose provisioning was asked for but is not moving."""
    before = clock.now() - STALLED_AFTER
    return list(
        Client.objects.filter(status=ClientStatus.PROVISIONING, progress_at__lt=before).values_list("pk", flat=True)
    )


def move_client(*, by: Actor, client_id: uuid.UUID, move: str) -> Client:
    """Suspend, resume or retry a client. Raises `MoveRefused` when its state does not allow it, `NotFoundMissing` for no such client."""
    table.require(by, permissions.MANAGE)
    with transaction.atomic():
        client = Client.objects.select_for_update().filter(pk=client_id).first()
        if client is None:
            raise NotFoundMissing(_("There is no such client."))
        client.status = CLIENT.target(client.status, move)
        client.progress_at = clock.now()
        client.save(update_fields=["status", "progress_at"])
        event = {"suspend": events.SUSPENDED, "resume": events.RESUMED, "retry": events.RETRIED}[move]
        record(event, subject=client, by=by)
        if move == "retry":
            transaction.on_commit(lambda: _ring(client_id), robust=True)
    return client
