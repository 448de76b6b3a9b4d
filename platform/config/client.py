"""One client's side, below its mount: the same names and views for every client."""

from django.urls import URLPattern, URLResolver, include, path

from apps.accounts.web.urls import client_urlpatterns
from kernel.backoffice.sites import client_site

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("config.client_api")),
    path("admin/", client_site.urls),
    path("", include("apps.portal.web.urls")),
    path("", include((client_urlpatterns, "accounts"))),
    path("", include("apps.portal.web.initiative_urls")),
    path("", include("apps.portal.web.play_urls")),
    path("", include("apps.value.web.urls")),
    path("", include("apps.governance.web.urls")),
]

handler400 = "kernel.web.views.bad_request"
handler403 = "kernel.web.views.permission_denied"
handler404 = "kernel.web.views.page_not_found"
handler500 = "kernel.web.views.server_error"
