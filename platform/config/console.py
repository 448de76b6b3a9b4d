"""The partner's side: everything that is not below a client's mount."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from kernel.web.developers import developers, sample_job
from kernel.web.views import choose_theme


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that the process serves; nothing more, for anyone."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("theme/", choose_theme, name="choose_theme"),
    path("developers/", developers, name="developers"),
    path("developers/job/", sample_job, name="developers_job"),
]

handler400 = "kernel.web.views.bad_request"
handler403 = "kernel.web.views.permission_denied"
handler404 = "kernel.web.views.page_not_found"
handler500 = "kernel.web.views.server_error"
