"""What the ledger's tests need beside the database: the queue's messages, and a second connection."""

from collections.abc import Callable, Iterator
from queue import Empty
from typing import Any

import psycopg
import pytest
from django.db import connections

from config import celery_app
from kernel.ledger import doorbell


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[tuple[str, dict[str, Any]]]]]:
    """Take the messages that lie in this process's queue: each task's name and its arguments."""
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)

    def take() -> list[tuple[str, dict[str, Any]]]:
        messages = []
        with celery_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
            while True:
                try:
                    message = queue.get(block=False)
                except Empty:
                    return messages
                message.ack()
                messages.append((message.headers["task"], message.payload[1]))

    take()
    yield take
    take()


@pytest.fixture
def other_connection(own_database: str) -> Iterator[psycopg.Connection]:
    """A connection of its own to the same database, as another process has."""
    config = connections["owner"].get_connection_params()
    wanted = {name: config[name] for name in ("host", "port", "user", "password") if config.get(name)}
    with psycopg.connect(dbname=own_database, autocommit=True, **wanted) as connection:
        yield connection
