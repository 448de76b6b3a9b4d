"""Row 7 for imports: a worker that is killed while it reads or records loses nothing and doubles nothing; another goes on."""

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections

from apps.clients.models import Client
from apps.value.choices import ImportStatus, ReadingState
from apps.value.models import DataImport, Reading
from apps.value.selectors.imports import stalled_imports
from apps.value.services.imports import apply_import, check_import, plans, read_import
from apps.value.tasks import resume_stalled, work_on
from kernel import clock
from kernel.access import system_actor
from kernel.ledger.models import Entry
from kernel.ledger.services import verify
from kernel.tenancy.context import find_client, mounted
from tests.conftest import NOW, ROOT
from tests.factories.imports import begin, csv_log, work
from tests.factories.value import make_kpi

BY = system_actor()
pytestmark = pytest.mark.fault
LATER = NOW + dt.timedelta(minutes=3)
# What a worker does, in a process of its own that can be killed.
WORKER = """
import pathlib, re, resource, sys
sys.path[:0] = [".", "platform"]
import django
from django.conf import settings
database, folder, client, import_id, at = sys.argv[1:]
for alias in ("default", "owner"):
    settings.DATABASES[alias]["NAME"] = database
settings.STORAGES["default"]["OPTIONS"]["location"] = folder
django.setup()
import datetime
from apps.value.tasks import work_on
from kernel import clock
def peak():
    # Of this program alone, in kB; what the system counts for children goes on from the process that started it.
    status = pathlib.Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
with clock.frozen(datetime.datetime.fromisoformat(at)):
    before = peak()
    work_on.run(client=client, import_id=import_id)
print(peak() - before)
"""


@pytest.fixture
def acme(own_database, own_files):
    client = Client.objects.get(slug="acme")
    with mounted(client):
        yield client


def stored(folder: Path, row: DataImport, client: Client) -> Path:
    return folder / client.schema_name / "imports" / str(row.pk)


def start_worker(database: str, folder: Path, row: DataImport, client: Client) -> subprocess.Popen:
    arguments = [database, str(folder), str(client.pk), str(row.pk), NOW.isoformat()]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": ".:platform"}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE
    )


def kill(worker: subprocess.Popen) -> None:
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(20) == -signal.SIGKILL


def test_it_reads_a_log_to_the_end_when_the_first_worker_is_killed_midway(acme, own_database, own_files, rung):
    data = csv_log(weeks=300, cases=30)
    row = begin(data)
    read_import(by=BY, import_id=row.pk, revision=1, options={})
    # A pipe in the file's place hands the worker half of it: it reads, and waits for the rest, until it is killed.
    path = stored(own_files, row, acme)
    path.unlink()
    os.mkfifo(path)
    worker = start_worker(own_database, own_files, row, acme)
    with path.open("wb", buffering=0) as pipe:
        pipe.write(data[: len(data) // 2])
        kill(worker)
    path.unlink()
    path.write_bytes(data)

    row.refresh_from_db()
    assert (row.status, row.result.get("measures")) == (ImportStatus.READING, None)
    assert 1 <= row.progress_percent < 90
    assert work(row).status == ImportStatus.READING
    with clock.frozen(LATER):
        assert stalled_imports() == [row.pk]
        rung()
        resume_stalled.run(client=str(acme.pk))
        [(name, arguments)] = rung()
        assert name == "value.work_on_import"
        work_on.run(**arguments)
        work_on.run(**arguments)
    row.refresh_from_db()

    assert (row.status, row.result["measures"]["completed"]) == (ImportStatus.READY, 9_000)
    told = list(Entry.objects.filter(event__startswith="import.").order_by("sequence").values_list("event", flat=True))
    assert told == ["import.begun", "import.reading_asked", "import.read"]
    assert verify().holds


def test_it_records_many_rows_once_when_the_first_worker_is_killed(acme, own_database, own_files):
    first = dt.date(2000, 1, 1)
    rows = "".join(f"{first + dt.timedelta(days=number)},{number % 7}\n" for number in range(plans.SMALL_ROWS + 500))
    data = f"period,value\n{rows}".encode()
    row = begin(data, kpi=make_kpi(cadence="day"))
    apply_import(by=BY, import_id=row.pk, mark=check_import(by=BY, import_id=row.pk).mark)
    path = stored(own_files, row, acme)
    path.unlink()
    os.mkfifo(path)
    worker = start_worker(own_database, own_files, row, acme)
    with path.open("wb", buffering=0) as pipe:
        pipe.write(data[: len(data) // 2])
        kill(worker)
    path.unlink()
    path.write_bytes(data)
    connections.close_all()

    with mounted(find_client("acme")), clock.frozen(LATER):
        assert not Reading.objects.exists()
        assert stalled_imports() == [row.pk]
        for _turn in range(2):
            work_on.run(client=str(acme.pk), import_id=str(row.pk))
        row.refresh_from_db()
        assert row.status == ImportStatus.APPLIED
        assert Reading.objects.filter(state=ReadingState.CURRENT).count() == Reading.objects.count() == 2_500
        assert Entry.objects.filter(event="readings.recorded").count() == 1
        assert verify().holds


def test_it_reads_a_quarter_of_a_million_events_in_little_memory(acme, own_database, own_files):
    row = begin(csv_log(weeks=25, cases=3_340))
    read_import(by=BY, import_id=row.pk, revision=1, options={})

    worker = start_worker(own_database, own_files, row, acme)
    printed, _errors = worker.communicate(timeout=120)

    row.refresh_from_db()
    assert (row.status, row.result["measures"]["events"]) == (ImportStatus.READY, 250_500)
    more = int(printed)
    assert 0 < more < 200 * 1024
