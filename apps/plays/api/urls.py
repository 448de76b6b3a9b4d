"""Addresses of plays, gates and what they are decided on, below a client's `api/`."""

from django.urls import path

from apps.plays.api import activities, evidence, gates, plays, proofs

urlpatterns = [
    path("plays/", plays.Plays.as_view(), name="api-plays"),
    path("plays/<uuid:play_id>/", plays.PlayDetail.as_view(), name="api-play"),
    path("plays/<uuid:play_id>/moves/", plays.PlayMoves.as_view(), name="api-play-moves"),
    path("plays/<uuid:play_id>/activities/", activities.PlayActivities.as_view(), name="api-play-activities"),
    path("plays/<uuid:play_id>/gates/", gates.PlayGates.as_view(), name="api-gates"),
    path("plays/<uuid:play_id>/evidence/", evidence.PlayEvidence.as_view(), name="api-play-evidence"),
    path("plays/<uuid:play_id>/sessions/", proofs.Sessions.as_view(), name="api-sessions"),
    path("plays/<uuid:play_id>/fallback/", proofs.PlayFallback.as_view(), name="api-fallback"),
    path("plays/<uuid:play_id>/drills/", proofs.Drills.as_view(), name="api-drills"),
    path("plays/<uuid:play_id>/effort/", plays.PlayEffort.as_view(), name="api-effort"),
    path("plays/<uuid:play_id>/kit/", plays.PlayKit.as_view(), name="api-kit"),
    path("plays/<uuid:play_id>/kit/moves/", plays.KitMoves.as_view(), name="api-kit-moves"),
    path("plays/<uuid:play_id>/kit/releases/", plays.KitReleases.as_view(), name="api-kit-releases"),
    path("activities/", activities.Activities.as_view(), name="api-activities"),
    path("activities/<uuid:activity_id>/", activities.ActivityDetail.as_view(), name="api-activity"),
    path("activities/<uuid:activity_id>/moves/", activities.ActivityMoves.as_view(), name="api-activity-moves"),
    path("gates/<uuid:gate_id>/", gates.GateDetail.as_view(), name="api-gate"),
    path("gates/<uuid:gate_id>/moves/", gates.GateMoves.as_view(), name="api-gate-moves"),
    path("gates/<uuid:gate_id>/decisions/", gates.GateDecisions.as_view(), name="api-decisions"),
    path("gates/<uuid:gate_id>/waivers/", gates.GateWaivers.as_view(), name="api-waivers"),
    path("waivers/<uuid:waiver_id>/moves/", gates.WaiverMoves.as_view(), name="api-waiver-moves"),
    path("evidence/", evidence.AllEvidence.as_view(), name="api-all-evidence"),
    path("evidence/<uuid:evidence_id>/", evidence.EvidenceDetail.as_view(), name="api-evidence"),
    path("evidence/<uuid:evidence_id>/moves/", evidence.EvidenceMoves.as_view(), name="api-evidence-moves"),
    path("evidence/<uuid:evidence_id>/file/", evidence.EvidenceFile.as_view(), name="api-evidence-file"),
    path(
        "sessions/<uuid:session_id>/defects/<uuid:defect_id>/moves/",
        proofs.DefectMoves.as_view(),
        name="api-defect-moves",
    ),
]
