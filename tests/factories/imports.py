"""Uploaded files, taken in through the services, and small logs of any shape."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

import openpyxl
from django.core.files.base import ContentFile

from apps.value.models import DataImport, Kpi
from apps.value.services.imports import apply_import, begin_import, check_import, read_import, work_on_import
from kernel.access import Actor, system_actor
from tests.factories.value import make_kpi

MONDAY = dt.datetime(2025, 9, 1, 8, tzinfo=dt.UTC)
CSV = b"period,value,cases\n2026-W08,4.7,12\n2026-W09,4.8,9\n"


def log_rows(weeks: int = 20, cases: int = 5) -> Iterator[tuple[str, str, dt.datetime]]:
    """So many cases a week; they take one to five days in turn; each is opened, worked on and closed."""
    for week in range(weeks):
        for number in range(1, cases + 1):
            opened = MONDAY + dt.timedelta(weeks=week, minutes=number)
            name = f"{week}-{number}"
            yield name, "Open", opened
            yield name, "Work", opened + dt.timedelta(hours=1)
            yield name, "Close", opened + dt.timedelta(days=(number - 1) % 5 + 1)


def csv_log(header: str = "ticket,step,completed", **size: int) -> bytes:
    """The log as CSV, in UTC."""
    lines = [f"{name},{step},{at.isoformat()}" for name, step, at in log_rows(**size)]
    return "\n".join([header, *lines, ""]).encode()


def xlsx(*rows: list[Any]) -> bytes:
    """A workbook of one sheet."""
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


def begin(data: bytes = CSV, name: str = "readings.csv", kpi: Kpi | None = None, by: Actor | None = None) -> DataImport:
    """A file taken in for a KPI."""
    kpi = kpi or make_kpi()
    return begin_import(by=by or system_actor(), kpi_id=kpi.pk, file=ContentFile(data, name), name=name)


def work(row: DataImport) -> DataImport:
    """What the task would do now."""
    work_on_import(by=system_actor(), import_id=row.pk)
    row.refresh_from_db()
    return row


def read_log(row: DataImport, **options: Any) -> DataImport:
    """A log read as it was guessed to be, unless told otherwise."""
    mapping = json.loads(json.dumps(row.result["guess"]["mapping"]))
    given = {"columns": mapping, "zone": "UTC"} | options
    read_import(by=system_actor(), import_id=row.pk, revision=row.revision, options=given)
    return work(row)


def apply(row: DataImport, **more: Any) -> DataImport:
    """What the dry run shows, recorded."""
    plan = check_import(by=system_actor(), import_id=row.pk, measure=more.get("measure", ""))
    return apply_import(by=system_actor(), import_id=row.pk, mark=plan.mark, **more)
