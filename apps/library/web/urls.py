"""Addresses of the partner's library."""

from django.urls import path

from apps.library.web import views

app_name = "library"
urlpatterns = [
    path("library/", views.items, name="items"),
    path("library/new/<slug:kind>/", views.new_item, name="new_item"),
    path("library/schemas/<slug:kind>.json", views.schema, name="schema"),
    path("library/<uuid:item_id>/", views.item, name="item"),
    # A file has no slash at the end: its name is what a browser saves it as.
    path("library/<uuid:item_id>/document.json", views.document, name="document"),
    path("library/<uuid:item_id>/edit/", views.edit_item, name="edit_item"),
    path("library/<uuid:item_id>/moves/", views.move, name="move"),
]
