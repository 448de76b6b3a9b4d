"""The table of answers that were given under an idempotency key."""

from django.db import models

from kernel.tenancy.models import ClientModel


class IdempotentAnswer(ClientModel):
    """The answer to one caller's key, stored in the transaction that did what it answered; a repeat gets it again."""

    caller_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="idempotency_caller_key", fields=["caller_id", "key"])]

    def __str__(self) -> str:
        return self.key
