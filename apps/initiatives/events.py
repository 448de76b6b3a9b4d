"""What happens to initiatives and people, in the client's ledger."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.services import declare

PERSON_CREATED = declare("person.created", _("person added"))
PERSON_CHANGED = declare("person.changed", _("person changed"))
PERSON_LINKED = declare("person.linked", _("person given a login"))
CREATED = declare("initiative.created", _("initiative created"))
CHANGED = declare("initiative.changed", _("initiative changed"))
