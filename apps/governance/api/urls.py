"""Addresses of governance, below a client's `api/`."""

from django.urls import path

from apps.governance.api import agreements, watching

urlpatterns = [
    path("initiatives/<uuid:initiative_id>/checklist/", agreements.Checklist.as_view(), name="api-checklist"),
    path(
        "initiatives/<uuid:initiative_id>/checklist/items/",
        agreements.ChecklistItems.as_view(),
        name="api-checklist-items",
    ),
    path(
        "checklist-items/<uuid:checklist_item_id>/", agreements.ChecklistItemDetail.as_view(), name="api-checklist-item"
    ),
    path("boundary-statements/", agreements.Boundaries.as_view(), name="api-boundaries"),
    path("boundary-statements/<uuid:statement_id>/", agreements.BoundaryDetail.as_view(), name="api-boundary"),
    path(
        "boundary-statements/<uuid:statement_id>/moves/",
        agreements.BoundaryMoves.as_view(),
        name="api-boundary-moves",
    ),
    path("monitors/", watching.Monitors.as_view(), name="api-monitors"),
    path("monitors/<uuid:monitor_id>/", watching.MonitorDetail.as_view(), name="api-monitor"),
    path("monitors/<uuid:monitor_id>/retirements/", watching.MonitorRetirements.as_view(), name="api-retirements"),
    path("monitors/<uuid:monitor_id>/readings/", watching.MonitorReadings.as_view(), name="api-monitor-readings"),
    path(
        "monitors/<uuid:monitor_id>/readings/batches/",
        watching.MonitorBatches.as_view(),
        name="api-monitor-batches",
    ),
    path("incidents/", watching.Incidents.as_view(), name="api-incidents"),
    path("incidents/<uuid:incident_id>/", watching.IncidentDetail.as_view(), name="api-incident"),
    path("incidents/<uuid:incident_id>/moves/", watching.IncidentMoves.as_view(), name="api-incident-moves"),
    path("incidents/<uuid:incident_id>/notes/", watching.IncidentNotes.as_view(), name="api-incident-notes"),
    path("attestations/", agreements.Attestations.as_view(), name="api-attestations"),
    path("attestations/<uuid:attestation_id>/", agreements.AttestationDetail.as_view(), name="api-attestation"),
    path(
        "attestations/<uuid:attestation_id>/answers/",
        agreements.AttestationAnswers.as_view(),
        name="api-attestation-answers",
    ),
    path("initiatives/<uuid:initiative_id>/controls/", agreements.Controls.as_view(), name="api-controls"),
]
