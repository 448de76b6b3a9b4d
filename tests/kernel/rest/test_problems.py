import json

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.test import RequestFactory
from rest_framework import exceptions
from rest_framework.request import Request

from kernel.errors import ConflictRefused, Problem
from kernel.rest import problems
from kernel.web import views


def handled(error):
    request = Request(RequestFactory().get("/clients/acme/api/kpis/"))
    response = problems.handle(error, {"request": request})
    return response, json.loads(response.content)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "forbidden"),
        (RequestDataTooBig(), 413, "too_large"),
        (SuspiciousOperation(), 400, "unreadable"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported_media_type"),
        (exceptions.NotAuthenticated(), 401, "unauthenticated"),
        (RuntimeError("a secret of ours"), 500, "failed"),
    ],
)
def test_it_answers_whatever_was_raised_with_a_problem_document(error, status, code):
    response, document = handled(error)
    assert response.status_code == document["status"] == status
    assert response["Content-Type"] == "application/problem+json"
    assert document["type"] == f"/problems/{code}"
    assert document["instance"] == "/clients/acme/api/kpis/"
    assert "secret" not in str(document)


def test_it_says_how_to_authenticate():
    response, _document = handled(exceptions.NotAuthenticated())
    assert response["WWW-Authenticate"].startswith("Bearer ")


def test_it_says_how_long_to_wait():
    response, _document = handled(exceptions.Throttled(wait=7))
    assert (response.status_code, response["Retry-After"]) == (429, "7")


def test_it_names_field_rule_and_way_out_of_a_refusal():
    error = ConflictRefused("It is signed.", [Problem("target", "V6", "It was signed.", "Propose a change.")])
    _response, document = handled(error)
    assert document["problems"] == [
        {"field": "target", "code": "V6", "message": "It was signed.", "way_out": "Propose a change."}
    ]


@pytest.mark.parametrize(
    ("page", "status"),
    [(views.bad_request, 400), (views.permission_denied, 403), (views.page_not_found, 404), (views.server_error, 500)],
)
def test_it_shows_no_page_below_an_api_even_when_no_endpoint_was_reached(page, status):
    response = page(RequestFactory().get("/clients/acme/api/kpis/"))
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
