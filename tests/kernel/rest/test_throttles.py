import socket

import pytest

from kernel.ids import new_id
from kernel.rest import throttles
from kernel.rest.throttles import CallerThrottle


class Caller:
    def __init__(self):
        self.pk = new_id()


class Sent:
    """As much of a request as the throttle looks at."""

    def __init__(self, caller):
        self.user = caller
        self._request = self


@pytest.fixture
def three_a_minute(settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"caller": "3/min"}}


@pytest.fixture
def two_processes():
    return throttles.Counter(), throttles.Counter()


@pytest.fixture
def no_redis(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
    throttles._counter.cache_clear()
    yield
    throttles._counter.cache_clear()


def test_it_lets_a_caller_call_as_often_as_the_rate_says(three_a_minute):
    caller = Caller()
    answers = [CallerThrottle().allow_request(Sent(caller), None) for _ in range(4)]
    assert answers == [True, True, True, False]


def test_it_counts_each_caller_alone(three_a_minute):
    first, second = Caller(), Caller()
    for _ in range(4):
        CallerThrottle().allow_request(Sent(first), None)
    assert CallerThrottle().allow_request(Sent(second), None)


def test_it_says_what_is_left(three_a_minute):
    request = Sent(Caller())
    CallerThrottle().allow_request(request, None)
    assert request.rate.headers() == {"RateLimit-Policy": '"caller";q=3;w=60', "RateLimit": '"caller";r=2;t=60'}


def test_it_holds_nobody_up_without_redis(three_a_minute, no_redis):
    caller = Caller()
    assert all(CallerThrottle().allow_request(Sent(caller), None) for _ in range(10))


def test_it_leaves_redis_alone_for_a_while_after_a_failure(three_a_minute, no_redis):
    CallerThrottle().allow_request(Sent(Caller()), None)
    assert throttles._counter().ask_again_at > 0


def test_it_counts_over_all_processes(two_processes):
    caller = str(new_id())
    counts = [counter.count(caller, window=7, seconds=60, lease=1) for _ in range(3) for counter in two_processes]
    assert counts == [1, 2, 3, 4, 5, 6]


def test_it_spends_a_lease_before_it_takes_the_next(two_processes):
    caller, (first, second) = str(new_id()), two_processes
    assert [first.count(caller, window=7, seconds=60, lease=10) for _ in range(11)] == list(range(1, 12))
    assert second.count(caller, window=7, seconds=60, lease=10) == 21


def test_it_begins_anew_in_each_window(two_processes):
    caller, (counter, _other) = str(new_id()), two_processes
    assert [counter.count(caller, window=window, seconds=60, lease=5) for window in (7, 7, 8)] == [1, 2, 1]
