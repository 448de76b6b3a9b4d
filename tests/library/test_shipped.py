"""What comes with the product: loaded into the partner's library, and renewed where nobody at the partner touched it."""

import pytest
from django.core.management import call_command

from apps.library.documents import document_kinds
from apps.library.models import LibraryItem, LibraryVersion
from apps.library.rules import shape_problems
from apps.library.selectors import offered
from apps.library.services import change_draft, load_shipped, retire_item
from apps.library.shipped import ShippedDocuments, shipped
from kernel.access import system_actor
from kernel.errors import AccessRefused
from tests.actors import user
from tests.factories.library import STANDARD, make_item

pytestmark = pytest.mark.django_db
BY = system_actor("command")
THREE = {("kpi", key): STANDARD | {"name": key.title()} for key in ("calls", "letters", "offers")}


@pytest.fixture
def three(monkeypatch):
    monkeypatch.setattr(shipped, "documents", dict(THREE))


@pytest.mark.parametrize(("kind", "key"), shipped.documents, ids="/".join)
def test_it_ships_documents_that_are_what_their_kind_asks_for(kind, key):
    of = document_kinds.get(kind)
    document = shipped.documents[kind, key]
    assert shape_problems(of.schema, document) == []
    assert of.check(document) == []


def test_it_publishes_all_that_comes_with_the_product():
    load_shipped(by=BY)
    for kind in {kind for kind, _key in shipped.documents}:
        assert {each.key: each.document for each in offered(kind)} == shipped.of(kind)


def test_it_loads_what_is_missing_and_the_second_time_nothing(three, capsys):
    call_command("load_library")
    assert "3 new" in capsys.readouterr().out
    call_command("load_library")
    assert "0 new, 0 in a new version, 3 left" in capsys.readouterr().out
    assert LibraryVersion.objects.count() == 3


def test_it_asks_once_whether_anything_is_missing(django_assert_max_num_queries):
    load_shipped(by=BY)
    with django_assert_max_num_queries(3):
        # The transaction's two savepoints are the others.
        load_shipped(by=BY)


def test_it_brings_a_new_version_of_what_nobody_touched_and_leaves_the_rest(three, monkeypatch):
    load_shipped(by=BY)
    items = {item.key: item for item in LibraryItem.objects.all()}
    drafted, retired = items["calls"], items["letters"]
    change_draft(by=BY, item_id=drafted.pk, revision=drafted.revision, document=drafted.draft | {"pitfalls": "Ours."})
    retire_item(by=BY, item_id=retired.pk)
    newer = {place: document | {"pitfalls": "Newer."} for place, document in THREE.items()}
    monkeypatch.setattr(shipped, "documents", newer)

    loaded = load_shipped(by=BY)

    assert (loaded.made, loaded.renewed, loaded.left) == (0, 1, 2)
    on_offer = {each.key: (each.number, each.document.get("pitfalls")) for each in offered("kpi")}
    assert on_offer == {"offers": (2, "Newer."), "calls": (1, None)}


def test_it_leaves_a_draft_of_the_partners_own_under_a_shipped_key(three):
    make_item(user("partner_admin"), "offers", name="Our own")
    assert load_shipped(by=BY).made == 2
    assert LibraryItem.objects.get(key="offers").name == "Our own"


def test_it_loads_for_none_but_a_partner_admin():
    with pytest.raises(AccessRefused):
        load_shipped(by=user("consultant"))


def test_it_takes_no_key_of_a_kind_twice():
    documents = ShippedDocuments()
    documents.add_all("kpi", {"offers": STANDARD})
    documents.add("poem", "offers", {"name": "Ode"})
    with pytest.raises(ValueError, match="already"):
        documents.add("kpi", "offers", STANDARD)
