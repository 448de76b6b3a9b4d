import logging
import socket

import pytest
from django.core.cache import cache

from kernel import caching


@pytest.fixture
def away(settings):
    """A cache whose Redis is at an address where nothing listens, and nothing kept from earlier."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": address}}
    cache.clear()
    return cache


def test_it_is_a_miss_and_then_this_process_s_own(away):
    assert away.get("name", "nothing") == "nothing"
    away.set("name", "Ada")
    assert away.get("name") == "Ada"
    assert away.delete("name")
    assert "name" not in away


def test_it_gives_a_lock_to_the_first_only(away):
    assert [away.add("lock", True, timeout=10) for _ in range(2)] == [True, False]


def test_it_counts(away):
    away.set("count", 1)
    assert away.incr("count", 2) == 3
    with pytest.raises(ValueError, match="not found"):
        away.incr("other")


def test_it_takes_many_at_once(away):
    away.set_many({"a": 1, "b": 2}, timeout=60)
    away.delete_many(["b"])
    assert away.get_many(["a", "b"]) == {"a": 1}


def test_it_says_so_once_in_a_while(away, caplog, monkeypatch):
    monkeypatch.setattr(away._cache, "_ask_again_at", 0.0)
    with caplog.at_level(logging.WARNING, logger=caching.__name__):
        for _ in range(5):
            away.get("name")
    assert len(caplog.records) == 1


def test_it_asks_redis_where_there_is_one(away, settings):
    here = settings.REDIS_URL
    away.set("name", "of this process")
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": here}}
    assert cache.get("name") is None
