"""Conventions of the parameters, read from the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.parameters.declared import parameters

ROOT = Path(__file__).resolve().parents[2]
DECLARING = sorted([*ROOT.glob("apps/*/parameters.py"), *ROOT.glob("platform/kernel/*/parameters.py")])
CODE = [
    path
    for folder in ("apps", "platform")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path not in DECLARING and "migrations" not in path.parts
]


def _keys() -> Iterator[tuple[str, str]]:
    """Each declared key with the name of its constant."""
    for path in DECLARING:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                for target in node.targets:
                    assert isinstance(target, ast.Name)
                    yield str(node.value.value), target.id


CONSTANTS = dict(_keys())


def test_it_names_the_key_of_every_parameter_by_a_constant():
    assert set(parameters.rows) <= set(CONSTANTS)
    assert len(parameters.rows) >= 3


@pytest.mark.parametrize("key", sorted(parameters.rows))
def test_it_reads_every_parameter_that_is_declared(key):
    name = re.compile(rf"\b{CONSTANTS[key]}\b")
    readers = [path for path in CODE if name.search(path.read_text())]
    assert readers, "a number that can be set and that nothing reads is a promise that nobody keeps"


@pytest.mark.parametrize("key", sorted(parameters.rows))
def test_it_says_which_rule_goes_by_it(key):
    parameter = parameters.rows[key]
    assert re.fullmatch(r"[A-Z]\d{1,2}", parameter.rule)
    assert str(parameter.label)
    assert key == key.lower()
    assert key.count(".") >= 1
