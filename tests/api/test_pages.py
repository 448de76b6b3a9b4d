import datetime as dt

import pytest

from kernel import clock
from tests.api.conftest import Api
from tests.conftest import NOW
from tests.factories.accounts import key_for
from tests.factories.people import make_person


def names(response):
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["results"]]


def follow(api, response):
    return api.get(response.json()["next"].partition("http://testserver")[2])


@pytest.fixture
def five_people(client_a):
    return [make_person(name=f"Person {number}") for number in range(5)]


def test_it_leads_through_a_list_page_by_page(api, five_people):
    first = api.get("people/?page_size=2")
    second = follow(api, first)
    third = follow(api, second)
    assert names(first) + names(second) + names(third) == [person.name for person in five_people]
    assert third.json()["next"] is None
    assert third.json()["next_cursor"] is None


def test_it_neither_repeats_nor_skips_a_row_when_others_arrive_in_between(api, five_people):
    seen, response = [], api.get("people/?page_size=2")
    arrivals = 0
    while True:
        seen += names(response)
        if response.json()["next"] is None:
            break
        if arrivals < 3:
            arrivals += 1
            with clock.frozen(NOW + dt.timedelta(seconds=arrivals)):
                make_person(name=f"Late {arrivals}")
        response = follow(api, response)
    assert seen == [*(person.name for person in five_people), "Late 1", "Late 2", "Late 3"]


def test_it_takes_the_cursor_by_itself_with_the_same_filters(api, five_people):
    first = api.get("people/?function=operations&page_size=2")
    cursor = first.json()["next_cursor"]
    assert names(api.get(f"people/?cursor={cursor}&function=operations&page_size=1")) == ["Person 2"]


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "AAAA", "ZmFrZS4x", "%00", "a" * 5_000])
def test_it_refuses_a_cursor_that_it_did_not_give(api, cursor):
    response = api.get(f"people/?cursor={cursor}")
    assert response.status_code == 422
    assert response.json()["problems"][0]["field"] == "cursor"


def test_it_refuses_a_cursor_of_other_filters_another_list_or_another_client(api, client_b, five_people):
    cursor = api.get("people/?page_size=2").json()["next_cursor"]
    assert api.get(f"people/?cursor={cursor}&function=sales").status_code == 422
    assert api.get(f"kpis/?cursor={cursor}").status_code == 422
    assert Api(client_b.slug, key_for(client_b)).get(f"people/?cursor={cursor}").status_code == 422


def test_it_shows_what_changed_since_a_moment(api, five_people):
    later = NOW + dt.timedelta(hours=1)
    with clock.frozen(later):
        make_person(name="Late")
    assert names(api.get("people/?updated_since=2026-03-02T10:00:00Z")) == ["Late"]
    assert names(api.get("people/?updated_since=2026-03-02T11:00:00%2B01:00")) == ["Late"]
    assert len(names(api.get("people/?updated_since=2026-03-02T09:00:00Z"))) == 6


def test_it_feeds_the_ledger_without_a_gap(api, five_people):
    sequences, response = [], api.get("ledger/?page_size=3")
    while True:
        sequences += [row["sequence"] for row in response.json()["results"]]
        if response.json()["next"] is None:
            break
        response = follow(api, response)
    assert sequences == list(range(1, 6))


def test_it_filters_the_ledger_by_event_and_subject(api, five_people):
    response = api.get(f"ledger/?event=person.created&subject_id={five_people[1].pk}")
    assert [row["data"]["name"] for row in response.json()["results"]] == ["Person 1"]
    assert api.get("ledger/?event=no.such_event").status_code == 422


def test_it_reads_a_list_in_a_bounded_number_of_queries(api, five_people, django_assert_max_num_queries):
    api.get("people/")
    # Key, client, grant, the list; and the mount of the client, there and back.
    with django_assert_max_num_queries(7):
        api.get("people/?page_size=200")
