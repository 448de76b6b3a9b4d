import datetime as dt

import psycopg
import pytest
from django.db import connection

from apps.accounts.models import ServiceAccount
from apps.initiatives.models import Person
from kernel import clock
from kernel.idempotency.models import IdempotentAnswer
from kernel.idempotency.services import forget_old_answers, lock_number
from tests.api.conftest import Api
from tests.conftest import NOW
from tests.factories.accounts import key_for

ADA = {"name": "Ada", "function": "sales"}
KEY = {"Idempotency_Key": "3f0c"}


def test_it_gives_the_answer_again_without_acting_again(api):
    first = api.post("people/", ADA, **KEY)
    again = api.post("people/", ADA, **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert [again[name] for name in ("Location", "ETag")] == [first[name] for name in ("Location", "ETag")]
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert Person.objects.count() == 1


def test_it_acts_each_time_without_a_key(api):
    api.post("people/", ADA)
    api.post("people/", ADA)
    assert Person.objects.count() == 2


@pytest.mark.parametrize(("path", "body"), [("people/", ADA | {"name": "Eve"}), ("initiatives/", ADA)])
def test_it_refuses_a_key_that_belongs_to_another_request(api, path, body):
    api.post("people/", ADA, **KEY)
    response = api.post(path, body, **KEY)
    assert response.status_code == 422
    assert response.json()["code"] == "idempotency_key_reused"
    assert Person.objects.count() == 1


def test_it_does_not_keep_a_refusal(api):
    assert api.post("people/", {"name": "Ada"}, **KEY).status_code == 422
    assert not IdempotentAnswer.objects.exists()
    assert api.post("people/", ADA, **KEY).status_code == 201


def test_it_tells_who_asks_while_the_first_is_being_worked_on(api):
    account = ServiceAccount.objects.get()
    number = lock_number(account.pk, "3f0c")
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        response = api.post("people/", ADA, **KEY)
        assert response.status_code == 409
        assert response.json()["code"] == "idempotency_in_progress"
        assert response["Retry-After"] == "1"
    assert api.post("people/", ADA, **KEY).status_code == 201


def test_it_keeps_the_keys_of_two_callers_apart(api, client_a):
    api.post("people/", ADA, **KEY)
    other = Api(client_a.slug, key_for(client_a))
    assert other.post("people/", ADA | {"name": "Eve"}, **KEY).status_code == 201


def test_it_keeps_one_callers_keys_in_two_clients_apart(client_a, client_b):
    key = key_for(client_a, client_b)
    first = Api(client_a.slug, key).post("people/", ADA, **KEY)
    second = Api(client_b.slug, key).post("people/", ADA, **KEY)
    assert second.status_code == 201
    assert "Idempotent-Replayed" not in second
    assert first.json()["id"] != second.json()["id"]


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "a\tb", "ключ"])
def test_it_refuses_a_key_that_is_none(api, key):
    response = api.post("people/", ADA, Idempotency_Key=key)
    assert response.status_code == 422
    assert response.json()["problems"][0]["field"] == "Idempotency-Key"


def test_it_takes_a_key_in_quotation_marks_for_the_same(api):
    api.post("people/", ADA, **KEY)
    assert api.post("people/", ADA, Idempotency_Key='"3f0c"')["Idempotent-Replayed"] == "true"


def test_it_forgets_an_answer_after_seven_days(api):
    api.post("people/", ADA, **KEY)

    with clock.frozen(NOW + dt.timedelta(days=6)):
        assert forget_old_answers() == 0
    with clock.frozen(NOW + dt.timedelta(days=8)):
        assert forget_old_answers() == 1
