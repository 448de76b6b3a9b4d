"""Changing and reading a client's parameters."""

from decimal import Decimal

import pytest

from apps.value.parameters import GATE_WEIGHT_LIMITED_PRODUCTION, GATE_WEIGHT_SCALE
from kernel.access import system_actor
from kernel.ledger.models import Entry
from kernel.parameters.declared import parameters
from kernel.parameters.models import Setting
from kernel.parameters.selectors import all_values, parameter_row, value_of
from kernel.parameters.services import change_parameter
from kernel.tenancy.context import mounted, public
from tests.actors import service, user
from tests.factories.parameters import make_setting
from tests.refusals import refused

BY = user("partner_admin", name="Ada Lindqvist")


def _change(value, *, revision, reason="Agreed with finance.", key=GATE_WEIGHT_SCALE, by=BY):
    return change_parameter(by=by, key=key, value=value, reason=reason, revision=revision)


def test_it_is_at_its_default_until_somebody_changes_it(client_a):
    assert all_values() == {key: parameter.default for key, parameter in parameters.rows.items()}
    row = parameter_row(GATE_WEIGHT_SCALE)
    assert (row.value, row.revision, row.is_default, row.changed_at) == (100, 1, True, None)


def test_it_changes_one_and_says_so_in_the_ledger(client_a):
    _change(Decimal(80), revision=1, reason="  Finance counts four fifths. ")

    row = parameter_row(GATE_WEIGHT_SCALE)
    assert (row.value, row.revision, row.changed_by_name) == (80, 2, "Ada Lindqvist")
    assert row.reason == "Finance counts four fifths."
    entry = Entry.objects.get(event="parameter.changed")
    assert entry.data == {
        "key": GATE_WEIGHT_SCALE,
        "before": "100",
        "after": "80",
        "default": False,
        "reason": "Finance counts four fifths.",
    }


def test_it_goes_back_to_the_default_and_keeps_who_did_it(client_a):
    _change(Decimal(80), revision=1)
    _change(None, revision=2, reason="The year is over.")

    row = parameter_row(GATE_WEIGHT_SCALE)
    assert (row.value, row.is_default, row.revision, row.reason) == (100, True, 3, "The year is over.")
    assert [entry.data["after"] for entry in Entry.objects.filter(event="parameter.changed")] == ["80", "100"]
    assert Setting.objects.get().value is None


def test_it_writes_nothing_where_nothing_changes(client_a):
    _change(None, revision=1)
    assert not Entry.objects.exists()
    assert parameter_row(GATE_WEIGHT_SCALE).revision == 1
    _change(Decimal(80), revision=1)
    _change(Decimal("80.0"), revision=2)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("value", "reason", "problems"),
    [
        (Decimal(-1), "Why not", [("value", "V12")]),
        (Decimal(60), "Generous", [("value", "V12")]),
        (Decimal(101), "Generous", [("value", "V12")]),
        (Decimal(40), " ", [("reason", "required")]),
        (Decimal(40), "x" * 501, [("reason", "max_length")]),
        (Decimal(60), "", [("reason", "required"), ("value", "V12")]),
    ],
)
def test_it_refuses_a_value_that_is_looser_or_unexplained(client_a, value, reason, problems):
    with refused(422, *problems):
        _change(value, reason=reason, revision=1, key=GATE_WEIGHT_LIMITED_PRODUCTION)


def test_it_refuses_a_change_of_what_somebody_else_changed_meanwhile(client_a):
    _change(Decimal(80), revision=1)
    with refused(412, ("revision", "stale")):
        _change(Decimal(70), revision=1)
    with refused(428):
        _change(Decimal(70), revision=None)
    with refused(412, ("revision", "stale")):
        _change(Decimal(40), revision=2, key=GATE_WEIGHT_LIMITED_PRODUCTION)


def test_it_knows_no_other_parameter(client_a):
    with refused(404):
        _change(Decimal(1), key="value.gate_weight.moon", revision=1)
    with refused(404):
        value_of("value.gate_weight.moon")


@pytest.mark.parametrize(
    "actor", [user("consultant"), user("client_sponsor"), user("workflow_owner"), user(), service("parameters.change")]
)
def test_it_lets_only_a_partner_admin_change_one(client_a, actor):
    with refused(403, code="forbidden"):
        _change(Decimal(80), revision=1, by=actor)


def test_it_sets_a_value_for_one_client_only(client_a, client_b):
    make_setting(system_actor())
    assert value_of(GATE_WEIGHT_SCALE) == 90
    with public(), mounted(client_b):
        assert value_of(GATE_WEIGHT_SCALE) == 100


def test_it_reads_all_in_one_query(client_a, django_assert_num_queries):
    make_setting()
    with django_assert_num_queries(1):
        assert all_values()[GATE_WEIGHT_SCALE] == 90
