"""The partner's side: everything that is not below a client's mount."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that the process serves; nothing more, for anyone."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
]
