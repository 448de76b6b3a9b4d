"""What was signed before amendments existed is in force afterwards; and the way back loses no contract."""

import datetime as dt

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from apps.clients.models import Client
from apps.value.models import Contract, RollbackFiring
from kernel.tenancy.context import mounted, schema
from kernel.tenancy.migrate import migrate_schema
from tests.factories.value import make_proposed, make_readings, make_signed

BEFORE = [("value", "0002_append_only")]


def _back_and_forth(client: Client) -> None:
    with schema(client.schema_name, using="owner", alone=True):
        MigrationExecutor(connections["owner"]).migrate(BEFORE)
    migrate_schema(client.schema_name)


def test_it_brings_contracts_signed_before_amendments_existed_in_force(own_database):
    client = Client.objects.get(slug="acme")
    with mounted(client):
        signed = make_signed()
        make_readings(signed.kpi, "7", "7.1", start=dt.date(2026, 2, 2))
        version, firing = signed.in_force_id, RollbackFiring.objects.get()

    _back_and_forth(client)

    with mounted(client):
        contract = Contract.objects.get()
        assert (contract.status, contract.in_force_id, contract.baseline) == ("active", version, 5)
        again = RollbackFiring.objects.get()
        assert (again.period_start, again.period_end, again.began_on, again.cleared_at) == (
            firing.period_start,
            firing.period_end,
            firing.began_on,
            None,
        )


def test_it_leaves_drafts_and_proposals_without_a_version_in_force(own_database):
    client = Client.objects.get(slug="acme")
    with mounted(client):
        make_proposed()

    _back_and_forth(client)

    with mounted(client):
        contract = Contract.objects.get()
        assert (contract.status, contract.in_force_id, contract.baseline) == ("proposed", None, 5)
