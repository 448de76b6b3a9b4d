import pytest
from django.utils.translation import override

from kernel.access import Actor, table
from kernel.web.navigation import ACCOUNT, CLIENT, MOST_PLACES, PARTNER, Navigation, Place, navigation


def actor(*roles):
    return Actor(kind="user", id=None, name="Somebody", roles=frozenset(roles))


def test_it_refuses_more_places_than_people_can_hold():
    crowded = Navigation()
    with pytest.raises(ValueError, match="7 is the most"):
        crowded.add(CLIENT, *[Place(str(at), "home", f"place{at}") for at in range(8)])


def test_it_shows_only_places_that_open():
    places = Navigation()
    places.add(
        PARTNER,
        Place("Developers", "code", "developers", permission="web.developers"),
        Place("Health", "heart", "healthz"),
    )

    assert [entry.label for entry in places.entries(PARTNER, actor("consultant"))] == ["Developers", "Health"]
    assert [entry.label for entry in places.entries(PARTNER, actor())] == ["Health"]
    assert [entry.label for entry in places.entries(PARTNER, None)] == ["Health"]


def test_it_marks_the_place_that_a_page_belongs_to():
    places = Navigation()
    places.add(
        PARTNER, Place("Developers", "code", "developers", covers=("developers_",)), Place("Health", "heart", "healthz")
    )

    current = {entry.label: entry.current for entry in places.entries(PARTNER, None, "developers_job")}

    assert current == {"Developers": True, "Health": False}


@pytest.mark.parametrize("side", [CLIENT, PARTNER, ACCOUNT])
def test_it_names_permissions_and_labels_that_exist(side):
    assert len(navigation.sides[side]) <= MOST_PLACES[side]
    for place in navigation.sides[side]:
        assert not place.permission or place.permission in table.rows
        with override("en"):
            assert str(place.label)
