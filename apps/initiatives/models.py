"""The people who matter, the initiatives they own, and what is in their way."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.initiatives.choices import (
    BlockerControl,
    BlockerKind,
    BlockerStatus,
    BusinessFunction,
    InitiativeStatus,
    InitiativeType,
    StageReached,
)
from kernel.tenancy.models import ClientModel


class Person(ClientModel):
    """Anyone who matters to the work, whether or not they ever log in."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    function = models.CharField(_("business function"), max_length=16, choices=BusinessFunction)
    # The login, where there is one; users lie in the public schema, so this is no foreign key.
    user_id = models.UUIDField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                name="initiatives_person_user", fields=["user_id"], condition=models.Q(user_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Initiative(ClientModel):
    """Anything that takes the client's implementation capacity, with the three people who answer for it (O1, O2, O3)."""

    name = models.CharField(_("name"), max_length=160)
    type = models.CharField(_("type"), max_length=16, choices=InitiativeType, default=InitiativeType.AI_USE_CASE)
    summary = models.TextField(_("summary"), max_length=2_000, blank=True)
    status = models.CharField(_("status"), max_length=24, choices=InitiativeStatus, default=InitiativeStatus.IDEA)
    # Kept with the status and never lowered: what was earned in production counts through a pause and an end.
    stage_reached = models.CharField(
        _("furthest stage"),
        max_length=24,
        choices=StageReached,
        default=StageReached.NONE,
        db_default=StageReached.NONE,
        editable=False,
    )
    workflow = models.CharField(
        _("workflow"), max_length=160, help_text=_("The workflow that should improve, in the business's own words.")
    )
    workflow_owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="owned_initiatives", verbose_name=_("workflow owner")
    )
    workflow_owner_accountability = models.TextField(_("workflow owner’s accountability"), max_length=1_000)
    transformation_lead = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="led_initiatives", verbose_name=_("transformation lead")
    )
    transformation_lead_accountability = models.TextField(_("transformation lead’s accountability"), max_length=1_000)
    partner_lead = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="partnered_initiatives", verbose_name=_("partner lead")
    )
    # Operations is the workflow owner's; whose the data and the money are is asked where ownership is split (O6).
    data_owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("data owner")
    )
    budget_owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("budget owner")
    )
    # The play that the status follows while it runs: its gates move it then, and nobody by hand. No key points upward.
    play_id = models.UUIDField(null=True, editable=False)
    registered_on = models.DateField(_("in the register since"))
    cost_of_delay = models.DecimalField(
        _("cost of delay a month"),
        max_digits=24,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Money lost each month until the initiative is in production, in the client's currency (S10)."),
    )
    # When waiting ended, one way or the other: the first day of production is kept for good, the end while it lasts.
    production_on = models.DateField(_("first in production on"), null=True, blank=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        constraints = [
            models.UniqueConstraint(name="initiatives_initiative_name", fields=["name"]),
            models.CheckConstraint(
                name="initiatives_o2_named_apart", condition=~models.Q(workflow_owner=models.F("transformation_lead"))
            ),
            models.CheckConstraint(
                name="initiatives_o2_accountability",
                condition=~models.Q(workflow_owner_accountability="")
                & ~models.Q(transformation_lead_accountability=""),
            ),
            models.CheckConstraint(
                name="initiatives_v12_stage_reached", condition=models.Q(stage_reached__in=StageReached.values)
            ),
            models.CheckConstraint(
                name="initiatives_s10_cost_of_delay",
                condition=models.Q(cost_of_delay__isnull=True) | models.Q(cost_of_delay__gte=0),
            ),
            models.CheckConstraint(
                name="initiatives_s10_registered_before_production",
                condition=models.Q(production_on__isnull=True) | models.Q(production_on__gte=models.F("registered_on")),
            ),
            models.CheckConstraint(
                name="initiatives_s10_registered_before_its_end",
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("registered_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Blocker(ClientModel):
    """Something in an initiative's way, and whether its workflow owner can remove it (O5)."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="blockers", verbose_name=_("initiative")
    )
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("what is in the way"), max_length=4_000, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=BlockerKind)
    control = models.CharField(_("control"), max_length=8, choices=BlockerControl)
    late_discovery = models.BooleanField(_("found after the work had begun"), default=False)
    opened_on = models.DateField(_("in the way since"))
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("who removes it")
    )
    status = models.CharField(
        _("state"), max_length=8, choices=BlockerStatus, default=BlockerStatus.OPEN, editable=False
    )
    resolved_on = models.DateField(_("out of the way since"), null=True, blank=True, editable=False)
    resolution = models.TextField(_("how it was removed"), max_length=2_000, blank=True, editable=False)
    raised_by_name = models.CharField(_("raised by"), max_length=200, editable=False)
    resolved_by_name = models.CharField(_("removed by"), max_length=200, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["opened_on", "pk"]
        verbose_name = _("blocker")
        verbose_name_plural = _("blockers")
        constraints = [
            models.CheckConstraint(
                name="initiatives_o5_resolved",
                condition=Q(status=BlockerStatus.OPEN, resolved_on__isnull=True, resolution="", resolved_by_name="")
                | (Q(status=BlockerStatus.RESOLVED, resolved_on__isnull=False) & ~Q(resolution="")),
            ),
            models.CheckConstraint(
                name="initiatives_o5_order_of_days",
                condition=Q(resolved_on__isnull=True) | Q(resolved_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(name="initiatives_o5_control", condition=Q(control__in=BlockerControl.values)),
        ]

    def __str__(self) -> str:
        return self.title
