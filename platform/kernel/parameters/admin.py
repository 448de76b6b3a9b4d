"""A client's parameters in its back office."""

from django.contrib import admin

from kernel.backoffice.admins import ReadOnlyAdmin
from kernel.backoffice.sites import client_site
from kernel.parameters.models import Setting


@admin.register(Setting, site=client_site)
class SettingAdmin(ReadOnlyAdmin):
    """What was changed for this client; it is changed on the page of the parameters, which knows the bounds."""

    list_display = ("key", "value", "reason", "changed_by_name", "changed_at")
    search_fields = ("key", "reason")
