"""Files on their way to readings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.value.choices import ImportKind, ImportStatus
from apps.value.models.kpis import Kpi
from kernel.tenancy.models import ClientModel


class DataImport(ClientModel):
    """An uploaded file: how far it is read, what was found in it, and what it would record. The file itself is kept for a day."""

    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=10, choices=ImportKind)
    status = models.CharField(max_length=8, choices=ImportStatus, default=ImportStatus.WAITING)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    file_size = models.BigIntegerField()
    # How to read it: columns, time zone, end activities, how numbers are written.
    reading_options = models.JSONField(default=dict)
    # What was found: the columns and the guess at first, then the measures by period, or what each row would do.
    result = models.JSONField(default=dict)
    progress_percent = models.SmallIntegerField(default=0)
    progress_at = models.DateTimeField()
    failure = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    created_by_id = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=200)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(name="value_import_progress", condition=Q(progress_percent__range=(0, 100))),
            models.CheckConstraint(
                name="value_import_applied",
                condition=Q(status=ImportStatus.APPLIED, applied_at__isnull=False)
                | (~Q(status=ImportStatus.APPLIED) & Q(applied_at__isnull=True)),
            ),
        ]
        indexes = [models.Index(name="value_import_waiting", fields=["status", "progress_at"])]

    def __str__(self) -> str:
        return self.file_name
