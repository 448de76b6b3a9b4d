"""A caller of the API whose every answer is held against the description."""

import json
import re
from collections.abc import Callable
from operator import itemgetter
from typing import Any

import pytest
from django.test import Client as Browser
from jsonschema import Draft202012Validator, FormatChecker

from kernel.rest.docs import description
from tests.factories.accounts import AdminFactory, key_for, log_in


class Api:
    """Calls one client's API; an answer that is not as described fails the test."""

    def __init__(self, slug: str, key: str = "", browser: Browser | None = None) -> None:
        self.base = f"/clients/{slug}/api/"
        self.key = key
        self.browser = browser or Browser()

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes | str) else "" if body is None else json.dumps(body)
        more = (
            {}
            if method in ("GET", "HEAD")
            else {"data": data, "content_type": sent.pop("Content-Type", "application/json")}
        )
        address = path if path.startswith("/") else self.base + path
        response = getattr(self.browser, method.lower())(address, headers=sent, **more)
        check(method, address, response)
        return response

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self("PATCH", path, body, **headers)


def check(method: str, address: str, response: Any) -> None:
    """Hold an answer against the description: its status, its media type, its content."""
    path = "/" + address.partition("?")[0].split("/", 3)[3]
    if (operation := _operation(path, method)) is None:
        return
    described = operation["responses"].get(str(response.status_code))
    assert described, f"{method} {path} answered {response.status_code}, which is not described"
    contents = described.get("content", {})
    if not contents:
        assert response.content == b""
        return
    media_type = response["Content-Type"].partition(";")[0]
    assert media_type in contents, f"{method} {path} answered {media_type}"
    if media_type.endswith("json"):
        schema = _closed(contents[media_type]["schema"] | {"components": description()["components"]})
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(response.json())


def _closed(schema: Any) -> Any:
    """The schema without room for what it does not name: an answer has no field that is not described."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(each) for name, each in schema.items()}
    return closed | ({"additionalProperties": False} if isinstance(closed.get("properties"), dict) else {})


def _operation(path: str, method: str) -> dict[str, Any] | None:
    found = [
        (template.count("{"), operations)
        for template, operations in description()["paths"].items()
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path)
    ]
    # Of two that fit, the one that names more of the path, as OpenAPI has it.
    return min(found, key=itemgetter(0))[1].get(method.lower()) if found else None


@pytest.fixture
def api(client_a: Any) -> Api:
    """A service account with every scope, in the client that is mounted."""
    return Api(client_a.slug, key_for(client_a))


@pytest.fixture
def api_with(client_a: Any) -> Callable[..., Api]:
    """A service account with these scopes only."""
    return lambda *scopes: Api(client_a.slug, key_for(client_a, scopes=list(scopes)))


@pytest.fixture
def partner(client_a: Any) -> Api:
    """The API as a partner's administrator uses it, by session."""
    return Api(client_a.slug, browser=log_in(AdminFactory()))
