"""Answering a request once, however often it is sent."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kernel import clock
from kernel.access import Actor
from kernel.errors import ConflictRefused, InvalidRefused, Problem
from kernel.idempotency.models import IdempotentAnswer
from kernel.ids import new_id
from kernel.tenancy.context import require_mounted

FIELD = "Idempotency-Key"
FIRST_REFUSAL = 400
# A caller that has not repeated a request for so long has given it up.
KEPT_FOR = dt.timedelta(days=7)


class InProgressRefused(ConflictRefused):
    """Another request with the same key is being worked on."""

    code = "idempotency_in_progress"


class KeyReusedRefused(InvalidRefused):
    """The key belongs to another request of this caller."""

    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered with, and whether it is being given again."""

    status: int
    headers: dict[str, str]
    body: bytes
    replayed: bool = False


def answer_once(*, by: Actor, key: str, fingerprint: str, act: Callable[[], Answer]) -> Answer:
    """Act and keep the answer in one transaction; give a kept answer again without acting.

    A refusal is not kept: it had no effect, so the request may be corrected and sent again under its key.
    Raises `InProgressRefused` and `KeyReusedRefused`.
    """
    caller_id = by.id
    if caller_id is None:
        raise ValueError("Only a caller has idempotency keys.")
    with transaction.atomic():
        if not _locked(lock_number(caller_id, key)):
            raise InProgressRefused(
                _("A request with this key is being worked on."), way_out=_("Send it again in a moment.")
            )
        kept = IdempotentAnswer.objects.filter(caller_id=caller_id, key=key).first()
        if kept is not None:
            if kept.fingerprint != fingerprint:
                problem = Problem(FIELD, KeyReusedRefused.code, _("It was sent with another request."))
                raise KeyReusedRefused(
                    _("This key belongs to another request."),
                    [problem],
                    way_out=_("Send a new key with a new request."),
                )
            return Answer(kept.status, kept.headers, bytes(kept.body), replayed=True)
        answer = act()
        if answer.status >= FIRST_REFUSAL:
            return answer
        IdempotentAnswer(
            id=new_id(),
            caller_id=caller_id,
            key=key,
            fingerprint=fingerprint,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            created_at=clock.now(),
        ).save(force_insert=True)
    return answer


def forget_old_answers() -> int:
    """Delete the mounted client's answers that are older than seven days; how many there were."""
    require_mounted()
    deleted, _by_model = IdempotentAnswer.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()
    return deleted


def lock_number(caller_id: uuid.UUID, key: str) -> int:
    """The advisory lock of a caller's key in the mounted client."""
    name = f"{require_mounted()}/{caller_id}/{key}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def _locked(number: int) -> bool:
    """Take a lock until the transaction ends, unless another transaction holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        row = cursor.fetchone()
    return bool(row and row[0])
