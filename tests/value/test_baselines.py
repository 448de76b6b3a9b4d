"""A baseline is computed anew only for a reason, and leaves out no period without a decision (V2, V11)."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.value.models import Baseline
from apps.value.selectors.standing import standing_of_kpi
from apps.value.services import record_baseline
from kernel.access import system_actor
from kernel.errors import ConflictRefused, InvalidRefused
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings

BY = system_actor()
SEPTEMBER = dt.date(2025, 9, 1)
WINDOW = {"window_start": SEPTEMBER, "window_end": dt.date(2025, 12, 28)}
FLOOD = dt.date(2025, 10, 6)


def measured(kpi, **given):
    fields = {"method": "Mean of the weeks", "source": "CRM", "from_readings": True, "reason": "Measured by the CRM."}
    return record_baseline(by=BY, kpi_id=kpi.pk, **WINDOW | fields | given)


def with_an_odd_week():
    kpi = make_kpi()
    make_readings(kpi, *[("4.9", "5.1")[week % 2] if week != 5 else "9" for week in range(17)], start=SEPTEMBER)
    return kpi


def test_it_flags_a_period_outside_the_baselines_own_limits_until_somebody_decides(client_a):
    kpi = with_an_odd_week()
    measured(kpi)
    assert [period.start for period in standing_of_kpi(kpi).undecided] == [FLOOD]

    measured(kpi, decisions=[{"period": FLOOD, "keep": True, "reason": "It belongs to how the process is."}])
    assert standing_of_kpi(kpi).undecided == []


def test_it_leaves_a_period_out_by_a_decision_with_a_reason(client_a):
    kpi = with_an_odd_week()
    before = measured(kpi)
    after = measured(kpi, decisions=[{"period": FLOOD, "keep": False, "reason": "The flood of October."}])
    assert after.value == Decimal("4.9875") < before.value
    found = standing_of_kpi(kpi)
    assert found.limits.n == 16
    assert found.undecided == []
    assert Baseline.objects.filter(superseded_at__isnull=True).get().decisions == [
        {"period": "2025-10-06", "keep": False, "reason": "The flood of October."}
    ]


@pytest.mark.parametrize(
    ("decisions", "field"),
    [
        ([{"period": FLOOD, "keep": False, "reason": " "}], "decisions.0.reason"),
        ([{"period": dt.date(2024, 1, 1), "keep": False, "reason": "Long ago."}], "decisions.0.period"),
        ([{"period": FLOOD, "keep": keep, "reason": "Twice."} for keep in (True, False)], "decisions.1.period"),
        (
            [
                {"period": SEPTEMBER + dt.timedelta(weeks=week), "keep": False, "reason": "It was high."}
                for week in range(5)
            ],
            "decisions",
        ),
    ],
)
def test_it_refuses_a_decision_that_names_no_reading_no_reason_or_too_many(client_a, decisions, field):
    kpi = with_an_odd_week()
    with pytest.raises(InvalidRefused) as refused:
        measured(kpi, decisions=decisions)
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == (field, "V11")


def test_it_computes_limits_anew_for_a_reason_only(client_a):
    kpi = with_an_odd_week()
    measured(kpi)
    with pytest.raises(InvalidRefused) as refused:
        measured(kpi, reason="")
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == ("reason", "V11")


def test_it_changes_no_baseline_under_a_proposal(client_a):
    kpi = make_kpi()
    make_baseline(kpi)
    make_proposed(make_contract(kpi))
    with pytest.raises(ConflictRefused):
        make_baseline(kpi, value=4)


def test_it_keeps_its_limits_when_a_reading_of_its_window_is_corrected(client_a):
    kpi = with_an_odd_week()
    measured(kpi)
    before = standing_of_kpi(kpi).limits
    make_readings(kpi, "30", start=SEPTEMBER)
    after = standing_of_kpi(kpi).limits
    assert (after.centre, after.upper, after.n) == (before.centre, before.upper, before.n)

    measured(kpi, reason="The first week was booked wrongly.")
    assert standing_of_kpi(kpi).limits.upper > before.upper


@pytest.mark.parametrize(("unit", "value"), [("duration_days", "-7"), ("percent", "0.42")])
def test_it_takes_no_value_that_cannot_be_the_kpis(client_a, unit, value):
    kpi = make_kpi(unit=unit)
    make_readings(kpi, *["42", "43"] * 8, start=SEPTEMBER)
    with pytest.raises(InvalidRefused) as refused:
        make_baseline(kpi, value=Decimal(value))
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("value", "V1")]
