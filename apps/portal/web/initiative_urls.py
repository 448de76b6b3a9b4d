"""Addresses of initiatives and people: what is entered lies in their own app, what also reads contracts lies here."""

from django.urls import path

from apps.initiatives.web import blockers, people
from apps.initiatives.web import initiatives as entry
from apps.portal.web import governance, initiatives

app_name = "initiatives"
urlpatterns = [
    path("initiatives/", initiatives.show_register, name="register"),
    path("initiatives/new/", entry.new_initiative, name="new_initiative"),
    path("initiatives/<uuid:initiative_id>/", initiatives.show_initiative, name="initiative"),
    path("initiatives/<uuid:initiative_id>/edit/", entry.edit_initiative, name="edit_initiative"),
    path("initiatives/<uuid:initiative_id>/contracts/", initiatives.show_contracts, name="initiative_contracts"),
    path("initiatives/<uuid:initiative_id>/kpis/", initiatives.show_kpis, name="initiative_kpis"),
    path(
        "initiatives/<uuid:initiative_id>/governance/",
        governance.show_governance,
        name="initiative_governance",
    ),
    path("initiatives/<uuid:initiative_id>/plays/", initiatives.show_plays, name="initiative_plays"),
    path("initiatives/<uuid:initiative_id>/activity/", initiatives.show_activity, name="initiative_activity"),
    path("initiatives/<uuid:initiative_id>/blockers/new/", blockers.new_blocker, name="new_blocker"),
    path("blockers/<uuid:blocker_id>/", blockers.show_blocker, name="blocker"),
    path("blockers/<uuid:blocker_id>/edit/", blockers.edit_blocker, name="edit_blocker"),
    path("blockers/<uuid:blocker_id>/move/", blockers.move, name="move_blocker"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<uuid:person_id>/edit/", people.edit_person, name="edit_person"),
]
