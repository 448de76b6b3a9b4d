"""The public page that checks a document's hash: what it says, and that it says nothing else."""

import re

import pytest
from django.core.cache import cache
from django.test import Client as Browser

from apps.clients.choices import ClientStatus
from apps.clients.models import Client
from kernel.ledger.readers import drain_reader
from tests.factories.value import make_proposed, make_signed

ABSENT = "0" * 64


@pytest.fixture(autouse=True)
def _uncounted():
    """Nobody has asked before."""
    cache.clear()


@pytest.fixture
def version(client_a):
    version = make_proposed()
    make_signed(version)
    drain_reader("portfolio.seals", client_a.pk)
    return version


def words(response) -> str:
    """The page without what was asked."""
    return " ".join(re.sub(r"[0-9a-f]{64}", "", re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.mark.parametrize("by", ["link", "form", "broken over two lines, in capitals"])
def test_it_says_to_anybody_that_a_document_is_recorded_and_where_it_stands(version, by):
    asked = version.content_hash
    if by == "link":
        response = Browser().get(f"/verify/{asked}/")
    else:
        text = asked if by == "form" else f" {asked[:40].upper()}\n{asked[40:]} "
        response = Browser().get("/verify/", {"hash": text})
    assert response.status_code == 200
    assert "a contract with exactly this content is recorded here: signed by all, in force ." in words(response)
    assert "since 2 Mar 2026" in words(response)


def test_it_tells_nothing_of_whose_it_is(version):
    response = Browser().get(f"/verify/{version.content_hash}/")
    for told in ("Acme", "acme", "Anna", "Petra", version.content["title"], str(version.contract_id), "Proposal"):
        assert told not in response.text
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Cache-Control"] == "no-store"


def test_it_answers_for_an_absent_document_with_the_same_page(version):
    found, absent = (Browser().get(f"/verify/{asked}/") for asked in (version.content_hash, ABSENT))
    assert (found.status_code, absent.status_code) == (200, 200)
    assert "No document with this hash is recorded here." in words(absent)
    assert {*found.headers} == {*absent.headers}
    assert absent.text.count("<form") == found.text.count("<form")


def test_it_answers_of_a_suspended_client_too(version):
    Client.objects.update(status=ClientStatus.SUSPENDED)
    assert "signed by all, in force" in Browser().get(f"/verify/{version.content_hash}/").text


@pytest.mark.parametrize(
    "asked", ["", "x", "0" * 63, "0" * 65, "g" * 64, "'; --", "<b>" * 9, "٠" * 64, "\x00", "0" * 9_999]
)
def test_it_says_what_is_no_hash(db, asked):
    response = Browser().get("/verify/", {"hash": asked})
    assert response.status_code == 422
    assert "is-invalid" in response.text
    assert "<b><b>" not in response.text


def test_it_asks_nothing_before_there_is_a_hash(db, django_assert_num_queries):
    browser = Browser()
    with django_assert_num_queries(0):
        assert browser.get("/verify/").status_code == 200


def test_it_looks_once(version, django_assert_num_queries):
    with django_assert_num_queries(1):
        Browser().get(f"/verify/{version.content_hash}/")


def test_it_lets_nobody_try_hashes_without_end(db):
    browser = Browser()
    statuses = [browser.get(f"/verify/{ABSENT}/").status_code for _turn in range(31)]
    assert statuses == [200] * 30 + [429]


def test_it_takes_no_writing(db):
    assert Browser().post("/verify/", {"hash": ABSENT}).status_code == 405
