"""The whole read model of one client, derived anew."""

from apps.portfolio.services.due_dates import derive_due_dates
from apps.portfolio.services.plays import derive_plays
from apps.portfolio.services.standings import derive_seals, derive_standings
from apps.value.models import Contract
from kernel.access import Actor
from kernel.ledger.readers import rewind
from kernel.tenancy.context import mounted_client


def rebuild_client(*, by: Actor) -> None:
    """Derive everything about the mounted client anew, as if nothing had been derived before."""
    client = mounted_client()
    rewind("portfolio.standings", client.pk)
    contracts = list(Contract.objects.values_list("pk", flat=True))
    derive_standings(by=by, contract_ids=contracts)
    rewind("portfolio.seals", client.pk)
    derive_seals(by=by, contract_ids=contracts)
    rewind("portfolio.due_dates", client.pk)
    derive_due_dates(by=by)
    rewind("portfolio.plays", client.pk)
    derive_plays(by=by)
