"""Plays, gates and what they are decided on in a client's back office: to read. They change on their own pages."""

from django.contrib import admin

from apps.plays.models import AcceptanceSession, Activity, Drill, Effort, Evidence, Gate, GateDecision, Play, Waiver
from kernel.backoffice.admins import ReadOnlyAdmin
from kernel.backoffice.sites import client_site


@admin.register(Play, site=client_site)
class PlayAdmin(ReadOnlyAdmin):
    """Plays."""

    list_display = ("initiative", "team", "status", "starts_on", "extended_days", "kit_status")
    list_filter = ("status",)
    list_select_related = ("initiative",)
    search_fields = ("team",)


@admin.register(Activity, site=client_site)
class ActivityAdmin(ReadOnlyAdmin):
    """Activities, with what was planned first."""

    list_display = ("title", "play", "phase", "owner", "planned_on", "due_on", "done_on", "status")
    list_filter = ("status", "origin", "phase")
    list_select_related = ("play__initiative", "owner")
    search_fields = ("title",)


@admin.register(Gate, site=client_site)
class GateAdmin(ReadOnlyAdmin):
    """Gates."""

    list_display = ("type", "play", "status", "due_on", "submitted_at", "submitted_by_name")
    list_filter = ("type", "status")
    list_select_related = ("play__initiative",)


@admin.register(GateDecision, site=client_site)
class GateDecisionAdmin(ReadOnlyAdmin):
    """What was decided, on what grounds."""

    list_display = ("gate", "number", "outcome", "decided_at", "decided_by_name", "basis_hash")
    list_filter = ("outcome",)
    list_select_related = ("gate",)


@admin.register(Evidence, site=client_site)
class EvidenceAdmin(ReadOnlyAdmin):
    """Evidence; files are opened on its own page."""

    list_display = ("title", "play", "criterion", "kind", "status", "submitted_by_name", "submitted_at", "expires_on")
    list_filter = ("status", "kind")
    list_select_related = ("play__initiative",)
    search_fields = ("title",)


@admin.register(Waiver, site=client_site)
class WaiverAdmin(ReadOnlyAdmin):
    """Waivers, with those that ran out."""

    list_display = ("criterion", "gate", "granted_at", "granted_by_name", "expires_on", "revoked_at")
    list_select_related = ("gate",)


@admin.register(AcceptanceSession, site=client_site)
class AcceptanceSessionAdmin(ReadOnlyAdmin):
    """Acceptance sessions."""

    list_display = ("tester", "role", "play", "held_on", "verdict", "recorded_by_name")
    list_filter = ("verdict",)
    list_select_related = ("play__initiative", "tester")


@admin.register(Drill, site=client_site)
class DrillAdmin(ReadOnlyAdmin):
    """Drills of fallbacks."""

    list_display = ("play", "held_at", "fallback_version", "took_effect", "took_minutes", "stated_minutes")
    list_select_related = ("play__initiative",)


@admin.register(Effort, site=client_site)
class EffortAdmin(ReadOnlyAdmin):
    """Booked effort."""

    list_display = ("play", "on", "hours", "person", "note", "recorded_by_name")
    list_select_related = ("play__initiative", "person")
