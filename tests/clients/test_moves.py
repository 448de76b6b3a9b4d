import uuid

import pytest
from django.db import transaction

from apps.clients.models import Client
from apps.clients.services import move_client, provision_client
from kernel.access import system_actor
from kernel.journal.models import PlatformEntry
from kernel.tenancy.context import ClientMissing, find_client
from tests.actors import service, user
from tests.factories.clients import ClientFactory
from tests.refusals import refused

BY = system_actor()


def test_it_is_suspended_and_resumed(client_b):
    move_client(by=BY, client_id=client_b.pk, move="suspend")
    assert PlatformEntry.objects.last().event == "client.suspended"
    with pytest.raises(ClientMissing):
        find_client("borealis")
    with refused(409, code="move_refused"):
        move_client(by=BY, client_id=client_b.pk, move="suspend")
    move_client(by=BY, client_id=client_b.pk, move="resume")
    assert PlatformEntry.objects.last().event == "client.resumed"
    assert find_client("borealis").pk == client_b.pk
    with refused(409, code="move_refused"):
        move_client(by=BY, client_id=client_b.pk, move="resume")


def test_it_is_set_up_again_after_a_failure(own_database, rung):
    client = ClientFactory(status="failed", failure="The disk was full.")
    with refused(409, code="move_refused"):
        move_client(by=BY, client_id=Client.objects.get(slug="acme").pk, move="retry")
    move_client(by=BY, client_id=client.pk, move="retry")
    assert rung() == [("clients.provision", {"client_id": str(client.pk)})]
    provision_client(by=BY, client_id=client.pk)
    assert find_client(client.slug).pk == client.pk
    assert Client.objects.get(pk=client.pk).failure == ""


@pytest.mark.django_db
def test_it_moves_no_client_that_is_not_there():
    with refused(404):
        move_client(by=BY, client_id=uuid.uuid4(), move="suspend")


@pytest.mark.parametrize("actor", [user("consultant"), user("client_sponsor"), user(), service("clients.manage")])
def test_it_is_moved_by_partner_admins_only(client_b, actor):
    with refused(403, code="forbidden"):
        move_client(by=actor, client_id=client_b.pk, move="suspend")
    with transaction.atomic():
        move_client(by=user("partner_admin"), client_id=client_b.pk, move="suspend")
