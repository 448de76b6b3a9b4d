"""Addresses of logins, memberships and service accounts: the partner's and everybody's own, and a client's below its mount."""

from django.urls import path

from apps.accounts.web import integrations, members, own, team

app_name = "accounts"
urlpatterns = [
    path("account/", own.preferences, name="preferences"),
    path("invitations/<str:token>/", own.invitation, name="invitation"),
    path("team/", team.team, name="team"),
    path("team/invite/", team.invite_colleague, name="invite_colleague"),
    path("team/invitations/<uuid:invitation_id>/", team.move_invitation, name="move_invitation"),
    path("team/memberships/<uuid:membership_id>/revoke/", team.revoke, name="revoke"),
    path("team/<uuid:user_id>/", team.person, name="person"),
    path("team/<uuid:user_id>/moves/", team.move_person, name="move_person"),
    path("team/<uuid:user_id>/grant/", team.grant, name="grant"),
    path("team/<uuid:user_id>/role/", team.change_partner_role, name="change_partner_role"),
    path("integrations/", integrations.integrations, name="integrations"),
    path("integrations/new/", integrations.new_service_account, name="new_service_account"),
    path("integrations/<uuid:account_id>/", integrations.service_account, name="service_account"),
    path("integrations/<uuid:account_id>/revoke/", integrations.revoke_service_account, name="revoke_service_account"),
    path("integrations/<uuid:account_id>/keys/", integrations.issue_key, name="issue_key"),
    path("integrations/<uuid:account_id>/keys/<uuid:key_id>/", integrations.move_key, name="move_key"),
]

client_urlpatterns = [
    path("members/", members.members, name="members"),
    path("members/invite/", members.invite_member, name="invite_member"),
    path("members/invitations/<uuid:invitation_id>/", members.move_member_invitation, name="move_member_invitation"),
    path("members/<uuid:membership_id>/role/", members.change_role, name="change_member_role"),
    path("members/<uuid:membership_id>/revoke/", members.revoke_member, name="revoke_member"),
]
