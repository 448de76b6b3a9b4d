"""What every benchmark stands on: a migrated database of its own, clients in it, and a way to clear up."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connections, transaction


def _server(database: str) -> psycopg.Connection[Any]:
    config = settings.DATABASES["owner"]
    return psycopg.connect(
        host=config["HOST"] or None,
        port=config["PORT"] or None,
        user=config["USER"] or None,
        password=config["PASSWORD"] or None,
        dbname=database,
        autocommit=True,
    )


@contextmanager
def own_database() -> Iterator[None]:
    """A fresh database on the configured server, migrated as every other one; dropped at the end."""
    from kernel.tenancy.context import PUBLIC
    from kernel.tenancy.migrate import TEMPLATE_SCHEMA, ensure_application_role, migrate_schema

    home, name = settings.DATABASES["owner"]["NAME"], f"throughline_bench_{os.getpid()}"
    with _server(home) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        for alias in ("default", "owner"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = settings.DATABASES[alias]["NAME"] = name
        ensure_application_role()
        migrate_schema(PUBLIC)
        migrate_schema(TEMPLATE_SCHEMA)
        with own_queue():
            yield
    finally:
        connections.close_all()
        with _server(home) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def own_queue() -> Iterator[None]:
    """The doorbell rings as it does in use, into a queue that no worker takes from; thrown away at the end."""
    from config.celery import app

    name = f"bench-{os.getpid()}"
    app.conf.task_default_queue = name
    try:
        yield
    finally:
        with suppress(Exception), app.connection_for_write() as broker:
            broker.default_channel.queue_purge(name)
            broker.default_channel.queue_delete(name)


def registered_client(slug: str | None = None) -> Any:
    """A client that was asked for and is not provisioned yet."""
    from apps.clients.models import Client
    from kernel import clock

    slug = slug or f"bench-{uuid.uuid4().hex[:12]}"
    return Client.objects.create(name=slug, slug=slug, created_at=clock.now(), progress_at=clock.now())


def provisioned_client(slug: str | None = None) -> Any:
    """A client that is ready."""
    from apps.clients.services import provision_client
    from kernel.access import system_actor

    client = registered_client(slug)
    provision_client(by=system_actor(), client_id=client.pk)
    client.refresh_from_db()
    return client


def initiative_with_kpis(count: int, *, cadence: str, name: str = "Proposals in three days") -> list[Any]:
    """KPIs of one initiative in the mounted client, made through the services."""
    from apps.initiatives.services import create_initiative, create_person
    from apps.value.services import create_kpi
    from kernel.access import system_actor

    by = system_actor()
    people = [
        create_person(by=by, name=person, function=function, job_title="")
        for person, function in [("Anna Weber", "operations"), ("Jonas Brandt", "it"), ("Mara Lind", "partner")]
    ]
    with transaction.atomic():
        initiative = create_initiative(
            by=by,
            name=name,
            workflow="From request to sent proposal",
            workflow_owner_id=people[0].pk,
            workflow_owner_accountability="Answers for turnaround.",
            transformation_lead_id=people[1].pk,
            transformation_lead_accountability="Answers for the integration.",
            partner_lead_id=people[2].pk,
        )
        return [
            create_kpi(
                by=by,
                initiative_id=initiative.pk,
                name=f"Proposal turnaround {number:03}",
                definition="Days from request to sent proposal, mean of the proposals sent in the period.",
                unit="duration_days",
                direction="down",
                kind="outcome",
                cadence=cadence,
                source="CRM",
            )
            for number in range(count)
        ]


def database_address() -> str:
    """The address of the benchmarks' database, for a process of its own."""
    config = settings.DATABASES["owner"]
    who = quote(config["USER"], safe="") + (f":{quote(config['PASSWORD'], safe='')}" if config["PASSWORD"] else "")
    where = quote(config["HOST"], safe="") + (f":{config['PORT']}" if config["PORT"] else "")
    return f"postgresql://{who}@{where}/{config['NAME']}"
