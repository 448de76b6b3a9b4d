"""The library in the partner's back office: its drafts change through the services, its versions are there to read."""

from typing import Any

from django.contrib import admin

from apps.library.models import LibraryItem, LibraryVersion
from apps.library.services import change_draft, create_item
from kernel.access import Actor
from kernel.backoffice.admins import ReadOnlyAdmin, ServiceAdmin
from kernel.backoffice.sites import partner_site


@admin.register(LibraryItem, site=partner_site)
class LibraryItemAdmin(ServiceAdmin):
    """Items, whose documents can be written as JSON here; they are published and retired on their pages."""

    list_display = ("name", "kind", "key", "status", "latest", "updated_at")
    list_filter = ("kind", "status")
    list_select_related = ("latest",)
    search_fields = ("name", "key")
    add_fields = ("kind", "key", "draft")
    change_fields = ("draft",)

    def create(self, by: Actor, given: dict[str, Any]) -> LibraryItem:
        """Write it as a draft."""
        return create_item(by=by, kind=given["kind"], key=given["key"], document=given["draft"])

    def change(self, by: Actor, row: LibraryItem, given: dict[str, Any]) -> LibraryItem:
        """Replace its draft."""
        return change_draft(by=by, item_id=row.pk, revision=row.revision, document=given["draft"])


@admin.register(LibraryVersion, site=partner_site)
class LibraryVersionAdmin(ReadOnlyAdmin):
    """What was published."""

    list_display = ("item", "number", "document_hash", "published_at", "published_by_name")
    list_filter = ("item__kind",)
    list_select_related = ("item",)
    search_fields = ("item__name", "item__key")
