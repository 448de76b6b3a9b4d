"""Who may manage logins, memberships and service accounts; and how the access table names the roles."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.choices import Role
from apps.accounts.models import Membership
from kernel.access import Actor, table
from kernel.tenancy.context import public

TEAM = "accounts.team"
VIEW_MEMBERS = "accounts.view_members"
MEMBERS = "accounts.members"
INTEGRATE = "accounts.integrate"


def consults(actor: Actor, client_id: Any) -> bool:
    """Whether the actor is a consultant with a grant in this client, or in any where none is named.

    Asked afresh: on the partner's side a consultant's role holds in no client.
    """
    if actor.id is None:
        return False
    with public():
        grants = Membership.objects.filter(
            user_id=actor.id, role=Role.CONSULTANT, revoked_at__isnull=True, user__is_active=True
        ).exclude(user__partner_role="")
        return grants.exists() if client_id is None else grants.filter(client_id=client_id).exists()


table.role_labels.update({role.value: role.label for role in Role})
table.add(TEAM, _("manage the partner's team"), Role.PARTNER_ADMIN)
table.add(
    VIEW_MEMBERS,
    _("see who has access to a client"),
    Role.PARTNER_ADMIN,
    Role.CONSULTANT,
    Role.CLIENT_SPONSOR,
    rules={Role.CONSULTANT: consults},
)
table.add(
    MEMBERS,
    _("invite people to a client and end their access"),
    Role.PARTNER_ADMIN,
    Role.CONSULTANT,
    rules={Role.CONSULTANT: consults},
)
table.add(INTEGRATE, _("manage service accounts and their keys"), Role.PARTNER_ADMIN)
