"""What happens to clients, in the platform's own ledger."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.services import declare

CREATED = declare("client.created", _("client created"))
PROVISIONED = declare("client.provisioned", _("client set up"))
PROVISIONING_FAILED = declare("client.provisioning_failed", _("set-up of a client failed"))
SUSPENDED = declare("client.suspended", _("client suspended"))
RESUMED = declare("client.resumed", _("client resumed"))
RETRIED = declare("client.retried", _("set-up of a client started again"))
