"""Rows 5 and 6: a session and a key say who calls, and nothing that was sent along with them changes that."""

import json

import pytest
from django.conf import settings
from django.test import Client as Browser

from apps.initiatives.models import Person
from kernel.tenancy.context import mounted
from tests.isolation.answers import word
from tests.isolation.world import World

PEOPLE = "/clients/acme/api/people/"
PERSON = {"name": "Sent from elsewhere", "function": "sales"}


def _post(world: World, caller: str, **more: object) -> object:
    browser = Browser(enforce_csrf_checks=True, raise_request_exception=False)
    if caller in world.sessions:
        browser.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[caller]
    return browser.post(PEOPLE, json.dumps(PERSON), content_type="application/json", **more)


def test_it_takes_no_change_of_a_session_without_its_token(world, client_a):
    assert _post(world, "granted").status_code == 403
    page = Browser(enforce_csrf_checks=True)
    page.cookies[settings.SESSION_COOKIE_NAME] = world.sessions["granted"]
    assert page.post("/clients/acme/people/new/", PERSON).status_code == 403
    assert not Person.objects.filter(name=PERSON["name"]).exists()


def test_it_takes_a_change_of_a_key_without_a_token(world, client_a):
    said = _post(world, "nobody", headers={"Authorization": f"Bearer {world.keys['key']}"})
    assert said.status_code == 201


@pytest.mark.parametrize(
    "header", ["Bearer ", "Bearer nonsense", "Basic YTpi", "Bearer {foreign_key}", "bearer {key}x"]
)
def test_it_lets_a_header_that_names_a_key_decide_alone(world, header):
    """Whatever the session could do: a wrong key is nobody, and another's key is that other."""
    headers = {"Authorization": header.format(**world.keys)}
    assert word(_post(world, "granted", headers=headers)) == ("404" if "foreign" in header else "401")


def test_it_takes_no_key_from_a_query_a_cookie_or_a_form(world):
    key = world.keys["key"]
    for address in (f"{PEOPLE}?key={key}", f"{PEOPLE}?access_token={key}", f"{PEOPLE}?authorization=Bearer+{key}"):
        assert word(world.ask("nobody", "GET", address)) == "401"
    browser = Browser()
    browser.cookies["Authorization"] = f"Bearer {key}"
    assert word(browser.get(PEOPLE)) == "401"


def test_it_keeps_one_idempotency_key_apart_in_two_clients(world, client_a, client_b):
    from tests.factories.accounts import key_for

    both = key_for(client_a, client_b)
    headers = {"Authorization": f"Bearer {both}", "Idempotency-Key": "one-key"}
    said = []
    for slug, name in (("acme", "Ours"), ("borealis", "Theirs"), ("acme", "Ours")):
        body = json.dumps(PERSON | {"name": name})
        said.append(
            Browser().post(f"/clients/{slug}/api/people/", body, content_type="application/json", headers=headers)
        )
    assert [answer.status_code for answer in said] == [201, 201, 201]
    assert said[0].json() == said[2].json() != said[1].json()
    assert said[2]["Idempotent-Replayed"] == "true"
    assert Person.objects.filter(name="Ours").count() == 1
    assert not Person.objects.filter(name="Theirs").exists()
    with mounted(client_b):
        assert Person.objects.filter(name="Theirs").count() == 1


@pytest.mark.parametrize(
    "slug", ["ACME", "acme%2F", "acme%00", "../acme", "acme;borealis", "acme'--", "t_template", "public", "a" * 64]
)
def test_it_mounts_nothing_by_a_name_that_is_nearly_one(world, slug):
    for caller in ("granted", "admin", "key"):
        assert word(world.ask(caller, "GET", f"/clients/{slug}/api/people/")) in ("404", "login", "405", "403")
