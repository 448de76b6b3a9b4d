"""The moves of a value contract from its draft to how it ended, those of an amendment beside the version in force, and
those of an uploaded file.
"""

from django.utils.translation import gettext_lazy as _

from apps.value import permissions
from apps.value.choices import AmendmentStatus, ContractStatus, ImportStatus
from kernel.lifecycle import Lifecycle, Move

DRAFT, PROPOSED, SIGNED, ACTIVE = (
    ContractStatus.DRAFT,
    ContractStatus.PROPOSED,
    ContractStatus.SIGNED,
    ContractStatus.ACTIVE,
)

CONTRACT = Lifecycle(
    [
        Move("propose", frozenset({DRAFT}), PROPOSED, permissions.NEGOTIATE, _("Propose for signature")),
        Move("withdraw", frozenset({PROPOSED}), DRAFT, permissions.NEGOTIATE, _("Take back for changes")),
        Move("sign", frozenset({PROPOSED}), SIGNED, permissions.SIGN, _("Sign the contract")),
        # On the first day of the contract, or with the last signature when that day has come; nobody asks for it.
        Move("activate", frozenset({SIGNED}), ACTIVE, permissions.NEGOTIATE, _("Put in force")),
        Move("achieve", frozenset({ACTIVE}), ContractStatus.ACHIEVED, permissions.CONCLUDE, _("Declare it achieved")),
        Move("miss", frozenset({ACTIVE}), ContractStatus.MISSED, permissions.CONCLUDE, _("Declare it missed")),
        Move("roll_back", frozenset({ACTIVE}), ContractStatus.ROLLED_BACK, permissions.CONCLUDE, _("Roll it back")),
        # When the contract that was drafted to replace it comes in force; nobody asks for it.
        Move(
            "supersede",
            frozenset({SIGNED, ACTIVE}),
            ContractStatus.SUPERSEDED,
            permissions.NEGOTIATE,
            _("Replace by another contract"),
        ),
        Move(
            "cancel",
            frozenset({DRAFT, PROPOSED, SIGNED, ACTIVE}),
            ContractStatus.CANCELLED,
            permissions.CANCEL,
            _("Cancel the contract"),
        ),
    ]
)

AMENDMENT = Lifecycle(
    [
        Move(
            "amend",
            frozenset({AmendmentStatus.NONE}),
            AmendmentStatus.DRAFT,
            permissions.NEGOTIATE,
            _("Draft a change"),
        ),
        Move(
            "propose",
            frozenset({AmendmentStatus.DRAFT}),
            AmendmentStatus.PROPOSED,
            permissions.NEGOTIATE,
            _("Propose the amendment"),
        ),
        Move(
            "withdraw",
            frozenset({AmendmentStatus.PROPOSED}),
            AmendmentStatus.DRAFT,
            permissions.NEGOTIATE,
            _("Take back for changes"),
        ),
        Move(
            "sign",
            frozenset({AmendmentStatus.PROPOSED}),
            AmendmentStatus.NONE,
            permissions.SIGN,
            _("Sign the amendment"),
        ),
        Move(
            "drop",
            frozenset({AmendmentStatus.DRAFT, AmendmentStatus.PROPOSED}),
            AmendmentStatus.NONE,
            permissions.NEGOTIATE,
            _("Drop the amendment"),
        ),
    ]
)

# What people ask of an uploaded file. That it is read, or can't be, the task finds; while it records, it is let be.
IMPORT = Lifecycle(
    [
        Move(
            "read",
            frozenset({ImportStatus.WAITING, ImportStatus.READY, ImportStatus.FAILED}),
            ImportStatus.READING,
            permissions.READINGS,
            _("Read the file"),
        ),
        Move(
            "apply",
            frozenset({ImportStatus.READY}),
            ImportStatus.APPLIED,
            permissions.READINGS,
            _("Record the readings"),
        ),
        Move(
            "drop",
            frozenset({ImportStatus.WAITING, ImportStatus.READING, ImportStatus.READY, ImportStatus.FAILED}),
            ImportStatus.DROPPED,
            permissions.READINGS,
            _("Drop the file"),
        ),
    ]
)

# Those that a person chooses by name; proposing and signing have doors of their own, and the calendar activates.
CHOSEN = ("withdraw", "drop", "achieve", "miss", "roll_back", "cancel")


def negotiated(status: str) -> tuple[str, Lifecycle]:
    """What is being negotiated of a contract in this state: the contract itself, or a change of one that all have signed."""
    return ("amendment", AMENDMENT) if status in (SIGNED, ACTIVE) else ("status", CONTRACT)
