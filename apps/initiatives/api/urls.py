"""Addresses of people, initiatives and the ledger, below a client's `api/`."""

from django.urls import path

from apps.initiatives.api import views

urlpatterns = [
    path("people/", views.People.as_view(), name="api-people"),
    path("people/<uuid:person_id>/", views.PersonDetail.as_view(), name="api-person"),
    path("initiatives/", views.Initiatives.as_view(), name="api-initiatives"),
    path("initiatives/<uuid:initiative_id>/", views.InitiativeDetail.as_view(), name="api-initiative"),
    path("ledger/", views.Ledger.as_view(), name="api-ledger"),
]
