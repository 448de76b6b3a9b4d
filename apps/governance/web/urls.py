"""Addresses of governance below a client's mount; the tab of an initiative is the portal's."""

from django.urls import path

from apps.governance.web import attestations, boundaries, checklists, incidents, monitors

app_name = "governance"
_OF = "initiatives/<uuid:initiative_id>/governance/"
urlpatterns = [
    path(f"{_OF}checklist/", checklists.start, name="start_checklist"),
    path(f"{_OF}items/new/", checklists.new_item, name="new_item"),
    path("checklist-items/<uuid:checklist_item_id>/", checklists.answer, name="answer_item"),
    path(f"{_OF}boundary/new/", boundaries.new_boundary, name="new_boundary"),
    path("boundary-statements/<uuid:statement_id>/", boundaries.show_boundary, name="boundary"),
    path("boundary-statements/<uuid:statement_id>/move/", boundaries.move, name="move_boundary"),
    path(f"{_OF}monitors/new/", monitors.new_monitor, name="new_monitor"),
    path("monitors/<uuid:monitor_id>/", monitors.show_monitor, name="monitor"),
    path("monitors/<uuid:monitor_id>/edit/", monitors.edit_monitor, name="edit_monitor"),
    path("monitors/<uuid:monitor_id>/readings/", monitors.enter_reading, name="monitor_readings"),
    path("monitors/<uuid:monitor_id>/retire/", monitors.retire, name="retire_monitor"),
    path("incidents/", incidents.show_incidents, name="incidents"),
    path(f"{_OF}incidents/new/", incidents.new_incident, name="new_incident"),
    path("incidents/<uuid:incident_id>/", incidents.show_incident, name="incident"),
    path("incidents/<uuid:incident_id>/edit/", incidents.edit_incident, name="edit_incident"),
    path("incidents/<uuid:incident_id>/note/", incidents.note, name="note_incident"),
    path("incidents/<uuid:incident_id>/moves/<slug:move_name>/", incidents.move, name="move_incident"),
    path(f"{_OF}attestation/", attestations.schedule, name="schedule_attestation"),
    path("attestations/<uuid:attestation_id>/", attestations.give, name="attest"),
]
