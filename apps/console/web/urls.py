"""Addresses of the partner's pages over all clients."""

from django.urls import path

from apps.console.web import clients, home

app_name = "console"
urlpatterns = [
    path("", home.home, name="home"),
    path("clients/", clients.engagements, name="clients"),
]
