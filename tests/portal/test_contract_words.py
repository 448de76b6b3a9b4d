"""What the feed says of contracts in force, in words: numbers with their unit, days, reasons; never an id or a code."""

import datetime as dt
import re
from decimal import Decimal

from apps.portal.feed import feed
from apps.value.models import Contract, Reading
from apps.value.services import (
    amend_contract,
    change_draft,
    clear_rollback,
    move_contract,
    withdraw_reading,
)
from kernel.access import system_actor
from tests.factories.value import (
    make_baseline,
    make_contract,
    make_fired,
    make_kpi,
    make_proposed,
    make_readings,
    make_signed,
)

BY = system_actor()
CODE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[a-z]_[a-z]|\b[0-9a-f]{40,}")


def told() -> dict[str, str]:
    """What the feed says of each event, the latest of a kind."""
    lines = reversed(feed().lines)
    return {str(line.event): "; ".join(str(detail) for detail in line.details) for line in lines}


def test_it_tells_what_an_amendment_replaced(client_a):
    contract = make_signed()
    revision = amend_contract(by=BY, contract_id=contract.pk).revision
    change_draft(by=BY, contract_id=contract.pk, revision=revision, terms={"target": "3.2", "due_on": "2026-05-07"})
    make_signed(make_proposed(Contract.objects.get(pk=contract.pk)))
    assert told()["amendment drafted"] == "from version 1"
    assert told()["amendment in force"] == "version 2 replaces version 1; 2 fields changed"


def test_it_tells_what_fired_what_cleared_it_and_how_it_ended(client_a):
    contract = make_fired()
    clear_rollback(by=BY, contract_id=contract.pk, reason="One large request.")
    move_contract(by=BY, contract_id=contract.pk, move="cancel", reason="Another way was found.")
    words = told()
    assert "the period from 9 Feb 2026; Proposals go back to the manual queue" in words["rollback trigger fired"]
    assert words["rollback trigger cleared"] == "a recorded decision; One large request."
    assert words["contract cancelled"] == "Another way was found."


def test_it_tells_signals_guardrails_and_withdrawn_readings(client_a):
    kpi = make_kpi()
    make_readings(kpi, *["5.0", "5.2", "4.9", "5.1"] * 5, start=dt.date(2025, 9, 1))
    make_baseline(kpi, window_start=dt.date(2025, 9, 1), window_end=dt.date(2026, 1, 18))
    guard = make_kpi(kpi.initiative, name="Error rate", kind="quality", unit="percent")
    make_baseline(guard, value=Decimal(1))
    bound = [{"kpi": str(guard.pk), "comparison": "below", "bound": "2"}]
    make_signed(make_proposed(make_contract(kpi, guardrails=bound)))
    make_readings(kpi, "9", start=dt.date(2026, 2, 2))
    make_readings(guard, "3", start=dt.date(2026, 2, 2))
    reading = Reading.objects.get(kpi=kpi, value=9)
    assert "unfavourable: one reading outside the natural limits" in told()["signals of a KPI changed"]
    withdraw_reading(by=BY, kpi_id=kpi.pk, reading_id=reading.pk, reason="A test export.")
    words = told()
    assert words["guardrail broken or kept again"] == "Error rate; broken in the periods from 2 Feb 2026"
    assert words["reading withdrawn"] == "9 days for the period from 2 Feb 2026; A test export."
    assert words["signals of a KPI changed"] == "1 is no more"
    assert not CODE.search(" ".join(words.values()))
