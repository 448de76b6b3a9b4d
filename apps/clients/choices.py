"""The vocabulary of clients."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClientStatus(TextChoices):
    """Where a client stands; only an active one can be mounted."""

    PROVISIONING = "provisioning", _("being set up")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    FAILED = "failed", _("set-up failed")


class Currency(TextChoices):
    """The currencies that contracts may be in (ISO 4217)."""

    EUR = "EUR", _("Euro")
    USD = "USD", _("US dollar")
    GBP = "GBP", _("Pound sterling")
    CHF = "CHF", _("Swiss franc")
