"""The moves of a value contract up to the day it is in force, and its cancellation."""

from django.utils.translation import gettext_lazy as _

from apps.value import permissions
from apps.value.choices import ContractStatus as Status
from kernel.lifecycle import Lifecycle, Move

CONTRACT = Lifecycle(
    [
        Move("propose", frozenset({Status.DRAFT}), Status.PROPOSED, permissions.NEGOTIATE, _("Propose for signature")),
        Move("withdraw", frozenset({Status.PROPOSED}), Status.DRAFT, permissions.NEGOTIATE, _("Take back for changes")),
        Move("sign", frozenset({Status.PROPOSED}), Status.SIGNED, permissions.SIGN, _("Sign the contract")),
        # On the first day of the contract, or with the last signature when that day has come; nobody asks for it.
        Move("activate", frozenset({Status.SIGNED}), Status.ACTIVE, permissions.NEGOTIATE, _("Put in force")),
        Move(
            "cancel",
            frozenset({Status.DRAFT, Status.PROPOSED, Status.SIGNED, Status.ACTIVE}),
            Status.CANCELLED,
            permissions.CANCEL,
            _("Cancel the contract"),
        ),
    ]
)

# Those that a person chooses by name; a signature has a door of its own, and the calendar activates.
CHOSEN = ("withdraw", "cancel")
