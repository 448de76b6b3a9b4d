"""What the partner keeps for the next client: items, and the versions that were published of them."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.library.choices import ItemStatus
from apps.library.documents import LONGEST_KIND, LONGEST_NAME
from apps.library.rules import KEY
from kernel.tenancy.models import PlatformModel


class LibraryItem(PlatformModel):
    """Something to be reused: a document of some kind under a key that stays. The draft is edited, versions are published."""

    kind = models.CharField(_("kind"), max_length=LONGEST_KIND)
    key = models.CharField(
        _("key"),
        max_length=60,
        validators=[
            RegexValidator(
                rf"^{KEY.pattern}\Z", _("Lower-case letters, digits and single hyphens; a letter first."), code="key"
            )
        ],
    )
    # The draft's name, so that lists need not open documents.
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    status = models.CharField(_("status"), max_length=12, choices=ItemStatus, default=ItemStatus.DRAFT)
    draft = models.JSONField(_("document"))
    draft_hash = models.CharField(max_length=64, editable=False)
    # The version on offer while the item is published, and the latest one otherwise.
    latest = models.ForeignKey("LibraryVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["name", "key"]
        verbose_name = _("item of the library")
        verbose_name_plural = _("items of the library")
        constraints = [
            models.UniqueConstraint(name="library_item_key", fields=["kind", "key"]),
            models.CheckConstraint(
                name="library_item_published_is_a_version",
                condition=~Q(status=ItemStatus.PUBLISHED) | Q(latest__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LibraryVersion(PlatformModel):
    """What was published, frozen: one document and its hash. Inserted and read, never changed."""

    append_only: ClassVar[bool] = True

    item = models.ForeignKey(LibraryItem, on_delete=models.PROTECT, related_name="versions", verbose_name=_("item"))
    number = models.PositiveIntegerField(_("version"))
    document = models.JSONField(_("document"))
    document_hash = models.CharField(_("hash"), max_length=64)
    published_at = models.DateTimeField(_("published"))
    published_by_name = models.CharField(_("published by"), max_length=200)

    class Meta:
        ordering = ["item", "number"]
        verbose_name = _("version in the library")
        verbose_name_plural = _("versions in the library")
        constraints = [models.UniqueConstraint(name="library_version_number", fields=["item", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.document_hash[:12]}"
