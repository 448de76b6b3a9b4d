"""The one place that tells the time, so that a test can set it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or dt.datetime.now(dt.UTC)  # noqa: TID251 - the one place


def today(zone: str) -> dt.date:
    """The present date in a time zone, named as in the IANA database."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def frozen(at: dt.datetime) -> Iterator[None]:
    """Hold the clock at an aware moment while the block runs."""
    token = _frozen.set(at)
    try:
        yield
    finally:
        _frozen.reset(token)
