"""One world for the tests of a module: each test finds it as it was built, for what it changes is undone."""

import logging
from collections.abc import Iterator
from functools import lru_cache

import pytest
from django.db import transaction

from apps.value import documents
from kernel import clock
from tests.conftest import NOW
from tests.isolation.world import World, build


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: object) -> Iterator[World]:
    """The world in a transaction that stays open for the module; the one of each test is a savepoint in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.frozen(NOW):
            world = build()
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(_built: World, db: None) -> World:
    """Both clients, and everybody who calls."""
    return _built


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of refusals are not worth a line in the log each, nor is a document worth printing for each who reads it."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    monkeypatch.setattr(documents, "html_to_pdf", _printed)


_printed = lru_cache(documents.html_to_pdf)
