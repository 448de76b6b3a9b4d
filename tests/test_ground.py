import pytest
from django.db import ProgrammingError, transaction

from kernel.ledger.services import verify
from kernel.tenancy.context import current_schema


@pytest.mark.django_db
def test_it_cannot_read_a_clients_table_without_a_client():
    from apps.initiatives.models import Person

    with pytest.raises(ProgrammingError), transaction.atomic():
        Person.objects.count()


def test_it_mounts_a_client(client_a):
    assert current_schema() == client_a.schema_name
    assert verify().holds
