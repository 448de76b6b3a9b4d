"""Conventions of the repository itself: its files, its dependencies, its templates."""

import re
import tomllib
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path
    for folder in ("apps", "platform", "tests", "benchmarks", "tools")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Read by WeasyPrint alone, which serves our own files and runs nothing.
PRINTED = ROOT / "templates" / "pdf"
# What tells a link or a page from data that a program reads: no handler, no style, no script between its tags.
INLINE = {
    "a handler in an attribute": re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE),
    "a style in an attribute": re.compile(r"<[^>]+\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script between its tags": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE
    ),
    "an address that runs": re.compile(r"javascript:", re.IGNORECASE),
}
BANNED = {
    "pickle": "it runs what it reads",
    "marshal": "it runs what it reads",
    "shelve": "it runs what it reads",
    "requests": "nothing here calls out but through one door",
    "pytz": "zones come from zoneinfo",
}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_it_finds_the_code_and_the_templates():
    assert len(CODE) > 150
    assert len(TEMPLATES) > 30


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_it_keeps_a_file_short(path):
    """A longer one becomes a package of the same name; tests of one thing may stay together a little longer."""
    assert len(path.read_text().splitlines()) <= (650 if "tests" in path.parts else 420)


@pytest.mark.parametrize("module", BANNED)
def test_it_imports_no_module_that_is_banned(module):
    found = re.compile(rf"^\s*(import {module}\b|from {module}\b)", re.MULTILINE)
    assert [_name(path) for path in CODE if found.search(path.read_text())] == [], BANNED[module]


def test_it_leaves_nothing_to_be_done_later():
    later = re.compile(r"\b(TODO|FIXME|HACK)\b")
    here = Path(__file__)
    assert [_name(path) for path in [*CODE, *TEMPLATES] if path != here and later.search(path.read_text())] == []


def test_it_says_of_every_dependency_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    project = tomllib.loads("\n".join(lines))
    named = [
        *project["project"]["dependencies"],
        *(each for group in project["dependency-groups"].values() for each in group),
    ]
    for dependency in named:
        place = next(number for number, line in enumerate(lines) if line.strip() == f'"{dependency}",')
        # Those that belong together share the sentence above the first.
        while lines[place - 1].strip().startswith('"'):
            place -= 1
        assert lines[place - 1].strip().startswith("# "), f"say above {dependency} why it is there"


@pytest.mark.parametrize("path", [path for path in TEMPLATES if PRINTED not in path.parents], ids=_name)
def test_it_has_no_inline_script_or_style(path):
    """The policy forbids them, so that text which slipped into a page can run nothing."""
    markup = "".join(
        token.contents if token.token_type is TokenType.TEXT else "…" for token in Lexer(path.read_text()).tokenize()
    )
    assert [what for what, pattern in INLINE.items() if pattern.search(markup)] == []


def test_it_shows_every_partial_on_the_developers_page():
    shell = [ROOT / "templates" / name for name in ("base.html", "shell.html", "partner.html", "refused.html")]
    own = [*(ROOT / "templates" / "developers").rglob("*.html"), *(ROOT / "platform/kernel/web").glob("*.py")]
    sources = [*shell, *own]
    shown = "\n".join(path.read_text() for path in sources)
    seen, left = shown, {path.name for path in (ROOT / "templates" / "partials").glob("*.html")}
    # A partial that another one includes is shown with it.
    while found := {name for name in left if f"partials/{name}" in seen or name.removesuffix(".html") in shown}:
        left -= found
        seen += "\n".join((ROOT / "templates" / "partials" / name).read_text() for name in found)
    assert left == set(), "show it, in each of its states, on templates/developers/"
