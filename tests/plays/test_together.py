"""Two people at one gate in the same moment, and readings that come in while it is decided, on connections of their own."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from apps.clients.models import Client
from apps.plays.models import GateDecision, Play
from apps.plays.selectors.plays import play_page
from apps.plays.services import decide_gate
from apps.value.rules.readings.rows import RawRow
from apps.value.services import record_readings
from kernel import clock
from kernel.access import Actor, system_actor
from kernel.canonical import digest
from kernel.errors import Refused
from kernel.ledger.services import verify
from kernel.tenancy.context import mounted
from tests.actors import user
from tests.factories.plays import a_gate, make_papers, make_play, make_submitted
from tests.factories.telling_plays import IMPROVED, NOON, Story

DAY = 30


def together(client: Client, at: dt.datetime, *works: Callable[[], object]) -> list[object]:
    """What each work gave, or the refusal's code, when all began in the same moment."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            with clock.frozen(at), mounted(client):
                start.wait(timeout=30)
                return work()
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


@pytest.fixture
def acme(own_database: str) -> Client:
    return Client.objects.get(slug="acme")


def deciding(play: Play, outcome: str, by: Actor) -> Callable[[], object]:
    """A decision on what the page shows now, by somebody who decides in a moment."""
    gate = a_gate(play)
    seen = play_page(play.pk).gate(gate.pk).hash
    given = {"gate_id": gate.pk, "outcome": outcome, "reasons": "So it is.", "basis_hash": seen}
    return lambda: decide_gate(by=by, **given).outcome


def test_it_is_decided_once_when_two_decide_in_the_same_moment(acme):
    with mounted(acme):
        play = make_papers(make_play())
        make_submitted(play)
        works = [deciding(play, outcome, user("client_sponsor")) for outcome in ("go", "stop", "go", "stop")]
    said = together(acme, clock.now(), *works)
    with mounted(acme):
        (decision,) = GateDecision.objects.all()
        status = {"go": ("passed", "running"), "stop": ("stopped", "stopped")}[decision.outcome]
        assert (a_gate(play).status, Play.objects.get().status) == status
        assert verify().holds
    assert said.count(decision.outcome) == 1
    assert [each for each in said if each != decision.outcome] == ["move_refused"] * 3


def test_it_is_decided_on_the_readings_before_or_after_but_never_between(acme):
    with mounted(acme):
        story = Story()
        with story.on(3):
            story.prepare_pilot()
            story.weeks_read(*IMPROVED)
        with story.on(DAY):
            story.people_test()
            story.submit("pilot")
            decide = deciding(story.play, "go", story.sponsor)
            before = story.gate("pilot").hash
    # Good weeks are corrected to bad ones, one of which fires the trigger, while the sponsor says go.
    weeks = [(story.starts_on + dt.timedelta(weeks=number)).isoformat() for number in range(4)]
    rows = [RawRow(number, {"period": week, "value": "7.5"}) for number, week in enumerate(weeks, 1)]
    system = system_actor()

    def record() -> object:
        return record_readings(by=system, rows=rows, door="api", kpi_id=story.kpi.pk).applied

    noon = dt.datetime.combine(story.date(DAY), NOON)
    decided, recorded = together(acme, noon, decide, record)
    assert recorded is True
    assert decided in ("go", "gate_not_met")
    with mounted(acme), clock.frozen(noon):
        assert verify().holds
        gate = story.gate("pilot")
        assert gate.gate.status == ("passed" if decided == "go" else "submitted")
        if decided == "go":
            (decision,) = gate.decisions
            assert decision.basis_hash == digest(decision.basis) == before
            assert [each.key for each in gate.outdated] == ["pilot-kpi-signal"]
        # Whoever came first: the trigger has fired once, and what is not passed is frozen.
        assert story.told()["contract.rollback_fired"] == 1
        assert all(view.frozen for view in story.page.gates if view.gate.status != "passed")
