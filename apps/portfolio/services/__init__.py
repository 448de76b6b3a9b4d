"""The only writers of this app's tables. Everything that they write is derived, and can be thrown away and built anew."""

from apps.portfolio.services.due_dates import derive_due_dates
from apps.portfolio.services.plays import derive_plays
from apps.portfolio.services.rebuilding import rebuild_client
from apps.portfolio.services.standings import derive_activity, derive_seals, derive_standings

__all__ = [
    "derive_activity",
    "derive_due_dates",
    "derive_plays",
    "derive_seals",
    "derive_standings",
    "rebuild_client",
]
