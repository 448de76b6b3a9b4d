"""Governance in a client's back office: to read. What it says was agreed on, so it changes on its own pages."""

from django.contrib import admin

from apps.governance.models import (
    Attestation,
    BoundaryStatement,
    ChecklistItem,
    Incident,
    Monitor,
    MonitorReading,
)
from kernel.backoffice.admins import ReadOnlyAdmin
from kernel.backoffice.sites import client_site


@admin.register(ChecklistItem, site=client_site)
class ChecklistItemAdmin(ReadOnlyAdmin):
    """Items of checklists."""

    list_display = ("title", "initiative", "required", "owner", "review_on", "completed_at")
    list_filter = ("initiative", "required")
    list_select_related = ("initiative", "owner")
    search_fields = ("title", "key")


@admin.register(BoundaryStatement, site=client_site)
class BoundaryStatementAdmin(ReadOnlyAdmin):
    """Versions of boundary statements."""

    list_display = ("initiative", "number", "status", "content_hash", "proposed_by_name", "approved_by_name")
    list_filter = ("status", "initiative")
    list_select_related = ("initiative",)


@admin.register(Monitor, site=client_site)
class MonitorAdmin(ReadOnlyAdmin):
    """Monitors."""

    list_display = ("name", "initiative", "type", "low", "high", "unit", "every", "status", "owner")
    list_filter = ("type", "status", "initiative")
    list_select_related = ("initiative", "owner")
    search_fields = ("name",)


@admin.register(MonitorReading, site=client_site)
class MonitorReadingAdmin(ReadOnlyAdmin):
    """Readings of monitors."""

    list_display = ("monitor", "measured_at", "value", "in_range", "source", "recorded_by_name")
    list_filter = ("in_range", "monitor")
    list_select_related = ("monitor",)
    ordering = ("-recorded_at", "-id")


@admin.register(Incident, site=client_site)
class IncidentAdmin(ReadOnlyAdmin):
    """Incidents."""

    list_display = ("title", "initiative", "number", "type", "severity", "status", "detected_at", "owner")
    list_filter = ("status", "severity", "type", "initiative")
    list_select_related = ("initiative", "owner")
    search_fields = ("title",)


@admin.register(Attestation, site=client_site)
class AttestationAdmin(ReadOnlyAdmin):
    """Attestations, due and given."""

    list_display = ("initiative", "leader", "due_on", "attested_at", "inside_limits", "limits_right")
    list_filter = ("initiative",)
    list_select_related = ("initiative", "leader")
