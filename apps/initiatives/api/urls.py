"""Addresses of people, initiatives, what is in their way, and the ledger, below a client's `api/`."""

from django.urls import path

from apps.initiatives.api import blockers, views

urlpatterns = [
    path("people/", views.People.as_view(), name="api-people"),
    path("people/<uuid:person_id>/", views.PersonDetail.as_view(), name="api-person"),
    path("initiatives/", views.Initiatives.as_view(), name="api-initiatives"),
    path("initiatives/<uuid:initiative_id>/", views.InitiativeDetail.as_view(), name="api-initiative"),
    path(
        "initiatives/<uuid:initiative_id>/blockers/",
        blockers.InitiativeBlockers.as_view(),
        name="api-initiative-blockers",
    ),
    path("blockers/", blockers.Blockers.as_view(), name="api-blockers"),
    path("blockers/<uuid:blocker_id>/", blockers.BlockerDetail.as_view(), name="api-blocker"),
    path("blockers/<uuid:blocker_id>/moves/", blockers.BlockerMoves.as_view(), name="api-blocker-moves"),
    path("ledger/", views.Ledger.as_view(), name="api-ledger"),
]
