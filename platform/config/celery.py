"""The worker's and the scheduler's entry. The queue is a doorbell; the truth is in the database."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("throughline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "kernel.ledger",
        "kernel.idempotency",
        "apps.clients",
        "apps.accounts",
        "apps.value",
        "apps.plays",
        "apps.portfolio",
    ]
)
app.conf.beat_schedule = {
    # Finds what a lost doorbell left behind.
    "sweep": {"task": "kernel.ledger.sweep", "schedule": float(settings.SWEEP_SECONDS)},
    "resume-provisioning": {"task": "clients.resume_provisioning", "schedule": float(settings.SWEEP_SECONDS)},
    # Every client's midnight is another one.
    "turn-the-pages": {"task": "portfolio.turn_the_pages", "schedule": crontab(minute="5")},
    "forget-answers": {"task": "kernel.idempotency.forget_everywhere", "schedule": crontab(hour="3", minute="50")},
    # At each client's midnight: a first day, the end of a pause, a last day without a decision.
    "turn-the-days": {"task": "plays.turn_the_days", "schedule": crontab(minute="2")},
    "sweep-evidence": {"task": "plays.sweep_files", "schedule": crontab(hour="4", minute="20")},
    # Files whose worker died, and those whose message was lost.
    "resume-imports": {"task": "value.resume_imports", "schedule": 60.0},
    # Uploads that were looked at and left.
    "sweep-imports": {"task": "value.sweep_imports", "schedule": crontab(minute="35")},
}
app.conf.beat_schedule_filename = str(settings.VAR_DIR / "run" / "schedule")
