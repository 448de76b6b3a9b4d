"""The vocabulary of what the read model says to anybody."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SealState(TextChoices):
    """Where a document with a hash stands, as anybody who holds it may know."""

    OPEN = "open", _("open for signature, not signed by all yet")
    WITHDRAWN = "withdrawn", _("taken back, never signed by all")
    SIGNED = "signed", _("signed by all, begins on its first day")
    IN_FORCE = "in_force", _("signed by all, in force")
    SUPERSEDED = "superseded", _("signed by all, superseded by a later one")
    ENDED = "ended", _("signed by all, and its contract has ended")
