"""Clients in the partner's back office."""

from typing import Any

from django.contrib import admin

from apps.clients.models import Client
from apps.clients.services import create_client
from kernel.access import Actor
from kernel.backoffice.admins import ServiceAdmin
from kernel.backoffice.sites import partner_site


@admin.register(Client, site=partner_site)
class ClientAdmin(ServiceAdmin):
    """Created here as on the page; suspended and resumed on the page of its set-up."""

    list_display = ("name", "slug", "status", "currency", "language", "time_zone", "fiscal_year_start", "created_at")
    list_filter = ("status",)
    search_fields = ("name", "slug")
    add_fields = ("name", "slug", "time_zone", "currency", "language", "fiscal_year_start")

    def create(self, by: Actor, given: dict[str, Any]) -> Client:
        """Register it and ring for its set-up."""
        return create_client(by=by, **given)
