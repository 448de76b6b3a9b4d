"""The cache in Redis, without which nobody is stopped: what it can't answer is kept in this process until it answers again."""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

logger = logging.getLogger(__name__)
# After a failure Redis is left alone for this long: its absence slows down one request in a while, and is logged as often.
PAUSE_SECONDS = 15.0


class LenientClient:
    """Django's client of Redis, and a cache of this process for while Redis is away. Both name and order their operations alike.

    So failed attempts to log in go on being counted, by each process alone.
    """

    def __init__(self, servers: list[str], **options: Any) -> None:
        self._redis = RedisCacheClient(servers, **options)
        self._local = LocMemCache("while-redis-is-away", {})
        self._ask_again_at = 0.0

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        return partial(self._do, operation)

    def _do(self, operation: str, *args: Any) -> Any:
        if time.monotonic() >= self._ask_again_at:
            try:
                return getattr(self._redis, operation)(*args)
            except redis.RedisError as error:
                self._ask_again_at = time.monotonic() + PAUSE_SECONDS
                logger.warning("Redis does not answer, so each process keeps a cache of its own: %s", error)
        return getattr(self._local, operation)(*args)


class LenientRedisCache(RedisCache):
    """Django's cache in Redis, of whose absence no caller hears."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = LenientClient
