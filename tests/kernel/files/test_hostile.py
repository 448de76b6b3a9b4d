import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.kernel.files.hostile import HOSTILE

ROOT = Path(__file__).resolve().parents[3]
MOST_SECONDS = 1.0
MOST_MEGABYTES = 100


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What a process that checks nothing else said of each file, how long it took, and how much its memory grew."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, (_name, _code, make) in enumerate(HOSTILE.values()):
        (folder / str(number)).write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-m", "tests.kernel.files.hostile", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_what_was_made_to_do_harm_and_says_the_way_out(name: str, found: Mapping[str, Any]) -> None:
    assert found[name]["codes"] == [f"file {HOSTILE[name][1]}"]
    assert found[name]["said"].count(".") >= 2


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_it_soon_and_in_little_memory(name: str, found: Mapping[str, Any]) -> None:
    assert found[name]["seconds"] < MOST_SECONDS
    assert found[name]["megabytes"] < MOST_MEGABYTES
