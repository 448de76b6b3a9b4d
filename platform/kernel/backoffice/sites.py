"""The two back offices: the partner's, beside the mounts, and one client's, below its mount. Apps register in their admin.py."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.sites import UnfoldAdminSite

from kernel.access import Actor, table
from kernel.backoffice.permissions import OPEN, OPEN_CLIENT
from kernel.web.addresses import outside
from kernel.web.context import Shell


class BackOffice(UnfoldAdminSite):  # type: ignore[misc]
    """A site that opens by the access table. Logging in, out, and passwords are the pages' own."""

    permission = OPEN

    def actor(self, request: HttpRequest) -> Actor | None:
        """The caller as an actor: in the client below a mount, on the partner's side beside it."""
        return Shell(request).actor

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the access table opens this site to the caller."""
        actor = self.actor(request)
        return actor is not None and table.allows(actor, self.permission)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send a visitor to log in; whoever is logged in and comes here may not enter."""
        del extra_context
        if self.actor(request) is not None:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or request.get_full_path(), outside(settings.LOGIN_URL))

    def logout(self, _request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page that asks before it logs out."""
        del extra_context
        return HttpResponseRedirect(outside("account_logout"))

    def password_change(self, _request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The person's own page for it."""
        del extra_context
        return HttpResponseRedirect(outside("account_change_password"))


class ClientBackOffice(BackOffice):
    """One client's back office, for the partner's staff who may enter it."""

    permission = OPEN_CLIENT


# Both are called `admin`, as unfold's templates ask for their addresses; each lies in its own URLconf.
partner_site = BackOffice(name="admin")
client_site = ClientBackOffice(name="admin")
