"""A load generator without a library: a fixed number of requests in flight, each over a connection of its own."""

import selectors
import socket
import time
from dataclasses import dataclass

TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class Load:
    """What came back in a while: answers a second, and what part of one core the generator itself took."""

    per_second: float
    own_cpu: float


class WrongAnswerError(RuntimeError):
    """An answer was not the one that the first request gave."""


def request_bytes(path: str, headers: dict[str, str]) -> bytes:
    """A GET request that asks for the connection to be closed."""
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        *(f"{name}: {text}" for name, text in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def fetch(port: int, request: bytes) -> bytes:
    """One answer's body. Raises `WrongAnswerError` unless it is a 200."""
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS) as connection:
        connection.sendall(request)
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    return _body(received)


def _body(received: bytes) -> bytes:
    head, _gap, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise WrongAnswerError(received[:500].decode(errors="replace"))
    return body


def press(port: int, request: bytes, *, expected: bytes, in_flight: int, seconds: float) -> Load:
    """Send requests for a while, `in_flight` at a time. Raises `WrongAnswerError` for any answer but a 200 of the expected length."""
    selector = selectors.DefaultSelector()
    answered = 0

    def begin() -> None:
        connection = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS)
        connection.sendall(request)
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ, [])

    start, cpu = time.monotonic(), time.process_time()
    for _ in range(in_flight):
        begin()
    while time.monotonic() - start < seconds:
        for key, _events in selector.select(timeout=TIMEOUT_SECONDS):
            connection: socket.socket = key.fileobj  # type: ignore[assignment]
            if part := connection.recv(262_144):
                key.data.append(part)
                continue
            selector.unregister(connection)
            connection.close()
            if len(_body(b"".join(key.data))) != len(expected):
                raise WrongAnswerError("An answer has another length than the first.")
            answered += 1
            begin()
    took, used = time.monotonic() - start, time.process_time() - cpu
    for key in list(selector.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    selector.close()
    return Load(answered / took, used / took)
