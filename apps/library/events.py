"""What happens to the partner's library, in the platform's own ledger."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.services import declare

CREATED = declare("library_item.created", _("item of the library written"))
CHANGED = declare("library_item.changed", _("draft of an item of the library changed"))
PUBLISHED = declare("library_item.published", _("item of the library published"))
RETIRED = declare("library_item.retired", _("item of the library retired"))
RESTORED = declare("library_item.restored", _("item of the library taken out again"))
