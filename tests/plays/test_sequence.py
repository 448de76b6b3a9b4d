"""Whether the first AI use case is governed, as the second one's page asks it."""

import datetime as dt

import pytest

from apps.governance.services import retire_monitor
from apps.initiatives.services import change_initiative
from apps.plays.selectors.sequence import governance_before_the_second
from kernel import clock
from kernel.access import system_actor
from tests.conftest import NOW
from tests.factories.governance import make_monitor
from tests.factories.people import make_initiative
from tests.factories.plays import make_play
from tests.factories.value import make_contract
from tests.pages import as_partner, text

BY = system_actor()


@pytest.fixture
def first(client_a):
    return make_initiative(name="The first", status="pilot")


@pytest.fixture
def second(first):
    with clock.frozen(NOW + dt.timedelta(days=3)):
        return make_initiative(name="The second", status="pilot")


def test_it_waits_for_thresholds_and_a_breach_process_of_the_first(first, second):
    found = governance_before_the_second(second.pk)
    assert found is not None
    assert found.fix.arguments == (first.pk,)
    assert governance_before_the_second(first.pk) is None

    monitor = make_monitor(first)
    assert governance_before_the_second(second.pk) is None

    retire_monitor(by=BY, monitor_id=monitor.pk, revision=monitor.revision, reason="Nobody reads it.")
    assert governance_before_the_second(second.pk) is not None


def test_it_asks_of_one_that_is_about_to_start_only_where_it_starts(first):
    idea = make_initiative(name="An idea")
    assert governance_before_the_second(idea.pk) is None
    found = governance_before_the_second(idea.pk, starting=True)
    assert found is not None
    assert found.fix.arguments == (first.pk,)


def test_it_asks_of_ai_use_cases_only(first):
    erp = make_initiative(name="New ERP", type="erp", status="pilot")
    assert governance_before_the_second(erp.pk) is None
    make_monitor(first)
    change_initiative(by=BY, initiative_id=first.pk, revision=1, type="crm")
    late = make_initiative(name="Late", status="pilot")
    assert governance_before_the_second(late.pk) is None


def test_it_takes_the_first_day_of_a_play_where_that_was_earlier(client_a):
    run = make_play(make_contract()).initiative
    with clock.frozen(NOW + dt.timedelta(days=1)):
        later = make_initiative(name="Later", status="pilot")
        found = governance_before_the_second(later.pk)
        assert found is not None
        assert found.fix.arguments == (run.pk,)
        assert governance_before_the_second(run.pk) is None


def test_it_says_so_on_the_second_ones_page(client_a, first, second):
    page = text(as_partner(client_a).get(f"initiatives/{second.pk}/"))
    assert "“The first” is under way without performance thresholds and a breach process." in page
    assert f"initiatives/{first.pk}/governance/" in page
    assert "S13" in page


def test_it_needs_as_many_queries_for_ten_as_for_two(first, second, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        governance_before_the_second(second.pk)
    for number in range(8):
        make_initiative(name=f"Case {number}", status="pilot")
    with django_assert_max_num_queries(4):
        governance_before_the_second(second.pk)
