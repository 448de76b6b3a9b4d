"""Plays and the work in them."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.initiatives.models import Initiative, Person
from apps.plays.choices import (
    ActivityOrigin,
    ActivityStatus,
    KitStatus,
    PlayStatus,
)
from apps.plays.rules.days import LONGEST_EXTENSION, last_day
from apps.value.models import Contract
from kernel.tenancy.models import ClientModel

OPEN = (PlayStatus.PLANNED, PlayStatus.RUNNING, PlayStatus.PAUSED)
ENDED = (PlayStatus.SCALED, PlayStatus.STOPPED)


class Play(ClientModel):
    """One initiative's 60-day run in one team, with the plan it began with, its fallback, and the kit that was frozen of it."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="plays", verbose_name=_("initiative")
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="plays", verbose_name=_("value contract")
    )
    team = models.CharField(_("team or region"), max_length=120)
    status = models.CharField(_("status"), max_length=8, choices=PlayStatus, default=PlayStatus.PLANNED)
    starts_on = models.DateField(_("first day"))
    # Whether the initiative's status follows its gates; of the plays of one initiative, the first to start.
    leads = models.BooleanField(default=True, editable=False)
    # The template as it was when the play began: one document, with where it came from in the partner's library.
    plan = models.JSONField(editable=False)
    template_kind = models.CharField(max_length=16, editable=False)
    template_key = models.CharField(max_length=60, editable=False)
    template_version = models.PositiveIntegerField(editable=False)
    # The play whose kit this one repeats (K2), where that ran for the same client.
    replicates = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="replications"
    )
    extended_days = models.PositiveSmallIntegerField(default=0, editable=False)
    extended_at = models.DateTimeField(null=True, editable=False)
    extended_by_name = models.CharField(max_length=200, blank=True, editable=False)
    extension_reason = models.CharField(max_length=1_000, blank=True, editable=False)
    paused_on = models.DateField(null=True, editable=False)
    redesign_on = models.DateField(_("redesign ends on"), null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    # When the ledger told that day 60 had passed without a decision, so that it tells it once.
    overdue_told_on = models.DateField(null=True, editable=False)
    # The written procedure (P7), and within how many minutes it has to have taken effect.
    fallback = models.TextField(_("fallback procedure"), max_length=5_000, blank=True, editable=False)
    fallback_minutes = models.PositiveIntegerField(_("takes effect within minutes"), null=True, editable=False)
    fallback_owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("fallback owner")
    )
    fallback_version = models.PositiveIntegerField(default=0, editable=False)
    fallback_written_at = models.DateTimeField(null=True, editable=False)
    # What was frozen of the play for the next one (K1): shown for approval before it leaves this schema.
    kit: Any = models.JSONField(null=True, editable=False)
    kit_status = models.CharField(max_length=8, choices=KitStatus, default=KitStatus.NONE, editable=False)
    kit_hash = models.CharField(max_length=64, blank=True, editable=False)
    kit_released_at = models.DateTimeField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("play")
        verbose_name_plural = _("plays")
        constraints = [
            models.UniqueConstraint(
                name="plays_one_open_a_team", fields=["initiative", "team"], condition=Q(status__in=OPEN)
            ),
            models.UniqueConstraint(
                name="plays_one_leads", fields=["initiative"], condition=Q(status__in=OPEN, leads=True)
            ),
            models.CheckConstraint(
                name="plays_p4_one_extension",
                condition=Q(extended_days=0, extended_at__isnull=True)
                | (Q(extended_days__range=(1, LONGEST_EXTENSION), extended_at__isnull=False) & ~Q(extension_reason="")),
            ),
            models.CheckConstraint(
                name="plays_s2_a_pause_ends",
                condition=Q(status=PlayStatus.PAUSED, paused_on__isnull=False, redesign_on__gt=F("paused_on"))
                | (~Q(status=PlayStatus.PAUSED) & Q(paused_on__isnull=True, redesign_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="plays_p8_ended",
                condition=Q(status__in=ENDED, ended_on__isnull=False)
                | (~Q(status__in=ENDED) & Q(ended_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="plays_p7_fallback",
                condition=Q(fallback_version=0, fallback="", fallback_written_at__isnull=True)
                | (Q(fallback_version__gt=0, fallback_written_at__isnull=False) & ~Q(fallback="")),
            ),
            models.CheckConstraint(
                name="plays_k1_kit",
                condition=Q(kit_status=KitStatus.NONE, kit__isnull=True)
                | (~Q(kit_status=KitStatus.NONE) & Q(kit__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative.name}, {self.team}"

    @property
    def last_on(self) -> dt.date:
        """Its last day, the extension counted."""
        return last_day(self.starts_on, self.extended_days)


class Activity(ClientModel):
    """Something that has to be done in a play: by whom, planned for when, due when, done when (P5)."""

    play = models.ForeignKey(Play, on_delete=models.PROTECT, related_name="activities", verbose_name=_("play"))
    # Its name in the plan; empty where it was added later.
    key = models.CharField(max_length=60, blank=True, editable=False)
    phase = models.CharField(_("phase"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), max_length=2_000, blank=True)
    origin = models.CharField(_("origin"), max_length=9, choices=ActivityOrigin, default=ActivityOrigin.ADDED)
    # The gate whose decision made it a condition.
    gate = models.ForeignKey(
        "Gate", on_delete=models.PROTECT, null=True, editable=False, related_name="conditions", verbose_name=_("gate")
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("owner")
    )
    # As it was planned first, for good; what it is due by now; when it really was done.
    planned_on = models.DateField(_("planned for"), editable=False)
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, editable=False)
    status = models.CharField(_("status"), max_length=7, choices=ActivityStatus, default=ActivityStatus.OPEN)
    # The ids of the activities of the same play that it waits for.
    depends_on = models.JSONField(_("waits for"), default=list)
    note = models.CharField(_("note"), max_length=1_000, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["due_on", "position", "pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.UniqueConstraint(name="plays_activity_key", fields=["play", "key"], condition=~Q(key="")),
            models.CheckConstraint(
                name="plays_activity_done",
                condition=Q(status=ActivityStatus.DONE, done_on__isnull=False)
                | (~Q(status=ActivityStatus.DONE) & Q(done_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="plays_activity_condition_of_a_gate",
                condition=~Q(origin=ActivityOrigin.CONDITION) | Q(gate__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Effort(ClientModel):
    """Hours that were booked in a play (K2). A correction is another entry, with hours below nothing."""

    append_only: ClassVar[bool] = True

    play = models.ForeignKey(Play, on_delete=models.PROTECT, related_name="effort", verbose_name=_("play"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    on = models.DateField(_("day"))
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["on", "recorded_at"]
        verbose_name = _("effort")
        verbose_name_plural = _("effort")
        constraints = [models.CheckConstraint(name="plays_k2_hours", condition=~Q(hours=0))]

    def __str__(self) -> str:
        return f"{self.on} {self.hours}"
