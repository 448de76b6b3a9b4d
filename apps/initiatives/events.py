"""What happens to initiatives, to people and to what is in the way, in the client's ledger."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.services import declare

PERSON_CREATED = declare("person.created", _("person added"))
PERSON_CHANGED = declare("person.changed", _("person changed"))
PERSON_LINKED = declare("person.linked", _("person given a login"))
CREATED = declare("initiative.created", _("initiative created"))
CHANGED = declare("initiative.changed", _("initiative changed"))
BLOCKER_RAISED = declare("blocker.raised", _("blocker raised"))
BLOCKER_CHANGED = declare("blocker.changed", _("blocker changed"))
BLOCKER_RESOLVED = declare("blocker.resolved", _("blocker out of the way"))
BLOCKER_REOPENED = declare("blocker.reopened", _("blocker in the way again"))
