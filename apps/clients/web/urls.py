"""Addresses of a client's set-up, beside the mounts."""

from django.urls import path

from apps.clients.web import views

app_name = "clients"
urlpatterns = [
    path("clients/new/", views.new_client, name="new"),
    path("client-setup/<uuid:client_id>/", views.setup, name="setup"),
    path("client-setup/<uuid:client_id>/moves/", views.move, name="move"),
]
