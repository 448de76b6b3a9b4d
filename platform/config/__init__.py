"""Settings, addresses and entries: what wires the rest together."""

# Whoever sends a message must know the queue: without this line a web process would ring Celery's default one.
from config.celery import app as celery_app

__all__ = ["celery_app"]
