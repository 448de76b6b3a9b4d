"""Addresses of plays: their own pages lie in their app, the list that reads the portfolio lies here."""

from django.urls import path

from apps.plays.web.urls import urlpatterns as own
from apps.portal.web import plays

app_name = "plays"
urlpatterns = [path("plays/", plays.show_plays, name="plays"), *own]
