"""Clients for tests. A row alone has no schema: use the fixtures `client_a` and `client_b` where one is mounted."""

import factory

from apps.clients.choices import ClientStatus
from apps.clients.models import Client
from kernel import clock


class ClientFactory(factory.django.DjangoModelFactory):
    """A client's row, active, without a schema."""

    class Meta:
        model = Client

    name = factory.Sequence(lambda n: f"Client {n}")
    slug = factory.Sequence(lambda n: f"client-{n}")
    status = ClientStatus.ACTIVE
    created_at = factory.LazyFunction(clock.now)
    progress_at = factory.LazyFunction(clock.now)
