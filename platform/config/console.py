"""The partner's side: everything that is not below a client's mount."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from kernel.backoffice.sites import partner_site
from kernel.web.developers import developers, sample_job
from kernel.web.views import choose_theme, page_not_found


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that the process serves; nothing more, for anyone."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    # Nobody signs up, and an address changes by no page: accounts come from invitations.
    path("accounts/signup/", page_not_found),
    path("accounts/email/", page_not_found),
    path("accounts/confirm-email/", page_not_found),
    path("accounts/", include("allauth.urls")),
    path("admin/", partner_site.urls),
    path("", include("apps.accounts.web.urls")),
    path("", include("apps.clients.web.urls")),
    path("", include("apps.library.web.urls")),
    path("", include("apps.console.web.urls")),
    path("theme/", choose_theme, name="choose_theme"),
    path("developers/", developers, name="developers"),
    path("developers/job/", sample_job, name="developers_job"),
]

handler400 = "kernel.web.views.bad_request"
handler403 = "kernel.web.views.permission_denied"
handler404 = "kernel.web.views.page_not_found"
handler429 = "kernel.web.views.too_many_attempts"
handler500 = "kernel.web.views.server_error"
