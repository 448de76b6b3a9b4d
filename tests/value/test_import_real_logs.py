"""Two real logs on the whole way: taken in, read, shown, recorded with a baseline."""

from decimal import Decimal

import pytest

from apps.value.models import Baseline, Reading
from apps.value.selectors.imports import import_page
from apps.value.services.imports import BaselineWish, apply_import, check_import
from kernel.access import system_actor
from tests.factories.imports import begin, read_log
from tests.factories.value import make_kpi
from tests.value.rules import logs

BY = system_actor()


@pytest.mark.parametrize(
    ("path", "completed", "periods", "low", "high"),
    [
        pytest.param(
            logs.HELPDESK,
            4_557,
            190,
            Decimal(30),
            Decimal(50),
            marks=pytest.mark.skipif(not logs.HELPDESK.exists(), reason="the log is not part of the repository"),
        ),
        pytest.param(
            logs.RECEIPT,
            1_344,
            62,
            Decimal("0.5"),
            Decimal(20),
            marks=pytest.mark.skipif(not logs.RECEIPT.exists(), reason="the log is not part of the repository"),
        ),
    ],
)
def test_it_takes_a_real_log_to_readings_and_their_baseline(client_a, own_files, path, completed, periods, low, high):
    row = begin(path.read_bytes(), path.name, make_kpi(source=""))
    row = read_log(row)
    page = import_page(row)
    assert (page.measures.completed, len(page.points), page.measure) == (completed, periods, "turnaround_mean")

    plan = check_import(by=BY, import_id=row.pk, measure=page.measure)
    assert (plan.counts["new"], plan.counts["refused"]) == (periods, 0)
    wish = BaselineWish(*page.window, method="First to last event")
    apply_import(by=BY, import_id=row.pk, mark=plan.mark, measure=page.measure, baseline=wish)

    assert Reading.objects.filter(source=path.name, door="derived").count() == periods
    baseline = Baseline.objects.get()
    assert low < baseline.value < high
    assert baseline.file_digest == row.file_digest
