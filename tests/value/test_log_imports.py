"""Event logs on their way to readings, through the services."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.value.choices import ImportStatus
from apps.value.models import Baseline, Reading
from apps.value.rules.imports.event_measures import LogMeasures
from apps.value.rules.imports.fitting import MeasureRefused
from apps.value.selectors.imports import import_page
from apps.value.services.imports import BaselineWish, check_import, files
from kernel.access import system_actor
from kernel.errors import InvalidRefused
from kernel.ledger.models import Entry
from tests.factories.imports import apply, begin, csv_log, read_log
from tests.factories.value import make_baseline, make_kpi

BY = system_actor()


@pytest.fixture(autouse=True)
def _client(client_a, own_files):
    """Everything here happens in acme, with files of its own."""


def events():
    return list(Entry.objects.order_by("sequence").values_list("event", flat=True))


def test_it_measures_a_log_as_it_was_guessed_to_be():
    row = begin(csv_log(), "tickets.csv")
    assert row.result["guess"]["mapping"]["case"] == "ticket"

    row = read_log(row)

    assert (row.status, row.progress_percent) == (ImportStatus.READY, 100)
    measures = LogMeasures.from_document(row.result["measures"])
    assert (measures.cases, measures.completed, [end.name for end in measures.ends if end.chosen]) == (
        100,
        100,
        ["Close"],
    )
    page = import_page(row)
    assert (page.measure, [name for name, _label in page.choices]) == (
        "turnaround_mean",
        ["turnaround_mean", "turnaround_median"],
    )
    assert {point.value for point in page.points} == {Decimal(3)}


def test_it_records_a_measure_with_a_baseline_in_one_transaction():
    kpi = make_kpi()
    row = read_log(begin(csv_log(), "tickets.csv", kpi))
    page = import_page(row)
    wish = BaselineWish(*page.window, method="From the log", reason="")

    apply(row, measure="turnaround_mean", baseline=wish)

    assert {(each.value, each.door, each.source) for each in Reading.objects.all()} == {(Decimal(3), "derived", "CRM")}
    assert Reading.objects.first().note == "turnaround (mean); tickets.csv"
    baseline = Baseline.objects.get()
    assert (baseline.value, baseline.from_readings, baseline.file_digest) == (Decimal(3), True, row.file_digest)
    assert baseline.sample_size == 5 * len(page.points)
    again = read_log(begin(csv_log(), "tickets.csv", kpi))
    assert check_import(by=BY, import_id=again.pk, measure="turnaround_mean").counts["unchanged"] == len(page.points)


def test_it_records_nothing_when_the_baseline_is_refused():
    kpi = make_kpi()
    make_baseline(kpi)
    row = read_log(begin(csv_log(), kpi=kpi))
    wish = BaselineWish(*import_page(row).window, method="From the log")

    with pytest.raises(InvalidRefused) as refused:
        apply(row, measure="turnaround_mean", baseline=wish)

    assert refused.value.problems[0].field == "reason"
    assert not Reading.objects.exists()
    row.refresh_from_db()
    assert row.status == ImportStatus.READY


@pytest.mark.parametrize(
    ("unit", "measure", "value"),
    [
        ("duration_seconds", "turnaround_median", Decimal(259_200)),
        ("duration_minutes", "turnaround_mean", Decimal(4_320)),
        ("duration_hours", "turnaround_mean", Decimal(72)),
        ("duration_weeks", "turnaround_mean", Decimal("0.428571")),
        ("count", "throughput", Decimal(5)),
        ("percent", "rework_rate", Decimal(0)),
        ("ratio", "rework_rate", Decimal(0)),
    ],
)
def test_it_puts_a_measure_into_the_units_of_the_kpi(unit, measure, value):
    row = read_log(begin(csv_log(weeks=12), kpi=make_kpi(unit=unit)))

    apply(row, measure=measure)

    assert set(Reading.objects.values_list("value", flat=True)) == {value}


@pytest.mark.parametrize(
    ("unit", "measure", "said"),
    [
        ("duration_days", "throughput", "turnaround (mean)"),
        ("duration_days", "happiness", "turnaround (mean)"),
        ("duration_days", "waiting_mean", "waiting can't be told from work"),
        ("score", "turnaround_mean", "counts something else"),
        ("count", "", "throughput"),
    ],
)
def test_it_refuses_a_measure_that_does_not_fit_and_says_which_do(unit, measure, said):
    row = read_log(begin(csv_log(weeks=8), kpi=make_kpi(unit=unit, kind="quality")))

    with pytest.raises(MeasureRefused) as refused:
        check_import(by=BY, import_id=row.pk, measure=measure)

    assert said in f"{refused.value.message} {refused.value.way_out}"


def test_it_reads_a_log_again_with_other_ends_and_another_zone():
    row = read_log(begin(csv_log()))
    row = read_log(row, ends=["Work"], zone="America/New_York")

    found = LogMeasures.from_document(row.result["measures"])

    assert (found.completed, row.reading_options["zone"]) == (0, "America/New_York")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"columns": {"case": "ticket", "activity": "step"}}, "timestamp"),
        ({"columns": {"case": "ticket", "activity": "ticket", "timestamp": "completed"}}, "activity"),
        ({"columns": {"case": "x", "activity": "step", "timestamp": "completed"}}, "case"),
        ({"zone": "Middle-earth/Shire"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"ends": []}, "ends"),
    ],
)
def test_it_refuses_to_read_a_log_in_a_way_that_it_cannot_be_read(options, field):
    row = begin(csv_log(weeks=2))

    with pytest.raises(InvalidRefused) as refused:
        read_log(row, **options)

    assert [problem.field for problem in refused.value.problems] == [field]
    row.refresh_from_db()
    assert row.status == ImportStatus.WAITING


def test_it_tells_the_rows_that_can_not_be_read_and_fails_in_a_sentence_where_none_can():
    row = read_log(begin(csv_log() + b"1,Open,soon\n2,Open\n"))
    assert row.result["left_out"]["rejected"] == 2
    assert [each["line"] for each in row.result["left_out"]["first_rejected"]] == [302, 303]

    bad = begin(csv_log(weeks=2), kpi=row.kpi)
    default_storage.delete(f"imports/{bad.pk}")
    default_storage.save(f"imports/{bad.pk}", ContentFile(b"\x1f\x8b cut off"))
    bad = read_log(bad)
    assert (bad.status, "damaged" in bad.failure) == (ImportStatus.FAILED, True)
    assert events()[-1] == "import.failed"


def test_it_says_when_the_file_is_gone():
    row = begin(csv_log(weeks=2))
    files.discard(row.pk)

    assert "kept no longer" in read_log(row).failure


def test_it_bounds_what_one_wrong_clock_makes_of_the_periods():
    stray = b"old,Open,1981-01-01T00:00:00Z\nold,Close,1981-01-02T00:00:00Z\n"
    row = read_log(begin(csv_log(weeks=60) + stray, kpi=make_kpi(cadence="day")))

    assert row.status == ImportStatus.READY
    assert len(row.result["measures"]["series"]["day"]) < 500
