"""The vocabulary of the partner's library."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ItemStatus(TextChoices):
    """Where an item stands; only a published one is on offer below the clients."""

    DRAFT = "draft", _("not on offer yet")
    PUBLISHED = "published", _("on offer")
    RETIRED = "retired", _("retired")
