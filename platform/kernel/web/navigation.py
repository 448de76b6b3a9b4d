"""The places of the shell. Apps add theirs in their `shell.py`; the shell shows those that the caller may open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from kernel.access import Actor, table
from kernel.web.addresses import outside

CLIENT = "client"
PARTNER = "partner"
ACCOUNT = "account"
# More than this and the navigation follows the tables, not the work.
MOST_PLACES = {CLIENT: 7, PARTNER: 6, ACCOUNT: 5}


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: its label, icon, URL name, the permission that opens it (empty: anyone on that side) and its order.

    `covers` names the URL namespaces or name prefixes whose pages belong to this place, beside its own.
    """

    label: Any
    icon: str
    url_name: str
    permission: str = ""
    order: int = 100
    covers: tuple[str, ...] = ()

    def holds(self, view_name: str) -> bool:
        """Whether the page of this name belongs to this place."""
        return view_name == self.url_name or any(view_name.startswith(prefix) for prefix in self.covers)


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as it is drawn for one request."""

    label: Any
    icon: str
    url: str
    current: bool


class Navigation:
    """All places, by side."""

    def __init__(self) -> None:
        self.sides: dict[str, list[Place]] = {side: [] for side in MOST_PLACES}

    def add(self, side: str, *places: Place) -> None:
        """Add places to a side: `client`, `partner`, or `account` for the person's own menu."""
        known = self.sides[side]
        known.extend(place for place in places if place not in known)
        if len(known) > MOST_PLACES[side]:
            raise ValueError(f"The {side} side has {len(known)} places; {MOST_PLACES[side]} is the most.")
        known.sort(key=lambda place: place.order)

    def entries(self, side: str, actor: Actor | None, view_name: str = "") -> list[Entry]:
        """The places that the actor may open, with the one where they are marked."""
        return list(self._entries(self.sides[side], side, actor, view_name))

    def _entries(self, places: Iterable[Place], side: str, actor: Actor | None, view_name: str) -> Iterable[Entry]:
        for place in places:
            if place.permission and (actor is None or not table.allows(actor, place.permission)):
                continue
            try:
                url = reverse(place.url_name) if side == CLIENT else outside(place.url_name)
            except NoReverseMatch:
                continue  # the page is not part of this installation's URLs
            yield Entry(place.label, place.icon, url, current=bool(view_name) and place.holds(view_name))


navigation = Navigation()
