import re

import pytest
from django.urls import get_resolver
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker

from apps.accounts.selectors import scopes_on_offer
from kernel.access import table
from kernel.ids import new_id
from kernel.rest.docs import description
from kernel.rest.operations import operation_of
from kernel.rest.views import Endpoint, UnknownAddress


def endpoints(patterns=None, prefix=""):
    """Every endpoint below a mount, with its path."""
    for pattern in get_resolver("config.client").url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from endpoints(pattern.url_patterns, path)
        elif issubclass(getattr(pattern.callback, "cls", object), Endpoint):
            yield path, pattern.callback.cls


ENDPOINTS = [(path, cls) for path, cls in endpoints() if cls is not UnknownAddress]
METHODS = [
    (path, method, getattr(cls, method))
    for path, cls in ENDPOINTS
    for method in ("get", "post", "patch", "put", "delete")
    if hasattr(cls, method)
]


def test_it_is_valid_openapi():
    document = description()
    assert document["openapi"].startswith("3.1")
    validate_schema(document)


@pytest.mark.parametrize(("path", "method", "handler"), METHODS)
def test_it_describes_every_operation_with_its_permission(path, method, handler):
    declared = operation_of(handler)
    assert declared.permission in table.rows
    described = description()["paths"]["/" + re.sub(r"<\w+:(\w+)>", r"{\1}", path)][method]
    assert f"`{declared.permission}`" in described["description"]
    assert {"401", "403", "404", "429"} <= set(described["responses"])


@pytest.mark.parametrize(("path", "method", "handler"), METHODS)
def test_it_lets_no_system_do_what_is_out_of_its_scope(api_with, path, method, handler):
    permission = operation_of(handler).permission
    api = api_with(*(name for name in scopes_on_offer() if name != permission))
    address = re.sub(r"<\w+:\w+>", str(new_id()), path.removeprefix("api/"))
    assert api(method.upper(), address, None if method == "get" else {}).status_code == 403


def test_it_gives_each_operation_a_name_of_its_own():
    names = [each["operationId"] for path in description()["paths"].values() for each in path.values()]
    assert len(set(names)) == len(names)


def test_it_names_the_mounted_client_as_its_server(api):
    response = api.get("schema/", Accept="application/vnd.oai.openapi+json")
    assert response.json()["servers"] == [{"url": "/clients/acme"}]
    assert api.get("schema/", Accept="application/vnd.oai.openapi").content.startswith(b"openapi: 3.1")


def test_it_shows_its_page_without_inline_script_or_style(api):
    page = api.get("docs/", Accept="text/html")
    assert page.status_code == 200
    text = page.content.decode()
    assert "<style" not in text
    assert "style=" not in text
    assert all("src=" in tag.partition(">")[0] for tag in text.split("<script")[1:])
    script = api.get("docs/?script=", Accept="text/html")
    assert script["Content-Type"].startswith("application/javascript")
    assert b"/clients/acme/api/schema/" in script.content


def test_it_shows_nobody_the_description(client_a, client):
    assert client.get("/clients/acme/api/schema/").status_code == 401


def test_it_gives_examples_that_it_would_take():
    document = description()
    examples = 0
    for path in document["paths"].values():
        for operation in path.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                schema = content["schema"] | {"components": document["components"]}
                for example in content.get("examples", {}).values():
                    Draft202012Validator(schema, format_checker=FormatChecker()).validate(example["value"])
                    examples += 1
    assert examples >= 5
