"""Which tables lie in which schema."""

from typing import Any

from django.conf import settings
from django.db import connections
from django_tenants.routers import TenantSyncRouter


class SchemaRouter(TenantSyncRouter):  # type: ignore[misc]
    """Migrations run with the owner's alias: public apps in the public schema, client apps in a client's, never both."""

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        """Whether this app's tables belong in the schema that `db` has mounted."""
        apps = settings.SHARED_APPS if connections[db].schema_name == "public" else settings.TENANT_APPS
        return None if self.app_in_list(app_label, apps) else False
