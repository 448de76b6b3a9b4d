"""What a gate is decided on: evidence, sessions with testers, drills of the fallback."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.initiatives.models import Person
from apps.plays.choices import (
    AcceptanceVerdict,
    EvidenceKind,
    EvidenceStatus,
)
from apps.plays.models.plays import Activity, Play
from kernel.tenancy.models import ClientModel


class Evidence(ClientModel):
    """A file, a link or a note that shows something: for a criterion of the plan, or beside an activity (P2)."""

    play = models.ForeignKey(Play, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("play"))
    # The criterion that it is for, as the plan names it; empty beside an activity.
    criterion = models.CharField(_("criterion"), max_length=60, blank=True)
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("activity")
    )
    kind = models.CharField(_("kind"), max_length=4, choices=EvidenceKind)
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("note"), max_length=5_000, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    file_path = models.CharField(max_length=200, blank=True, editable=False)
    file_name = models.CharField(max_length=200, blank=True, editable=False)
    file_type = models.CharField(max_length=100, blank=True, editable=False)
    file_size = models.BigIntegerField(default=0, editable=False)
    file_digest = models.CharField(max_length=64, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=9, choices=EvidenceStatus, default=EvidenceStatus.SUBMITTED)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    submitted_at = models.DateTimeField(editable=False)
    submitted_by_id = models.UUIDField(editable=False)
    submitted_by_name = models.CharField(max_length=200, editable=False)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    reviewed_by_id = models.UUIDField(null=True, editable=False)
    reviewed_by_name = models.CharField(max_length=200, blank=True, editable=False)
    review_note = models.CharField(_("what the reviewer says"), max_length=1_000, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["submitted_at"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                name="plays_evidence_for_something",
                condition=~Q(criterion="") ^ Q(activity__isnull=False),
            ),
            models.CheckConstraint(
                name="plays_evidence_is_there",
                condition=(Q(kind=EvidenceKind.FILE) & ~Q(file_path="") & ~Q(file_digest=""))
                | (Q(kind=EvidenceKind.LINK, file_path="") & ~Q(url=""))
                | (Q(kind=EvidenceKind.NOTE, file_path="") & ~Q(note="")),
            ),
            models.CheckConstraint(
                name="plays_p2_reviewed_by_another",
                condition=Q(reviewed_by_id__isnull=True) | ~Q(reviewed_by_id=F("submitted_by_id")),
            ),
            models.CheckConstraint(
                name="plays_p2_reviewed",
                condition=~Q(status__in=[EvidenceStatus.ACCEPTED, EvidenceStatus.REJECTED])
                | Q(reviewed_at__isnull=False, reviewed_by_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AcceptanceSession(ClientModel):
    """A tester of the workflow's own roles at real tasks: what was tried, the verdict, the defects found (P6)."""

    play = models.ForeignKey(Play, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("play"))
    tester = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("tester"))
    role = models.CharField(_("role in the workflow"), max_length=120)
    held_on = models.DateField(_("held on"))
    # What was tried: [{"task": text, "worked": bool}].
    tasks = models.JSONField(_("tasks tried"))
    verdict = models.CharField(_("verdict"), max_length=7, choices=AcceptanceVerdict)
    comment = models.CharField(_("comment"), max_length=1_000, blank=True)
    # What was found: [{"id", "title", "blocking", "status", "closed_at", "closed_by_name", "note"}].
    defects = models.JSONField(_("defects"), default=list)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by_name = models.CharField(max_length=200, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["held_on", "pk"]
        verbose_name = _("acceptance session")
        verbose_name_plural = _("acceptance sessions")

    def __str__(self) -> str:
        return f"{self.held_on} {self.role}"


class Drill(ClientModel):
    """A rehearsal of the fallback: whether and how soon it took effect (P7)."""

    append_only: ClassVar[bool] = True

    play = models.ForeignKey(Play, on_delete=models.PROTECT, related_name="drills", verbose_name=_("play"))
    held_at = models.DateTimeField(_("held at"))
    fallback_version = models.PositiveIntegerField()
    stated_minutes = models.PositiveIntegerField()
    took_effect = models.BooleanField(_("took effect"))
    took_minutes = models.PositiveIntegerField(_("minutes until it took effect"), null=True)
    note = models.CharField(_("what was seen"), max_length=2_000)
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["held_at"]
        verbose_name = _("drill")
        verbose_name_plural = _("drills")
        constraints = [
            models.CheckConstraint(
                name="plays_p7_drill_minutes", condition=Q(took_effect=False) | Q(took_minutes__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_at:%Y-%m-%d}"

    @property
    def passed(self) -> bool:
        """Whether the fallback took effect within its stated time."""
        return self.took_effect and self.took_minutes is not None and self.took_minutes <= self.stated_minutes
