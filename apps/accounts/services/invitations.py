"""Invitations by mail. The token stands in the mail alone; here is its digest."""

import datetime as dt
import secrets
import uuid
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import events, permissions
from apps.accounts.choices import PartnerRole, Role
from apps.accounts.keys import key_digest
from apps.accounts.mail import mail_invitation
from apps.accounts.models import Invitation, Membership, User
from apps.accounts.selectors import invitation_for
from apps.accounts.services._common import RoleRefused, locked_client, on_the_platform, refuse_role
from apps.accounts.services.members import MemberRefused, add_membership
from apps.accounts.services.users import EmailRefused, add_user
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import AccessRefused, ConflictRefused, NotFoundMissing, Problem
from kernel.ledger.services import record
from kernel.rows import check_fields, locked, refuse

VALID_FOR = dt.timedelta(days=7)


class InvitationRefused(ConflictRefused):
    """The invitation was used, withdrawn, or has expired; or one like it is open."""

    code = "invitation_refused"


class LoginRefused(InvitationRefused):
    """The invited address has an account: its owner has to log in, so that nobody else takes the membership."""

    code = "login_first"


def invite_member(
    *,
    by: Actor,
    client_id: uuid.UUID,
    email: str,
    name: str,
    role: str,
    person_id: uuid.UUID | None = None,
    language: str = "en",
) -> Invitation:
    """Invite somebody of the client by mail. Raises `MemberRefused`, `RoleRefused`, or `InvalidRefused` naming each field."""
    table.require(by, permissions.MEMBERS, client_id)
    with on_the_platform():
        locked_client(client_id)
        invitation = _new(by, email=email, name=name, role=role, language=language)
        invitation.client_id, invitation.person_id = client_id, person_id
        user = User.objects.filter(email__iexact=invitation.email).first()
        refuse_role(role, user)
        if role == Role.CONSULTANT:
            problem = Problem(
                "role", RoleRefused.code, _("They have an account."), _("Grant them access on the team's page.")
            )
            raise RoleRefused(_("Consultants need no invitation."), [problem])
        if (
            user is not None
            and Membership.objects.filter(user=user, client_id=client_id, revoked_at__isnull=True).exists()
        ):
            problem = Problem(
                "email", MemberRefused.code, _("They have access already."), _("Change their role instead.")
            )
            raise MemberRefused(_("%(name)s has access to this client already.") % {"name": user.name}, [problem])
        return _send_new(by, invitation)


def invite_partner_user(*, by: Actor, email: str, name: str, partner_role: str, language: str = "en") -> Invitation:
    """Invite somebody to the partner's team by mail. Raises `EmailRefused`, or `InvalidRefused` naming each field."""
    table.require(by, permissions.TEAM)
    with on_the_platform():
        invitation = _new(by, email=email, name=name, role=partner_role, language=language)
        if partner_role not in {PartnerRole.CONSULTANT, PartnerRole.ADMIN}:
            refuse([Problem("partner_role", "invalid_choice", _("There is no such role at the partner."))])
        if User.objects.filter(email__iexact=invitation.email).exists():
            problem = Problem(
                "email",
                EmailRefused.code,
                _("Somebody with this address has an account already."),
                _("Change their role instead."),
            )
            raise EmailRefused(_("The address is taken."), [problem])
        return _send_new(by, invitation)


def _new(by: Actor, *, email: str, name: str, role: str, language: str) -> Invitation:
    moment = clock.now()
    invitation = Invitation(
        email=email.strip().lower(),
        name=name.strip(),
        role=role,
        language=language,
        invited_by_id=by.id if by.kind == "user" else None,
        created_at=moment,
        expires_at=moment + VALID_FOR,
    )
    refuse(check_fields(invitation, exclude=["client", "token_digest", "invited_by", "role"]))
    return invitation


def _send_new(by: Actor, invitation: Invitation) -> Invitation:
    moment = clock.now()
    earlier = Invitation.objects.filter(
        email=invitation.email, client=invitation.client, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    if earlier.filter(expires_at__gt=moment).exists():
        problem = Problem("email", "invited_already", _("They are invited already."), _("Send that invitation again."))
        raise InvitationRefused(_("There is an open invitation to this address."), [problem])
    earlier.update(withdrawn_at=moment)
    token = _new_token(invitation)
    invitation.save(force_insert=True)
    record(events.INVITED, subject=invitation, by=by, data=_data(invitation))
    transaction.on_commit(lambda: mail_invitation(invitation, token), robust=True)
    return invitation


def _new_token(invitation: Invitation) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_digest = key_digest(token)
    return token


def _data(invitation: Invitation) -> dict[str, object]:
    return {"email": invitation.email, "role": invitation.role, "client_id": invitation.client_id}


def resend_invitation(*, by: Actor, invitation_id: uuid.UUID) -> Invitation:
    """Mail an open or expired invitation again, with a new token and a new end; the earlier mail's link is dead."""
    with on_the_platform():
        invitation = _locked_open(by, invitation_id)
        token = _new_token(invitation)
        invitation.expires_at = clock.now() + VALID_FOR
        invitation.sent_at = None
        invitation.save(update_fields=["token_digest", "expires_at", "sent_at"])
        record(events.INVITATION_RESENT, subject=invitation, by=by, data=_data(invitation))
        transaction.on_commit(lambda: mail_invitation(invitation, token), robust=True)
    return invitation


def withdraw_invitation(*, by: Actor, invitation_id: uuid.UUID) -> Invitation:
    """End an invitation that nobody has accepted."""
    with on_the_platform():
        invitation = _locked_open(by, invitation_id)
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        record(events.INVITATION_WITHDRAWN, subject=invitation, by=by, data=_data(invitation))
    return invitation


def _locked_open(by: Actor, invitation_id: uuid.UUID) -> Invitation:
    invitation = locked(Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True), invitation_id)
    if invitation.client_id is None:
        table.require(by, permissions.TEAM)
    else:
        table.require(by, permissions.MEMBERS, invitation.client_id)
    return invitation


def accept_invitation(
    *, by: Actor, token: str, name: str, password: str, language: str = "en", time_zone: str = "Europe/Berlin"
) -> User:
    """Make the invited person's account and let them in. Raises `InvitationRefused`, `LoginRefused`, or `InvalidRefused`.

    `by` is the visitor who holds the token: it proves the address, since only its mail carries it.
    """
    with on_the_platform():
        invitation = _locked_by_token(token)
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise LoginRefused(_("This address has an account already."), way_out=_("Log in, and open the link again."))
        partner_role = invitation.role if invitation.client_id is None else PartnerRole.NONE
        user = add_user(
            email=invitation.email,
            name=name,
            password=password,
            partner_role=partner_role,
            language=language,
            time_zone=time_zone,
        )
        owner = replace(by, kind="user", id=user.pk, name=user.name)
        record(
            events.USER_CREATED, subject=user, by=owner, data={"email": user.email, "partner_role": user.partner_role}
        )
        _accept(invitation, user, owner)
    return user


def accept_invitation_as_user(*, by: Actor, token: str) -> Membership:
    """Let a user who has logged in accept an invitation to their own address."""
    with on_the_platform():
        invitation = _locked_by_token(token)
        user = User.objects.filter(pk=by.id, is_active=True).first() if by.kind == "user" and by.id else None
        if user is None or user.email.lower() != invitation.email.lower():
            raise AccessRefused(
                _("This invitation is for another address."),
                way_out=_("Log in with the address that the mail came to."),
            )
        membership = _accept(invitation, user, by)
        if membership is None:
            raise EmailRefused(_("You have an account already."), way_out=_("Ask a partner admin to change your role."))
    return membership


def _locked_by_token(token: str) -> Invitation:
    """The open invitation, locked, so that of two who use one token only the first gets in. The client is locked before it, as everywhere."""
    found = invitation_for(token)
    if found is None:
        raise NotFoundMissing(_("There is no such invitation."), way_out=_("Open the link in the latest mail again."))
    if found.client_id is not None:
        locked_client(found.client_id)
    invitation = Invitation.objects.select_for_update().get(pk=found.pk)
    if invitation.token_digest != found.token_digest:
        raise NotFoundMissing(_("There is no such invitation."), way_out=_("Open the link in the latest mail again."))
    if invitation.accepted_at is not None:
        raise InvitationRefused(_("This invitation has been used."), way_out=_("Log in with your e-mail address."))
    if invitation.withdrawn_at is not None or invitation.expires_at <= clock.now():
        raise InvitationRefused(
            _("This invitation is no longer valid."), way_out=_("Ask whoever invited you for a new one.")
        )
    return invitation


def _accept(invitation: Invitation, user: User, by: Actor) -> Membership | None:
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    record(events.INVITATION_ACCEPTED, subject=invitation, by=by, data=_data(invitation) | {"user_id": user.pk})
    if invitation.client_id is None:
        return None
    return add_membership(
        by=by, client_id=invitation.client_id, user=user, role=invitation.role, person_id=invitation.person_id
    )
