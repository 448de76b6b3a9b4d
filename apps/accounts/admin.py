"""Logins, memberships, invitations and service accounts in the partner's back office, and the platform's ledger."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin

from apps.accounts import services
from apps.accounts.models import Invitation, Membership, ServiceAccount, ServiceGrant, ServiceKey, User
from kernel.access import Actor
from kernel.backoffice.admins import ReadOnlyAdmin, ServiceAdmin
from kernel.backoffice.sites import partner_site
from kernel.journal.models import PlatformEntry


@admin.register(User, site=partner_site)
class UserAdmin(ServiceAdmin):
    """Users come from invitations; their role at the partner can be changed here."""

    list_display = ("name", "email", "partner_role", "is_active", "last_login", "created_at")
    list_filter = ("partner_role", "is_active")
    search_fields = ("name", "email")
    exclude = ("password",)
    change_fields = ("partner_role",)

    def change(self, by: Actor, row: User, given: dict[str, Any]) -> User:
        """Give them another role at the partner."""
        return services.change_partner_role(by=by, user_id=row.pk, partner_role=given["partner_role"])


@admin.register(Membership, site=partner_site)
class MembershipAdmin(ServiceAdmin):
    """Who may enter which client, now and before."""

    list_display = ("user", "client", "role", "created_at", "revoked_at")
    list_filter = ("role", "client")
    list_select_related = ("user", "client")
    search_fields = ("user__name", "user__email", "client__name")
    add_fields = ("user", "client", "role")
    change_fields = ("role",)

    def create(self, by: Actor, given: dict[str, Any]) -> Membership:
        """Let a user into a client."""
        return services.grant_membership(
            by=by, user_id=given["user"].pk, client_id=given["client"].pk, role=given["role"]
        )

    def change(self, by: Actor, row: Membership, given: dict[str, Any]) -> Membership:
        """Give them another role there."""
        return services.change_role(by=by, membership_id=row.pk, role=given["role"])


@admin.register(Invitation, site=partner_site)
class InvitationAdmin(ReadOnlyAdmin):
    """Who was invited, and what became of it."""

    list_display = ("email", "name", "role", "client", "sent_at", "expires_at", "accepted_at", "withdrawn_at")
    list_filter = ("role", "client")
    list_select_related = ("client",)
    search_fields = ("email", "name")
    exclude = ("token_digest",)


@admin.register(ServiceAccount, site=partner_site)
class ServiceAccountAdmin(ReadOnlyAdmin):
    """Systems that may call the API; they and their keys are managed on the page of integrations."""

    list_display = ("name", "created_at", "expires_at", "revoked_at")
    search_fields = ("name",)


@admin.register(ServiceGrant, site=partner_site)
class ServiceGrantAdmin(ReadOnlyAdmin):
    """Which system may enter which client."""

    list_display = ("account", "client")
    list_filter = ("client",)
    list_select_related = ("account", "client")


@admin.register(ServiceKey, site=partner_site)
class ServiceKeyAdmin(ReadOnlyAdmin):
    """Keys by their public part."""

    list_display = ("public_id", "account", "created_at", "expires_at", "revoked_at", "last_used_at")
    list_select_related = ("account",)
    search_fields = ("public_id", "account__name")
    exclude = ("digest",)


@admin.register(Authenticator, site=partner_site)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Who has which second factor; never what it is made of."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    exclude = ("data",)


@admin.register(PlatformEntry, site=partner_site)
class PlatformEntryAdmin(ReadOnlyAdmin):
    """The platform's own ledger."""

    list_display = ("sequence", "recorded_at", "event", "actor_name", "door", "subject_type", "subject_id")
    list_filter = ("event", "door")
    search_fields = ("actor_name", "subject_id")
    ordering = ("-sequence",)
