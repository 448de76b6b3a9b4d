"""The tables of a client's ledger."""

from django.db import models

from kernel.ledger.base import EntryFields, HeadFields
from kernel.tenancy.models import ClientModel


class Entry(EntryFields, ClientModel):
    """An entry of a client's ledger; the database refuses to change or remove it."""

    class Meta(EntryFields.Meta):
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger entries"
        constraints = [
            models.CheckConstraint(name="ledger_entry_sequence_positive", condition=models.Q(sequence__gt=0))
        ]
        indexes = [models.Index(name="ledger_entry_subject", fields=["subject_type", "subject_id", "sequence"])]


class Head(HeadFields):
    """The client's head row."""

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_head_single", condition=models.Q(id=1))]
