"""The partner's library through a client's API."""

import json

import pytest
from jsonschema import Draft202012Validator

from apps.library.documents import DocumentKind, document_kinds
from apps.library.services import change_draft, create_item, publish_item, retire_item
from kernel.access import system_actor
from kernel.canonical import digest
from tests.factories.library import STANDARD, make_item, make_published
from tests.factories.recipes import BREAD, RECIPE, SCHEMA, check_recipe
from tests.pages import as_member

BY = system_actor()


@pytest.fixture
def recipes(monkeypatch):
    monkeypatch.setitem(
        document_kinds.kinds, RECIPE, DocumentKind(RECIPE, "recipe", "Write one", SCHEMA, check_recipe, "")
    )


def renamed(item, name):
    return change_draft(by=BY, item_id=item.pk, revision=item.revision, document=item.draft | {"name": name})


def test_it_lists_what_is_on_offer_of_all_kinds_in_pages(api, recipes):
    made = create_item(by=BY, kind=RECIPE, key="a", document=BREAD)
    publish_item(by=BY, item_id=made.pk, revision=made.revision)
    for key in ("b", "a", "c"):
        make_published(key=key)
    make_item(key="drafted")
    retire_item(by=BY, item_id=make_published(key="retired").pk)
    first = api.get("library/?page_size=3").json()
    second = api.get(f"library/?page_size=3&cursor={first['next_cursor']}").json()
    places = [(row["kind"], row["key"]) for row in first["results"] + second["results"]]
    assert places == [("kpi", "a"), ("kpi", "b"), ("kpi", "c"), (RECIPE, "a")]
    assert second["next"] is None
    assert second["results"][0]["hash"] == digest(BREAD)
    only = api.get(f"library/?kind={RECIPE}").json()
    assert [row["name"] for row in only["results"]] == ["Bread"]


def test_it_lists_the_name_that_was_published_and_not_that_of_the_draft(api):
    renamed(make_published(key="offers"), "A name in the making")
    assert [row["name"] for row in api.get("library/").json()["results"]] == [STANDARD["name"]]
    assert "in the making" not in api.get("library/kpi/offers/").content.decode()


def test_it_lists_without_opening_the_documents_in_one_query(api, django_assert_max_num_queries):
    make_published()
    api.get("library/")
    with django_assert_max_num_queries(6) as few:
        api.get("library/")
    for _ in range(20):
        make_published()
    with django_assert_max_num_queries(len(few.captured_queries)):
        api.get("library/")


def test_it_reads_the_version_on_offer_and_any_earlier_one(api):
    item = renamed(make_published(key="offers"), "Turnaround of all offers")
    publish_item(by=BY, item_id=item.pk, revision=item.revision)
    latest, first = api.get("library/kpi/offers/").json(), api.get("library/kpi/offers/?version=1").json()
    assert (latest["version"], latest["document"]["name"]) == (2, "Turnaround of all offers")
    assert (first["version"], first["document"]) == (1, STANDARD)
    assert (first["hash"], latest["hash"]) == (digest(STANDARD), digest(latest["document"]))


def test_it_answers_304_while_nothing_new_is_on_offer(api):
    item = make_published(key="offers")
    tag = api.get("library/kpi/offers/")["ETag"]
    assert api.get("library/kpi/offers/", If_None_Match=tag).status_code == 304
    item = renamed(item, "Another name")
    publish_item(by=BY, item_id=item.pk, revision=item.revision)
    assert api.get("library/kpi/offers/", If_None_Match=tag).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "kpi/nothing/",
        "kpi/drafted/",
        "kpi/drafted/?version=1",
        "kpi/retired/",
        "kpi/retired/?version=1",
        "kpi/offers/?version=2",
        "poem/offers/",
        "schemas/poem/",
    ],
)
def test_it_finds_no_drafts_nothing_retired_and_no_version_that_is_none(api, path):
    make_published(key="offers")
    make_item(key="drafted")
    retire_item(by=BY, item_id=make_published(key="retired").pk)
    assert api.get(f"library/{path}").status_code == 404


@pytest.mark.parametrize("path", ["?kind=poem", "?kind=", "kpi/offers/?version=0", "kpi/offers/?version=x", "?key=a"])
def test_it_refuses_a_question_that_it_does_not_know(api, path):
    make_published(key="offers")
    assert api.get(f"library/{path}").status_code == 422


def test_it_gives_each_kinds_schema_as_it_is_published_beside_the_clients(api, client):
    answer = api.get("library/schemas/kpi/", Accept="application/schema+json", Accept_Language="de")
    assert answer["Content-Type"] == "application/schema+json"
    assert answer.content == client.get("/library/schemas/kpi.json").content
    schema = json.loads(answer.content)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(STANDARD)


def test_it_is_open_to_every_role_of_the_client_and_to_a_key_with_its_scope(api_with, client_a):
    make_published(key="offers")
    assert api_with("library.view").get("library/kpi/offers/").status_code == 200
    assert api_with("value.view").get("library/kpi/offers/").status_code == 403
    for role in ("client_sponsor", "workflow_owner", "client_viewer"):
        assert as_member(client_a, role).get("api/library/kpi/offers/").status_code == 200
