"""The only writers of this app's tables."""

from apps.accounts.services._common import RoleRefused
from apps.accounts.services.calendars import (
    NewCalendarAddress,
    make_calendar_address,
    note_calendar_use,
    revoke_calendar_address,
)
from apps.accounts.services.integrations import (
    IssuedKey,
    KeyRefused,
    change_service_account,
    create_service_account,
    issue_key,
    revoke_key,
    revoke_service_account,
    rotate_key,
)
from apps.accounts.services.invitations import (
    InvitationRefused,
    LoginRefused,
    accept_invitation,
    accept_invitation_as_user,
    invite_member,
    invite_partner_user,
    resend_invitation,
    withdraw_invitation,
)
from apps.accounts.services.members import (
    MemberRefused,
    change_role,
    grant_membership,
    link_membership,
    revoke_membership,
)
from apps.accounts.services.users import (
    EmailRefused,
    LastAdminRefused,
    change_partner_role,
    change_preferences,
    create_user,
    deactivate_user,
    reactivate_user,
    reset_second_factor,
)

__all__ = [
    "EmailRefused",
    "InvitationRefused",
    "IssuedKey",
    "KeyRefused",
    "LastAdminRefused",
    "LoginRefused",
    "MemberRefused",
    "NewCalendarAddress",
    "RoleRefused",
    "accept_invitation",
    "accept_invitation_as_user",
    "change_partner_role",
    "change_preferences",
    "change_role",
    "change_service_account",
    "create_service_account",
    "create_user",
    "deactivate_user",
    "grant_membership",
    "invite_member",
    "invite_partner_user",
    "issue_key",
    "link_membership",
    "make_calendar_address",
    "note_calendar_use",
    "reactivate_user",
    "resend_invitation",
    "reset_second_factor",
    "revoke_calendar_address",
    "revoke_key",
    "revoke_membership",
    "revoke_service_account",
    "rotate_key",
    "withdraw_invitation",
]
