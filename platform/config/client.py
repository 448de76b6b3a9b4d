"""One client's side, below its mount: the same names and views for every client."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
