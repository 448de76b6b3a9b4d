"""Forgetting old answers."""

from kernel.idempotency.services import forget_old_answers
from kernel.tenancy.tasks import client_task, for_every_client


@client_task("kernel.idempotency.forget")
def forget() -> None:
    """Forget the mounted client's answers that nobody will ask for again."""
    forget_old_answers()


forget_everywhere = for_every_client("kernel.idempotency.forget_everywhere", forget)
