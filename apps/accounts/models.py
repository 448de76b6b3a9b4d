"""Who can log in, where they may enter, and the accounts and keys of systems. All of it in the public schema."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.accounts.choices import MEMBER_ROLES, PartnerRole
from apps.clients.models import Client, refuse_unknown_zone
from kernel.tenancy.models import PlatformModel


class UserManager(BaseUserManager["User"]):
    """Finds users by their address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this e-mail address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PlatformModel):
    """A login: an e-mail address, a name, and how this person reads languages, times and numbers."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    partner_role = models.CharField(
        _("role at the partner"), max_length=16, choices=PartnerRole, default=PartnerRole.NONE, blank=True
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[refuse_unknown_zone]
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_partner(self) -> bool:
        """Whether this is one of the partner's staff."""
        return self.partner_role != PartnerRole.NONE

    @property
    def is_partner_admin(self) -> bool:
        """Whether this is one of the partner's administrators."""
        return self.partner_role == PartnerRole.ADMIN

    @property
    def is_staff(self) -> bool:
        """Whether the back office opens, as Django's admin asks it."""
        return self.is_partner_admin

    @property
    def is_superuser(self) -> bool:
        """Nobody is: the access table decides."""
        return False

    def has_perm(self, _perm: str, _obj: Any = None) -> bool:
        """As Django's admin asks it: the back office is for partner admins; its writes go through services that ask the access table."""
        return self.is_active and self.is_partner_admin

    def has_module_perms(self, _app_label: str) -> bool:
        """As `has_perm`."""
        return self.is_active and self.is_partner_admin


class Membership(PlatformModel):
    """A user's role in a client; revoked ones stay, with their date."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("user"))
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("client"))
    role = models.CharField(_("role"), max_length=16, choices=[(role.value, role.label) for role in MEMBER_ROLES])
    # The person in the client's register that this login belongs to; no constraint crosses schemas.
    person_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                name="accounts_membership_current",
                fields=["user", "client"],
                condition=models.Q(revoked_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Invitation(PlatformModel):
    """An invitation by mail; its token is known only to the mail, here is its digest."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, null=True, related_name="invitations", verbose_name=_("client")
    )
    role = models.CharField(_("role"), max_length=16)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    person_id = models.UUIDField(null=True, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    # Nobody, where the platform itself invited: the first partner admin, from the command line.
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    # When the mail went out; empty where the mail server refused, so that the page can say so.
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.email


class ServiceAccount(PlatformModel):
    """A system that calls the API: the clients it may enter and what it may do there."""

    name = models.CharField(_("name"), max_length=120)
    scopes = models.JSONField(_("scopes"), default=list)
    clients = models.ManyToManyField(Client, through="ServiceGrant", related_name="service_accounts")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("service account")
        verbose_name_plural = _("service accounts")

    def __str__(self) -> str:
        return self.name


class ServiceGrant(PlatformModel):
    """One client that a service account may enter."""

    account = models.ForeignKey(ServiceAccount, on_delete=models.CASCADE, related_name="grants")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="service_grants")

    class Meta:
        constraints = [models.UniqueConstraint(name="accounts_servicegrant_once", fields=["account", "client"])]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.client_id}"


class ServiceKey(PlatformModel):
    """A key of a service account: its public part, and the digest of the whole; two may be active while one replaces the other."""

    account = models.ForeignKey(ServiceAccount, on_delete=models.CASCADE, related_name="keys")
    public_id = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("service key")
        verbose_name_plural = _("service keys")

    def __str__(self) -> str:
        return self.public_id


class CalendarAddress(PlatformModel):
    """The secret address of a person's calendar: whoever has it reads the due dates that the person may see, and nothing else."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_addresses")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.UniqueConstraint(
                name="accounts_calendaraddress_current",
                fields=["user"],
                condition=models.Q(revoked_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"
