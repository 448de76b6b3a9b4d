"""Addresses of the library, below a client's `api/`."""

from django.urls import path

from apps.library.api import views

urlpatterns = [
    path("library/", views.Library.as_view(), name="api-library"),
    # Before the documents: no kind is called "schemas".
    path("library/schemas/<slug:kind>/", views.LibrarySchema.as_view(), name="api-library-schema"),
    path("library/<slug:kind>/<slug:key>/", views.LibraryDocument.as_view(), name="api-library-document"),
]
