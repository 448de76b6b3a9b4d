"""What a plan must keep to: days without a gap, three gates in order, no fewer criteria than P1, no circle of activities."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.plays.documents import SHIPPED
from apps.plays.rules.plans import circle, plan_from, plan_problems

TEMPLATES = json.loads(SHIPPED.read_text(encoding="utf-8"))
TEMPLATE = TEMPLATES["sixty-day-play"]
KEYS = st.sampled_from("abcdefgh")
GRAPHS = st.dictionaries(KEYS, st.lists(KEYS, max_size=4), max_size=8)


def wrong(change: Any) -> set[tuple[str, str]]:
    """The problems of the shipped template with a change."""
    document = deepcopy(TEMPLATE)
    change(document)
    return {(problem.field, problem.code) for problem in plan_problems(document)}


def test_it_finds_nothing_wrong_with_the_shipped_template():
    assert plan_problems(TEMPLATE) == []


def without_words(value: Any) -> Any:
    """A document without what people read, and without the checklist, which is in its language too."""
    if isinstance(value, dict):
        words = {"name", "title", "summary", "checklist"}
        return {key: without_words(each) for key, each in value.items() if key not in words}
    return [without_words(each) for each in value] if isinstance(value, list) else value


def test_it_is_the_same_plan_in_german():
    german = TEMPLATES["sixty-day-play-de"]
    assert plan_problems(german) == []
    assert without_words(german) == without_words(TEMPLATE)
    assert german["name"] != TEMPLATE["name"]
    assert german["checklist"] == f"{TEMPLATE['checklist']}-de"


def set_at(*path: Any, to: Any) -> Any:
    """A change that sets one value of the document."""

    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (set_at("phases", 1, "first_day", to=12), ("phases.1.first_day", "P")),
        (set_at("phases", 1, "first_day", to=10), ("phases.1.first_day", "P")),
        (set_at("phases", 0, "last_day", to=0), ("phases.0.first_day", "P")),
        (set_at("phases", 3, "last_day", to=59), ("phases", "P4")),
        (set_at("phases", 3, "key", to="lock"), ("phases", "P5")),
        (set_at("gates", 0, "day", to=45), ("gates", "P4")),
        (set_at("gates", 0, "type", to="scale"), ("gates", "P1")),
        (lambda document: document["gates"].pop(), ("gates", "P1")),
        (lambda document: document["gates"].reverse(), ("gates", "P1")),
        (lambda document: document["gates"][0]["criteria"].pop(0), ("gates.0.criteria", "P1")),
        (lambda document: document["gates"][1]["criteria"].pop(0), ("gates.1.criteria", "P1")),
        (lambda document: document["gates"][2]["criteria"].pop(0), ("gates.2.criteria", "P1")),
        (set_at("gates", 0, "criteria", 0, "key", to="contract-signed"), ("criteria", "P5")),
        (set_at("gates", 0, "criteria", 2, "kind", to="horoscope"), ("gates.0.criteria.2.kind", "P2")),
        (
            set_at("gates", 0, "criteria", 1, "parameters", to=[{"name": "testers", "value": 4}]),
            ("gates.0.criteria.1.parameters", "P2"),
        ),
        (
            set_at("gates", 0, "criteria", 1, "parameters", to=[{"name": "luck", "value": 4}]),
            ("gates.0.criteria.1.parameters", "P2"),
        ),
        (set_at("activities", 0, "phase", to="nowhere"), ("activities.0.phase", "P5")),
        (set_at("activities", 0, "day", to=11), ("activities.0.day", "P5")),
        (set_at("activities", 0, "depends_on", to=["nothing"]), ("activities.0.depends_on", "P5")),
        (set_at("activities", 0, "depends_on", to=["baseline"]), ("activities", "P5")),
        (set_at("activities", 1, "key", to="kick-off"), ("activities", "P5")),
    ],
)
def test_it_refuses_what_breaks_the_plan(change, problem):
    assert problem in wrong(change)


def test_it_lets_a_template_ask_for_more():
    stricter = [{"name": "testers", "value": 12}, {"name": "accepting", "value": 95}]
    assert wrong(set_at("gates", 0, "criteria", 1, "parameters", to=stricter)) == set()


@pytest.mark.parametrize(
    ("waits_for", "found"),
    [
        ({}, []),
        ({"a": ["b"], "b": []}, []),
        ({"a": ["a"]}, ["a"]),
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, ["a", "b", "c"]),
        # What only waits for a circle can't be done either.
        ({"a": ["b"], "b": ["b"]}, ["a", "b"]),
        ({"a": ["unknown"]}, []),
    ],
)
def test_it_finds_what_waits_for_itself(waits_for, found):
    assert circle(waits_for) == found


@given(GRAPHS)
def test_it_leaves_an_order_in_which_everything_else_can_be_done(waits_for):
    stuck = set(circle(waits_for))
    done: set[str] = set()
    for _ in waits_for:
        done |= {key for key, others in waits_for.items() if set(others) & waits_for.keys() <= done}
    assert done == waits_for.keys() - stuck
    assert all(set(waits_for[key]) & stuck for key in stuck)


@given(st.integers(-10, 200))
def test_it_knows_the_phase_of_every_day(day):
    phase = plan_from(TEMPLATE).phase_on(day)
    assert phase.first_day <= max(1, min(day, 60)) <= phase.last_day
