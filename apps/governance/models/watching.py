"""What is watched, and what went wrong: monitors with their readings, and incidents."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.governance.choices import ONGOING, Every, IncidentStatus, IncidentType, MonitorStatus, MonitorType
from apps.initiatives.models import Initiative, Person
from kernel.tenancy.models import ClientModel

VALUE_DIGITS: dict[str, Any] = {"max_digits": 24, "decimal_places": 6}


class Monitor(ClientModel):
    """A measure of the AI at work with the range that is acceptable, and what is done outside of it (G3)."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="monitors", verbose_name=_("initiative")
    )
    name = models.CharField(_("name"), max_length=120)
    type = models.CharField(_("watches"), max_length=8, choices=MonitorType)
    unit = models.CharField(_("unit"), max_length=30, help_text=_("As it stands behind a number: s, %, cases a day."))
    low = models.DecimalField(_("lowest acceptable"), null=True, blank=True, **VALUE_DIGITS)
    high = models.DecimalField(_("highest acceptable"), null=True, blank=True, **VALUE_DIGITS)
    every = models.CharField(_("read"), max_length=4, choices=Every, default=Every.DAY)
    starts_on = models.DateField(_("watched from"))
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner"))
    breach_process = models.TextField(
        _("what happens when it is out of its range"),
        max_length=2_000,
        help_text=_("Who is told, what is stopped, and what works in its place."),
    )
    severity = models.PositiveSmallIntegerField(_("severity of a breach"), default=3)
    status = models.CharField(
        _("state"), max_length=8, choices=MonitorStatus, default=MonitorStatus.ACTIVE, editable=False
    )
    retired_at = models.DateTimeField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("monitor")
        verbose_name_plural = _("monitors")
        constraints = [
            models.UniqueConstraint(name="governance_monitor_name", fields=["initiative", "name"]),
            models.CheckConstraint(
                name="governance_g3_range",
                condition=(Q(low__isnull=False) | Q(high__isnull=False))
                & (Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high"))),
            ),
            models.CheckConstraint(name="governance_g3_breach_process", condition=~Q(breach_process="")),
            models.CheckConstraint(name="governance_g3_severity", condition=Q(severity__range=(1, 4))),
            models.CheckConstraint(
                name="governance_monitor_retired",
                condition=Q(status=MonitorStatus.ACTIVE, retired_at__isnull=True)
                | Q(status=MonitorStatus.RETIRED, retired_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MonitorReading(ClientModel):
    """What a monitor showed at a moment, with the range that held then. Inserted and read, never changed."""

    append_only: ClassVar[bool] = True

    monitor = models.ForeignKey(Monitor, on_delete=models.PROTECT, related_name="readings", verbose_name=_("monitor"))
    measured_at = models.DateTimeField(_("measured"))
    value = models.DecimalField(_("value"), **VALUE_DIGITS)
    source = models.CharField(_("source"), max_length=120, blank=True)
    low = models.DecimalField(_("lowest acceptable"), null=True, **VALUE_DIGITS)
    high = models.DecimalField(_("highest acceptable"), null=True, **VALUE_DIGITS)
    in_range = models.BooleanField(_("in range"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by_name = models.CharField(_("recorded by"), max_length=200)

    class Meta:
        ordering = ["measured_at"]
        verbose_name = _("reading of a monitor")
        verbose_name_plural = _("readings of monitors")
        constraints = [models.UniqueConstraint(name="governance_reading_moment", fields=["monitor", "measured_at"])]
        indexes = [models.Index(name="governance_reading_recorded", fields=["monitor", "recorded_at", "id"])]

    def __str__(self) -> str:
        return f"{self.measured_at} {self.value}"


class Incident(ClientModel):
    """Something that went wrong, from its detection to its end (G7). What was done meanwhile stands in the ledger."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="incidents", verbose_name=_("initiative")
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    title = models.CharField(_("title"), max_length=160)
    type = models.CharField(_("kind"), max_length=12, choices=IncidentType)
    severity = models.PositiveSmallIntegerField(_("severity"))
    # What a gate counts it by, whatever is said of it later.
    worst_severity = models.PositiveSmallIntegerField(_("worst severity"), editable=False)
    status = models.CharField(
        _("state"), max_length=10, choices=IncidentStatus, default=IncidentStatus.OPEN, editable=False
    )
    detected_at = models.DateTimeField(_("detected"))
    contained_at = models.DateTimeField(_("contained"), null=True, editable=False)
    resolved_at = models.DateTimeField(_("resolved"), null=True, editable=False)
    # When somebody said so: until then it goes on for a gate.
    resolution_recorded_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("owner")
    )
    description = models.TextField(_("what happened"), max_length=4_000, blank=True)
    root_cause = models.TextField(_("root cause"), max_length=4_000, blank=True)
    fallback_used = models.BooleanField(_("the fallback was used"), null=True, blank=True)
    fallback_note = models.CharField(_("how the fallback did"), max_length=1_000, blank=True)
    monitor = models.ForeignKey(
        Monitor, on_delete=models.PROTECT, related_name="breaches", null=True, blank=True, verbose_name=_("monitor")
    )
    # The contract whose rollback trigger fired; contracts stand beside governance, so this is no foreign key.
    contract_id = models.UUIDField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["-detected_at"]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.UniqueConstraint(name="governance_incident_number", fields=["initiative", "number"]),
            models.UniqueConstraint(
                name="governance_g3_one_breach_at_a_time",
                fields=["monitor"],
                condition=Q(type=IncidentType.BREACH, status__in=ONGOING),
            ),
            models.CheckConstraint(
                name="governance_g7_severity",
                condition=Q(severity__range=(1, 4), worst_severity__gte=1, worst_severity__lte=F("severity")),
            ),
            models.CheckConstraint(
                name="governance_g7_breach_of_a_monitor",
                condition=~Q(type=IncidentType.BREACH) | Q(monitor__isnull=False),
            ),
            models.CheckConstraint(
                name="governance_g7_order_of_moments",
                condition=(Q(contained_at__isnull=True) | Q(contained_at__gte=F("detected_at")))
                & (Q(resolved_at__isnull=True) | Q(resolved_at__gte=F("contained_at"))),
            ),
            models.CheckConstraint(
                name="governance_g7_moments_of_the_state",
                condition=Q(status=IncidentStatus.OPEN, contained_at__isnull=True, resolved_at__isnull=True)
                | Q(status=IncidentStatus.CONTAINED, contained_at__isnull=False, resolved_at__isnull=True)
                | Q(
                    status__in=[IncidentStatus.RESOLVED, IncidentStatus.CLOSED],
                    contained_at__isnull=False,
                    resolved_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="governance_g7_resolution_recorded",
                condition=Q(resolved_at__isnull=True, resolution_recorded_at__isnull=True)
                | Q(resolved_at__isnull=False, resolution_recorded_at__gte=F("resolved_at")),
            ),
            models.CheckConstraint(
                name="governance_g7_root_cause",
                condition=(~Q(status=IncidentStatus.CLOSED) & Q(closed_at__isnull=True))
                | (Q(status=IncidentStatus.CLOSED, closed_at__isnull=False) & ~Q(root_cause="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title
