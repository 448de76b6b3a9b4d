"""Initiatives, what is in their way, people and the ledger in a client's back office."""

from typing import Any

from django.contrib import admin

from apps.initiatives.models import Blocker, Initiative, Person
from apps.initiatives.services import create_person
from kernel.access import Actor
from kernel.backoffice.admins import ReadOnlyAdmin, ServiceAdmin
from kernel.backoffice.sites import client_site
from kernel.ledger.models import Entry


@admin.register(Person, site=client_site)
class PersonAdmin(ServiceAdmin):
    """People who matter to the work; they are changed on their own pages, which tell two who do so at once."""

    list_display = ("name", "function", "job_title", "email")
    list_filter = ("function",)
    search_fields = ("name", "email")
    add_fields = ("name", "function", "job_title", "email")

    def create(self, by: Actor, given: dict[str, Any]) -> Person:
        """Add a person."""
        return create_person(by=by, **given)


@admin.register(Initiative, site=client_site)
class InitiativeAdmin(ReadOnlyAdmin):
    """Initiatives; they are changed on their own pages."""

    list_display = (
        "name",
        "status",
        "stage_reached",
        "workflow_owner",
        "transformation_lead",
        "partner_lead",
        "data_owner",
        "budget_owner",
        "cost_of_delay",
        "registered_on",
        "production_on",
        "ended_on",
    )
    list_filter = ("status",)
    list_select_related = ("workflow_owner", "transformation_lead", "partner_lead", "data_owner", "budget_owner")
    search_fields = ("name",)


@admin.register(Blocker, site=client_site)
class BlockerAdmin(ReadOnlyAdmin):
    """What is in the way; it is said on its own pages."""

    list_display = ("title", "initiative", "kind", "control", "status", "opened_on", "resolved_on", "owner")
    list_filter = ("status", "control", "kind", "late_discovery", "initiative")
    list_select_related = ("initiative", "owner")
    search_fields = ("title",)


@admin.register(Entry, site=client_site)
class EntryAdmin(ReadOnlyAdmin):
    """The client's ledger."""

    list_display = ("sequence", "recorded_at", "event", "actor_name", "door", "subject_type", "subject_id")
    list_filter = ("event", "door")
    search_fields = ("actor_name", "subject_id")
    ordering = ("-sequence",)
