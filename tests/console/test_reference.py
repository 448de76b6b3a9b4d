"""The reference pages say what the code says."""

from pathlib import Path

import pytest
from django.conf import settings

from apps.console.reference import COMMAND, pages

FOLDER = Path(settings.BASE_DIR) / "docs" / "reference"


@pytest.mark.parametrize("name", sorted(pages()))
def test_it_says_what_the_code_says(name):
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == pages()[name], f"docs/reference/{name} is behind the code: run `{COMMAND}`."


def test_it_has_no_page_that_nothing_writes():
    assert {path.name for path in FOLDER.iterdir()} == set(pages())
