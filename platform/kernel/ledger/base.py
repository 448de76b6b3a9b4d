"""What both ledgers have in common: the client's, and the platform's own in the public schema."""

from typing import Any, ClassVar

from django.db import models

from kernel.canonical import digest

GENESIS = "0" * 64


class EntryFields(models.Model):
    """One entry: gapless sequence, who did what to which thing, and a hash over all of it and the entry before."""

    append_only: ClassVar[bool] = True

    sequence = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=80, db_index=True)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    door = models.CharField(max_length=16)
    address = models.CharField(max_length=45, blank=True)
    subject_type = models.CharField(max_length=80)
    subject_id = models.UUIDField(db_index=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        abstract = True
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.event}"

    def content(self) -> dict[str, Any]:
        """What the hash covers, as plain values."""
        return {
            "id": self.pk,
            "sequence": self.sequence,
            "recorded_at": self.recorded_at,
            "event": self.event,
            "actor": [self.actor_kind, self.actor_id, self.actor_name, self.door, self.address],
            "subject": [self.subject_type, self.subject_id],
            "data": self.data,
            "previous_hash": self.previous_hash,
        }

    def computed_hash(self) -> str:
        """The hash that the entry must have, from its content."""
        return digest(self.content())


class HeadFields(models.Model):
    """The one row that writers lock: the last sequence and its hash."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"
