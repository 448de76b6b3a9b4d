"""The reference pages that are drawn from the code: who may do what, which state follows which, what is recorded."""

import inspect
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.module_loading import module_has_submodule

from kernel.access import Permission, Predicate, table
from kernel.ledger.services import EVENTS
from kernel.lifecycle import Lifecycle
from kernel.parameters.declared import parameters

COMMAND = "python manage.py write_reference"
NOTE = f"Drawn from the code by `{COMMAND}`; a test compares the two. Don't edit it here."


def pages() -> dict[str, str]:
    """Each page's text by its file name, in English whatever language is active."""
    with translation.override("en"):
        return {
            "access.md": _access(),
            "lifecycles.md": _lifecycles(),
            "events.md": _events(),
            "parameters.md": _parameters(),
        }


def _modules(name: str) -> Iterator[tuple[str, ModuleType]]:
    """Every app's module of this name, with the app's."""
    for config in apps.get_app_configs():
        if config.module and module_has_submodule(config.module, name):
            yield config.name, import_module(f"{config.name}.{name}")


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", NOTE, *parts]) + "\n"


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _access() -> str:
    list(_modules("permissions"))
    roles = [role for role in table.role_labels if any(role in row.roles for row in table.rows.values())]
    rows = sorted(table.rows.values(), key=lambda row: row.name)
    rules = {rule.__name__: rule for row in rows for rule in row.rules.values()}
    return _page(
        "Who may do what",
        "One row for each permission; a service asks for it by name, whichever door the call came through. "
        "A dot: the role holds it. A name: the role holds it where that rule is true of the object. "
        "A service account needs the permission among its scopes too.",
        _grid(
            ["permission", "lets", *(str(table.role_labels[role]) for role in roles)],
            [[f"`{row.name}`", str(row.label), *(_held(row, role) for role in roles)] for row in rows],
        ),
        "## Rules",
        _grid(["rule", "is true"], [[f"`{name}`", _sentence(rule)] for name, rule in sorted(rules.items())]),
    )


def _held(row: Permission, role: str) -> str:
    if role not in row.roles:
        return ""
    return f"`{row.rules[role].__name__}`" if role in row.rules else "•"


def _sentence(rule: Predicate) -> str:
    return " ".join((inspect.getdoc(rule) or "").split())


def _lifecycles() -> str:
    parts = []
    for app, module in _modules("lifecycle"):
        for name, found in vars(module).items():
            if isinstance(found, Lifecycle):
                moves = [
                    [
                        f"`{move.name}`",
                        str(move.label),
                        ", ".join(sorted(move.sources)),
                        move.target,
                        f"`{move.permission}`",
                    ]
                    for move in found.moves.values()
                ]
                parts += [f"## {name.capitalize()}", f"In `{app}`."]
                parts.append(_grid(["move", "in words", "from", "to", "permission"], moves))
    return _page(
        "Lifecycles",
        "The moves that the services obey: which state each starts from, where it leads, and who may make it.",
        *parts,
    )


def _events() -> str:
    parts = []
    for app, module in _modules("events"):
        found = sorted({value for value in vars(module).values() if isinstance(value, str) and value in EVENTS})
        where = "the platform's ledger" if app in settings.SHARED_APPS else "the client's ledger"
        parts += [f"## {app.rpartition('.')[2].capitalize()}", f"In {where}."]
        parts.append(_grid(["event", "in words"], [[f"`{event}`", str(EVENTS[event])] for event in found]))
    return _page(
        "Events",
        "What a ledger's entries are called. An entry's data are plain values; a reader ignores what it does not know.",
        *parts,
    )


def _parameters() -> str:
    return _page(
        "Parameters",
        "The numbers that rules go by and that a partner admin may set for one client. "
        "The bounds are what a client's own value may be; the client's ledger keeps each change with its reason.",
        _grid(
            ["key", "what it is", "rule", "default", "bounds"],
            [
                [
                    f"`{row.key}`",
                    str(row.label),
                    row.rule,
                    row.shown(row.default),
                    row.shown(row.default) if row.is_fixed else f"{row.shown(row.lowest)} to {row.shown(row.highest)}",
                ]
                for _key, row in sorted(parameters.rows.items())
            ],
        ),
    )
