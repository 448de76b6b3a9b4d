"""Users: made, given a role at the partner, shut out; and what they prefer."""

import uuid
from dataclasses import replace

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts import events, permissions
from apps.accounts.choices import PartnerRole, Role
from apps.accounts.models import Membership, User
from apps.accounts.services._common import RoleRefused, on_the_platform
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import AccessRefused, ConflictRefused, Problem
from kernel.ledger.services import record
from kernel.rows import check_fields, locked, refuse


class EmailRefused(ConflictRefused):
    """Somebody has this address already."""

    code = "email_taken"


class LastAdminRefused(ConflictRefused):
    """Without a partner admin nobody could let anybody in again."""

    code = "last_admin"


def create_user(
    *,
    by: Actor,
    email: str,
    name: str,
    password: str | None = None,
    partner_role: str = PartnerRole.NONE,
    language: str = "en",
    time_zone: str = "Europe/Berlin",
) -> User:
    """Make a user, without a password where none is given. Raises `EmailRefused`, or `InvalidRefused` naming each field."""
    table.require(by, permissions.TEAM)
    with on_the_platform():
        user = add_user(
            email=email, name=name, password=password, partner_role=partner_role, language=language, time_zone=time_zone
        )
        record(events.USER_CREATED, subject=user, by=by, data={"email": user.email, "partner_role": user.partner_role})
    return user


def add_user(*, email: str, name: str, password: str | None, partner_role: str, language: str, time_zone: str) -> User:
    """The row alone, in the caller's transaction, who has checked the permission and records it."""
    user = User(
        email=email.strip().lower(),
        name=name.strip(),
        partner_role=partner_role,
        language=language,
        time_zone=time_zone,
        created_at=clock.now(),
    )
    problems = check_fields(user, exclude=["password"])
    if password is not None:
        problems += password_problems(password, user)
    refuse(problems)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        problem = Problem("email", EmailRefused.code, _("Somebody with this address has an account already."))
        raise EmailRefused(_("The address is taken."), [problem]) from error
    return user


def password_problems(password: str, user: User) -> list[Problem]:
    """What the rules for passwords find wrong with it."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [Problem("password", found.code or "invalid", " ".join(found.messages)) for found in error.error_list]
    return []


def change_partner_role(*, by: Actor, user_id: uuid.UUID, partner_role: str) -> User:
    """Make somebody a consultant or a partner admin, or neither any more, which ends their access to every client as a consultant."""
    table.require(by, permissions.TEAM)
    with on_the_platform():
        user = locked(User.objects.all(), user_id)
        before, user.partner_role = user.partner_role, partner_role
        refuse(check_fields(user, exclude=["password"]))
        current = Membership.objects.filter(user=user, revoked_at__isnull=True)
        if user.is_partner and current.exclude(role=Role.CONSULTANT).exists():
            problem = Problem(
                "partner_role", RoleRefused.code, _("They act for a client."), _("End that access first.")
            )
            raise RoleRefused(_("This person cannot join the partner's team."), [problem])
        if before == PartnerRole.ADMIN and not user.is_partner_admin:
            _refuse_last_admin(user)
        user.save(update_fields=["partner_role"])
        if not user.is_partner:
            current.filter(role=Role.CONSULTANT).update(revoked_at=clock.now())
        record(events.USER_ROLE_CHANGED, subject=user, by=by, data={"before": before, "after": partner_role})
    return user


def deactivate_user(*, by: Actor, user_id: uuid.UUID) -> User:
    """Shut a user out of everything; their very next request is refused. Raises `LastAdminRefused`."""
    table.require(by, permissions.TEAM)
    with on_the_platform():
        user = locked(User.objects.all(), user_id)
        if user.is_active:
            if user.is_partner_admin:
                _refuse_last_admin(user)
            user.is_active = False
            user.save(update_fields=["is_active"])
            record(events.USER_DEACTIVATED, subject=user, by=by)
    return user


def reactivate_user(*, by: Actor, user_id: uuid.UUID) -> User:
    """Let a user in again, with what access they have."""
    table.require(by, permissions.TEAM)
    with on_the_platform():
        user = locked(User.objects.all(), user_id)
        if not user.is_active:
            user.is_active = True
            user.save(update_fields=["is_active"])
            record(events.USER_REACTIVATED, subject=user, by=by)
    return user


def _refuse_last_admin(user: User) -> None:
    # All of them are locked, in one order: two admins who remove each other at once must not both succeed.
    admins = User.objects.select_for_update().filter(partner_role=PartnerRole.ADMIN, is_active=True).order_by("pk")
    others = [admin for admin in admins if admin.pk != user.pk]
    if not others:
        raise LastAdminRefused(
            _("%(name)s is the only partner admin.") % {"name": user.name},
            way_out=_("Make somebody else a partner admin first."),
        )


def reset_second_factor(*, by: Actor, user_id: uuid.UUID) -> User:
    """Remove the second factors of somebody who lost them; they set one up anew at their next login. Nobody does it for themselves."""
    table.require(by, permissions.TEAM)
    if by.id == user_id:
        raise AccessRefused(_("Nobody resets their own second factor."), way_out=_("Ask another partner admin."))
    with on_the_platform():
        user = locked(User.objects.all(), user_id)
        kinds = sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        Authenticator.objects.filter(user=user).delete()
        record(events.FACTORS_RESET, subject=user, by=by, data={"types": kinds})
    return user


def change_preferences(*, by: Actor, name: str, language: str, time_zone: str) -> User:
    """Change the actor's own name, language and time zone."""
    if by.kind != "user" or by.id is None:
        raise AccessRefused(_("Only people have preferences."))
    with on_the_platform():
        user = locked(User.objects.all(), by.id)
        before = {"name": user.name, "language": user.language, "time_zone": user.time_zone}
        user.name, user.language, user.time_zone = name.strip(), language, time_zone
        refuse(check_fields(user, exclude=["password"]))
        after = {"name": user.name, "language": user.language, "time_zone": user.time_zone}
        if before != after:
            user.save(update_fields=list(after))
            record(
                events.PREFERENCES_CHANGED,
                subject=user,
                by=replace(by, name=user.name),
                data={"before": before, "after": after},
            )
    return user
