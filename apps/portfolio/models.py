"""The read model across clients, in the public schema: fed from each client's ledger, rebuilt whenever wanted."""

from django.db import models

from apps.clients.models import Client
from apps.portfolio.choices import DueKind, SealState
from kernel.tenancy.models import PlatformModel


class ContractStanding(PlatformModel):
    """Where one client's contract stands, as of the ledger entry it was last derived from: figures, dates and the title, no other text."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="standings")
    contract_id = models.UUIDField()
    initiative_id = models.UUIDField()
    initiative_name = models.CharField(max_length=160)
    title = models.CharField(max_length=160)
    status = models.CharField(max_length=12)
    kpi_id = models.UUIDField()
    kpi_name = models.CharField(max_length=120)
    unit = models.CharField(max_length=20)
    currency = models.CharField(max_length=3, blank=True)
    cadence = models.CharField(max_length=8)
    baseline = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    target = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    recent_level = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    progress = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    course = models.CharField(max_length=12)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    last_period_end = models.DateField(null=True)
    # Value in money (V12): its kind and currency, empty where none is claimed; amounts null while they are unknown.
    value_type = models.CharField(max_length=16, blank=True, db_default="")
    value_currency = models.CharField(max_length=3, blank=True, db_default="")
    value_planned = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    value_actual = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    value_run_rate = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    value_weighted = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    value_validated = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    value_validated_through = models.DateField(null=True)
    waiting_for = models.JSONField(default=list)
    # What must not happen and did: a fired rollback trigger, a broken guardrail.
    alerts = models.JSONField(default=list)
    sequence = models.BigIntegerField()
    derived_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="portfolio_standing_contract", fields=["client", "contract_id"])]
        indexes = [models.Index(name="portfolio_standing_due", fields=["status", "due_on"])]

    def __str__(self) -> str:
        return self.title


class PlayStanding(PlatformModel):
    """Where one client's play stands, as of the ledger entry it was last derived from. What a passing day changes is kept as days."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="play_standings")
    play_id = models.UUIDField()
    initiative_id = models.UUIDField()
    contract_id = models.UUIDField()
    initiative_name = models.CharField(max_length=160)
    team = models.CharField(max_length=120)
    status = models.CharField(max_length=8)
    starts_on = models.DateField()
    last_on = models.DateField()
    redesign_on = models.DateField(null=True)
    # The first gate that is not passed; empty once the play has ended.
    gate_id = models.UUIDField(null=True)
    gate = models.CharField(max_length=18, blank=True)
    gate_status = models.CharField(max_length=9, blank=True)
    gate_due_on = models.DateField(null=True)
    criteria_met = models.PositiveSmallIntegerField(default=0)
    criteria_asked = models.PositiveSmallIntegerField(default=0)
    is_frozen = models.BooleanField(default=False)
    # ISO dates: when what is not done is due, and until when waivers hold.
    activities_due = models.JSONField(default=list)
    conditions_due = models.JSONField(default=list)
    waivers_until = models.JSONField(default=list)
    severe_incidents = models.PositiveSmallIntegerField(default=0)
    progress_on = models.DateField()
    # As the client's parameter has it.
    stall_days = models.SmallIntegerField(default=14, db_default=14)
    sequence = models.BigIntegerField()
    derived_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="portfolio_playstanding_play", fields=["client", "play_id"])]

    def __str__(self) -> str:
        return f"{self.initiative_name}, {self.team}"


class ClientActivity(PlatformModel):
    """When something last happened in a client."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="activity")
    sequence = models.BigIntegerField()
    last_event = models.CharField(max_length=80)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.last_event


class SealedDocument(PlatformModel):
    """Where the document with a hash stands, so that whoever holds it can ask; the hash gives away nothing of what it is of."""

    content_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=SealState)
    # In the client's time zone.
    since = models.DateField()
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="sealed_documents")

    def __str__(self) -> str:
        return self.content_hash[:12]


class DueDate(PlatformModel):
    """One thing that is due in a client on a day of theirs, as calendars show it."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="due_dates")
    kind = models.CharField(max_length=16, choices=DueKind)
    # What it is derived from, in the client's schema.
    source_id = models.UUIDField()
    # Of a gate: which one.
    gate = models.CharField(max_length=18, blank=True, db_default="")
    title = models.CharField(max_length=300)
    on = models.DateField()
    # The login of the person whose it is; nobody's is everybody's of the engagement.
    user_id = models.UUIDField(null=True)
    initiative_name = models.CharField(max_length=160)
    # Of the page where it is done, below the client's mount.
    path = models.CharField(max_length=200)
    done = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="portfolio_duedate_source", fields=["client", "kind", "source_id"])]
        indexes = [
            models.Index(name="portfolio_duedate_on", fields=["on"]),
            models.Index(name="portfolio_duedate_client", fields=["client", "on"]),
        ]

    def __str__(self) -> str:
        return self.title
