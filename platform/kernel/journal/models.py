"""The tables of the platform's own ledger, and the readers' cursors."""

from django.db import models

from kernel.ledger.base import EntryFields, HeadFields
from kernel.tenancy.models import PlatformModel


class PlatformEntry(EntryFields, PlatformModel):
    """An entry of the platform's own ledger."""

    class Meta(EntryFields.Meta):
        verbose_name = "platform ledger entry"
        verbose_name_plural = "platform ledger entries"


class PlatformHead(HeadFields):
    """The platform's head row."""

    class Meta:
        constraints = [models.CheckConstraint(name="journal_head_single", condition=models.Q(id=1))]


class ReaderCursor(PlatformModel):
    """How far one reader has come in one client's ledger; everything after it is still to be read."""

    reader = models.CharField(max_length=60)
    client_id = models.UUIDField()
    sequence = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="journal_cursor_reader_client", fields=["reader", "client_id"])]

    def __str__(self) -> str:
        return f"{self.reader} at {self.sequence}"
