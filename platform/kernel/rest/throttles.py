"""How often one caller may call. The count lies in Redis; without Redis nobody is held up."""

import functools
import logging
import time
from dataclasses import dataclass
from threading import Lock
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
# A window is used up in at most this many leases: enough for a fair count, few enough to spare a round trip a request.
LEASES = 100


@dataclass(frozen=True, slots=True)
class Rate:
    """Where a caller stands in the current window."""

    limit: int
    seconds: int
    remaining: int
    resets_in: int

    def headers(self) -> dict[str, str]:
        """As in draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it."""
        return {
            "RateLimit-Policy": f'"caller";q={self.limit};w={self.seconds}',
            "RateLimit": f'"caller";r={self.remaining};t={self.resets_in}',
        }


class CallerThrottle(BaseThrottle):
    """One fixed window for each caller, over all processes. Sets `request.rate` for the answer's headers."""

    rate: Rate | None = None

    def allow_request(self, request: Request, _view: "APIView") -> bool:
        """Count the call; False when the caller's window is used up."""
        limit, seconds = _policy(api_settings.DEFAULT_THROTTLE_RATES["caller"])
        moment = int(clock.now().timestamp())
        window = moment // seconds
        count = _counter().count(str(request.user.pk), window=window, seconds=seconds, lease=max(1, limit // LEASES))
        if count is None:
            return True
        self.rate = Rate(limit, seconds, max(0, limit - count), seconds - moment % seconds)
        request._request.rate = self.rate  # type: ignore[attr-defined]  # noqa: SLF001 - DRF's wrapper passes reads through, not writes
        return count <= limit

    def wait(self) -> float | None:
        """Seconds until the next window."""
        return self.rate.resets_in if self.rate else None


@functools.cache
def _policy(rate: str) -> tuple[int, int]:
    limit, seconds = SimpleRateThrottle.parse_rate(SimpleRateThrottle.__new__(SimpleRateThrottle), rate)
    if limit is None or seconds is None:
        raise ValueError("The throttle's rate is not set.")
    return limit, seconds


class Counter:
    """Counts calls in leases: a process takes a number of calls from Redis at once and spends them by itself.

    What it leaves unspent counts as used, so a caller is never let through more often than the rate says.
    """

    def __init__(self) -> None:
        self.client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
        )
        self.ask_again_at = 0.0
        self.lock = Lock()
        self.window = 0
        # What is left of each caller's lease, and how many calls of theirs were leased in all.
        self.leases: dict[str, tuple[int, int]] = {}

    def count(self, caller: str, *, window: int, seconds: int, lease: int) -> int | None:
        """The caller's calls in this window, this one included; None where Redis does not answer."""
        with self.lock:
            if window != self.window:
                self.window, self.leases = window, {}
            left, leased = self.leases.get(caller, (0, 0))
            if left:
                self.leases[caller] = (left - 1, leased)
                return leased - left + 1
        total = self._lease(f"throttle:{caller}:{window}", seconds, lease)
        if total is None:
            return None
        with self.lock:
            self.leases[caller] = (lease - 1, total)
        return total - lease + 1

    def _lease(self, key: str, seconds: int, lease: int) -> int | None:
        if time.monotonic() < self.ask_again_at:
            return None
        try:
            with self.client.pipeline(transaction=False) as pipe:
                pipe.incrby(key, lease)
                pipe.expire(key, seconds)
                return int(pipe.execute()[0])
        except redis.RedisError as error:
            self.ask_again_at = time.monotonic() + PAUSE_SECONDS
            logger.warning("Redis does not answer, so nobody is throttled: %s", error)
            return None


@functools.cache
def _counter() -> Counter:
    return Counter()
