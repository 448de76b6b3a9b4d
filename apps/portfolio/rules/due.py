"""What is due in a client, as calendars and the desk show it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from apps.portfolio.choices import DueKind


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing that is due in one client: of which kind, about what, on which day of the client's, and where it is done."""

    kind: DueKind
    source_id: uuid.UUID
    # Of a gate: which one.
    gate: str
    title: str
    on: dt.date
    initiative_name: str
    path: str
    done: bool
    changed_at: dt.datetime
    client_name: str
    client_slug: str
    time_zone: str
