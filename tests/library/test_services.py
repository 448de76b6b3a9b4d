import pytest
from django.db import connection

from apps.library.documents import DocumentKinds
from apps.library.models import LibraryItem, LibraryVersion
from apps.library.selectors import item_page, item_rows, offered, offered_as
from apps.library.services import change_draft, create_item, publish_item, restore_item, retire_item
from kernel.access import system_actor
from kernel.errors import AccessRefused, NotFoundMissing
from kernel.journal.models import PlatformEntry
from tests.actors import service, user
from tests.factories.library import STANDARD, make_item, make_published
from tests.refusals import refused

pytestmark = pytest.mark.django_db
ADMIN = user("partner_admin", name="Ada Lindqvist")


def changed(item, by=ADMIN, **said):
    return change_draft(by=by, item_id=item.pk, revision=item.revision, document=item.draft | said)


def published(item, by=ADMIN):
    return publish_item(by=by, item_id=item.pk, revision=item.revision)


def events():
    entries = PlatformEntry.objects.filter(event__startswith="library_item.").order_by("sequence")
    return list(entries.values_list("event", "actor_name"))


def test_it_publishes_what_was_drafted_as_versions_that_stay():
    item = make_item(ADMIN, "offers")
    assert offered("kpi") == []

    first = published(item)
    second = published(changed(first, name="Turnaround of all offers"))

    assert [(each.number, each.name) for each in offered("kpi")] == [(2, "Turnaround of all offers")]
    assert offered_as("kpi", "offers").number == 2
    assert offered_as("kpi", "offers@1").document == STANDARD
    assert offered_as("kpi", "offers@1").reference == "offers@1"
    page = item_page(second.pk)
    assert [version.number for version in page.versions] == [2, 1]
    assert [change.field for change in page.versions[0].changes] == ["name"]
    assert page.versions[0].published_by_name == "Ada Lindqvist"
    assert events() == [
        ("library_item.created", "Ada Lindqvist"),
        ("library_item.published", "Ada Lindqvist"),
        ("library_item.changed", "Ada Lindqvist"),
        ("library_item.published", "Ada Lindqvist"),
    ]


def test_it_keeps_on_offer_what_was_published_while_the_draft_moves_on():
    item = changed(make_published(ADMIN), unit="duration_hours")
    assert offered("kpi")[0].document["unit"] == "duration_days"
    (row,) = item_rows()
    assert row.is_ahead
    assert item_page(item.pk).can_publish


def test_it_publishes_nothing_twice():
    item = make_published()
    with refused(409, code="unchanged"):
        published(item)
    assert not item_page(item.pk).can_publish


def test_it_puts_a_restored_item_on_offer_as_the_version_that_it_was():
    item = restore_item(by=ADMIN, item_id=retire_item(by=ADMIN, item_id=make_published().pk).pk)
    assert offered("kpi") == []
    assert published(item).latest.number == 1
    assert offered("kpi")[0].number == 1


def test_it_offers_nothing_of_a_retired_item_and_keeps_its_versions():
    item = retire_item(by=ADMIN, item_id=make_published(key="offers").pk)
    for reference in ("offers", "offers@1"):
        with pytest.raises(NotFoundMissing):
            offered_as("kpi", reference)
    assert item_page(item.pk).number == 1
    with refused(409):
        changed(item, name="Another name")


@pytest.mark.parametrize(
    "reference", ["", "@", "offers@0", "offers@2", "offers@x", "offers@-1", "offers@٣", "nothing", "offers@" + "9" * 30]
)
def test_it_finds_nothing_under_another_reference(reference):
    make_published(key="offers")
    with pytest.raises(NotFoundMissing):
        offered_as("kpi", reference)


def test_it_lists_what_is_on_offer_by_key_from_a_place_on():
    for key in ("c", "a", "b", "d"):
        make_published(key=key)
    assert [each.key for each in offered("kpi", after="a", limit=2)] == ["b", "c"]


@pytest.mark.parametrize("key", ["", "Offers", "1st", "of fers", "of--fers", "offers-", "ö", "o" * 61, "offers\n-x"])
def test_it_refuses_a_key_that_no_address_could_hold(key):
    with refused(422, ("key", {"": "blank", "o" * 61: "max_length"}.get(key, "key"))):
        create_item(by=ADMIN, kind="kpi", key=key, document=STANDARD)


def test_it_refuses_a_key_that_is_taken():
    make_item(key="offers")
    with refused(409, ("key", "key_taken")):
        create_item(by=ADMIN, kind="kpi", key="offers", document=STANDARD)


def test_it_refuses_a_document_that_breaks_its_kinds_rules():
    with refused(422, ("unit", "invalid_choice"), ("key", "key")):
        create_item(by=ADMIN, kind="kpi", key="Offers", document=STANDARD | {"unit": "furlongs"})
    item = make_item()
    with refused(422, ("name", "V1")):
        changed(item, name="Improve efficiency")


def test_it_refuses_a_kind_that_nobody_knows():
    with refused(404):
        create_item(by=ADMIN, kind="poem", key="offers", document=STANDARD)


def test_it_refuses_a_change_of_what_somebody_else_changed_meanwhile():
    item = make_item()
    changed(item, name="Another name")
    with refused(412, ("revision", "stale")):
        changed(item, name="A third name")
    with refused(412, ("revision", "stale")):
        published(item)
    with refused(428):
        publish_item(by=ADMIN, item_id=item.pk, revision=None)


def test_it_records_nothing_where_nothing_changes():
    item = make_item()
    before = events()
    assert changed(item).revision == item.revision
    assert events() == before


@pytest.mark.parametrize("by", [user("consultant"), user("client_sponsor"), user(), service("library.manage")])
def test_it_lets_none_but_a_partner_admin_write(by):
    item = make_item()
    for act in (
        lambda: create_item(by=by, kind="kpi", key="x", document=STANDARD),
        lambda: changed(item, by, name="Another name"),
        lambda: published(item, by),
        lambda: retire_item(by=by, item_id=item.pk),
        lambda: restore_item(by=by, item_id=item.pk),
    ):
        with pytest.raises(AccessRefused):
            act()


def test_it_serves_from_below_a_mount_and_writes_to_the_platforms_ledger(client_a):
    make_published(key="offers")
    assert offered_as("kpi", "offers").number == 1
    assert LibraryItem.objects.count() == LibraryVersion.objects.count() == 1
    assert PlatformEntry.objects.filter(event__startswith="library_item.").count() == 2


def test_it_reads_each_in_a_bounded_number_of_queries(client_a, django_assert_max_num_queries):
    for _ in range(5):
        published(changed(make_published(), name="Another name"))
    item = LibraryItem.objects.first()
    for most, read in [
        (1, item_rows),
        (1, lambda: offered("kpi")),
        (1, lambda: offered_as("kpi", item.key)),
        (2, lambda: item_page(item.pk)),
    ]:
        with django_assert_max_num_queries(most + 2, connection=connection):
            # Leaving the client and coming back are the two more.
            read()


def test_it_takes_no_kind_twice_and_none_without_a_name_or_with_one_too_long():
    kinds = DocumentKinds()
    schema = {"required": ["name"], "properties": {"name": {"maxLength": 120}}}
    more = {"action": "Write a poem", "check": lambda _document: [], "form": ""}
    kinds.add("poem", "poem", schema=schema, **more)
    with pytest.raises(ValueError, match="taken already"):
        kinds.add("poem", "poem", schema=schema, **more)
    with pytest.raises(ValueError, match="by their name"):
        kinds.add("ode", "ode", schema=schema | {"required": []}, **more)
    with pytest.raises(ValueError, match="more than 32"):
        kinds.add("o" * 33, "ode", schema=schema, **more)


def test_it_works_for_the_platform_itself():
    assert published(make_item(), by=system_actor()).latest.published_by_name == "Throughline"
