"""What import-linter can't see: parts of a package, and a file that must not exist."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PURE = sorted(
    path
    for app in ROOT.glob("apps/*")
    for path in [*app.glob("rules.py"), *app.glob("rules/*.py"), *app.glob("lifecycle.py"), *app.glob("choices.py")]
)


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(ROOT)))
def test_it_computes_without_the_database(path: Path) -> None:
    imports = {
        f"{node.module}.{name.name}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module
        for name in node.names
    }

    assert not {name for name in imports if name.startswith("django.db")} - {"django.db.models.TextChoices"}


def test_it_keeps_platform_a_folder_of_packages() -> None:
    """As a package it would shadow Python's own module of that name, and break uuid, celery and pytest."""
    assert not (ROOT / "platform" / "__init__.py").exists()
