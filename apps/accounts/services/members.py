"""Memberships: who may enter a client, as what."""

import uuid

from django.utils.translation import gettext as _

from apps.accounts import events, permissions
from apps.accounts.choices import Role
from apps.accounts.models import Membership, User
from apps.accounts.services._common import locked_client, on_the_platform, refuse_role
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, NotFoundMissing, Problem
from kernel.ledger.services import record
from kernel.rows import locked


class MemberRefused(ConflictRefused):
    """They have access to this client already."""

    code = "member_already"


def grant_membership(
    *, by: Actor, client_id: uuid.UUID, user_id: uuid.UUID, role: str, person_id: uuid.UUID | None = None
) -> Membership:
    """Let a user into a client, without an invitation: consultants, and people whom the partner set up itself."""
    table.require(by, permissions.TEAM)
    with on_the_platform():
        locked_client(client_id)
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user is None:
            raise NotFoundMissing(_("There is no such user."))
        return add_membership(by=by, client_id=client_id, user=user, role=role, person_id=person_id)


def add_membership(
    *, by: Actor, client_id: uuid.UUID, user: User, role: str, person_id: uuid.UUID | None
) -> Membership:
    """The row and its entry, in the caller's transaction, who has checked the permission and holds the lock on the client."""
    refuse_role(role, user)
    if Membership.objects.filter(client_id=client_id, user=user, revoked_at__isnull=True).exists():
        problem = Problem("email", MemberRefused.code, _("They have access already."), _("Change their role instead."))
        raise MemberRefused(_("%(name)s has access to this client already.") % {"name": user.name}, [problem])
    membership = Membership.objects.create(
        user=user, client_id=client_id, role=role, person_id=person_id, created_at=clock.now()
    )
    data = {"client_id": client_id, "user_id": user.pk, "role": role, "person_id": person_id}
    record(events.MEMBERSHIP_GRANTED, subject=membership, by=by, data=data)
    return membership


def link_membership(*, by: Actor, membership_id: uuid.UUID, person_id: uuid.UUID) -> Membership:
    """Note which person of the client's register a member is, so that they act as that person from their next request on."""
    with on_the_platform():
        membership = _locked_current(membership_id)
        table.require(by, permissions.MEMBERS, membership.client_id)
        if membership.person_id != person_id:
            membership.person_id = person_id
            membership.save(update_fields=["person_id"])
            data = {"client_id": membership.client_id, "user_id": membership.user_id, "person_id": person_id}
            record(events.MEMBERSHIP_LINKED, subject=membership, by=by, data=data)
    return membership


def change_role(*, by: Actor, membership_id: uuid.UUID, role: str) -> Membership:
    """Give a member another role in the same client."""
    with on_the_platform():
        membership = _locked_current(membership_id)
        table.require(by, permissions.MEMBERS, membership.client_id)
        refuse_role(role, membership.user)
        before, membership.role = membership.role, role
        if before != role:
            membership.save(update_fields=["role"])
            data = {"client_id": membership.client_id, "user_id": membership.user_id, "before": before, "after": role}
            record(events.MEMBERSHIP_CHANGED, subject=membership, by=by, data=data)
    return membership


def revoke_membership(*, by: Actor, membership_id: uuid.UUID) -> Membership:
    """End a member's access; their very next request there is refused. A consultant's is ended by a partner admin."""
    with on_the_platform():
        membership = _locked_current(membership_id)
        needed = permissions.TEAM if membership.role == Role.CONSULTANT else permissions.MEMBERS
        table.require(by, needed, membership.client_id)
        membership.revoked_at = clock.now()
        membership.save(update_fields=["revoked_at"])
        data = {"client_id": membership.client_id, "user_id": membership.user_id, "role": membership.role}
        record(events.MEMBERSHIP_REVOKED, subject=membership, by=by, data=data)
    return membership


def _locked_current(membership_id: uuid.UUID) -> Membership:
    return locked(Membership.objects.filter(revoked_at__isnull=True).select_related("user"), membership_id)
