"""The doorbell rings once for a transaction, whatever became of its savepoints."""

from django.db import transaction

from kernel.access import system_actor
from kernel.ledger.services import record


def _record(client, times=1):
    from apps.value.events import KPI_CHANGED

    for _ in range(times):
        record(KPI_CHANGED, subject=client, by=system_actor(), data={})


def test_it_rings_once_however_many_entries_a_transaction_recorded(client_a, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rings, transaction.atomic():
        _record(client_a, times=3)

    assert len(rings) == 1
    assert rings[0].client_id == str(client_a.pk)


def test_it_still_rings_when_the_savepoint_that_asked_first_was_rolled_back(client_a, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rings, transaction.atomic():
        savepoint = transaction.savepoint()
        _record(client_a)
        transaction.savepoint_rollback(savepoint)
        _record(client_a)

    assert len(rings) == 1
