import datetime as dt
import uuid
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.value.choices import Cadence
from apps.value.models import Kpi, Reading
from apps.value.rules.figures.levels import Level, Progress
from apps.value.rules.periods import last_complete, next_period, period_of, previous_period
from apps.value.selectors.contracts import contract_page, contract_rows
from apps.value.selectors.series import points_of
from apps.value.selectors.standing import standing_of_kpi
from kernel import clock
from kernel.errors import NotFoundMissing
from kernel.tenancy.context import mounted, public
from tests.factories.value import make_baseline, make_contract, make_kpi, make_readings, make_signed

TODAY = dt.date(2026, 3, 2)
MICRO = Decimal("0.000001")

# A reading: how many periods ago (a negative one is not over yet), value, cases, source, minutes after the first.
READINGS = st.lists(
    st.tuples(
        st.integers(-1, 12),
        st.decimals("0", "100", places=3),
        st.none() | st.integers(1, 5),
        st.sampled_from(["CRM", "ERP", "paper"]),
        st.integers(0, 3),
    ),
    max_size=25,
    unique_by=lambda reading: (reading[0], reading[3]),
)


def _enter(kpi: Kpi, readings: list[tuple[int, Decimal, int | None, str, int]]) -> None:
    """Rows as batches of several moments leave them; the services refuse what is not over yet, the database may hold it."""
    rows = []
    for ago, value, cases, source, minutes in readings:
        period = last_complete(TODAY, kpi.cadence)
        for _ in range(ago):
            period = previous_period(period, kpi.cadence)
        if ago < 0:
            period = next_period(period, kpi.cadence)
        rows.append(
            Reading(
                kpi=kpi,
                period_start=period.start,
                period_end=period.end,
                value=value,
                cases=cases,
                source=source,
                door="api",
                recorded_at=clock.now() + dt.timedelta(minutes=minutes),
            )
        )
    Reading.objects.bulk_create(rows)


_names = count()


@pytest.mark.parametrize("cadence", [Cadence.WEEK, Cadence.DAY])
@given(readings=READINGS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_lists_the_same_figures_as_the_rules(client_a, cadence, readings):
    """One statement for fifty contracts, and the rules for one: they must never tell two stories."""
    # Two sources of one period recorded in one moment have no order; give each its own.
    moments = [(*reading[:4], place) for place, reading in enumerate(sorted(readings, key=lambda reading: reading[4]))]
    kpi = Kpi.objects.first()
    if kpi is None:
        kpi = make_kpi()
        make_baseline(kpi)
        make_contract(kpi)
        Kpi.objects.update(cadence=cadence)
        kpi.cadence = cadence
    Reading.objects.all().delete()
    _enter(kpi, moments)
    (row,) = contract_rows()
    standing = standing_of_kpi(kpi)
    if isinstance(standing.level, Level):
        assert row["recent_level"] == standing.level.value.quantize(MICRO)
        assert (row["recent_n"], row["last_period_end"]) == (standing.level.n, standing.level.last.end)
    else:
        assert (row["recent_level"], row["recent_n"], row["last_period_end"]) == (None, 0, None)


def test_it_lists_the_progress_that_the_page_shows(client_a):
    contract = make_signed()
    make_readings(contract.kpi, 5, 4, "3.7", "4.1", "3.3", start=dt.date(2026, 1, 26))
    (row,) = contract_rows()
    progress = contract_page(contract.pk).standing.progress
    assert isinstance(progress, Progress)
    assert row["progress"] == progress.share.quantize(MICRO) == Decimal("0.612500")
    assert (row["baseline"], row["target"], row["recent_n"]) == (5, 3, 4)


def test_it_shows_one_reading_a_period_the_kpis_own_source_first(client_a):
    kpi = make_kpi()
    _enter(
        kpi,
        [
            (1, Decimal(4), None, "CRM", 0),
            (1, Decimal(5), None, "ERP", 1),
            (0, Decimal(6), None, "paper", 0),
            (0, Decimal(7), None, "ERP", 1),
        ],
    )
    assert [point.value for point in points_of(kpi)] == [4, 7]


def _contracts(number: int) -> None:
    for _ in range(number):
        kpi = make_kpi(Kpi.objects.first() and Kpi.objects.first().initiative, name=f"Measure {next(_names)}")
        make_baseline(kpi)
        contract = make_contract(kpi)
        make_readings(contract.kpi, 5, 4, 4, start=dt.date(2026, 2, 2))


def test_it_lists_any_number_of_contracts_in_one_query(client_a, django_assert_num_queries):
    for expected in (0, 1, 3):
        _contracts(expected - len(contract_rows()))
        with django_assert_num_queries(1):
            assert len(contract_rows()) == expected


def test_it_shows_a_contract_in_as_many_queries_whatever_it_holds(client_a):
    contract = make_signed()
    pages = []
    for start in (None, dt.date(2025, 1, 6)):
        if start:
            make_readings(contract.kpi, *[4] * 50, start=start)
        with CaptureQueriesContext(connection) as queries:
            contract_page(contract.pk)
        pages.append(len(queries))
    assert pages[0] == pages[1] <= 8


def test_it_lists_contracts_in_the_order_of_their_last_change(client_a):
    _contracts(3)
    rows = contract_rows()
    first, second = contract_rows(limit=2), contract_rows(limit=2, after=(rows[1]["updated_at"], rows[1]["id"]))
    assert [row["id"] for row in [*first, *second]] == [row["id"] for row in rows]
    assert contract_rows(status="active") == []
    assert len(contract_rows(status="draft", initiative_id=rows[0]["initiative_id"])) == 3
    assert contract_rows(initiative_id=uuid.uuid4()) == []
    assert contract_rows(updated_since=clock.now() + dt.timedelta(seconds=1)) == []


def test_it_finds_no_contract_of_another_client(client_a, client_b):
    with public(), mounted(client_b):
        foreign = make_contract()
    said = []
    for pk in (foreign.pk, uuid.uuid4()):
        with pytest.raises(NotFoundMissing) as missing:
            contract_page(pk)
        said.append(str(missing.value.message))
    assert said[0] == said[1]
    assert contract_rows() == []


def test_it_names_the_week_in_the_clients_own_days(client_a):
    with clock.frozen(dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)):
        kpi = make_kpi()
        make_readings(kpi, 4, start=dt.date(2026, 2, 23))
        assert standing_of_kpi(kpi).today == TODAY
        assert standing_of_kpi(kpi).latest.period == period_of(dt.date(2026, 2, 23), "week")
