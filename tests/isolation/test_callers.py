"""Row 1: every address, every caller, as the permission table says; and nobody reads another client's mark."""

import re
from collections.abc import Iterator

import pytest

from tests.isolation import table
from tests.isolation.answers import leaks, word
from tests.isolation.routes import ROUTES, Route
from tests.isolation.world import World

LINE = re.compile(r"(?P<path>/\S*)?\s+(?P<method>GET|POST|PATCH)\s+(?P<words>\S.*)")
Expected = dict[Route, dict[str, dict[str, str]]]


def _lines(side: str, text: str) -> Iterator[tuple[Route, str, dict[str, str]]]:
    head, *lines = text.strip("\n").splitlines()
    route = None
    for line in lines:
        found = LINE.fullmatch(line.rstrip())
        assert found, f"tests/isolation/table.py: {line!r} is no line of the table"
        route = Route(side, found["path"].removeprefix("/")) if found["path"] else route
        yield route, found["method"], dict(zip(head.split(), found["words"].split(), strict=True))


def _expected() -> Expected:
    result: Expected = {}
    for side, text in (("client", table.CLIENT), ("partner", table.PARTNER), ("partner", table.OWN)):
        for route, method, words in _lines(side, text):
            result.setdefault(route, {})[method] = words
    for route in ROUTES:
        if route.pattern.startswith("admin/"):
            result[route] = {"GET": table.BACK_OFFICE_DOORS.get(str(route), table.BACK_OFFICE[route.side])}
    return result


EXPECTED = _expected()


def test_it_has_a_line_for_every_address():
    missing = [str(route) for route in ROUTES if route not in EXPECTED]
    gone = [str(route) for route in EXPECTED if route not in ROUTES]
    assert not missing, f"add to tests/isolation/table.py what each caller gets at: {', '.join(missing)}"
    assert not gone, f"remove from tests/isolation/table.py what is no address any more: {', '.join(gone)}"


def _is_back_office(route: Route) -> bool:
    return route.pattern.startswith("admin/")


PARTS = {
    "api": [route for route in ROUTES if route.side == "client" and route.pattern.startswith("api/")],
    "pages": [route for route in ROUTES if route.side == "client" and not route.pattern.startswith(("api/", "admin/"))],
    "partner": [route for route in ROUTES if route.side == "partner" and not _is_back_office(route)],
    "back offices": [route for route in ROUTES if _is_back_office(route)],
}


@pytest.mark.parametrize("part", PARTS)
def test_it_lets_each_caller_do_what_the_table_says_and_read_no_other_clients_mark(world: World, part, subtests):
    for route in PARTS[part]:
        with subtests.test(str(route)):
            address, lines = route.address(world.ids_for(route, "acme")), EXPECTED[route]
            for method, words in lines.items():
                given, sent = {}, table.SENT.get(f"/{route.pattern}") if method != "GET" else None
                for caller in words:
                    answer = world.try_out(caller, method, address, data=sent)
                    given[caller] = word(answer)
                    assert not leaks(caller, answer), f"{caller} reads another client's mark"
                assert given == words, method
            if "POST" not in lines and route.side == "client" and not _is_back_office(route):
                assert word(world.try_out("granted", "POST", address)) in ("405", lines["GET"]["granted"])
