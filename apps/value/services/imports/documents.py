"""What is kept of a log and of who asked, as plain JSON values in the asking person's language."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.value.rules.imports.event_measures import Flag, LogMeasures
from kernel.access import Actor
from kernel.eventlogs import CaseTable, Inspection, LogRefused

MOST_ENDS = 200
"""So many of the last activities are kept to choose from, the most frequent first."""
MOST_PERIODS = 5_000
SHOWN_FLAGGED = 12
"""So many periods before the first and behind the last that count are kept, to be seen."""


def inspection_document(seen: Inspection) -> dict[str, Any]:
    """The columns with their samples, and what each was taken for, how surely and why."""
    guess = seen.guess
    return {
        "format": seen.kind,
        "gzipped": seen.gzipped,
        "encoding": seen.encoding,
        "delimiter": seen.delimiter,
        "columns": [
            {
                "name": column.name,
                "samples": list(column.samples),
                "role": column.role,
                "confidence": str(column.confidence),
                "reason": str(column.reason),
            }
            for column in guess.columns
        ],
        "mapping": guess.mapping.document() if guess.mapping else None,
        "missing": list(guess.missing),
        "ambiguous_dates": guess.ambiguous_dates,
    }


def log_document(cases: CaseTable, measures: LogMeasures) -> dict[str, Any]:
    """The measures, and what of the log gave none. Raises `LogRefused` for more periods than anybody looks at."""
    found = measures.document()
    found["ends"] = found["ends"][:MOST_ENDS]
    found["series"] = {grid: _trimmed(series) for grid, series in found["series"].items()}
    return {
        "measures": found,
        "left_out": {
            "rejected": cases.rejected,
            "first_rejected": [
                {"line": each.line, "field": each.field, "reason": str(each.reason)} for each in cases.first_rejected
            ],
            "outside": cases.outside,
            "nameless": cases.nameless,
        },
    }


def _trimmed(series: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the far ends that count for nothing: one clock that was never set makes decades of empty periods."""
    counting = [place for place, figures in enumerate(series) if figures["flag"] == Flag.NONE]
    if counting:
        series = series[max(0, counting[0] - SHOWN_FLAGGED) : counting[-1] + 1 + SHOWN_FLAGGED]
    if len(series) > MOST_PERIODS:
        raise LogRefused(
            _("The log spans more than 5,000 periods of the KPI."),
            _("Export a shorter stretch of time, or read the KPI less often."),
            code="count",
        )
    return series


def actor_document(by: Actor) -> dict[str, Any]:
    """Who asked, for a task that goes on in their name; what they may do was asked when they asked."""
    return {
        "kind": by.kind,
        "id": str(by.id) if by.id else None,
        "name": by.name,
        "roles": sorted(by.roles),
        "scopes": sorted(by.scopes),
        "person_id": str(by.person_id) if by.person_id else None,
        "door": by.door,
        "address": by.address,
    }


def actor_from(document: Mapping[str, Any]) -> Actor:
    """The actor behind what `actor_document` wrote."""
    return Actor(
        kind=document["kind"],
        id=uuid.UUID(document["id"]) if document["id"] else None,
        name=document["name"],
        roles=frozenset(document["roles"]),
        scopes=frozenset(document["scopes"]),
        person_id=uuid.UUID(document["person_id"]) if document["person_id"] else None,
        door=document["door"],
        address=document["address"],
    )


def storable(value: Any) -> Any:
    """The value without what the database keeps in no text: zero bytes, and halves of characters."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {storable(name): storable(item) for name, item in value.items()}
    return [storable(item) for item in value] if isinstance(value, list | tuple) else value
