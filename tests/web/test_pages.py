"""Pages that belong to no app, through the whole stack."""

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from apps.accounts.selectors import Caller
from kernel.access import table
from kernel.errors import ConflictRefused, NotFoundMissing, Problem, StaleRefused
from kernel.web import refusals, views
from kernel.web.context import shell
from tests.factories.accounts import ConsultantFactory, UserFactory, log_in


def _refuse(kind):
    refused = {
        "conflict": ConflictRefused(
            "It is signed.", [Problem("", "V6", "A signed contract is frozen.")], way_out="Amend it."
        ),
        "stale": StaleRefused("Somebody was faster."),
        "missing": NotFoundMissing("There is no such contract."),
    }[kind]
    raise refused


urlpatterns = [
    path("refuse/<kind>", lambda request, kind: _refuse(kind)),
    path("break", lambda request: 1 / 0),
    path("fine", lambda request: HttpResponse("fine")),
    path("", include("config.console")),
]
handler404 = views.page_not_found
handler500 = views.server_error

POLICY = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/nothing", "/refuse/stale", "/break", "/healthz", "/accounts/password/reset/"]
)
@override_settings(ROOT_URLCONF="tests.web.test_pages")
def test_it_sends_the_strict_policy_with_every_page(address):
    response = Client(raise_request_exception=False).get(address)

    policy = response.headers["Content-Security-Policy"]
    assert all(rule in policy for rule in POLICY)
    assert "unsafe" not in policy
    html = response.content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "status", "texts"),
    [
        ("conflict", 409, ["It is signed.", "A signed contract is frozen.", "Amend it."]),
        ("stale", 412, ["Somebody was faster.", "load the page again"]),
        ("missing", 404, ["There is no such contract.", "To the start page"]),
    ],
)
@override_settings(ROOT_URLCONF="tests.web.test_pages")
def test_it_answers_a_refusal_with_what_happened_and_the_way_out(kind, status, texts):
    response = Client(headers={"accept-language": "en"}).get(f"/refuse/{kind}")

    assert response.status_code == status
    assert all(text in response.content.decode() for text in texts)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.web.test_pages")
def test_it_answers_a_fragments_refusal_with_a_fragment():
    response = Client(headers={"HX-Request": "true"}).get("/refuse/conflict")

    assert response.status_code == 409
    assert b"<html" not in response.content


@pytest.mark.django_db
def test_it_refuses_a_form_without_its_token_in_words():
    response = Client(enforce_csrf_checks=True, headers={"accept-language": "en"}).post("/theme/", {"theme": "dark"})

    assert response.status_code == 403
    assert "load the page again" in response.content.decode()


@pytest.mark.django_db
def test_it_keeps_the_theme_and_goes_back_to_its_own_pages_only():
    browser = Client()

    chosen = browser.post("/theme/", {"theme": "dark", "next": "/accounts/login/"})

    assert chosen.headers["Location"] == "/accounts/login/"
    assert 'data-bs-theme="dark"' in browser.get("/accounts/login/").content.decode()
    assert browser.post("/theme/", {"theme": "auto", "next": "https://elsewhere.example/"}).headers["Location"] == "/"
    assert 'data-theme="auto"' in browser.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_it_speaks_the_visitors_language():
    html = Client(headers={"accept-language": "de"}).get("/nothing").content.decode()

    assert '<html lang="de"' in html
    assert "Hier ist nichts" in html


@pytest.mark.django_db
def test_it_opens_the_developers_page_to_the_partners_staff_only():
    assert Client().get("/developers/").headers["Location"] == "/accounts/login/?next=/developers/"
    assert log_in(UserFactory()).get("/developers/").status_code == 403
    assert log_in(ConsultantFactory()).get("/developers/").status_code == 200


@pytest.mark.django_db
def test_it_asks_the_table_of_permissions_as_somebody_of_the_partner():
    request = RequestFactory().get("/")
    request.caller = Caller(user=ConsultantFactory())

    assert table.allows(shell(request)["shell"].actor, "web.developers")


def test_it_refers_across_the_mount():
    template = engines["django"].from_string("{% outside 'choose_theme' %} {% outside 'healthz' %}")

    assert template.render({}) == "/theme/ /healthz"


def test_it_has_words_for_each_refusals_status():
    for status in (400, 403, 404, 409, 412, 422, 428, 429, 500):
        assert str(refusals.HEADINGS[status])
