"""What happens to parameters, in the client's ledger."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.services import declare

CHANGED = declare("parameter.changed", _("parameter changed"))
