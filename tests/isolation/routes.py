"""Every address that the product answers at, read from its URLconfs: what comes later is in here by itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

SIDES = {"client": settings.CLIENT_URLCONF, "partner": settings.ROOT_URLCONF}
PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>([^()]*)\)")


@dataclass(frozen=True)
class Route:
    """One pattern, on one side: below a client's mount, or on the partner's side."""

    side: str
    pattern: str

    def __str__(self) -> str:
        return f"{self.side} /{self.pattern}"

    @property
    def places(self) -> list[str]:
        """The names of what the pattern leaves open."""
        return [plain or named for plain, named, _ in PLACE.findall(self.pattern)]

    @property
    def model(self) -> str:
        """Of a back office's route: whose rows it serves, as app/model."""
        parts = self.pattern.split("/")
        return "/".join(parts[1:3]) if parts[0] == "admin" and "<path:object_id>" in self.pattern else ""

    def address(self, ids: Mapping[str, str], slug: str = "acme") -> str:
        """The address with these ids in it."""

        def fill(place: re.Match[str]) -> str:
            name = place[1] or place[2]
            # A pattern that lists its words takes the first of them.
            return place[3].partition("|")[0] if place[3] and "|" in place[3] else ids[name]

        path = PLACE.sub(fill, self.pattern).replace("^", "").replace("$", "").replace("\\Z", "")
        return f"/clients/{slug}/{path}" if self.side == "client" else f"/{path}"


def _patterns(entries: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for entry in entries:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, pattern)
        else:
            yield pattern


ROUTES = sorted(
    {Route(side, pattern) for side, conf in SIDES.items() for pattern in _patterns(get_resolver(conf).url_patterns)},
    key=str,
)
