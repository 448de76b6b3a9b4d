"""What the calendar changes without anybody's doing: a day passes, a period becomes complete, a reading becomes late."""

from celery import shared_task

from apps.clients.choices import ClientStatus
from apps.clients.models import Client
from apps.portfolio.services import derive_standings
from apps.value.models import Contract
from apps.value.services import activate_due_contracts
from kernel.access import system_actor
from kernel.tenancy.tasks import client_task


@client_task("portfolio.turn_the_page")
def turn_the_page() -> None:
    """Put in force the contracts whose first day has come, and derive the client's standings for today."""
    activate_due_contracts(by=system_actor())
    derive_standings(by=system_actor(), contract_ids=list(Contract.objects.values_list("pk", flat=True)))


@shared_task(name="portfolio.turn_the_pages")
def turn_the_pages() -> None:
    """One task for each active client: their midnights differ, so this runs every hour."""
    for client_id in Client.objects.filter(status=ClientStatus.ACTIVE).values_list("pk", flat=True):
        turn_the_page.apply_async(kwargs={"client": str(client_id)}, retry=False)
