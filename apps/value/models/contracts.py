"""Contracts, what was frozen and signed of them, and what the readings did to them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.initiatives.models import Initiative, Person
from apps.value.choices import AmendmentStatus, Clearing, ContractStatus, SignatureRole
from apps.value.models.kpis import VALUE_DIGITS, Kpi
from kernel.tenancy.models import ClientModel

OPEN = (ContractStatus.DRAFT, ContractStatus.PROPOSED, ContractStatus.SIGNED, ContractStatus.ACTIVE)
JUDGED = (ContractStatus.ACHIEVED, ContractStatus.MISSED, ContractStatus.ROLLED_BACK, ContractStatus.SUPERSEDED)
IN_FORCE = (ContractStatus.SIGNED, ContractStatus.ACTIVE, *JUDGED)


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
    # The version that all have signed and that holds; an amendment leaves it until all have signed the next one.
    in_force = models.ForeignKey(
        "ContractVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    amendment = models.CharField(
        _("amendment"), max_length=10, choices=AmendmentStatus, default=AmendmentStatus.NONE, editable=False
    )
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="superseded_by"
    )
    # How it ended: in the words of whoever judged it, with the figures in the ledger.
    conclusion = models.TextField(_("conclusion"), max_length=1_000, blank=True, editable=False)
    concluded_at = models.DateTimeField(null=True, editable=False)
    concluded_by_name = models.CharField(max_length=200, blank=True, editable=False)
    # Taken from the version in force, so that lists need not open documents.
    baseline = models.DecimalField(_("baseline"), null=True, editable=False, **VALUE_DIGITS)
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
                condition=Q(status__in=OPEN),
            ),
            models.CheckConstraint(
                name="value_v6_in_force_is_signed",
                condition=Q(in_force__isnull=False) | ~Q(status__in=IN_FORCE),
            ),
            models.CheckConstraint(
                name="value_v6_amendment_of_signed",
                condition=Q(amendment=AmendmentStatus.NONE)
                | Q(status__in=[ContractStatus.SIGNED, ContractStatus.ACTIVE]),
            ),
            models.CheckConstraint(
                name="value_contract_judged_by_somebody",
                condition=~Q(status__in=JUDGED) | Q(concluded_at__isnull=False),
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
            models.CheckConstraint(name="value_v6_signature_role", condition=Q(role__in=SignatureRole.values)),
            # Two people sign: nobody is both owner and sponsor.
            models.UniqueConstraint(name="value_v6_one_role_a_person", fields=["version", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.role}"


class RollbackFiring(ClientModel):
    """A rollback trigger that fired: in which period, and what cleared it if anything did (V5)."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="firings")
    # The period whose reading completed the count, and the first day of the one that began it.
    period_start = models.DateField()
    period_end = models.DateField()
    began_on = models.DateField()
    fired_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    cleared_by_name = models.CharField(max_length=200, blank=True)
    clearing = models.CharField(max_length=12, choices=Clearing, blank=True)
    reason = models.CharField(max_length=1_000, blank=True)

    class Meta:
        ordering = ["period_start", "fired_at"]
        verbose_name = _("fired rollback trigger")
        verbose_name_plural = _("fired rollback triggers")
        constraints = [
            models.UniqueConstraint(
                name="value_v5_fires_once", fields=["contract", "period_start"], condition=Q(cleared_at__isnull=True)
            ),
            models.CheckConstraint(
                name="value_v5_cleared_by_something",
                condition=Q(cleared_at__isnull=True, clearing="") | (Q(cleared_at__isnull=False) & ~Q(clearing="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_start}"


class FinanceValidation(ClientModel):
    """Finance's word that so much value came of a contract up to a day (V12), with the figures that it saw."""

    append_only: ClassVar[bool] = True

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="validations")
    through_on = models.DateField()
    amount = models.DecimalField(**VALUE_DIGITS)
    currency = models.CharField(max_length=3)
    figures: Any = models.JSONField()
    note = models.CharField(max_length=1_000, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    validated_at = models.DateTimeField()
    validated_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["validated_at"]
        verbose_name = _("validation by finance")
        verbose_name_plural = _("validations by finance")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
