"""What was agreed on: the checklist, the boundary statement, and the leader who attests that both hold."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.governance.choices import AnswerType, BoundaryStatus
from apps.initiatives.models import Initiative, Person
from kernel.tenancy.models import ClientModel


class ChecklistItem(ClientModel):
    """One question of an initiative's checklist with its answer (G1), and what of the NIST AI RMF it answers (G9)."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="checklist", verbose_name=_("initiative")
    )
    key = models.CharField(_("key"), max_length=60)
    position = models.PositiveSmallIntegerField(_("place"), editable=False)
    title = models.CharField(_("title"), max_length=120)
    question = models.TextField(_("question"), max_length=1_000)
    answer_type = models.CharField(_("answered with"), max_length=12, choices=AnswerType, default=AnswerType.TEXT)
    # References such as "MAP 3.4".
    nist = models.JSONField(_("NIST AI RMF"), default=list, blank=True)
    required = models.BooleanField(_("needed"), default=True)
    # By its type: a text, a level, a list of texts, or rows of who takes it, within how many minutes, and how.
    answer = models.JSONField(_("answer"), null=True, blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("owner")
    )
    evidence = models.TextField(
        _("evidence"), max_length=1_000, blank=True, help_text=_("Where it is proved: a document, a record, a system.")
    )
    review_on = models.DateField(_("review on"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by_name = models.CharField(max_length=200, blank=True, editable=False)
    # Since when nothing has been lacking, but for reviews done late: what a gate asked before that, it found incomplete.
    completed_at = models.DateTimeField(null=True, editable=False)
    # The template it came from; the library lies in the public schema, so this is no foreign key.
    template_item = models.UUIDField(null=True, editable=False)
    template_version = models.IntegerField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["position", "key"]
        verbose_name = _("item of the checklist")
        verbose_name_plural = _("items of the checklist")
        constraints = [
            models.UniqueConstraint(name="governance_item_key", fields=["initiative", "key"]),
            models.CheckConstraint(
                name="governance_g1_answered_by_somebody",
                condition=Q(answer__isnull=True, answered_at__isnull=True)
                | Q(answer__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BoundaryStatement(ClientModel):
    """What AI may and may not decide on its own in this business (G2): one version, frozen when it is proposed."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="boundaries", verbose_name=_("initiative")
    )
    number = models.PositiveIntegerField(_("version"), editable=False)
    may_decide = models.TextField(_("what AI may decide on its own"), max_length=4_000)
    may_not_decide = models.TextField(_("what AI may not decide"), max_length=4_000)
    human_review = models.TextField(_("where a person reviews"), max_length=4_000)
    reason = models.CharField(_("why it is as it is"), max_length=1_000, blank=True)
    status = models.CharField(
        _("state"), max_length=12, choices=BoundaryStatus, default=BoundaryStatus.PROPOSED, editable=False
    )
    content_hash = models.CharField(_("hash"), max_length=64, editable=False)
    proposed_at = models.DateTimeField(editable=False)
    proposed_by_id = models.UUIDField(null=True, editable=False)
    proposed_by_name = models.CharField(max_length=200, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by_name = models.CharField(max_length=200, blank=True, editable=False)
    # When it was replaced or withdrawn.
    ended_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["initiative", "number"]
        verbose_name = _("boundary statement")
        verbose_name_plural = _("boundary statements")
        constraints = [
            models.UniqueConstraint(name="governance_boundary_number", fields=["initiative", "number"]),
            models.UniqueConstraint(
                name="governance_g2_one_in_force", fields=["initiative"], condition=Q(status=BoundaryStatus.IN_FORCE)
            ),
            models.UniqueConstraint(
                name="governance_g2_one_proposed", fields=["initiative"], condition=Q(status=BoundaryStatus.PROPOSED)
            ),
            models.CheckConstraint(
                name="governance_g2_approved",
                condition=Q(status__in=[BoundaryStatus.PROPOSED, BoundaryStatus.WITHDRAWN], approved_at__isnull=True)
                | Q(status__in=[BoundaryStatus.IN_FORCE, BoundaryStatus.SUPERSEDED], approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="governance_g2_ended",
                condition=Q(status__in=[BoundaryStatus.PROPOSED, BoundaryStatus.IN_FORCE], ended_at__isnull=True)
                | Q(status__in=[BoundaryStatus.WITHDRAWN, BoundaryStatus.SUPERSEDED], ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(_("version %(number)s") % {"number": self.number})


class Attestation(ClientModel):
    """A leader's word that the AI stays inside its limits and that these are still the right ones (G5), due or given."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="attestations", verbose_name=_("initiative")
    )
    leader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("leader"))
    due_on = models.DateField(_("due on"))
    every_days = models.PositiveSmallIntegerField(_("every so many days"))
    attested_at = models.DateTimeField(null=True, editable=False)
    attested_by_name = models.CharField(max_length=200, blank=True, editable=False)
    inside_limits = models.BooleanField(_("the AI stays inside its limits"), null=True, editable=False)
    limits_right = models.BooleanField(_("the limits are still the right ones"), null=True, editable=False)
    statement = models.TextField(_("statement"), max_length=2_000, blank=True, editable=False)
    # The boundary statement that was attested to.
    boundary_number = models.PositiveIntegerField(null=True, editable=False)
    boundary_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        ordering = ["due_on"]
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        constraints = [
            models.UniqueConstraint(
                name="governance_g5_one_due", fields=["initiative"], condition=Q(attested_at__isnull=True)
            ),
            models.CheckConstraint(name="governance_g5_every", condition=Q(every_days__range=(1, 366))),
            models.CheckConstraint(
                name="governance_g5_answered",
                condition=Q(attested_at__isnull=True, inside_limits__isnull=True, limits_right__isnull=True)
                | Q(
                    attested_at__isnull=False,
                    inside_limits__isnull=False,
                    limits_right__isnull=False,
                    boundary_number__isnull=False,
                )
                & ~Q(boundary_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"
