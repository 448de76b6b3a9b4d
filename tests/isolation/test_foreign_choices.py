"""Row 1, in forms: every form of every page, sent with another client's ids wherever it offers a choice of rows."""

import uuid
from html.parser import HTMLParser

from tests.isolation.answers import alike, leaks, text, word
from tests.isolation.routes import ROUTES
from tests.isolation.test_callers import EXPECTED
from tests.isolation.test_foreign_ids import _borealis
from tests.isolation.world import World

Fields = dict[str, str]


class Forms(HTMLParser):
    """The forms of a page that change something: where each goes, its fields as they stand, and those that choose a row."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, Fields, set[str]]] = []
        self._open = False
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = given.get("method", "").lower() == "post" and not given.get("action", "").startswith("/theme")
            if self._open:
                self.found.append((given.get("action", ""), {}, set()))
        elif self._open:
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False

    def _field(self, tag: str, given: dict[str, str]) -> None:
        _, fields, choices = self.found[-1]
        name = given.get("name", "")
        if tag == "select":
            self._select = name
            fields[name] = ""
        elif tag == "option":
            if _is_id(given.get("value", "")):
                choices.add(self._select)
            elif "selected" in given or not fields[self._select]:
                fields[self._select] = given.get("value", "")
        elif tag in ("input", "textarea") and name and given.get("type") not in ("file", "submit", "checkbox"):
            fields[name] = given.get("value") or "x"
            if _is_id(fields[name]):
                choices.add(name)


def _is_id(value: str) -> bool:
    try:
        return bool(uuid.UUID(value))
    except ValueError:
        return False


def _ids(world: World) -> list[str]:
    names = ("person_id", "kpi_id", "initiative_id", "contract_id", "activity_id")
    return [world.ids["borealis"][name] for name in names]


def test_it_answers_for_a_foreign_choice_as_for_an_absent_one(world: World, subtests):
    before, sent = _borealis(), 0
    pages = [
        route
        for route, methods in EXPECTED.items()
        if route.side == "client"
        and not route.pattern.startswith(("api/", "admin/"))
        and methods.get("GET", {}).get("granted") == "in"
    ]
    assert set(pages) <= set(ROUTES)
    for route in pages:
        address = route.address(world.ids["acme"])
        for action, fields, choices in Forms(text(world.ask("granted", "GET", address))).found:
            target = action or address
            for theirs in _ids(world) if choices else []:
                with subtests.test(f"{route} with {sorted(choices)}"):
                    said = []
                    for each in (theirs, str(uuid.uuid4())):
                        answer = world.try_out("granted", "POST", target, data=fields | dict.fromkeys(choices, each))
                        assert word(answer) in ("in", "404", "403")
                        assert not leaks("granted", answer)
                        said.append(alike(answer, each))
                    assert said[0] == said[1]
                    sent += 1
    assert sent > 10
    assert _borealis() == before
