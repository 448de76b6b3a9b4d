import datetime as dt
import uuid
from decimal import Decimal

import pytest

from apps.value.choices import ReadingState
from apps.value.models import Baseline, Kpi, Reading
from apps.value.rules.periods import lacking_periods, period_of
from tests.factories.people import make_initiative
from tests.factories.value import (
    make_baseline,
    make_contract,
    make_kpi,
    make_proposed,
    make_readings,
    make_signed,
)
from tests.pages import as_member, as_partner, text

# The clock stands on Monday 2 March 2026: the week of 23 February is the last complete one.
LAST_WEEK = dt.date(2026, 2, 23)
KPI_FORM = {
    "name": "Proposal turnaround",
    "definition": "Days from request to sent proposal.",
    "unit": "duration_days",
    "direction": "down",
    "kind": "outcome",
    "scope": "integration",
    "cadence": "week",
    "aggregation": "mean",
    "source": "CRM",
}


@pytest.fixture
def pages(client_a, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "kernel.files.storage.ClientStorage", "OPTIONS": {"location": str(tmp_path)}}
    }
    return as_partner(client_a)


def owner_of(kpi, client, **user):
    return as_member(client, "workflow_owner", kpi.initiative.workflow_owner_id, **user)


# --- The list


def test_it_lists_kpis_with_their_latest_reading_and_how_current_it_is(pages):
    kpi = make_kpi()
    make_readings(kpi, "4.25", start=LAST_WEEK)
    stale = make_kpi(kpi.initiative, name="Error rate", unit="percent", kind="quality")
    make_readings(stale, "2", start=dt.date(2026, 1, 5))

    page = text(pages.get("kpis/"))

    assert "4.25 days" in page
    assert "23 Feb" in page
    assert "stale" in page
    assert "1 of 2 lacks its latest reading." in page
    assert "Error rate" not in text(pages.get("kpis/?freshness=current"))


def test_it_reads_the_list_in_as_many_queries_for_ten_as_for_one(pages, django_assert_max_num_queries):
    kpi = make_kpi()
    pages.get("kpis/")
    with django_assert_max_num_queries(20) as one:
        pages.get("kpis/")
    for number in range(9):
        make_readings(make_kpi(kpi.initiative, name=f"KPI {number}"), "1", "2", "3")
    with django_assert_max_num_queries(len(one)):
        pages.get("kpis/")


# --- One KPI


def test_it_says_what_to_do_first_with_a_kpi_without_readings(pages):
    page = text(pages.get(f"kpis/{make_kpi().pk}/"))

    assert "There is no reading yet" in page
    assert "Enter a reading" in page
    assert "No reading yet" in page
    assert "data-chart" not in page


def test_it_asks_for_the_baseline_when_the_readings_are_there(pages):
    kpi = make_kpi()
    make_readings(kpi, "4.5", start=LAST_WEEK)

    page = text(pages.get(f"kpis/{kpi.pk}/"))

    assert "there is no baseline to hold it against" in page
    assert '<a class="btn btn-primary" href="/clients/acme/kpis/' in page
    assert "Record the baseline" in page


def test_it_shows_the_recent_level_the_baseline_and_the_run_chart(pages):
    kpi = make_kpi()
    make_readings(kpi, *["5", "5.2", "4.8"] * 4, start=dt.date(2025, 12, 8))
    make_baseline(
        kpi,
        value=None,
        sample_size=None,
        from_readings=True,
        window_start=dt.date(2025, 12, 8),
        window_end=dt.date(2026, 2, 1),
    )

    page = text(pages.get(f"kpis/{kpi.pk}/"))

    assert "No movement since the baseline" in page
    assert "mean of the last 4 readings" in page
    assert 'data-chart="run-chart"' in page


def test_it_says_the_same_of_a_kpi_as_its_contract_does(pages):
    kpi = make_kpi()
    make_baseline(kpi)
    make_readings(kpi, "5", "4.9", start=dt.date(2026, 2, 9))
    contract = make_signed(make_proposed(make_contract(kpi)))

    page = text(pages.get(f"kpis/{kpi.pk}/"))

    assert "Progress to target" in page
    assert f"contracts/{contract.pk}/" in page
    sentence = page.split('<p class="lead">')[1].split("</p>")[0].strip()
    assert sentence in text(pages.get(f"contracts/{contract.pk}/"))


def test_it_shows_that_readings_are_late_and_which_one_is_missing(pages):
    kpi = make_kpi()
    make_readings(kpi, "4.5", start=dt.date(2026, 2, 16))

    page = text(pages.get(f"kpis/{kpi.pk}/"))

    assert "The latest reading is late" in page


def test_it_shows_a_correction_with_what_was_believed_before(pages):
    kpi = make_kpi()
    make_readings(kpi, "4.5", start=LAST_WEEK)
    make_readings(kpi, "4.75", start=LAST_WEEK, cases="2")

    page = text(pages.get(f"kpis/{kpi.pk}/"))

    assert "4.75 days" in page
    assert '<s class="small muted">4.50 days</s>' in page
    assert "too few cases to count" in page


def test_it_reads_a_kpi_in_as_many_queries_for_fifty_readings_as_for_five(pages, django_assert_max_num_queries):
    kpi = make_kpi()
    make_readings(kpi, *range(1, 6), start=dt.date(2025, 1, 6))
    make_readings(kpi, *range(2, 7), start=dt.date(2025, 1, 6))
    pages.get(f"kpis/{kpi.pk}/")
    with django_assert_max_num_queries(30) as few:
        pages.get(f"kpis/{kpi.pk}/")
    make_readings(kpi, *range(1, 51), start=dt.date(2025, 1, 6))
    with django_assert_max_num_queries(len(few)):
        page = text(pages.get(f"kpis/{kpi.pk}/"))
    assert page.count('<th scope="row">') == 26


def test_it_sends_a_light_page_however_many_readings_there_are(pages):
    kpi = make_kpi(cadence="day")
    make_readings(kpi, *["4.5", "5.5"] * 1_050, start=dt.date(2020, 5, 28))

    response = pages.get(f"kpis/{kpi.pk}/")

    assert len(response.content) < 200_000
    assert "The newest 2,000 readings are listed" in text(response)


def test_it_shows_an_absent_kpi_like_a_foreign_one(pages):
    for path in ("", "edit/", "baseline/", "readings/", "import/"):
        assert pages.get(f"kpis/{uuid.uuid4()}/{path}").status_code == 404


# --- Defining


def test_it_defines_a_kpi(pages):
    initiative = make_initiative()

    response = pages.post(f"initiatives/{initiative.pk}/kpis/new/", **KPI_FORM)

    assert response["Location"] == f"/clients/acme/kpis/{Kpi.objects.get().pk}/"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "Improve efficiency"}, "name"),
        ({"unit": "furlong"}, "unit"),
        ({"unit": "money"}, "currency"),
        ({"definition": ""}, "definition"),
    ],
)
def test_it_says_beside_the_field_why_a_kpi_is_refused(pages, given, field):
    initiative = make_initiative()

    response = pages.post(f"initiatives/{initiative.pk}/kpis/new/", **KPI_FORM | given)

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in text(response)
    assert not Kpi.objects.exists()


def test_it_keeps_the_meaning_of_a_kpi_that_has_readings(pages):
    kpi = make_kpi()
    make_readings(kpi, "4.5", start=LAST_WEEK)

    response = pages.post(
        f"kpis/{kpi.pk}/edit/", **KPI_FORM | {"name": "Turnaround", "unit": "percent", "revision": kpi.revision}
    )

    kpi.refresh_from_db()
    assert response.status_code == 302
    assert (kpi.name, kpi.unit) == ("Turnaround", "duration_days")


def test_it_tells_two_people_who_edit_one_kpi(pages):
    kpi = make_kpi()
    sent = KPI_FORM | {"revision": kpi.revision}
    pages.post(f"kpis/{kpi.pk}/edit/", **sent | {"name": "First"})

    response = pages.post(f"kpis/{kpi.pk}/edit/", **sent | {"name": "Second"})

    assert response.status_code == 412
    assert "Now: First" in text(response)
    assert 'value="Second"' in text(response)


def test_it_lets_a_workflow_owner_define_kpis_of_their_own_initiative_only(client_a):
    mine, other = make_initiative(), make_initiative(name="Another")
    owner = as_member(client_a, "workflow_owner", mine.workflow_owner_id)

    assert owner.get(f"initiatives/{mine.pk}/kpis/new/").status_code == 200
    assert owner.get(f"initiatives/{other.pk}/kpis/new/").status_code == 403


# --- The baseline


def baseline_form(**given):
    return {
        "from_readings": "no",
        "window_start": "2025-09-01",
        "window_end": "2025-12-28",
        "value": "5",
        "sample_size": "212",
        "method": "Timestamps",
        "source": "CRM export",
    } | given


def test_it_records_a_baseline_that_was_measured_elsewhere(pages):
    kpi = make_kpi()

    assert pages.post(f"kpis/{kpi.pk}/baseline/", **baseline_form()).status_code == 302
    assert Baseline.objects.get().value == 5


def test_it_computes_a_baseline_from_the_readings(pages):
    kpi = make_kpi()
    make_readings(kpi, "4", "6", start=dt.date(2026, 1, 5))

    sent = baseline_form(
        from_readings="yes", value="", sample_size="", window_start="2026-01-05", window_end="2026-01-18"
    )
    assert pages.post(f"kpis/{kpi.pk}/baseline/", **sent).status_code == 302
    assert Baseline.objects.get().value == 5


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"value": ""}, "value"),
        ({"value": "about five"}, "value"),
        ({"sample_size": ""}, "sample_size"),
        ({"method": ""}, "method"),
        ({"window_start": "2026-01-05"}, "window_end"),
        ({"window_end": "2026-03-02"}, "window_end"),
        ({"from_readings": "yes"}, "from_readings"),
    ],
)
def test_it_says_beside_the_field_why_a_baseline_is_refused(pages, given, field):
    kpi = make_kpi()

    response = pages.post(f"kpis/{kpi.pk}/baseline/", **baseline_form(**given))

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in text(response)
    assert not Baseline.objects.exists()


def test_it_leads_to_the_contract_that_stands_on_the_baseline(pages):
    version = make_proposed()
    kpi_id = version.contract.kpi_id

    page = text(pages.get(f"kpis/{kpi_id}/baseline/"))

    assert f"contracts/{version.contract_id}/" in page
    assert '<form class="form"' not in page
    assert pages.post(f"kpis/{kpi_id}/baseline/", **baseline_form(reason="Measured anew.")).status_code == 409


# --- One reading


def test_it_offers_the_complete_periods_that_lack_a_reading_the_newest_first(pages):
    kpi = make_kpi()
    make_readings(kpi, "4.5", start=dt.date(2026, 2, 2))

    page = text(pages.get(f"kpis/{kpi.pk}/readings/"))

    offered = [name for name in ("2026-W09", "2026-W08", "2026-W07") if f'<option value="{name}"' in page]
    assert offered == ["2026-W09", "2026-W08", "2026-W07"]
    assert '<option value="2026-W06"' not in page
    assert '<option value="2026-W10"' not in page


def test_it_finds_the_lacking_periods_back_to_the_first_reading():
    weeks = [period_of(dt.date(2026, 2, day), "week") for day in (2, 16)]

    lacking = lacking_periods(set(weeks), today=dt.date(2026, 3, 2), grid="week", most=12)

    assert [period.start for period in lacking] == [dt.date(2026, 2, 23), dt.date(2026, 2, 9)]
    assert len(lacking_periods(set(), today=dt.date(2026, 3, 2), grid="week", most=12)) == 12


def test_it_enters_a_reading_as_the_persons_language_writes_numbers(pages, client_a):
    kpi = make_kpi()
    owner = owner_of(kpi, client_a, language="de")

    sent = {"period": "2026-W09", "value": "1.204,5", "cases": "31", "source": "CRM"}
    response = owner.post(f"kpis/{kpi.pk}/readings/", **sent)

    assert response["Location"] == f"/clients/acme/kpis/{kpi.pk}/"
    reading = Reading.objects.get()
    assert (reading.period_start, reading.value, reading.cases) == (LAST_WEEK, Decimal("1204.5"), 31)


def test_it_corrects_the_reading_that_the_table_leads_to(pages):
    kpi = make_kpi()
    make_readings(kpi, "4.5", start=LAST_WEEK)

    form = text(pages.get(f"kpis/{kpi.pk}/readings/?period=2026-02-23&source=CRM"))
    assert 'value="2026-02-23"' in form
    pages.post(f"kpis/{kpi.pk}/readings/", other_period="2026-02-23", value="4.6", source="CRM")

    assert Reading.objects.get(state=ReadingState.CURRENT).value == Decimal("4.6")
    assert "4.5 days became 4.6 days" in text(pages.get(f"kpis/{kpi.pk}/"))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"value": "NaN"}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "four"}, "value"),
        ({"value": ""}, "value"),
        ({"period": "other", "other_period": "2026-W10"}, "other_period"),
        ({"period": "other", "other_period": "2027-W10"}, "other_period"),
        ({"period": "other", "other_period": "yesterday"}, "other_period"),
        ({"period": "other"}, "other_period"),
        ({"period": "2026-W01"}, "period"),
        ({"cases": "0"}, "cases"),
        ({"source": ""}, "source"),
    ],
)
def test_it_keeps_what_was_typed_and_says_beside_the_field_why_a_reading_is_refused(pages, given, field):
    kpi = make_kpi()
    make_readings(kpi, "4.5", start=dt.date(2026, 2, 16))

    sent = {"period": "2026-W09", "value": "4.25", "cases": "31", "source": "CRM", "note": "A note that stays"} | given
    response = pages.post(f"kpis/{kpi.pk}/readings/", **sent)

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in text(response)
    assert "A note that stays" in text(response)
    assert Reading.objects.count() == 1


def test_it_keeps_readings_from_those_who_may_not_enter_them(pages, client_a):
    kpi = make_kpi()
    viewer = as_member(client_a, "client_viewer")

    assert "readings/" not in text(viewer.get(f"kpis/{kpi.pk}/"))
    for path in ("readings/", "import/", "edit/", "baseline/"):
        assert viewer.get(f"kpis/{kpi.pk}/{path}").status_code == 403
    assert viewer.post(f"kpis/{kpi.pk}/readings/", period="2026-W09", value="1", source="CRM").status_code == 403
    assert not Reading.objects.exists()
