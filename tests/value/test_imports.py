"""Files on their way to readings, through the services."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.value.choices import ImportKind, ImportStatus, ReadingState
from apps.value.models import DataImport, Reading
from apps.value.rules.readings.csv_file import FileRefused
from apps.value.selectors.imports import open_imports, stalled_imports
from apps.value.services.imports import (
    ImportChangedRefused,
    apply_import,
    begin_import,
    check_import,
    drop_import,
    drop_stale_imports,
    files,
    plans,
    read_import,
)
from kernel import clock
from kernel.access import system_actor
from kernel.errors import AccessRefused, InvalidRefused, NotFoundMissing, StaleRefused
from kernel.eventlogs import LogRefused
from kernel.ids import new_id
from kernel.ledger.models import Entry
from kernel.lifecycle import MoveRefused
from kernel.tenancy.context import mounted
from tests.actors import user
from tests.conftest import NOW
from tests.factories.imports import CSV, apply, begin, csv_log, read_log, work, xlsx
from tests.factories.value import make_kpi, make_readings
from tests.kernel.eventlogs.made import event, trace, xes

BY = system_actor()
LAST_WEEK = dt.date(2026, 2, 23)


@pytest.fixture(autouse=True)
def _client(client_a, own_files):
    """Everything here happens in acme, with files of its own."""


def is_kept(row):
    return default_storage.exists(f"imports/{row.pk}")


def events():
    return list(Entry.objects.order_by("sequence").values_list("event", flat=True))


# --- What a file is


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (CSV, ImportKind.READINGS, ImportStatus.READY),
        (b"Woche;Wert\n2026-W08;4,7\n", ImportKind.READINGS, ImportStatus.READY),
        (xlsx(["period", "value"], ["2026-W08", 4.7]), ImportKind.READINGS, ImportStatus.READY),
        (csv_log(weeks=1), ImportKind.EVENT_LOG, ImportStatus.WAITING),
        (csv_log("a,b,c", weeks=1), ImportKind.EVENT_LOG, ImportStatus.WAITING),
        (
            xes(trace("1", event(name="Open", at="2026-01-05T08:00:00Z"))),
            ImportKind.EVENT_LOG,
            ImportStatus.WAITING,
        ),
    ],
)
def test_it_tells_a_file_by_its_content_and_not_by_its_name(data, kind, status):
    row = begin(data, "whatever.bin")

    assert (row.kind, row.status) == (kind, status)
    assert is_kept(row)
    assert row.file_size == len(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"when,what\n1,2\n", "neither readings nor an event log"),
        (b"week,happiness\n1,2\n", "There is no column"),
        ("period,value\n2026-W09,3\nähm,4".encode("cp1252"), "not in UTF-8"),
        (b"PK\x03\x04 workbook", "workbook"),
        (b"\xd0\xcf\x11\xe0 old", "Excel"),
        (b"%PDF-1.7\n%", "neither readings nor an event log"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0\0\0", "neither readings nor an event log"),
        (b"<html><body>No</body></html>", "neither readings nor an event log"),
        (b'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "b">]><log/>', "document type"),
        (b"\x1f\x8b\x08 not really", "damaged"),
        (b"period,value\n" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_it_refuses_a_file_that_is_neither_and_keeps_nothing(data, said):
    with pytest.raises(InvalidRefused) as refused:
        begin(data)

    assert said in f"{refused.value.message} {refused.value.way_out}"
    assert {problem.field for problem in refused.value.problems} == {"file"}
    assert not DataImport.objects.exists()
    assert files.stored_names() == []


def test_it_refuses_more_than_a_file_or_a_client_may_have(monkeypatch):
    kpi = make_kpi()
    monkeypatch.setattr(files, "MOST_BYTES", 1_000)
    with pytest.raises(files.SizeRefused):
        begin(CSV + b" " * 1_000, kpi=kpi)

    monkeypatch.setattr(files, "MOST_OF_CLIENT", 2 * len(CSV) + 1)
    begin(kpi=kpi)
    second = begin(kpi=kpi)
    with pytest.raises(files.QuotaRefused):
        begin(kpi=kpi)
    drop_import(by=BY, import_id=second.pk)
    begin(kpi=kpi)


def test_it_does_not_believe_the_size_that_is_announced(monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 1_000)
    file = ContentFile(CSV * 100)
    file.size = 10

    with pytest.raises(files.SizeRefused):
        begin_import(by=BY, kpi_id=make_kpi().pk, file=file, name="big.csv")
    assert files.stored_names() == []


def test_it_keeps_texts_that_the_database_could_not():
    row = begin(csv_log(weeks=2).replace(b"Work", b"W\0rk", 1))

    assert row.status == ImportStatus.WAITING


# --- Readings


def test_it_records_what_the_dry_run_showed_and_drops_the_file(django_capture_on_commit_callbacks):
    kpi = make_kpi()
    make_readings(kpi, "4.5", start=dt.date(2026, 2, 16))
    row = begin(CSV + b"soon,1,\n", kpi=kpi)
    assert row.result["plan"]["counts"] == {"new": 1, "unchanged": 0, "corrected": 1, "refused": 1}
    assert Reading.objects.count() == 1

    with django_capture_on_commit_callbacks(execute=True):
        done = apply(row)

    assert done.status == ImportStatus.APPLIED
    current = Reading.objects.filter(state=ReadingState.CURRENT).order_by("period_start")
    assert list(current.values_list("value", "cases", "door")) == [
        (Decimal("4.7"), 12, "csv"),
        (Decimal("4.8"), 9, "csv"),
    ]
    assert not is_kept(row)
    assert events()[-2:] == ["readings.recorded", "import.applied"]
    with pytest.raises(MoveRefused):
        apply_import(by=BY, import_id=row.pk, mark=row.result["plan"]["mark"])


def test_it_reads_a_workbook_and_says_which_sheet():
    row = begin(xlsx(["period", "value", "cases"], [dt.date(2026, 2, 23), 4.25, 31]), "r.xlsx")
    assert row.result["sheet"] == "Sheet"

    apply(row)

    assert Reading.objects.values_list("value", "cases", "door").get() == (Decimal("4.25"), 31, "xlsx")


def test_it_refuses_what_it_did_not_show():
    kpi = make_kpi()
    row = begin(kpi=kpi)
    mark = check_import(by=BY, import_id=row.pk).mark
    make_readings(kpi, "4.1", start=LAST_WEEK)

    with pytest.raises(ImportChangedRefused):
        apply_import(by=BY, import_id=row.pk, mark=mark)
    assert Reading.objects.count() == 1
    assert check_import(by=BY, import_id=row.pk).counts["corrected"] == 1
    apply(row)


def days(count):
    first = dt.date(2000, 1, 1)
    return b"period,value\n" + "".join(f"{first + dt.timedelta(days=n)},{n % 7}\n" for n in range(count)).encode()


def test_it_leaves_many_rows_to_the_task(monkeypatch, django_capture_on_commit_callbacks, rung):
    monkeypatch.setattr("apps.value.services.imports.beginning.SMALL_BYTES", 1_000)
    kpi = make_kpi(cadence="day")
    with django_capture_on_commit_callbacks(execute=True):
        row = begin(days(2_500), kpi=kpi)
    assert row.status == ImportStatus.READING
    assert ("value.work_on_import", {"client": str(row_client()), "import_id": str(row.pk)}) in rung()
    assert work(row).status == ImportStatus.READY

    author = user("consultant", name="Ben Okafor")
    mark = check_import(by=author, import_id=row.pk).mark
    assert apply_import(by=author, import_id=row.pk, mark=mark).status == ImportStatus.APPLYING
    with pytest.raises(MoveRefused):
        drop_import(by=author, import_id=row.pk)
    assert work(row).status == ImportStatus.APPLIED
    assert Reading.objects.count() == 2_500
    assert set(Reading.objects.values_list("recorded_by_name", flat=True)) == {"Ben Okafor"}


def row_client():
    from kernel.tenancy.context import mounted_client

    return mounted_client().pk


def test_it_shows_many_rows_again_when_the_readings_changed_before_the_task_came_to_them(monkeypatch):
    monkeypatch.setattr(plans, "SMALL_ROWS", 10)
    monkeypatch.setattr("apps.value.services.imports.applying.SMALL_ROWS", 10)
    kpi = make_kpi(cadence="day")
    row = begin(days(20), kpi=kpi)
    apply(row)
    make_readings(kpi, "99", start=dt.date(2000, 1, 1))

    row = work(row)

    assert (row.status, row.result["changed"]) == (ImportStatus.READY, True)
    assert Reading.objects.count() == 1
    apply(row)
    assert work(row).status == ImportStatus.APPLIED
    assert Reading.objects.filter(state=ReadingState.CURRENT).count() == 20


# --- Two at once


def test_it_refuses_the_second_of_two_tabs():
    row = begin(csv_log(weeks=2))
    read_log(row)
    with pytest.raises(StaleRefused):
        read_import(by=BY, import_id=row.pk, revision=1, options={"columns": row.result["guess"]["mapping"]})


def test_it_is_read_by_one_process_at_a_time_and_taken_over_from_a_dead_one():
    row = begin(csv_log(weeks=2))
    read_import(by=BY, import_id=row.pk, revision=1, options={"columns": row.result["guess"]["mapping"]})
    # Somebody is at it.
    DataImport.objects.filter(pk=row.pk).update(progress_percent=40)
    assert work(row).status == ImportStatus.READING
    assert stalled_imports() == []

    with clock.frozen(NOW + dt.timedelta(minutes=3)):
        assert stalled_imports() == [row.pk]
        assert work(row).status == ImportStatus.READY
    assert row.reading_options["attempts"] == 1


def test_it_gives_a_file_up_that_ended_three_processes():
    row = begin(csv_log(weeks=2))
    read_import(by=BY, import_id=row.pk, revision=1, options={"columns": row.result["guess"]["mapping"]})
    row.refresh_from_db()
    row.reading_options["attempts"] = 3
    row.save()

    assert work(row).status == ImportStatus.FAILED
    assert "three times" in row.failure


def test_it_stops_reading_what_was_dropped_meanwhile(monkeypatch):
    from apps.value.services.imports import working

    row = begin(csv_log(weeks=40))
    read_import(by=BY, import_id=row.pk, revision=1, options={"columns": row.result["guess"]["mapping"]})
    measure = working.measure

    def drop_and_measure(*given, **more):
        drop_import(by=BY, import_id=row.pk)
        return measure(*given, **more)

    monkeypatch.setattr(working, "measure", drop_and_measure)

    assert work(row).status == ImportStatus.DROPPED
    assert row.result == {}


# --- Who may, and for how long


def test_it_asks_who_takes_a_file_in_reads_it_records_it_and_drops_it():
    row = begin(csv_log(weeks=2))
    viewer = user("client_viewer")
    for call in (
        lambda: begin(by=viewer, kpi=row.kpi),
        lambda: read_import(by=viewer, import_id=row.pk, revision=1, options={}),
        lambda: check_import(by=viewer, import_id=row.pk),
        lambda: apply_import(by=viewer, import_id=row.pk, mark=""),
        lambda: drop_import(by=viewer, import_id=row.pk),
    ):
        with pytest.raises(AccessRefused):
            call()


def test_it_does_not_know_an_import_of_another_client(client_b):
    row = begin(csv_log(weeks=2))
    with mounted(client_b):
        for each in (row.pk, new_id()):
            with pytest.raises(NotFoundMissing):
                check_import(by=BY, import_id=each)
            with pytest.raises(NotFoundMissing):
                read_import(by=BY, import_id=each, revision=1, options={})
            with pytest.raises(NotFoundMissing):
                apply_import(by=BY, import_id=each, mark="")
            with pytest.raises(NotFoundMissing):
                drop_import(by=BY, import_id=each)


def test_it_drops_what_waited_a_day_and_files_that_belong_to_nothing(django_capture_on_commit_callbacks):
    row = begin()
    default_storage.save("imports/orphan", ContentFile(b"x"))
    saved = default_storage.get_modified_time("imports/orphan")

    with clock.frozen(NOW + dt.timedelta(hours=23)):
        assert drop_stale_imports(by=BY) == 0
    with clock.frozen(max(NOW, saved) + dt.timedelta(hours=25)), django_capture_on_commit_callbacks(execute=True):
        assert drop_stale_imports(by=BY) == 2

    row.refresh_from_db()
    assert (row.status, row.result) == (ImportStatus.DROPPED, {})
    assert files.stored_names() == []
    assert list(open_imports(row.kpi_id)) == []


def test_it_keeps_the_kinds_of_refusals_apart():
    kpi = make_kpi()
    with pytest.raises(FileRefused):
        begin_import(by=BY, kpi_id=kpi.pk, file=ContentFile(b"a,b\n1,2\n"), name="x", kind=ImportKind.READINGS)
    with pytest.raises(LogRefused):
        begin_import(
            by=BY,
            kpi_id=kpi.pk,
            file=ContentFile(b"PK\x03\x04 zip"),
            name="x",
            kind=ImportKind.EVENT_LOG,
        )
