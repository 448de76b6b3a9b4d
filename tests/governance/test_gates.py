"""What gates ask of governance, from live facts through the whole stack."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.initiatives.choices import Verdict
from apps.initiatives.criteria import Criterion, Scope, gather, judge
from kernel import clock
from kernel.ids import new_id
from tests.factories.governance import (
    make_boundary_in_force,
    make_complete_checklist,
    make_incident,
    make_monitor,
    read,
)
from tests.factories.people import make_initiative


@pytest.fixture
def initiative(client_a):
    return make_initiative()


def ask(initiative, **given):
    scope = Scope(initiative.pk, new_id(), None, dt.date(2026, 1, 20), timezone.localdate(clock.now()), clock.now())
    kinds = ("checklist_complete", "boundary_in_force", "monitors_in_range", "no_severe_incident", "escalation_path")
    criteria = [Criterion(kind, kind, kind, given.get(kind, {})) for kind in kinds]
    facts = gather(criteria, scope)
    return {found.criterion.kind: found.finding for found in judge(criteria, facts, scope)}


def test_it_answers_what_gates_ask_from_live_facts(initiative, django_assert_max_num_queries):
    verdicts = {kind: found.verdict for kind, found in ask(initiative).items()}
    assert verdicts == {
        "checklist_complete": Verdict.UNKNOWN,
        "boundary_in_force": Verdict.UNMET,
        "monitors_in_range": Verdict.UNKNOWN,
        "no_severe_incident": Verdict.MET,
        "escalation_path": Verdict.UNKNOWN,
    }
    make_complete_checklist(initiative)
    make_boundary_in_force(initiative)
    with clock.frozen(clock.now() - dt.timedelta(days=20)):
        monitor = make_monitor(initiative)
    read(monitor, *["1.2"] * 11)
    with django_assert_max_num_queries(5):
        found = ask(initiative)
    assert {each.verdict for each in found.values()} == {Verdict.MET}
    make_incident(initiative)
    assert ask(initiative)["no_severe_incident"].verdict is Verdict.UNMET


def test_it_counts_days_in_the_clients_time_zone(initiative):
    with clock.frozen(clock.now() - dt.timedelta(days=20)):
        monitor = make_monitor(initiative)
    read(monitor, *["1"] * 9, start=dt.datetime(2026, 2, 21, 9, tzinfo=dt.UTC))
    # Half past eleven in the evening in UTC is the next day in Berlin.
    read(monitor, "1", start=dt.datetime(2026, 2, 20, 23, 30, tzinfo=dt.UTC))
    assert ask(initiative)["monitors_in_range"].figures["monitors"][0]["read"] == 9
    assert ask(initiative)["monitors_in_range"].verdict is Verdict.UNMET
    read(monitor, "1", start=dt.datetime(2026, 2, 19, 23, 30, tzinfo=dt.UTC))
    assert ask(initiative)["monitors_in_range"].verdict is Verdict.MET
