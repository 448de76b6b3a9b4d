"""The table of what was set for a client."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.parameters.declared import parameters
from kernel.tenancy.models import ClientModel


class Setting(ClientModel):
    """A parameter that somebody changed for this client; without a value it is back at its default, and says who put it there."""

    key = models.CharField(_("key"), max_length=80, unique=True)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True)
    reason = models.CharField(_("reason"), max_length=500)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by_name = models.CharField(_("changed by"), max_length=200)
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["key"]
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")

    def __str__(self) -> str:
        declared = parameters.rows.get(self.key)
        return str(declared.label) if declared else self.key
