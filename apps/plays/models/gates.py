"""Gates, what was decided at them, and what was waived."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.plays.choices import (
    GateStatus,
    GateType,
    Outcome,
)
from apps.plays.models.plays import Play
from kernel.tenancy.models import ClientModel


class Gate(ClientModel):
    """A stage gate of a play (P1): when it is due, and whether it waits for a decision. What it asks stands in the play's plan.

    Whether it is frozen is not kept: it is, as long as a rollback trigger of the play's contract has fired (V5).
    """

    play = models.ForeignKey(Play, on_delete=models.PROTECT, related_name="gates", verbose_name=_("play"))
    type = models.CharField(_("gate"), max_length=18, choices=GateType)
    position = models.PositiveSmallIntegerField(editable=False)
    status = models.CharField(_("status"), max_length=9, choices=GateStatus, default=GateStatus.OPEN)
    due_on = models.DateField(_("due on"))
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by_id = models.UUIDField(null=True, editable=False)
    submitted_by_name = models.CharField(max_length=200, blank=True, editable=False)
    submission = models.CharField(_("what the submitter says"), max_length=1_000, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["play", "position"]
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        constraints = [
            models.UniqueConstraint(name="plays_gate_type", fields=["play", "type"]),
            models.CheckConstraint(
                name="plays_gate_submitted_by_somebody",
                condition=Q(status=GateStatus.SUBMITTED, submitted_at__isnull=False, submitted_by_id__isnull=False)
                | (~Q(status=GateStatus.SUBMITTED) & Q(submitted_at__isnull=True, submitted_by_id__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_type_display())


class GateDecision(ClientModel):
    """What was decided at a gate, by whom, why, and on what: the grounds as one document with its hash (P3)."""

    append_only: ClassVar[bool] = True

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("gate"))
    number = models.PositiveIntegerField()
    outcome = models.CharField(_("decision"), max_length=14, choices=Outcome)
    reasons = models.CharField(_("reasons"), max_length=2_000)
    conditions = models.JSONField(default=list)
    redesign_on = models.DateField(null=True)
    basis: Any = models.JSONField()
    basis_hash = models.CharField(max_length=64)
    submitted_by_id = models.UUIDField(null=True)
    submitted_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField()
    decided_by_id = models.UUIDField()
    decided_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["decided_at"]
        verbose_name = _("gate decision")
        verbose_name_plural = _("gate decisions")
        constraints = [
            models.UniqueConstraint(name="plays_gatedecision_number", fields=["gate", "number"]),
            models.CheckConstraint(name="plays_p3_reasons", condition=~Q(reasons="")),
            # Who submits can't decide; nothing is let through that nobody submitted.
            models.CheckConstraint(
                name="plays_p3_not_one_s_own",
                condition=Q(submitted_by_id__isnull=True) | ~Q(submitted_by_id=F("decided_by_id")),
            ),
            models.CheckConstraint(
                name="plays_p3_go_was_submitted",
                condition=~Q(outcome__in=[Outcome.GO, Outcome.CONDITIONAL_GO]) | Q(submitted_by_id__isnull=False),
            ),
            models.CheckConstraint(
                name="plays_s2_redesign_ends", condition=~Q(outcome=Outcome.REDESIGN) | Q(redesign_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"


class Waiver(ClientModel):
    """A criterion that need not be met for a while: why, by whose approval, until when (P2)."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="waivers", verbose_name=_("gate"))
    criterion = models.CharField(_("criterion"), max_length=60)
    reason = models.CharField(_("reason"), max_length=1_000)
    granted_at = models.DateTimeField(editable=False)
    granted_by_id = models.UUIDField(editable=False)
    granted_by_name = models.CharField(max_length=200, editable=False)
    expires_on = models.DateField(_("expires on"))
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by_name = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["granted_at"]
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        constraints = [models.CheckConstraint(name="plays_p2_waiver_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return self.criterion
