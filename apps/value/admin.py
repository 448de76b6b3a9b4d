"""KPIs, readings and contracts in a client's back office: to read. What they say is signed, so they change on their own pages."""

from django.contrib import admin

from apps.value.models import Baseline, Contract, ContractVersion, Kpi, Reading, Signature
from kernel.backoffice.admins import ReadOnlyAdmin
from kernel.backoffice.sites import client_site


@admin.register(Kpi, site=client_site)
class KpiAdmin(ReadOnlyAdmin):
    """KPIs."""

    list_display = ("name", "initiative", "kind", "unit", "direction", "cadence")
    list_filter = ("kind", "initiative")
    list_select_related = ("initiative",)
    search_fields = ("name",)


@admin.register(Baseline, site=client_site)
class BaselineAdmin(ReadOnlyAdmin):
    """Baselines, with those that were superseded."""

    list_display = ("kpi", "value", "window_start", "window_end", "sample_size", "source", "superseded_at")
    list_filter = ("kpi",)
    list_select_related = ("kpi",)


@admin.register(Reading, site=client_site)
class ReadingAdmin(ReadOnlyAdmin):
    """Readings, with what was believed before."""

    list_display = ("kpi", "period_start", "period_end", "value", "source", "state", "door", "recorded_at")
    list_filter = ("state", "door", "kpi")
    list_select_related = ("kpi",)
    ordering = ("-recorded_at", "-id")


@admin.register(Contract, site=client_site)
class ContractAdmin(ReadOnlyAdmin):
    """Contracts."""

    list_display = ("title", "initiative", "kpi", "status", "target", "due_on")
    list_filter = ("status",)
    list_select_related = ("initiative", "kpi")
    search_fields = ("title",)


@admin.register(ContractVersion, site=client_site)
class ContractVersionAdmin(ReadOnlyAdmin):
    """What was proposed for signature."""

    list_display = ("contract", "number", "content_hash", "proposed_at", "proposed_by_name")
    list_select_related = ("contract",)


@admin.register(Signature, site=client_site)
class SignatureAdmin(ReadOnlyAdmin):
    """Who signed what."""

    list_display = ("person_name", "role", "version", "signed_at", "address")
    list_select_related = ("version",)
