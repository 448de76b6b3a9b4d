"""Addresses of the partner's pages over all clients."""

from django.urls import path

from apps.console.web import clients, home, verify

app_name = "console"
urlpatterns = [
    path("", home.home, name="home"),
    path("clients/", clients.engagements, name="clients"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:digest>/", verify.verify_document, name="verify_document"),
]
