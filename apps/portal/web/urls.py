"""Addresses of the client's own screens, below its mount."""

from django.urls import path

from apps.portal.web import home

app_name = "portal"
urlpatterns = [path("", home.show_home, name="home")]
