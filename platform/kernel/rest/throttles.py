"""How often one caller may call. The count lies in Redis; without Redis nobody is held up."""

import functools
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import redis
from django.conf import settings
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

from kernel import clock

if TYPE_CHECKING:
    # The views import this class through the settings, so it can't import them.
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)
TIMEOUT_SECONDS = 0.2
# After a failure Redis is left alone for this long, so that its absence does not slow every request down.
PAUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Rate:
    """Where a caller stands in the current window."""

    limit: int
    window: int
    remaining: int
    resets_in: int

    def headers(self) -> dict[str, str]:
        """As in draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it."""
        return {
            "RateLimit-Policy": f'"caller";q={self.limit};w={self.window}',
            "RateLimit": f'"caller";r={self.remaining};t={self.resets_in}',
        }


class CallerThrottle(BaseThrottle):
    """One fixed window for each caller, counted in one round trip. Sets `request.rate` for the answer's headers."""

    rate: Rate | None = None

    def allow_request(self, request: Request, _view: "APIView") -> bool:
        """Count the call; False when the caller's window is used up."""
        limit, window = _policy(api_settings.DEFAULT_THROTTLE_RATES["caller"])
        moment = int(clock.now().timestamp())
        count = _count(f"throttle:{request.user.id}:{moment // window}", window)
        if count is None:
            return True
        self.rate = Rate(limit, window, max(0, limit - count), window - moment % window)
        request._request.rate = self.rate  # type: ignore[attr-defined]  # noqa: SLF001 - DRF's wrapper passes reads through, not writes
        return count <= limit

    def wait(self) -> float | None:
        """Seconds until the next window."""
        return self.rate.resets_in if self.rate else None


@functools.cache
def _policy(rate: str) -> tuple[int, int]:
    limit, window = SimpleRateThrottle.parse_rate(SimpleRateThrottle.__new__(SimpleRateThrottle), rate)
    if limit is None or window is None:
        raise ValueError("The throttle's rate is not set.")
    return limit, window


class _Counter:
    """Redis, and the moment from which it may be asked again."""

    def __init__(self) -> None:
        self.client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
        )
        self.ask_again_at = 0.0

    def count(self, key: str, window: int) -> int | None:
        if time.monotonic() < self.ask_again_at:
            return None
        try:
            with self.client.pipeline(transaction=False) as pipe:
                pipe.incr(key)
                pipe.expire(key, window)
                return int(pipe.execute()[0])
        except redis.RedisError as error:
            self.ask_again_at = time.monotonic() + PAUSE_SECONDS
            logger.warning("Redis does not answer, so nobody is throttled: %s", error)
            return None


@functools.cache
def _counter() -> _Counter:
    return _Counter()


def _count(key: str, window: int) -> int | None:
    return _counter().count(key, window)
