"""Plays beside the requests: what a new day asks, and files that nothing names any more."""

from apps.plays.services import keep_days
from apps.plays.services.evidence import drop_orphaned_files
from kernel.access import system_actor
from kernel.tenancy.tasks import client_task, for_every_client


@client_task("plays.keep_days")
def keep_the_days() -> None:
    """Begin, resume and tell overdue the mounted client's plays, as its own date asks."""
    keep_days(by=system_actor())


@client_task("plays.drop_files")
def drop_files() -> None:
    """Delete the mounted client's files that no evidence names."""
    drop_orphaned_files(by=system_actor())


turn_the_days = for_every_client("plays.turn_the_days", keep_the_days)
sweep_files = for_every_client("plays.sweep_files", drop_files)
