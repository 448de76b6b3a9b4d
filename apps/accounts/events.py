"""What happens to logins, memberships and keys, in the platform's own ledger."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.services import declare

USER_CREATED = declare("user.created", _("user created"))
USER_ROLE_CHANGED = declare("user.role_changed", _("role at the partner changed"))
USER_DEACTIVATED = declare("user.deactivated", _("user deactivated"))
USER_REACTIVATED = declare("user.reactivated", _("user reactivated"))
PREFERENCES_CHANGED = declare("user.preferences_changed", _("preferences changed"))
FACTOR_ADDED = declare("user.factor_added", _("second factor added"))
FACTOR_REMOVED = declare("user.factor_removed", _("second factor removed"))
FACTORS_RESET = declare("user.factors_reset", _("second factors removed by a partner admin"))
RECOVERY_CODES_MADE = declare("user.recovery_codes_made", _("recovery codes made anew"))

INVITED = declare("invitation.sent", _("invitation sent"))
INVITATION_RESENT = declare("invitation.resent", _("invitation sent again"))
INVITATION_WITHDRAWN = declare("invitation.withdrawn", _("invitation withdrawn"))
INVITATION_ACCEPTED = declare("invitation.accepted", _("invitation accepted"))

MEMBERSHIP_GRANTED = declare("membership.granted", _("access to a client granted"))
MEMBERSHIP_CHANGED = declare("membership.role_changed", _("role in a client changed"))
MEMBERSHIP_LINKED = declare("membership.linked", _("member recognised as a person of the client"))
MEMBERSHIP_REVOKED = declare("membership.revoked", _("access to a client ended"))

ACCOUNT_CREATED = declare("service_account.created", _("service account created"))
ACCOUNT_CHANGED = declare("service_account.changed", _("service account changed"))
ACCOUNT_REVOKED = declare("service_account.revoked", _("service account revoked"))
KEY_ISSUED = declare("service_key.issued", _("key issued"))
KEY_ROTATED = declare("service_key.rotated", _("key replaced"))
KEY_REVOKED = declare("service_key.revoked", _("key revoked"))

CALENDAR_MADE = declare("calendar_address.made", _("address of a calendar made"))
CALENDAR_REVOKED = declare("calendar_address.revoked", _("address of a calendar revoked"))
