"""The containers: read, since not every machine that runs the tests has an engine for them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.config.test_settings import SAFE, start

ROOT = Path(__file__).resolve().parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if "build" in service}


def test_it_has_one_image_for_all_of_ours() -> None:
    assert {"migrate", "web", "worker", "scheduler"} == OURS
    assert {SERVICES[name]["image"] for name in OURS} == {"throughline"}


def test_it_gives_the_application_settings_that_production_accepts() -> None:
    environment = {
        name: re.sub(r"\$\{(\w+):\?[^}]*\}", lambda match: SAFE.get(match[1], "value"), value)
        for name, value in SERVICES["web"]["environment"].items()
    }

    done = start(**{name: None for name in SAFE if name != "DJANGO_ENV"} | environment)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "CANONICAL_URL", "EMAIL_URL"])
def test_it_has_no_default_for_what_only_the_operator_knows(name: str) -> None:
    assert SERVICES["web"]["environment"][name].startswith(f"${{{name}:?")


def test_it_lets_only_those_log_in_as_the_owner_who_migrate_and_provision() -> None:
    assert {name for name in OURS if "DATABASE_OWNER_URL" in SERVICES[name]["environment"]} == {"migrate", "worker"}
    assert all(
        SERVICES[name]["environment"]["DATABASE_URL"].startswith("postgresql://throughline_web:") for name in OURS
    )
    assert "POSTGRES_USER" not in SERVICES["postgres"]["environment"], "the image makes that one a superuser"


def test_it_runs_production_and_not_as_root() -> None:
    final = DOCKERFILE.rsplit("\nFROM ", 1)[1]

    assert re.search(r"^USER throughline$", final, re.MULTILINE)
    assert "DJANGO_ENV=production" in final


def test_it_waits_for_what_it_needs() -> None:
    for name in OURS:
        for needed, condition in SERVICES[name]["depends_on"].items():
            expected = "service_completed_successfully" if needed == "migrate" else "service_healthy"
            assert condition == {"condition": expected}
            assert needed == "migrate" or "healthcheck" in SERVICES[needed]


def test_it_keeps_data_in_volumes_and_its_ports_to_the_machine() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (volume.endswith(":ro") and (ROOT / source).is_file())
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")


def test_it_installs_one_version_of_uv_everywhere() -> None:
    versions = re.findall(r"uv==([\d.]+)", DOCKERFILE + (ROOT / "Makefile").read_text())

    assert len(versions) == 2
    assert len(set(versions)) == 1


def test_it_copies_into_the_image_all_that_is_served() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert {
        "apps",
        "platform",
        "templates",
        "static",
        "locale",
        "tools",
        "manage.py",
        "uv.lock",
        "package-lock.json",
    } <= allowed
    assert all((ROOT / name).exists() for name in allowed)


def test_it_takes_packages_from_the_public_registries_only() -> None:
    locks = (ROOT / "uv.lock").read_text() + (ROOT / "package-lock.json").read_text()
    fetched = re.findall(r'(?:registry = |url = |"resolved": )"(https?://[^/"]+)', locks)

    assert set(fetched) <= {"https://pypi.org", "https://files.pythonhosted.org", "https://registry.npmjs.org"}


def test_it_runs_in_ci_what_a_developer_runs() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()

    assert lines[-1] == "exec make test"
    assert not {line.split()[0] for line in lines[1:]} - {"set", "cd", "exec"}
