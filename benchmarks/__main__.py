"""`python -m benchmarks [name ...]`: run the benchmarks, print them, keep them as JSON in var/bench."""

import argparse
import importlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMES = (
    "provisioning",
    "contract_list",
    "readings",
    "ledger",
    "contract_pdf",
    "kpi_signal",
    "event_log",
    "standings",
    "contract_page",
    "desk",
    "gates",
)


def main() -> int:
    """Run what was asked for; the exit code is 1 when a target was missed."""
    sys.path.insert(0, str(ROOT / "platform"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from benchmarks.figures import machine
    from benchmarks.ground import own_database

    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which ones; all by default: {', '.join(NAMES)}")
    parser.add_argument("--scale", type=float, default=1.0, help="a part of the full counts, for a quick look")
    parser.add_argument("--into", type=Path, default=ROOT / "var" / "bench", help="where the JSON goes")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    print(", ".join(f"{name}: {value}" for name, value in machine().items()))
    missed = []
    with own_database():
        for name in asked.names or NAMES:
            result = importlib.import_module(f"benchmarks.{name}").run(scale=asked.scale)
            print("\n".join(["", *result.lines()]), flush=True)
            result.keep(asked.into)
            if not result.met:
                missed.append(name)
    print(f"\nThe same as JSON: {asked.into}")
    if missed:
        print(f"Missed: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
