"""The operator's way to have the read model derived anew."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from apps.portfolio.models import ContractStanding
from apps.portfolio.selectors import standings
from apps.portfolio.tasks import rebuild
from kernel.ledger.readers import drain_reader
from tests.factories.clients import ClientFactory
from tests.factories.value import make_proposed, make_signed


def _spoil(client):
    """A contract whose standing was derived, and is wrong since."""
    make_signed(make_proposed())
    drain_reader("portfolio.standings", client.pk)
    ContractStanding.objects.update(title="wrong")


def _titles():
    return [row.title for row in standings(None)]


def test_it_rebuilds_one_client_at_once(client_a):
    _spoil(client_a)
    out = StringIO()
    call_command("rebuild_read_model", "acme", stdout=out)
    assert _titles() == ["Proposals in three days"]
    assert "acme" in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["nowhere-1", "client-away"])
def test_it_names_a_client_that_it_cannot_rebuild(slug):
    ClientFactory(slug="client-away", status="suspended")
    with pytest.raises(CommandError, match=slug):
        call_command("rebuild_read_model", slug)


def test_it_asks_for_a_task_of_each_active_client(client_a, client_b, rung):
    ClientFactory(status="suspended")
    call_command("rebuild_read_model", stdout=StringIO())
    asked = [arguments["client"] for task, arguments in rung() if task == "portfolio.rebuild"]
    assert sorted(asked) == sorted([str(client_a.pk), str(client_b.pk)])


def test_it_rebuilds_the_client_of_its_task(client_a):
    _spoil(client_a)
    rebuild(client=str(client_a.pk))
    assert _titles() == ["Proposals in three days"]


@pytest.mark.fault
def test_it_says_that_the_queue_is_away(own_database):
    config = settings.DATABASES["owner"]
    place = f"{config['HOST'].replace('/', '%2F')}:{config['PORT']}"
    addresses = {
        "DATABASE_URL": f"postgresql://{config['USER']}:{config['PASSWORD']}@{place}/{own_database}",
        # A port on which nobody listens.
        "REDIS_URL": "redis://127.0.0.1:9/0",
    }
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "rebuild_read_model"]
    done = subprocess.run(command, env=os.environ | addresses, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The queue cannot be reached"), done.stderr
