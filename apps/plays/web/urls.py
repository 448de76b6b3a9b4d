"""Addresses of plays, gates, activities and evidence, below a client's mount; the list of all plays lies with the client's screens."""

from django.urls import path

from apps.plays.web import acceptance, activities, deciding, effort, evidence, fallback, gates, kits, plays

urlpatterns = [
    path("initiatives/<uuid:initiative_id>/plays/new/", plays.new_play, name="new_play"),
    path("plays/<uuid:play_id>/", plays.show_play, name="play"),
    path("plays/<uuid:play_id>/extend/", plays.extend, name="extend"),
    path("plays/<uuid:play_id>/resume/", plays.resume, name="resume"),
    path("plays/<uuid:play_id>/activities/new/", activities.new_activity, name="new_activity"),
    path("plays/<uuid:play_id>/evidence/", evidence.list_evidence, name="evidence_list"),
    path("plays/<uuid:play_id>/evidence/<slug:criterion>/", evidence.for_criterion, name="evidence"),
    path("plays/<uuid:play_id>/acceptance/", acceptance.show_acceptance, name="acceptance"),
    path("plays/<uuid:play_id>/acceptance/new/", acceptance.new_session, name="new_session"),
    path("acceptance/<uuid:session_id>/defects/<uuid:defect_id>/", acceptance.close, name="close_defect"),
    path("plays/<uuid:play_id>/fallback/", fallback.show_fallback, name="fallback"),
    path("plays/<uuid:play_id>/fallback/edit/", fallback.edit_fallback, name="edit_fallback"),
    path("plays/<uuid:play_id>/fallback/drills/new/", fallback.new_drill, name="new_drill"),
    path("plays/<uuid:play_id>/effort/", effort.show_effort, name="effort"),
    path("plays/<uuid:play_id>/kit/", kits.show_kit, name="kit"),
    path("plays/<uuid:play_id>/kit/move/", kits.move, name="move_kit"),
    path("gates/<uuid:gate_id>/", gates.show_gate, name="gate"),
    path("gates/<uuid:gate_id>/move/", gates.move, name="move_gate"),
    path("gates/<uuid:gate_id>/decide/", deciding.decide, name="decide_gate"),
    path("gates/<uuid:gate_id>/waivers/<slug:criterion>/", gates.waive, name="waive"),
    path("waivers/<uuid:waiver_id>/revoke/", gates.revoke, name="revoke_waiver"),
    path("activities/<uuid:activity_id>/", activities.show_activity, name="activity"),
    path("activities/<uuid:activity_id>/move/", activities.move, name="move_activity"),
    path("activities/<uuid:activity_id>/evidence/new/", evidence.for_activity, name="new_evidence"),
    path("evidence/<uuid:evidence_id>/move/", evidence.move, name="move_evidence"),
    path("evidence/<uuid:evidence_id>/file/", evidence.file, name="evidence_file"),
]
