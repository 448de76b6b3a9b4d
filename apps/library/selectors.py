"""Reads: the library as the partner keeps it, and what is on offer below the clients."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from apps.library.choices import ItemStatus
from apps.library.documents import DocumentKind, document_kinds
from apps.library.models import LibraryItem, LibraryVersion
from apps.library.rules import Change, Line, changes, lines
from kernel.errors import NotFoundMissing
from kernel.tenancy.context import public

# A page with more to choose from than this would be no choice; the API has pages.
MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as the list shows it."""

    id: uuid.UUID
    kind: str
    key: str
    name: str
    status: str
    updated_at: dt.datetime
    # The latest version, where anything was published.
    number: int | None
    # Whether the draft differs from it.
    is_ahead: bool

    @property
    def kind_label(self) -> Any:
        """The kind in words; its name, where the app that knows it is gone."""
        return dict(document_kinds.choices()).get(self.kind, self.kind)


def item_rows() -> list[ItemRow]:
    """The whole library by name, without its documents, in one query."""
    with public():
        return [
            ItemRow(
                id=item.pk,
                kind=item.kind,
                key=item.key,
                name=item.name,
                status=item.status,
                updated_at=item.updated_at,
                number=item.latest.number if item.latest else None,
                is_ahead=item.latest is not None and item.latest.document_hash != item.draft_hash,
            )
            for item in LibraryItem.objects.select_related("latest").defer("draft", "latest__document")
        ]


def items_by_key(kinds: Collection[str]) -> dict[tuple[str, str], LibraryItem]:
    """Every item of some kinds by kind and key, with its latest version, without the documents, in one query."""
    with public():
        found = LibraryItem.objects.filter(kind__in=kinds).select_related("latest").defer("draft", "latest__document")
        return {(item.kind, item.key): item for item in found}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version, and what it changed; nothing in the first."""

    number: int
    document_hash: str
    published_at: dt.datetime
    published_by_name: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """An item with its draft in words and its versions, the latest first."""

    item: LibraryItem
    kind: DocumentKind
    lines: Sequence[Line]
    # What the draft changes of the latest version.
    ahead: Sequence[Change]
    versions: Sequence[VersionRow]

    @property
    def number(self) -> int | None:
        """The latest version's number."""
        return self.versions[0].number if self.versions else None

    @property
    def can_publish(self) -> bool:
        """Whether publishing would change anything."""
        is_open = self.item.status != ItemStatus.RETIRED
        return is_open and (self.item.status == ItemStatus.DRAFT or bool(self.ahead))


def library_item(item_id: uuid.UUID) -> LibraryItem:
    """One item. Raises `NotFoundMissing`."""
    with public():
        found = LibraryItem.objects.filter(pk=item_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such item in the library."))
    return found


def item_document(item_id: uuid.UUID, version: str = "") -> tuple[LibraryItem, dict[str, Any]]:
    """An item and its draft, or the version of the number that is written. Raises `NotFoundMissing`."""
    item = library_item(item_id)
    if not version:
        return item, item.draft
    number = int(version) if _is_number(version) else 0
    with public():
        found = LibraryVersion.objects.filter(item=item, number=number).first()
    if found is None:
        raise NotFoundMissing(_("There is no such version."))
    return item, found.document


def item_page(item_id: uuid.UUID) -> ItemPage:
    """One item with all that was published of it, in two queries. Raises `NotFoundMissing`."""
    item = library_item(item_id)
    kind = document_kinds.get(item.kind)
    with public():
        found = list(LibraryVersion.objects.filter(item=item).order_by("number"))
    before = [None, *found][: len(found)]
    versions = [
        VersionRow(
            version.number,
            version.document_hash,
            version.published_at,
            version.published_by_name,
            changes(kind.schema, earlier.document, version.document) if earlier else (),
        )
        for earlier, version in zip(before, found, strict=True)
    ]
    return ItemPage(
        item=item,
        kind=kind,
        lines=lines(kind.schema, item.draft),
        ahead=changes(kind.schema, found[-1].document, item.draft) if found else (),
        versions=versions[::-1],
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """A version that is on offer: whoever uses it notes the item and the number."""

    item_id: uuid.UUID
    kind: str
    key: str
    number: int
    document: dict[str, Any]
    document_hash: str
    published_at: dt.datetime

    @property
    def reference(self) -> str:
        """How a text names it: `key@number`."""
        return f"{self.key}@{self.number}"

    @property
    def name(self) -> str:
        """Its document's name."""
        return str(self.document["name"])


_OFFERED = ("item_id", "item__kind", "item__key", "number", "document", "document_hash", "published_at")


def offered(kind: str, *, after: str = "", limit: int = MOST_OFFERED) -> list[Offered]:
    """What is on offer of a kind by key, from after a key on; in one query, wherever it is asked."""
    rows = _on_offer(kind).filter(pk=F("item__latest"), item__key__gt=after)
    with public():
        return [Offered(*row) for row in rows.order_by("item__key").values_list(*_OFFERED)[:limit]]


@dataclass(frozen=True, slots=True)
class OfferedRow:
    """What is on offer, as a list shows it."""

    kind: str
    key: str
    name: str
    number: int
    document_hash: str
    published_at: dt.datetime


def offered_rows(*, kind: str, after: tuple[str, str] | None, limit: int) -> list[OfferedRow]:
    """What is on offer of a kind, or of all, by kind and key from after such a place on; in one query, without the documents."""
    rows = LibraryVersion.objects.filter(item__status=ItemStatus.PUBLISHED, pk=F("item__latest"))
    if kind:
        rows = rows.filter(item__kind=kind)
    if after is not None:
        rows = rows.filter(Q(item__kind__gt=after[0]) | Q(item__kind=after[0], item__key__gt=after[1]))
    # The version's own name: the item's is that of its draft.
    shown = rows.annotate(name=KT("document__name")).order_by("item__kind", "item__key")
    names = ("item__kind", "item__key", "name", "number", "document_hash", "published_at")
    with public():
        return [OfferedRow(*row) for row in shown.values_list(*names)[:limit]]


def offered_as(kind: str, reference: str) -> Offered:
    """What a reference names: `key` the version on offer, `key@number` that version of an item on offer; in one query.

    Raises `NotFoundMissing` for an unknown one and for a retired item.
    """
    key, _sign, number = reference.strip().partition("@")
    rows = _on_offer(kind).filter(item__key=key)
    if number:
        rows = rows.filter(number=int(number) if _is_number(number) else 0)
    with public():
        row = rows.order_by("-number").values_list(*_OFFERED).first()
    if row is None:
        raise NotFoundMissing(_("The library has nothing on offer as “%(key)s”.") % {"key": reference[:80]})
    return Offered(*row)


@dataclass(frozen=True, slots=True)
class Origin:
    """The version that something below a client started from, and the latest one that is on offer now, if any."""

    name: str
    number: int
    offered: int | None

    @property
    def is_behind(self) -> bool:
        """Whether a later version is on offer."""
        return self.offered is not None and self.offered > self.number


def origin(item_id: uuid.UUID, number: int) -> Origin | None:
    """Where something came from, in one query; None where the library does not have it."""
    with public():
        found = LibraryVersion.objects.filter(item_id=item_id, number=number).select_related("item__latest").first()
    if found is None:
        return None
    latest = found.item.latest if found.item.status == ItemStatus.PUBLISHED else None
    return Origin(str(found.document["name"]), number, latest.number if latest else None)


def _on_offer(kind: str) -> QuerySet[LibraryVersion]:
    return LibraryVersion.objects.filter(item__kind=kind, item__status=ItemStatus.PUBLISHED)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9
