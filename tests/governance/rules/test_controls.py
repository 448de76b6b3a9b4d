"""Whether controls operate, and the answer that follows."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.governance.rules.answers import Situation, answer, is_under_control
from apps.governance.rules.checklist import absent_keys, answer_problems, key_problems, nist_problems
from apps.governance.rules.controls import ControlFacts, MonitorTrace, controls_of, operates_within

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
ID = uuid.UUID(int=1)


def ago(**span: int) -> dt.datetime:
    return NOW - dt.timedelta(**span)


NOTHING = ControlFacts(ID, [], None, None, None, None, None, 0, None, None, None, None, None)
ALL = ControlFacts(
    initiative_id=ID,
    monitors=[MonitorTrace(ID, "Error rate", "day", ago(hours=30))],
    attestation_id=ID,
    attestation_due_on=TODAY,
    attested_at=ago(days=80),
    attested_every=90,
    answered_at=ago(days=30),
    overdue_reviews=0,
    escalation_id=ID,
    escalation_at=ago(days=60),
    incident_at=None,
    boundary_id=ID,
    boundary_at=ago(days=50),
)


def states(facts: ControlFacts) -> dict[str, str]:
    return {str(each.kind): each.state.value for each in controls_of(facts, NOW, TODAY)}


def test_it_finds_everything_documented_only_where_nothing_left_a_trace():
    assert set(states(NOTHING).values()) == {"documented"}
    assert "monitor" not in states(NOTHING)


def test_it_finds_controls_that_left_their_traces_operating():
    assert set(states(ALL).values()) == {"operates"}


@pytest.mark.parametrize(
    ("said", "kind", "state"),
    [
        ({"monitors": [MonitorTrace(ID, "M", "day", ago(days=2))]}, "monitor", "operates"),
        ({"monitors": [MonitorTrace(ID, "M", "day", ago(days=2, seconds=1))]}, "monitor", "stopped"),
        ({"monitors": [MonitorTrace(ID, "M", "hour", ago(hours=3))]}, "monitor", "stopped"),
        ({"monitors": [MonitorTrace(ID, "M", "week", ago(days=13))]}, "monitor", "operates"),
        ({"monitors": [MonitorTrace(ID, "M", "week", ago(days=13))]}, "logging", "stopped"),
        ({"monitors": [MonitorTrace(ID, "M", "week", None)]}, "monitor", "documented"),
        ({"attestation_due_on": TODAY - dt.timedelta(1)}, "attestation", "stopped"),
        ({"attestation_due_on": TODAY - dt.timedelta(1), "attested_at": None}, "attestation", "stopped"),
        ({"attested_at": None}, "attestation", "documented"),
        ({"attestation_id": None, "attestation_due_on": None}, "attestation", "stopped"),
        ({"overdue_reviews": 1}, "checklist", "stopped"),
        ({"escalation_at": ago(days=91)}, "escalation", "stopped"),
        ({"escalation_at": ago(days=91), "incident_at": ago(days=3)}, "escalation", "operates"),
        ({"escalation_at": None, "incident_at": ago(days=3)}, "escalation", "documented"),
        ({"boundary_at": None, "boundary_id": None}, "boundary", "documented"),
    ],
)
def test_it_finds_a_control_that_left_no_trace_in_its_period(said, kind, state):
    assert states(replace(ALL, **said))[kind] == state


def test_it_leads_from_each_control_to_where_it_is_mended():
    for facts in (NOTHING, ALL):
        for each in controls_of(facts, NOW, TODAY):
            assert each.fix.view.startswith(("governance:", "initiatives:"))
            assert all(each.fix.arguments)


@given(st.timedeltas(dt.timedelta(0), dt.timedelta(100)), st.timedeltas(dt.timedelta(0), dt.timedelta(100)))
def test_it_operates_exactly_within_its_period(age, period):
    assert operates_within(NOW - age, period, NOW) is (age <= period)
    assert operates_within(None, period, NOW) is None


# --- The answer


CALM = Situation(True, 0, True, 1, 0, 0, 0, 6, 0, 0, attestation_overdue=False)


def test_it_says_that_everything_is_under_control():
    assert is_under_control(CALM)
    assert answer(CALM).startswith("Under control:")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"severe_incidents": 2}, "2 severe incidents go on"),
        ({"breaches": 1}, "1 monitor is out of its range"),
        ({"other_incidents": 1}, "1 incident goes on"),
        ({"has_checklist": False}, "no checklist was started"),
        ({"open_items": 3}, "3 items of the checklist are open"),
        ({"has_boundary": False}, "no boundary statement is in force"),
        ({"monitors": 0}, "nothing is monitored"),
        ({"attestation_overdue": True}, "the attestation is overdue"),
        ({"stopped_controls": 1}, "1 control left no trace in its period"),
        ({"documented_controls": 2}, "2 controls are documented only"),
    ],
)
def test_it_says_what_is_not_as_it_should_be(said, words):
    found = replace(CALM, **said)
    assert not is_under_control(found)
    assert answer(found) == f"Not under control: {words}."


# --- What answers an item


@given(st.one_of(st.text(), st.integers(), st.lists(st.text()), st.dictionaries(st.text(), st.integers())))
@pytest.mark.parametrize("kind", ["text", "sensitivity", "list", "escalation"])
def test_it_judges_any_answer_without_failing(kind, given_answer):
    for problem in answer_problems(kind, given_answer):
        assert problem.field.startswith("answer")
        assert problem.code


def test_it_takes_an_answer_back():
    assert list(answer_problems("text", None)) == []


@pytest.mark.parametrize("reference", ["GOVERN 1.1", "MAP 3.4", "MEASURE 2.10", "MANAGE 4"])
def test_it_reads_references_as_the_framework_writes_them(reference):
    assert list(nist_problems([reference], "nist")) == []


@pytest.mark.parametrize("reference", ["GOVERN", "Map 3.4", "RISK 1.1", "MAP 3.4 ", "MAP 10.1", 3])
def test_it_refuses_references_that_it_does_not_write_so(reference):
    assert [each.code for each in nist_problems([reference], "nist")] == ["G9"]
    assert [each.field for each in nist_problems("MAP 3.4", "nist")] == ["nist"]


def test_it_knows_keys_and_the_five_that_every_checklist_has():
    assert list(key_problems("human_review_points")) == []
    assert [each.code for each in key_problems("Human review")] == ["key"]
    assert absent_keys(["data_sensitivity", "model_boundary"]) == [
        "human_review_points",
        "logging_requirements",
        "escalation_path",
    ]
