"""The page on which a baseline is recorded: what it will be, why it replaces another, and its periods outside the limits; readings withdrawn."""

import datetime as dt
import re

import pytest

from apps.value.models import Baseline, Reading
from tests.factories.value import make_baseline, make_kpi, make_readings, make_signed
from tests.pages import as_member, as_partner

START = dt.date(2025, 9, 1)
ODD = "2025-10-27"


@pytest.fixture
def pages(client_a):
    return as_partner(client_a)


@pytest.fixture
def odd_kpi(client_a):
    """A KPI one of whose twenty weeks lies outside the limits of all of them."""
    kpi = make_kpi()
    make_readings(kpi, *["5.0", "5.2"] * 4, "9", *["5.1", "4.9"] * 5, "5", start=START)
    return kpi


def form(**given):
    return {
        "from_readings": "yes",
        "window_start": "2025-09-01",
        "window_end": "2026-01-18",
        "method": "Timestamps of request and sent proposal",
        "source": "CRM",
    } | given


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_it_shows_what_it_will_be_and_records_nothing(pages, odd_kpi):
    page = pages.post(f"kpis/{odd_kpi.pk}/baseline/", **form(preview="1"))
    assert page.status_code == 200
    assert "The mean of 20 readings is 5.24 days." in words(page)
    assert f"decide_{ODD}" in page.text
    assert "field-problem" not in page.text
    assert not Baseline.objects.exists()


def test_it_passes_over_no_period_outside_the_limits_that_was_not_shown(pages, odd_kpi):
    refused = pages.post(f"kpis/{odd_kpi.pk}/baseline/", **form())
    assert refused.status_code == 422
    assert "lie outside its own limits" in words(refused)
    assert f"decide_{ODD}" in refused.text
    assert not Baseline.objects.exists()


def test_it_asks_why_a_period_is_left_out_and_leaves_it_out_then(pages, odd_kpi):
    sent = form(**{f"decide_{ODD}": "leave", f"because_{ODD}": ""})
    refused = pages.post(f"kpis/{odd_kpi.pk}/baseline/", **sent)
    assert refused.status_code == 422
    assert f"because_{ODD}" in refused.context["form"].errors
    sent[f"because_{ODD}"] = "The CRM was down."
    assert pages.post(f"kpis/{odd_kpi.pk}/baseline/", **sent).status_code == 302
    made = Baseline.objects.get()
    assert made.decisions == [{"period": ODD, "keep": False, "reason": "The CRM was down."}]
    assert made.sample_size == 19
    page = words(pages.get(f"kpis/{odd_kpi.pk}/"))
    assert "The period from 27 Oct 2025 is left out: The CRM was down." in page
    assert "nobody has said whether" not in page


def test_it_flags_what_nobody_has_decided_and_leads_there(pages, odd_kpi):
    assert (
        pages.post(f"kpis/{odd_kpi.pk}/baseline/", **form(**{f"decide_{ODD}": "", f"because_{ODD}": ""})).status_code
        == 302
    )
    page = pages.get(f"kpis/{odd_kpi.pk}/")
    assert "1 period of the baseline lies outside the baseline’s own limits" in words(page)
    assert f"kpis/{odd_kpi.pk}/baseline/" in page.text


def test_it_says_that_there_are_too_few_readings_for_limits(pages):
    kpi = make_kpi()
    make_readings(kpi, "5", "5.1", "5.2", start=START)
    page = words(pages.get(f"kpis/{kpi.pk}/baseline/"))
    assert "Natural limits need 8 readings in the baseline; 5 are missing." in page


def test_it_replaces_a_baseline_for_a_reason_that_the_page_tells(pages):
    kpi = make_signed().kpi
    address = f"kpis/{kpi.pk}/baseline/"
    assert "A contract in force keeps its own until it is amended." in words(pages.get(address))
    stated = form(from_readings="no", value="5.2", sample_size="30", window_end="2025-12-28")
    assert pages.post(address, **stated).status_code == 422
    assert pages.post(address, **stated, reason="The export was incomplete.").status_code == 302
    assert "Why it replaced the one before: The export was incomplete." in words(pages.get(f"kpis/{kpi.pk}/"))


@pytest.mark.parametrize("first", ["", "x", "2025-13-01", "9999-12-31", "0001-01-01"])
def test_it_shows_a_window_without_readings_for_any_days(pages, odd_kpi, first):
    page = pages.post(f"kpis/{odd_kpi.pk}/baseline/", **form(window_start=first, preview="1"))
    assert page.status_code == 200


def test_it_withdraws_a_reading_with_a_reason(pages):
    kpi = make_kpi()
    make_readings(kpi, "5", "50", start=dt.date(2026, 2, 2))
    wrong = Reading.objects.get(value=50)
    address = f"kpis/{kpi.pk}/readings/{wrong.pk}/withdraw/"
    assert address in pages.get(f"kpis/{kpi.pk}/").text
    assert "50 days for 9–15 Feb 2026" in words(pages.get(address)).replace("\u2009", "")
    assert pages.post(address, reason="  ").status_code == 422
    assert pages.post(address, reason="A test export.").status_code == 302
    wrong.refresh_from_db()
    assert wrong.state == "withdrawn"
    assert pages.post(address, reason="Again.").status_code == 404


def test_it_lets_nobody_withdraw_who_may_not_enter(client_a):
    kpi = make_kpi()
    make_readings(kpi, "5", start=dt.date(2026, 2, 2))
    address = f"kpis/{kpi.pk}/readings/{Reading.objects.get().pk}/withdraw/"
    viewer = as_member(client_a, "client_viewer")
    assert viewer.get(address).status_code == 403
    assert viewer.post(address, reason="No.").status_code == 403
    assert "withdraw/" not in viewer.get(f"kpis/{kpi.pk}/").text


def test_it_lists_the_signals_with_their_rule_and_direction(pages):
    kpi = make_kpi()
    make_readings(kpi, *["5.0", "5.2", "4.9", "5.1"] * 5, start=START)
    make_baseline(kpi, window_start=START, window_end=dt.date(2026, 1, 18))
    make_readings(kpi, "9", "3", start=dt.date(2026, 2, 2))
    page = words(pages.get(f"kpis/{kpi.pk}/"))
    assert "one reading outside the natural limits, above the centre" in page
    assert "one reading outside the natural limits, below the centre" in page
    assert page.index("below the centre") < page.index("above the centre")
