"""Conventions of what people read in the repository: links that lead somewhere, and nothing of any one machine."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IGNORED = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line and line[0] != "#"}
OURS = sorted(
    path
    for top in ROOT.iterdir()
    if top.name not in IGNORED and top.name != ".git"
    for path in ([top] if top.is_file() else top.rglob("*"))
    if path.is_file() and "__pycache__" not in path.parts
)
PAGES = [path for path in OURS if path.suffix == ".md"]
# Of [text](target), of ![picture](target), and of <img src="target">.
TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)|\b(?:href|src)=\"([^\"]+)\"")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
# Data that lies beside a checkout on some machines; what reads it goes without where there is none.
BESIDE = re.compile(r"(\.\./|/\w+/|parent / [\"'])shared\b")
SKIPS = {"tests/value/rules/logs.py": "tests/value/rules/test_real_logs.py"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _heading(line: str) -> str:
    """A heading as an address names it."""
    return re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).strip().replace(" ", "-")


def test_it_finds_the_pages():
    assert {"README.md", "docs/guide/operator.md", "docs/adr/README.md"} <= {_name(page) for page in PAGES}
    assert len(OURS) > 400


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_it_links_to_what_is_there(page):
    links = [one or other for one, other in TARGET.findall(FENCED.sub("", page.read_text()))]
    for link in links:
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.is_relative_to(ROOT), f"{link} leaves the repository"
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            assert anchor in {_heading(line) for line in target.read_text().splitlines() if line.startswith("#")}, link


def test_it_needs_nothing_that_lies_beside_the_repository():
    mentioned = set()
    for path in OURS:
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if path != Path(__file__) and BESIDE.search(text):
            mentioned.add(_name(path))
    assert mentioned == set(SKIPS)
    for reader in SKIPS.values():
        assert "skipif" in (ROOT / reader).read_text()
