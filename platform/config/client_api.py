"""One client's API, below its mount: `/clients/<slug>/api/...`."""

from django.urls import URLPattern, URLResolver, include, path

from kernel.rest.docs import Description, Documentation
from kernel.rest.views import UnknownAddress

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("apps.initiatives.api.urls")),
    path("", include("apps.library.api.urls")),
    path("", include("apps.value.api.urls")),
    path("", include("apps.plays.api.urls")),
    path("", include("apps.governance.api.urls")),
    path("", include("kernel.parameters.api")),
    path("schema/", Description.as_view(), name="api-schema"),
    path("docs/", Documentation.as_view(), name="api-docs"),
    # Below the API there is no page, so what is not found is a problem document too.
    path("<path:rest>", UnknownAddress.as_view()),
    path("", UnknownAddress.as_view(), {"rest": "/"}),
]
