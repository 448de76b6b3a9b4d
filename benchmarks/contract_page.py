"""(i) A contract's page over few and many readings: the number of queries stays, and the time grows less than the readings."""

import datetime as dt
import time
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from apps.value.rules.readings.rows import RawRow
from apps.value.selectors.contracts import contract_page
from apps.value.services import record_readings
from benchmarks.contract_pdf import proposed_contract
from benchmarks.figures import Result, Side, in_turns
from benchmarks.ground import provisioned_client
from kernel.access import system_actor
from kernel.tenancy.context import mounted

FEW, MANY, ROUNDS = 40, 520, 15


def _longer(contract_id: Any, weeks: int) -> None:
    """As many weeks of readings again, before those that are there."""
    kpi = contract_page(contract_id).contract.kpi
    first = kpi.readings.order_by("period_start").values_list("period_start", flat=True)[0]
    rows = [
        RawRow(place, {"period": (first - dt.timedelta(weeks=place)).isoformat(), "value": f"{4 + place % 7 / 5:.2f}"})
        for place in range(1, weeks + 1)
    ]
    if record_readings(by=system_actor(), rows=rows, door="api", kpi_id=kpi.pk).batch.refused:
        raise RuntimeError("The benchmark's own readings were refused.")


def run(*, scale: float = 1.0) -> Result:
    """The figures and the terms of the page, as the template shows them."""
    client = provisioned_client()
    with mounted(client):
        few, many = proposed_contract("Proposals"), proposed_contract("Offers")
        _longer(many, MANY - FEW)

        def page(contract_id: Any) -> float:
            start = time.perf_counter()
            found = contract_page(contract_id)
            render_to_string("value/partials/contract_terms.html", {"page": found})
            return (time.perf_counter() - start) * 1_000

        queries = []
        for contract_id in (few, many):
            page(contract_id)
            with CaptureQueriesContext(connection) as seen:
                page(contract_id)
            queries.append(len(seen))
        found = in_turns(max(5, round(ROUNDS * scale)), lambda: page(many), lambda: page(few))
    sides = [Side(f"with {MANY} readings", "ms", found[0]), Side(f"with {FEW} readings", "ms", found[1])]
    if queries[0] != queries[1]:
        raise RuntimeError(f"The page asks {queries[0]} queries over few readings and {queries[1]} over many.")
    return Result(
        name="contract_page",
        question="What do more readings cost a contract's page?",
        sides=sides,
        notes=[
            f"{queries[0]} queries over {FEW} readings, {queries[1]} over {MANY}.",
            f"{MANY / FEW:.0f} times the readings take {sides[0].median / sides[1].median:.1f} times as long.",
        ],
        more={"queries": queries},
    )
