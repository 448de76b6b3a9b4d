import os
import subprocess
import sys
import textwrap

import pytest
from django.conf import settings
from django.db import transaction

from apps.clients.models import Client
from kernel.tenancy.context import mounted
from tests.factories.people import make_person


def test_it_rings_once_for_a_transaction_however_many_entries_it_recorded(own_database, rung):
    acme = Client.objects.get(slug="acme")
    with mounted(acme), transaction.atomic():
        make_person()
        make_person()
        assert rung() == []
    assert rung() == [("kernel.ledger.drain", {"client": str(acme.pk), "sequence": 1})]


def test_it_still_rings_when_the_savepoint_that_asked_first_was_rolled_back(own_database, rung):
    with mounted(Client.objects.get(slug="acme")), transaction.atomic():
        savepoint = transaction.savepoint()
        make_person()
        transaction.savepoint_rollback(savepoint)
        make_person()
    assert len(rung()) == 1


def test_it_does_not_ring_for_what_was_rolled_back(own_database, rung):
    with mounted(Client.objects.get(slug="acme")):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            make_person()
            _ = 1 / 0
        assert rung() == []


BROKER_AWAY = """
import time
import django
django.setup()
from apps.clients.models import Client
from apps.initiatives.services import create_person
from kernel.access import system_actor
from kernel.ledger import readers
from kernel.ledger.services import verify
from kernel.tenancy.context import mounted
with mounted(Client.objects.get(slug="acme")):
    begun = time.monotonic()
    for number in range(20):
        create_person(by=system_actor(), name=f"Person {number}", function="sales")
    print(verify().entries, time.monotonic() - begun < 20)
"""


@pytest.mark.fault
def test_it_goes_on_writing_while_the_broker_is_away(own_database):
    config = settings.DATABASES["owner"]
    address = (
        f"postgresql://{config['USER']}:{config['PASSWORD']}@{config['HOST'].replace('/', '%2F')}:{config['PORT']}"
    )
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(BROKER_AWAY)],
        env=os.environ
        | {
            "DATABASE_URL": f"{address}/{own_database}",
            # A port on which nobody listens.
            "REDIS_URL": "redis://127.0.0.1:9/0",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": f"{settings.BASE_DIR}:{settings.BASE_DIR / 'platform'}",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["20", "True"], done.stderr
    assert "the sweep will find entry 1" in done.stderr
