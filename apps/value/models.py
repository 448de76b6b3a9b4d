"""KPIs with their baseline and readings, and the contracts that promise to move them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.initiatives.models import Initiative, Person
from apps.value.choices import (
    Aggregation,
    Cadence,
    ContractStatus,
    Direction,
    Kind,
    ReadingSource,
    ReadingState,
    Scope,
    SignatureRole,
    Unit,
)
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
    aggregation = models.CharField(_("aggregation"), max_length=8, choices=Aggregation, default=Aggregation.MEAN)
    can_be_negative = models.BooleanField(_("can be negative"), default=False)
    data_owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("data owner")
    )
    source = models.CharField(_("source system"), max_length=120, blank=True)
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
        ]

    def __str__(self) -> str:
        return self.name


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


class Contract(ClientModel):
    """A value contract (V1). The draft is edited; what is proposed and signed is a frozen version."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("initiative")
    )
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("target KPI"))
    title = models.CharField(_("title"), max_length=160)
    status = models.CharField(_("status"), max_length=12, choices=ContractStatus, default=ContractStatus.DRAFT)
    # What is still being agreed, as plain values: everything of the one page but the KPI and its baseline, which have rows of their own.
    draft = models.JSONField(default=dict)
    # Taken from the version in force, so that lists need not open documents.
    target = models.DecimalField(_("target"), null=True, editable=False, **VALUE_DIGITS)
    starts_on = models.DateField(_("starts on"), null=True, editable=False)
    due_on = models.DateField(_("due on"), null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["title"]
        verbose_name = _("value contract")
        verbose_name_plural = _("value contracts")
        constraints = [
            models.UniqueConstraint(
                name="value_contract_one_open",
                fields=["kpi"],
                condition=Q(
                    status__in=[
                        ContractStatus.DRAFT,
                        ContractStatus.PROPOSED,
                        ContractStatus.SIGNED,
                        ContractStatus.ACTIVE,
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ContractVersion(ClientModel):
    """What was proposed for signature, frozen: one document and its hash (V6). Inserted and read, never changed."""

    append_only: ClassVar[bool] = True

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64, db_index=True)
    proposed_at = models.DateTimeField()
    proposed_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]
        verbose_name = _("contract version")
        verbose_name_plural = _("contract versions")
        constraints = [models.UniqueConstraint(name="value_contractversion_number", fields=["contract", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.content_hash[:12]}"


class Signature(ClientModel):
    """One person's signature under one version: who, in which capacity, when, from where, over which hash (V6)."""

    append_only: ClassVar[bool] = True

    version = models.ForeignKey(ContractVersion, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=16, choices=SignatureRole)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signatures")
    person_name = models.CharField(max_length=120)
    user_id = models.UUIDField()
    signed_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["signed_at"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(name="value_v6_one_signature_a_role", fields=["version", "role"]),
            # Two people sign: nobody is both owner and sponsor.
            models.UniqueConstraint(name="value_v6_one_role_a_person", fields=["version", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.role}"
