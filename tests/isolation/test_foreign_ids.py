"""Row 1: an id of another client, in the path, the query, the body or the slug, is as absent as one that never was."""

import json
import uuid
from typing import Any

import pytest

from apps.clients.models import Client
from kernel.rest.docs import description
from kernel.tenancy.context import mounted
from tests.isolation.answers import alike, leaks, word
from tests.isolation.routes import ROUTES, Route
from tests.isolation.test_callers import EXPECTED
from tests.isolation.world import World
from tests.refusals import contents


def _names_a_row(route: Route) -> bool:
    if route.pattern.startswith("admin/"):
        return route.pattern.endswith(("/change/", "/history/"))
    return any(name.endswith("_id") for name in route.places)


NAMED = [route for route in ROUTES if route.side == "client" and _names_a_row(route)]
# The back office is for the partner's staff; a consultant sees pages and API; a key the API.
DOORS = {"api/": ("granted", "key"), "admin/": ("granted",), "": ("granted", "executive")}
# What bodies may name.
ROWS = ("person_id", "initiative_id", "kpi_id", "contract_id")


def _callers(route: Route) -> tuple[str, ...]:
    return next(callers for start, callers in DOORS.items() if route.pattern.startswith(start))


def _methods(route: Route) -> list[str]:
    return ["GET"] if route.pattern.startswith("admin/") else list(EXPECTED[route])


def _borealis() -> dict[str, str]:
    with mounted(Client.objects.get(slug="borealis")):
        return contents()


def _same(world: World, caller: str, method: str, foreign: str, absent: str, names: list[str], **more: Any) -> str:
    """Both must be answered alike, without a mark of the other client; in one word."""
    answers = [world.ask(caller, method, address, **more) for address in (foreign, absent)]
    for answer in answers:
        assert not word(answer).startswith("ERROR")
        assert not leaks(caller, answer)
    assert alike(answers[0], *names) == alike(answers[1], *names)
    return word(answers[0])


def test_it_answers_for_a_foreign_id_in_the_path_as_for_an_absent_one(world: World, subtests):
    before = _borealis()
    for route in NAMED:
        theirs, nobodys = world.ids_for(route, "borealis"), world.ids_for(route, "absent")
        names = [ids[name] for ids in (theirs, nobodys) for name in route.places]
        for caller in _callers(route):
            for method in _methods(route):
                with subtests.test(f"{caller} {method} {route}"):
                    said = _same(world, caller, method, route.address(theirs), route.address(nobodys), names)
                    if method == "GET" and not route.pattern.startswith("admin/"):
                        assert said in {"404", EXPECTED[route]["GET"][caller]} - {"in"}
    assert _borealis() == before


def test_it_answers_for_a_foreign_client_as_for_an_absent_one(world: World, subtests):
    for route in (each for each in ROUTES if each.side == "client" and not each.pattern.startswith("admin/")):
        with subtests.test(str(route)):
            theirs = world.ids_for(route, "borealis")
            addresses = route.address(theirs, "borealis"), route.address(theirs, "nowhere-1")
            for caller in ("executive", "key", "nobody"):
                _same(world, caller, "GET", *addresses, ["borealis", "nowhere-1"])


def _sample(schema: dict[str, Any], identifier: str, depth: int = 0) -> Any:
    """A value of a schema, with this id wherever an id belongs."""
    if reference := schema.get("$ref"):
        return _sample(description()["components"]["schemas"][reference.rpartition("/")[2]], identifier, depth)
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in schema:
            return _sample(schema[choice][0], identifier, depth)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        named = schema.get("properties", {})
        return {name: _sample(each, identifier, depth + 1) for name, each in named.items()} if depth < 6 else {}
    if kind == "array":
        return [_sample(schema["items"], identifier, depth + 1)]
    if kind in ("integer", "number"):
        return max(1, schema.get("minimum", 1))
    if kind == "boolean":
        return False
    named_id = schema.get("format") == "uuid" or "person" in schema.get("description", "").lower()
    return (
        identifier if named_id else schema.get("example") or {"date": "2026-02-02"}.get(schema.get("format", ""), "x")
    )


def _operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method.upper(), operation)
        for path, operations in description()["paths"].items()
        for method, operation in operations.items()
        if isinstance(operation, dict) and "responses" in operation
    ]


def test_it_describes_every_address_of_the_api():
    described = {path for path, _, _ in _operations()}
    served = {
        "/" + "".join(f"{{{part[1:-1].rpartition(':')[2]}}}" if part[:1] == "<" else part for part in _parts(route))
        for route in ROUTES
        if route.side == "client" and route.pattern.startswith("api/") and "path:rest" not in route.pattern
    } - {"/api/", "/api/docs/", "/api/schema/"}
    assert described == served


def _parts(route: Route) -> list[str]:
    return [piece for part in route.pattern.split("/") for piece in (part, "/")][:-1]


@pytest.mark.parametrize("caller", ["granted", "key"])
def test_it_answers_for_foreign_ids_in_a_body_or_a_query_as_for_absent_ones(world: World, caller, subtests):
    before, own = _borealis(), world.ids["acme"]
    for path, method, operation in _operations():
        address = "/clients/acme" + path.format(**own)
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query" and parameter["schema"].get("format") == "uuid":
                with subtests.test(f"{method} {path}?{parameter['name']}"):
                    theirs, nobodys = world.ids["borealis"][parameter["name"]], str(uuid.uuid4())
                    addresses = [f"{address}?{parameter['name']}={each}" for each in (theirs, nobodys)]
                    _same(world, caller, method, *addresses, [theirs, nobodys])
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body is None:
            continue
        for name in ROWS:
            theirs = world.ids["borealis"][name]
            with subtests.test(f"{method} {path} with a {name}"):
                said = []
                for each in (theirs, nobodys := str(uuid.uuid4())):
                    answer = world.try_out(
                        caller,
                        method,
                        address,
                        data=json.dumps(_sample(body["schema"], each)),
                        content_type="application/json",
                        headers={"If-Match": '"1"'},
                    )
                    assert word(answer) in ("in", "403", "404")
                    assert not leaks(caller, answer)
                    said.append(alike(answer, theirs, nobodys))
                assert said[0] == said[1]
    assert _borealis() == before
