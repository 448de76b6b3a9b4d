"""P2 to P4: what lets a gate pass, what a decision needs, and what changed since."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.initiatives.choices import Verdict
from apps.initiatives.criteria import Answer, Criterion, Finding, criterion_kinds
from apps.plays.rules.gates import (
    Condition,
    Waived,
    basis_hash,
    basis_of,
    decision_problems,
    judged,
    outdated,
    passing_problems,
    run_out,
)
from kernel.ids import new_id

NOW = dt.datetime(2026, 3, 31, 11, tzinfo=dt.UTC)
TODAY, DAY = NOW.date(), dt.timedelta(days=1)
VERDICTS = st.sampled_from(list(Verdict))
KINDS = st.sampled_from(sorted(criterion_kinds.kinds))


def answer(verdict: Verdict, kind: str = "document", key: str = "paper", **basis: object) -> Answer:
    return Answer(Criterion(key, kind, "A paper"), Finding(verdict, "So it is.", {}, basis))


def waiver(**changed: object) -> Waived:
    said = {"expires_on": TODAY, "granted_at": NOW - DAY, "revoked_at": None, "criterion": "paper"} | changed
    return Waived(id=new_id(), reason="Later.", granted_by="Petra", **said)


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ({}, True),
        ({"expires_on": TODAY - DAY}, False),
        ({"granted_at": NOW + DAY}, False),
        ({"revoked_at": NOW}, False),
        ({"revoked_at": NOW + DAY}, False),
        ({"criterion": "another"}, False),
    ],
)
def test_it_takes_a_waiver_for_as_long_as_it_holds(changed, holds):
    (row,) = judged([answer(Verdict.UNMET)], [waiver(**changed)], today=TODAY, until=NOW)
    assert row.passes is holds


@pytest.mark.parametrize(
    ("days", "verdict", "names"),
    [(0, Verdict.UNMET, False), (1, Verdict.UNMET, True), (1, Verdict.UNKNOWN, True), (1, Verdict.MET, False)],
)
def test_it_names_the_waiver_that_ran_out_while_its_criterion_is_not_met(days, verdict, names):
    lasting, other = waiver(), waiver()
    decided = basis_of(judged([answer(Verdict.UNMET)], [lasting], today=TODAY, until=NOW))
    later = NOW + days * DAY
    now = judged([answer(verdict)], [lasting], today=later.date(), until=later)
    assert run_out(decided, now, [other, lasting], later.date()) == ((lasting,) if names else ())


def test_it_names_the_waiver_that_lasts_longest():
    short, long = waiver(), waiver(expires_on=TODAY + DAY)
    (row,) = judged([answer(Verdict.UNMET)], [long, short], today=TODAY, until=NOW)
    assert row.waiver == long


@given(st.lists(st.tuples(VERDICTS, KINDS, st.booleans()), max_size=6))
def test_it_passes_only_what_is_met_or_unmet_and_waivably_waived(found):
    answers = [answer(verdict, kind, str(place)) for place, (verdict, kind, _) in enumerate(found)]
    waivers = [waiver(criterion=str(place)) for place, (_, _, waived) in enumerate(found) if waived]
    rows = judged(answers, waivers, today=TODAY, until=NOW)
    stops = [
        str(place)
        for place, (verdict, kind, waived) in enumerate(found)
        if verdict == Verdict.UNKNOWN
        or (verdict == Verdict.UNMET and not (waived and criterion_kinds.kinds[kind].waivable))
    ]
    problems = list(passing_problems(rows))
    assert [each.field for each in problems] == stops
    assert all(
        each.code == ("P2" if answers[int(each.field)].finding.verdict == "unknown" else "P4") for each in problems
    )
    assert all(each.way_out for each in problems)


def test_it_names_a_waiver_only_where_the_decision_rests_on_it():
    waived = waiver()
    for verdict, named in [(Verdict.MET, None), (Verdict.UNMET, str(waived.id)), (Verdict.UNKNOWN, str(waived.id))]:
        document = basis_of(judged([answer(verdict)], [waived], today=TODAY, until=NOW))
        assert document["criteria"][0]["waiver"] == named


@given(st.lists(st.tuples(VERDICTS, st.text(max_size=5)), min_size=1, max_size=4), st.data())
def test_it_is_outdated_by_exactly_what_changed(found, data):
    def document(rows: list[tuple[Verdict, str]]) -> dict[str, object]:
        answers = [answer(verdict, key=str(place), version=text) for place, (verdict, text) in enumerate(rows)]
        return basis_of(judged(answers, [], today=TODAY, until=NOW))

    place = data.draw(st.integers(0, len(found) - 1))
    other = data.draw(st.tuples(VERDICTS, st.text(max_size=5)))
    changed = [*found[:place], other, *found[place + 1 :]]
    assert outdated(document(found), document(found)) == ()
    told = outdated(document(found), document(changed))
    assert [each.key for each in told] == ([str(place)] if other != found[place] else [])
    assert (basis_hash(document(found)) == basis_hash(document(changed))) is (other == found[place])
    for each in told:
        assert (each.before, each.after) == (found[place][0], other[0])
        assert each.changed == (("version",) if other[1] != found[place][1] else ())


def test_it_calls_what_is_asked_no_more_unknown():
    before = basis_of(judged([answer(Verdict.MET, version="1")], [], today=TODAY, until=NOW))
    (gone,) = outdated(before, {"criteria": []})
    assert (gone.after, gone.changed) == ("unknown", ("version",))


CONDITION = Condition("Write it down.", TODAY + DAY, new_id())


@pytest.mark.parametrize(
    ("outcome", "said", "problems"),
    [
        ("go", {}, set()),
        ("stop", {}, set()),
        ("stop", {"reasons": " "}, {("reasons", "P3")}),
        ("go", {"conditions": [CONDITION]}, {("conditions", "P3")}),
        ("conditional_go", {"conditions": [CONDITION]}, set()),
        ("conditional_go", {}, {("conditions", "P3")}),
        (
            "conditional_go",
            {"conditions": [Condition(" ", TODAY, None)]},
            {("conditions.0.title", "P3"), ("conditions.0.due_on", "P3"), ("conditions.0.owner_id", "P5")},
        ),
        (
            "conditional_go",
            {"conditions": [CONDITION, Condition("X", None, new_id())]},
            {("conditions.1.due_on", "P3")},
        ),
        ("conditional_go", {"conditions": [Condition("X", TODAY + 90 * DAY, new_id())]}, set()),
        (
            "conditional_go",
            {"conditions": [Condition("X", TODAY + 91 * DAY, new_id())]},
            {("conditions.0.due_on", "P3")},
        ),
        ("redesign", {"redesign_on": TODAY + DAY}, set()),
        ("redesign", {}, {("redesign_on", "S2")}),
        ("redesign", {"redesign_on": TODAY}, {("redesign_on", "S2")}),
        ("redesign", {"redesign_on": TODAY + 30 * DAY}, set()),
        ("redesign", {"redesign_on": TODAY + 31 * DAY}, {("redesign_on", "S2")}),
        # It has paused as long as it may: no day is left.
        ("redesign", {"redesign_on": TODAY + DAY, "latest_redesign": TODAY}, {("redesign_on", "S2")}),
        ("go", {"redesign_on": TODAY + DAY}, {("redesign_on", "S2")}),
    ],
)
def test_it_says_what_a_decision_lacks(outcome, said, problems):
    days = {"latest_redesign": TODAY + 30 * DAY, "latest_due": TODAY + 90 * DAY}
    given_ = {"reasons": "So it is.", "conditions": [], "redesign_on": None} | days | said
    found = decision_problems(outcome, **given_, today=TODAY)
    assert {(each.field, each.code) for each in found} == problems


def test_it_lets_no_kind_be_waived_that_the_rules_demand():
    kept = {name for name, kind in criterion_kinds.kinds.items() if not kind.waivable}
    assert kept >= {"contract_signed", "kpi_signal", "stability_window"}
    for kind, verdict in product(kept, [Verdict.UNMET, Verdict.UNKNOWN]):
        (row,) = judged([answer(verdict, kind)], [waiver()], today=TODAY, until=NOW)
        assert not row.passes
