"""What an answer tells its caller: one word for the table, its text, and the same without what differs each time."""

import re
from typing import Any
from urllib.parse import urlsplit

from tests.isolation.world import MARKS, MAY_READ

TOKEN = re.compile(r'(csrfmiddlewaretoken" value=|X-CSRFToken":\s*|csrf[-\w]*" content=)"[^"]*"')

OF_THE_MOMENT = ("RateLimit", "Content-Length:", "Set-Cookie", "Expires:")


def word(response: Any) -> str:
    """`in` for whoever got past the guard; else how they were sent away."""
    status = response.status_code
    if status in (301, 302) and urlsplit(response["Location"]).path.endswith("/login/"):
        return "login"
    if status in (401, 403, 404, 405):
        return str(status)
    return "in" if status < 500 else f"ERROR {status}"


def text(response: Any) -> str:
    """Everything that the caller can read: headers and body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{headers}\n\n{body.decode(errors='replace')}"


def leaks(caller: str, response: Any) -> set[str]:
    """The clients whose mark the caller reads and must not."""
    said = text(response)
    return {slug for slug, mark in MARKS.items() if mark in said or mark.lower() in said} - MAY_READ[caller]


def alike(response: Any, *names: str) -> tuple[int, str]:
    """The answer without these names, tokens, and what belongs to the moment."""
    said = TOKEN.sub(r"\1", text(response))
    for name in names:
        said = said.replace(name, "…")
    lines = [line for line in said.split("\n") if not line.startswith(OF_THE_MOMENT)]
    return response.status_code, "\n".join(lines)
