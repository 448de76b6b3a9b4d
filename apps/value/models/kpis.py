"""KPIs with their baselines and readings."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from apps.initiatives.models import Initiative, Person
from apps.value.choices import (
    Aggregation,
    Cadence,
    Direction,
    Kind,
    ReadingSource,
    ReadingState,
    Scope,
    Unit,
)
from apps.value.rules.periods import grid_of
from apps.value.rules.terms import PeriodDecision
from kernel.tenancy.models import ClientModel

VALUE_DIGITS: dict[str, Any] = {"max_digits": 24, "decimal_places": 6}


class Kpi(ClientModel):
    """A measure with a name, a unit, a direction and a definition (V1, V7, V8)."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="kpis", verbose_name=_("initiative")
    )
    name = models.CharField(_("name"), max_length=120)
    definition = models.TextField(_("definition"), max_length=1_000)
    unit = models.CharField(_("unit"), max_length=20, choices=Unit)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope, default=Scope.INTEGRATION)
    cadence = models.CharField(_("cadence"), max_length=8, choices=Cadence, default=Cadence.WEEK)
    # The month that the KPI's fiscal year begins in; taken from the client, and kept with the numbers that stand on it.
    year_start = models.SmallIntegerField(_("fiscal year begins in month"), default=1)
    aggregation = models.CharField(_("aggregation"), max_length=8, choices=Aggregation, default=Aggregation.MEAN)
    can_be_negative = models.BooleanField(_("can be negative"), default=False)
    data_owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("data owner")
    )
    source = models.CharField(_("source system"), max_length=120, blank=True)
    # The partner's standard KPI that it was made from; the library lies in the public schema, so this is no foreign key.
    library_item = models.UUIDField(null=True, editable=False)
    library_version = models.IntegerField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("KPI")
        verbose_name_plural = _("KPIs")
        constraints = [
            models.UniqueConstraint(name="value_kpi_name", fields=["initiative", "name"]),
            models.CheckConstraint(name="value_kpi_money_has_currency", condition=Q(unit=Unit.MONEY) ^ Q(currency="")),
            models.CheckConstraint(name="value_kpi_year_start", condition=Q(year_start__range=(1, 12))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def grid(self) -> str:
        """The grid that its periods lie on."""
        return grid_of(self.cadence, self.year_start)

    @property
    def fiscal_month(self) -> str:
        """The month that its fiscal year begins in, in words; empty where its periods are the calendar's."""
        return str(MONTHS[self.year_start]) if self.grid != self.cadence else ""


class Baseline(ClientModel):
    """Where a KPI stood before: value, method, window, sample size, source (V2). A new one supersedes; the old one stays."""

    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="baselines", verbose_name=_("KPI"))
    value = models.DecimalField(_("value"), **VALUE_DIGITS)
    method = models.CharField(_("how it was measured"), max_length=300)
    window_start = models.DateField(_("first day"))
    window_end = models.DateField(_("last day"))
    sample_size = models.PositiveIntegerField(_("sample size"), help_text=_("Cases, not periods."))
    source = models.CharField(_("source"), max_length=200)
    from_readings = models.BooleanField(_("computed from the readings"), default=False)
    # What was decided about periods outside the baseline's own limits: [{"period": first day, "keep": bool, "reason": text}].
    decisions = models.JSONField(default=list, editable=False)
    # The natural limits of its readings, as they were when it was recorded; none while there are fewer than 8.
    limits = models.JSONField(null=True, editable=False)
    # Why it replaced the one before: the natural limits of every later reading come from it.
    reason = models.CharField(_("why it replaces the one before"), max_length=300, blank=True)
    # SHA-256 of the file that it was measured in, where it was one.
    file_digest = models.CharField(max_length=64, blank=True, editable=False)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by_name = models.CharField(max_length=200, editable=False)
    superseded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        constraints = [
            models.UniqueConstraint(
                name="value_baseline_current", fields=["kpi"], condition=Q(superseded_at__isnull=True)
            ),
            models.CheckConstraint(name="value_v2_baseline_window", condition=Q(window_start__lte=F("window_end"))),
            models.CheckConstraint(name="value_v2_baseline_sample", condition=Q(sample_size__gt=0)),
            models.CheckConstraint(name="value_v2_baseline_method", condition=~Q(method="") & ~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.value}"

    @property
    def decided(self) -> tuple[PeriodDecision, ...]:
        """What was decided about single periods, in the order in which it was."""
        return tuple(
            PeriodDecision(dt.date.fromisoformat(row["period"]), row["keep"], row["reason"]) for row in self.decisions
        )


class Reading(ClientModel):
    """The value of a KPI in one period from one source (V9). A correction is a new row; what was believed before stays, with when."""

    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="readings", verbose_name=_("KPI"))
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    value = models.DecimalField(_("value"), **VALUE_DIGITS)
    cases = models.PositiveIntegerField(
        _("cases"), null=True, blank=True, help_text=_("How many cases the value is made of.")
    )
    source = models.CharField(_("source"), max_length=120)
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ReadingState, default=ReadingState.CURRENT)
    door = models.CharField(max_length=8, choices=ReadingSource)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by_id = models.UUIDField(null=True, editable=False)
    recorded_by_name = models.CharField(max_length=200, editable=False)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by", editable=False
    )
    superseded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["period_start"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(
                name="value_v9_one_reading_a_period",
                fields=["kpi", "period_start", "source"],
                condition=Q(state=ReadingState.CURRENT),
            ),
            models.CheckConstraint(name="value_v9_period", condition=Q(period_start__lte=F("period_end"))),
            models.CheckConstraint(
                name="value_v9_superseded",
                condition=Q(state=ReadingState.CURRENT, superseded_at__isnull=True)
                | (~Q(state=ReadingState.CURRENT) & Q(superseded_at__isnull=False)),
            ),
        ]
        indexes = [
            # The run chart and the recent level read the current readings of a KPI by period, newest first.
            models.Index(
                name="value_reading_current", fields=["kpi", "-period_start"], condition=Q(state=ReadingState.CURRENT)
            ),
            models.Index(name="value_reading_recorded", fields=["recorded_at", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.period_start} {self.value}"
