"""Conventions of services and events, read from the code."""

import ast
import importlib
import importlib.util
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from kernel.access import Actor, table
from kernel.ledger.services import EVENTS

ROOT = Path(__file__).resolve().parents[2]
APPS = sorted(config.name for config in apps.get_app_configs() if config.name.startswith("apps."))
# Questions that stand beside the services that need them.
QUESTIONS = {"apps.clients.services.stalled_provisionings"}


def _module(name: str) -> Any:
    if importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)


def _services() -> Iterator[tuple[str, Callable[..., object]]]:
    for app in APPS:
        module = _module(f"{app}.services")
        for name in getattr(module, "__all__", dir(module)):
            found = getattr(module, name, None)
            if inspect.isfunction(found) and found.__module__.startswith(module.__name__) and not name.startswith("_"):
                yield f"{module.__name__}.{name}", found


SERVICES = dict(_services())


def test_it_finds_the_services():
    assert len(SERVICES) > 30
    assert set(SERVICES) >= QUESTIONS


@pytest.mark.parametrize("name", sorted(set(SERVICES) - QUESTIONS))
def test_it_asks_every_service_on_whose_behalf_it_acts(name):
    first, *rest = inspect.signature(SERVICES[name]).parameters.values()
    assert first.name == "by", "the actor comes first, by keyword"
    assert first.annotation in (Actor, "Actor")
    assert all(each.kind in (each.KEYWORD_ONLY, each.VAR_KEYWORD) for each in (first, *rest))
    assert inspect.getdoc(SERVICES[name])


def _declared() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.glob("apps/*/events.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                yield path.parent.name, node.targets[0].id


@pytest.mark.parametrize(("app", "constant"), sorted(_declared()))
def test_it_records_every_event_that_is_declared(app, constant):
    sources = [path for path in (ROOT / "apps" / app).rglob("*.py") if path.name != "events.py"]
    used = {
        node.attr
        for path in sources
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "events"
    }
    assert constant in used, "an event that nobody records is a promise that nobody keeps"


def test_it_names_every_event_by_its_subject_and_what_happened():
    assert EVENTS
    assert all(name.count(".") == 1 and name == name.lower() and str(label) for name, label in EVENTS.items())


def test_it_labels_every_permission_and_role():
    for name, row in table.rows.items():
        assert name.count(".") == 1
        assert str(row.label)
        assert row.roles <= set(table.role_labels)
        assert set(row.rules) <= row.roles
