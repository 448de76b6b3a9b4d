"""Which tables lie in which schema."""

from typing import Any

from django.conf import settings
from django_tenants.routers import TenantSyncRouter

from kernel.tenancy.context import PUBLIC, current_schema


class SchemaRouter(TenantSyncRouter):  # type: ignore[misc]
    """Migrations run with the owner's alias: public apps in the public schema, client apps in a client's, never both."""

    def allow_migrate(self, db: str, app_label: str, *_of: Any, **_hints: Any) -> bool | None:
        """Whether this app's tables belong in the schema that `db` has mounted."""
        apps = settings.SHARED_APPS if current_schema(db) == PUBLIC else settings.TENANT_APPS
        return None if self.app_in_list(app_label, apps) else False
