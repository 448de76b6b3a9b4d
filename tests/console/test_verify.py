"""The public page that checks a document's hash: what it says, and that it says nothing else."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client as Browser

from apps.clients.choices import ClientStatus
from apps.clients.models import Client
from kernel.canonical import canonical_json
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
    assert "a contract with this hash is recorded here: signed by all, in force ." in words(response)
    assert "since 2 Mar 2026" in words(response)
    assert "Only the hash was compared." in words(response)
    assert "exactly" not in words(response)


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


def sent(content: bytes, browser: Browser | None = None):
    file = SimpleUploadedFile("contract.json", content, content_type="application/json")
    return (browser or Browser()).post("/verify/", {"file": file})


def test_it_says_of_a_content_that_exactly_it_is_recorded(version, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = sent(canonical_json(version.content))
    assert response.status_code == 200
    assert "content is exactly that of this file is recorded here: signed by all, in force ." in words(response)
    assert version.content_hash in response.text
    assert "The text of the PDF’s pages was not compared with it." in words(response)
    for told in ("Acme", "acme", "Anna", "Petra", version.content["title"], str(version.contract_id)):
        assert told not in response.text
    assert (response["Cache-Control"], "noindex" in response["X-Robots-Tag"]) == ("no-store", True)


def test_it_finds_a_target_that_was_changed_in_the_content(version):
    terms = {**version.content["terms"], "target": "4"}
    response = sent(canonical_json({**version.content, "terms": terms}))
    assert response.status_code == 200
    assert "No document with exactly the content of this file is recorded here." in words(response)
    assert version.content_hash not in response.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 ...", "This is the PDF."),
        (b"", "empty"),
        (b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
        (b"x" * (2 * 1024 * 1024), "larger than 1 MB"),
    ],
    ids=["the PDF", "empty", "one byte too many", "far too large"],
)
def test_it_says_what_can_be_no_content(db, content, said, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = sent(content)
    assert response.status_code == 422
    assert said in words(response)
    assert "field-problem" in response.text


def test_it_takes_a_content_of_a_megabyte(db):
    assert "No document with exactly" in words(sent(b"\xff" * (1024 * 1024)))


def test_it_asks_for_the_file(db):
    response = Browser().post("/verify/", {})
    assert response.status_code == 422
    assert "field-problem" in response.text


def test_it_puts_no_content_on_the_disk(db, monkeypatch, settings):
    written = []
    made = TemporaryUploadedFile.__init__
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", lambda *given: (written.append(given), made(*given))[1])
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    assert sent(b"{}").status_code == 200
    assert written == []


def test_it_lets_nobody_try_contents_without_end(db):
    browser = Browser()
    assert [sent(b"{}", browser).status_code for _turn in range(31)] == [200] * 30 + [429]


def test_a_link_to_a_hash_takes_no_writing(db):
    assert Browser().post(f"/verify/{ABSENT}/", {"hash": ABSENT}).status_code == 405
