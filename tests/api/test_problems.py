import pytest

from kernel.ids import new_id
from tests.api.conftest import Api
from tests.factories.accounts import MembershipFactory, UserFactory, key_for, log_in
from tests.factories.people import make_person
from tests.factories.value import make_kpi


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    return response.json()


def test_it_says_how_to_authenticate_to_nobody(client_a):
    response = Api(client_a.slug).get("kpis/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer ")
    assert problem(response)["code"] == "unauthenticated"


def test_it_takes_a_mistyped_key_for_nobody(client_a):
    assert Api(client_a.slug, "tl_live_000000000000_wrong").get("kpis/").status_code == 401


def test_it_answers_alike_for_a_foreign_client_and_an_absent_one(client_a, client_b):
    key = key_for(client_a)
    foreign = problem(Api(client_b.slug, key).get("kpis/"))
    absent = problem(Api("no-such-client", key).get("kpis/"))
    assert foreign.pop("instance") != absent.pop("instance")
    assert foreign == absent
    assert foreign["status"] == 404


@pytest.mark.parametrize(
    "path",
    [
        "kpis/{}/",
        "kpis/{}/readings/",
        "kpis/{}/baselines/",
        "kpis/{}/standing/",
        "people/{}/",
        "initiatives/{}/",
        "contracts/{}/",
        "contracts/{}/versions/",
        "contracts/{}/signatures/",
        "contracts/{}/pdf/",
    ],
)
def test_it_knows_no_id_of_another_client(api, path):
    response = api.get(path.format(new_id()))
    assert response.status_code == 404
    assert problem(response)["status"] == 404


def test_it_answers_an_unknown_address_with_a_document(api):
    assert problem(api.get("no/such/thing/"))["way_out"] == ""
    assert "slash" in problem(api.get("kpis"))["way_out"]
    assert problem(api.get("kpis/not-an-id/"))["status"] == 404


def test_it_names_the_methods_that_an_address_takes(api):
    response = api("DELETE", "kpis/")
    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert problem(response)["code"] == "method_not_allowed"


def test_it_offers_json_only(api):
    assert api.get("kpis/", Accept="text/html").status_code == 406


def test_it_takes_json_only(api):
    response = api.post("people/", "name=x", Content_Type="application/x-www-form-urlencoded")
    assert response.status_code == 415


def test_it_says_where_a_body_is_broken(api):
    response = api.post("people/", b'{"name": ')
    assert response.status_code == 400
    assert "line 1" in problem(response)["detail"]


def test_it_refuses_an_unknown_parameter_and_lists_those_it_knows(api):
    response = api.get("kpis/?kid=outcome")
    assert response.status_code == 422
    [found] = problem(response)["problems"]
    assert (found["field"], found["code"]) == ("kid", "unknown_parameter")
    assert "kind" in found["way_out"]


@pytest.mark.parametrize(
    "query",
    [
        "kind=happiness",
        "kind=outcome&kind=quality",
        "initiative_id=5",
        "updated_since=yesterday",
        "updated_since=2026-03-02",
        "updated_since=2026-02-30T00:00:00Z",
        "page_size=0",
        "page_size=201",
        "page_size=many",
        "page_size=٣",
        "kind=%00",
        "format=json",
    ],
)
def test_it_refuses_a_parameter_that_it_cannot_read(api, query):
    response = api.get(f"kpis/?{query}")
    assert response.status_code == 422
    assert problem(response)["problems"][0]["field"] == query.partition("=")[0]


def test_it_refuses_a_parameter_where_none_is_known(api):
    response = api.post("people/?dry_run=true", {"name": "Ada", "function": "sales"})
    assert response.status_code == 422
    assert problem(response)["problems"][0]["field"] == "dry_run"


def test_it_refuses_an_unknown_field_and_lists_those_it_knows(api):
    response = api.post("people/", {"name": "Ada", "function": "sales", "mail": "ada@example.com"})
    assert response.status_code == 422
    [found] = problem(response)["problems"]
    assert (found["field"], found["code"]) == ("mail", "unknown_field")
    assert "email" in found["message"]


def test_it_names_every_field_that_is_wrong(api):
    response = api.post("people/", {"name": 5, "function": "witchcraft"})
    assert {each["field"] for each in problem(response)["problems"]} == {"name", "function"}


def test_it_refuses_a_list_where_an_object_belongs(api):
    assert api.post("people/", []).status_code == 422


def test_it_speaks_the_callers_language(api):
    german = api.get("kpis/?kid=1", Accept_Language="de")
    assert german["Content-Language"] == "de"


def test_it_refuses_who_lacks_the_scope(api_with):
    api = api_with("initiatives.view")
    make_person()
    assert api.get("people/").status_code == 200
    refused = api.get("kpis/")
    assert refused.status_code == 403
    assert problem(refused)["code"] == "forbidden"
    assert problem(refused)["detail"].startswith("The key lacks the scope “value.view”: ")
    assert "partner admin" in problem(refused)["way_out"]


def test_it_refuses_before_it_reads_the_body(api_with):
    assert api_with("initiatives.view").post("people/", {"nonsense": True}).status_code == 403


def test_it_asks_a_session_for_the_token_before_a_change(client_a):
    user = UserFactory()
    MembershipFactory(user=user, client=client_a)
    browser = log_in(user)
    browser.handler.enforce_csrf_checks = True
    api = Api(client_a.slug, browser=browser)
    kpi = make_kpi()
    assert api.get(f"kpis/{kpi.pk}/").status_code == 200
    refused = api.post("people/", {"name": "Ada", "function": "sales"})
    assert refused.status_code == 403
    assert "CSRF" in problem(refused)["detail"]


def test_it_answers_with_the_rate_that_is_left(api):
    response = api.get("kpis/")
    assert response["RateLimit-Policy"].startswith('"caller";q=')
    assert response["Cache-Control"] == "private, no-cache"
