"""The vocabulary of logins: roles and scopes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a caller is in a client. A partner admin is one in every client; the others hold where they were granted."""

    PARTNER_ADMIN = "partner_admin", _("partner admin")
    CONSULTANT = "consultant", _("consultant")
    CLIENT_SPONSOR = "client_sponsor", _("client sponsor")
    WORKFLOW_OWNER = "workflow_owner", _("workflow owner")
    CLIENT_VIEWER = "client_viewer", _("client viewer")
    SERVICE_ACCOUNT = "service_account", _("service account")


class PartnerRole(TextChoices):
    """What a user is at the partner, if anything."""

    NONE = "", _("not at the partner")
    CONSULTANT = "consultant", _("consultant")
    ADMIN = "partner_admin", _("partner admin")


class KeyState(TextChoices):
    """Whether a key, or a service account, is let in."""

    WORKS = "works", _("works")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")


MEMBER_ROLES = [Role.CONSULTANT, Role.CLIENT_SPONSOR, Role.WORKFLOW_OWNER, Role.CLIENT_VIEWER]
"""Roles that a membership can give; the first is for the partner's staff only."""
CLIENT_ROLES = [Role.CLIENT_SPONSOR, Role.WORKFLOW_OWNER, Role.CLIENT_VIEWER]
"""Roles that somebody of the client can be invited to."""
