"""Addresses of the client's own screens, below its mount."""

from django.urls import path

from apps.portal.web import activity, home, parameters

app_name = "portal"
urlpatterns = [
    path("", home.show_home, name="home"),
    path("activity/", activity.show_activity, name="activity"),
    path("activity/verify/", activity.verify_chain, name="activity_verify"),
    path("parameters/", parameters.show_parameters, name="parameters"),
    path("parameters/<str:parameter_key>/", parameters.edit_parameter, name="parameter_edit"),
]
