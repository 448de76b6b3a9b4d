"""What the calendar changes without anybody's doing: a day passes, a period becomes complete, a reading becomes late. And a rebuild."""

from apps.portfolio.services import derive_due_dates, derive_plays, derive_standings, rebuild_client
from apps.value.models import Contract
from apps.value.services import activate_due_contracts
from kernel.access import system_actor
from kernel.tenancy.tasks import client_task, for_every_client


@client_task("portfolio.turn_the_page")
def turn_the_page() -> None:
    """Put in force the contracts whose first day has come, and derive the client's standings for today."""
    activate_due_contracts(by=system_actor())
    derive_standings(by=system_actor(), contract_ids=list(Contract.objects.values_list("pk", flat=True)))
    derive_plays(by=system_actor())
    derive_due_dates(by=system_actor())


turn_the_pages = for_every_client("portfolio.turn_the_pages", turn_the_page)


@client_task("portfolio.rebuild")
def rebuild() -> None:
    """Derive everything about the client anew."""
    rebuild_client(by=system_actor())


rebuild_all = for_every_client("portfolio.rebuild_all", rebuild)
