"""Writing, publishing and retiring what is in the partner's library."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.library import events, permissions
from apps.library.choices import ItemStatus
from apps.library.documents import document_kinds
from apps.library.lifecycle import ITEM
from apps.library.models import LibraryItem, LibraryVersion
from apps.library.rules import shape_problems
from apps.library.selectors import items_by_key
from apps.library.shipped import shipped
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import digest, plain
from kernel.errors import ConflictRefused, Problem
from kernel.ledger.services import record
from kernel.rows import apply_changes, check_fields, locked, locked_at, refuse
from kernel.tenancy.context import public


class KeyRefused(ConflictRefused):
    """Another item of this kind has the key."""

    code = "key_taken"


class UnchangedRefused(ConflictRefused):
    """What would be published is what was published last."""

    code = "unchanged"


def create_item(*, by: Actor, kind: str, key: str, document: Mapping[str, Any]) -> LibraryItem:
    """Write a new item as a draft. Raises `InvalidRefused` naming each field, `KeyRefused`, or `NotFoundMissing` for no such kind."""
    table.require(by, permissions.MANAGE)
    moment = clock.now()
    item = LibraryItem(kind=document_kinds.get(kind).name, key=key.strip(), created_at=moment, updated_at=moment)
    problems = [*check_fields(item, exclude=["name", "draft", "draft_hash"]), *_problems(kind, document)]
    refuse(problems)
    _write(item, document)
    try:
        with _on_the_platform():
            item.save(force_insert=True)
            record(events.CREATED, subject=item, by=by, data={"kind": kind, "key": item.key, "name": item.name})
    except IntegrityError as error:
        text = _("Another item of this kind has the key “%(key)s”.") % {"key": item.key}
        raise KeyRefused(
            _("The key is taken."), [Problem("key", KeyRefused.code, text, _("Choose another key."))]
        ) from error
    return item


def change_draft(*, by: Actor, item_id: uuid.UUID, revision: int | None, document: Mapping[str, Any]) -> LibraryItem:
    """Replace an item's draft; what was published stays as it is. Raises `InvalidRefused` naming each field."""
    table.require(by, permissions.MANAGE)
    with _on_the_platform():
        item: LibraryItem = locked_at(LibraryItem.objects.all(), item_id, revision)
        if item.status == ItemStatus.RETIRED:
            raise ConflictRefused(_("It is retired."), way_out=_("Take it out again first."))
        refuse(_problems(item.kind, document))
        before = item.draft
        if digest(document) == item.draft_hash:
            return item
        apply_changes(item, {"draft": plain(document)})
        _write(item, document)
        item.save(update_fields=["name", "draft", "draft_hash", "revision", "updated_at"])
        changed = {
            name: [before.get(name), item.draft.get(name)]
            for name in sorted({*before, *item.draft})
            if before.get(name) != item.draft.get(name)
        }
        record(events.CHANGED, subject=item, by=by, data={"changes": changed})
    return item


def publish_item(*, by: Actor, item_id: uuid.UUID, revision: int | None) -> LibraryItem:
    """Freeze the draft as the next version and put it on offer; a draft that was published already is put on offer as it was.

    Raises `UnchangedRefused` where it is on offer as it stands, and `InvalidRefused` where its kind asks for more by now.
    """
    table.require(by, permissions.MANAGE)
    with _on_the_platform():
        item: LibraryItem = locked_at(LibraryItem.objects.all(), item_id, revision)
        target = ITEM.target(item.status, "publish")
        latest = LibraryVersion.objects.filter(item=item).order_by("-number").first()
        fresh = latest is None or latest.document_hash != item.draft_hash
        if not fresh and item.status == target:
            raise UnchangedRefused(
                _("Nothing has changed since version %(number)s.") % {"number": latest.number if latest else 0},
                way_out=_("Change the draft first."),
            )
        refuse(_problems(item.kind, item.draft))
        if fresh:
            latest = LibraryVersion(
                item=item,
                number=latest.number + 1 if latest else 1,
                document=item.draft,
                document_hash=item.draft_hash,
                published_at=clock.now(),
                published_by_name=by.name[:200],
            )
            latest.save(force_insert=True)
        apply_changes(item, {"status": target, "latest": latest})
        item.save(update_fields=["status", "latest", "revision", "updated_at"])
        data = {"number": latest.number, "hash": item.draft_hash, "name": item.name} if latest else {}
        record(events.PUBLISHED, subject=item, by=by, data=data)
    return item


def retire_item(*, by: Actor, item_id: uuid.UUID) -> LibraryItem:
    """Take an item off offer; its versions stay, and so does what was made from them."""
    return _move(by, item_id, "retire", events.RETIRED)


def restore_item(*, by: Actor, item_id: uuid.UUID) -> LibraryItem:
    """Make a retired item a draft again; it is on offer once it is published."""
    return _move(by, item_id, "restore", events.RESTORED)


def _move(by: Actor, item_id: uuid.UUID, move: str, event: str) -> LibraryItem:
    table.require(by, permissions.MANAGE)
    with _on_the_platform():
        item: LibraryItem = locked(LibraryItem.objects.all(), item_id)
        apply_changes(item, {"status": ITEM.target(item.status, move)})
        item.save(update_fields=["status", "revision", "updated_at"])
        record(event, subject=item, by=by, data={"name": item.name})
    return item


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many documents were written anew, got a new version, and were left as they are."""

    made: int
    renewed: int
    left: int


def load_shipped(*, by: Actor) -> Loaded:
    """Publish what comes with the product and the library lacks, and new versions of what nobody but the platform ever published.

    Safe to repeat: what the partner has changed, drafted or retired is left alone.
    """
    table.require(by, permissions.MANAGE)
    made = renewed = 0
    with _on_the_platform():
        known = items_by_key({kind for kind, _key in shipped.documents})
        for (kind, key), document in shipped.documents.items():
            item = known.get((kind, key))
            if item is None:
                item = create_item(by=by, kind=kind, key=key, document=document)
                made += 1
            elif _is_untouched(item, by) and item.draft_hash != digest(document):
                item = change_draft(by=by, item_id=item.pk, revision=item.revision, document=document)
                renewed += 1
            else:
                continue
            publish_item(by=by, item_id=item.pk, revision=item.revision)
    return Loaded(made, renewed, len(shipped.documents) - made - renewed)


def _is_untouched(item: LibraryItem, by: Actor) -> bool:
    """Whether what is on offer is what the platform published, with nothing else in the making."""
    latest = item.latest
    if item.status != ItemStatus.PUBLISHED or latest is None:
        return False
    return latest.published_by_name == by.name and latest.document_hash == item.draft_hash


@contextmanager
def _on_the_platform() -> Iterator[None]:
    """One transaction on the public tables, from wherever it is called: what is recorded in it goes to the platform's ledger."""
    with public(), transaction.atomic():
        yield


def _write(item: LibraryItem, document: Mapping[str, Any]) -> None:
    item.draft = plain(document)
    item.draft_hash = digest(document)
    item.name = item.draft["name"].strip()


def _problems(kind: str, document: Mapping[str, Any]) -> list[Problem]:
    """What keeps a document out of the library: its shape first, and what its kind asks for beyond."""
    found = document_kinds.get(kind)
    return shape_problems(found.schema, document) or found.check(document)
