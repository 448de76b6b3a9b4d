"""Addresses of the partner's pages over all clients."""

from django.urls import path

from apps.console.web import calendar, clients, home, verify

app_name = "console"
urlpatterns = [
    path("", home.home, name="home"),
    path("clients/", clients.engagements, name="clients"),
    path("account/calendar/", calendar.own_calendar, name="own_calendar"),
    path("calendar/<str:secret>.ics", calendar.calendar, name="calendar"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:digest>/", verify.verify_document, name="verify_document"),
]
