"""The tenant itself. Everything else about a client lies in its own schema."""

import secrets
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from apps.clients.choices import ClientStatus, Currency
from kernel.tenancy.models import PlatformModel


def new_schema_name() -> str:
    """A schema name that nobody chose: `t_` and 20 random hexadecimal digits."""
    return f"t_{secrets.token_hex(10)}"


def refuse_unknown_zone(name: str) -> None:
    """Raise `ValidationError` for a time zone that the IANA database does not have."""
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone of this name."), code="time_zone")


class Client(PlatformModel):
    """A client of the partner: its address, its schema, its language, time zone and currency."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.CharField(
        _("address"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", _("Lower-case letters, digits and single hyphens; a letter first.")
            )
        ],
    )
    schema_name = models.CharField(max_length=63, unique=True, default=new_schema_name, editable=False)
    status = models.CharField(_("status"), max_length=16, choices=ClientStatus, default=ClientStatus.PROVISIONING)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[refuse_unknown_zone]
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.EUR)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    fiscal_year_start = models.SmallIntegerField(
        _("fiscal year begins in month"),
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    created_at = models.DateTimeField()
    # Provisioning: how far it is, and when it last moved; a sweep resumes one that stopped moving.
    progress_percent = models.PositiveSmallIntegerField(default=0)
    progress_at = models.DateTimeField()
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        constraints = [
            models.CheckConstraint(
                name="clients_client_schema_name", condition=models.Q(schema_name__regex=r"^t_[0-9a-f]{20}$")
            ),
            models.CheckConstraint(name="clients_client_progress", condition=models.Q(progress_percent__lte=100)),
            models.CheckConstraint(
                name="clients_client_fiscal_year_start", condition=models.Q(fiscal_year_start__range=(1, 12))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def fiscal_month(self) -> str:
        """The month that its fiscal year begins in, in words."""
        return str(MONTHS[self.fiscal_year_start])
