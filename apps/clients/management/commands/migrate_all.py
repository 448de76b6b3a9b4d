"""Bring every schema to the migrations on disk: public, the template, then each client, each on its own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.clients.choices import ClientStatus
from apps.clients.models import Client
from kernel.tenancy.context import PUBLIC
from kernel.tenancy.migrate import TEMPLATE_SCHEMA, ensure_application_role, migrate_schema


class Command(BaseCommand):
    help = "Migrate the public schema, the template and every client. A client that fails is named; running again resumes there."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Migrate; the exit code is 1 when a client failed, after the others were tried."""
        ensure_application_role()
        for name in (PUBLIC, TEMPLATE_SCHEMA):
            migrate_schema(name, say=self.stdout.write)
        failed = []
        clients = Client.objects.exclude(status__in=[ClientStatus.PROVISIONING, ClientStatus.FAILED]).order_by(
            "created_at"
        )
        for client in clients:
            try:
                migrate_schema(client.schema_name, say=self.stdout.write)
            except Exception as error:  # noqa: BLE001 - whatever one client's data does, the others go on
                failed.append(client.slug)
                self.stderr.write(f"{client.slug}: {error}")
        if failed:
            raise CommandError(f"Not migrated: {', '.join(failed)}. What was done stays done; run again to resume.")
        self.stdout.write("Every schema is up to date.")
