"""The web server: a few processes of several threads, since requests wait for PostgreSQL more than they compute."""

import os

wsgi_app = "config.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(4, os.cpu_count() or 2))
threads = int(os.environ.get("WEB_THREADS") or 8)
# Imported once and then forked: half the time to start, and less memory. Nothing connects on import.
preload_app = True
timeout = 60
graceful_timeout = 8
keepalive = 5
# A worker's sign of life must not wait for a disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
accesslog = None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "info").lower()
# Nobody steers it while it runs, so it leaves no socket for that.
control_socket_disable = True
