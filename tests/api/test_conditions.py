import pytest

from tests.factories.people import make_person


@pytest.fixture
def person(client_a):
    return make_person(name="Anna Weber")


def test_it_answers_unchanged_as_long_as_the_tag_is_current(api, person):
    first = api.get(f"people/{person.pk}/")
    again = api.get(f"people/{person.pk}/", If_None_Match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert api.get(f"people/{person.pk}/", If_None_Match=f'"x", W/{first["ETag"]}').status_code == 304


def test_it_answers_in_full_after_a_change(api, person):
    first = api.get(f"people/{person.pk}/")
    changed = api.patch(f"people/{person.pk}/", {"job_title": "COO"}, If_Match=first["ETag"])
    assert changed.status_code == 200
    assert changed.json()["revision"] == 2
    again = api.get(f"people/{person.pk}/", If_None_Match=first["ETag"])
    assert (again.status_code, again["ETag"]) == (200, changed["ETag"])


def test_it_takes_the_revision_alone_for_a_tag(api, person):
    assert api.patch(f"people/{person.pk}/", {"job_title": "COO"}, If_Match='"1"').status_code == 200


@pytest.mark.parametrize("headers", [{}, {"If_Match": "*"}, {"If_Match": " "}])
def test_it_asks_for_the_revision_of_a_change(api, person, headers):
    response = api.patch(f"people/{person.pk}/", {"job_title": "COO"}, **headers)
    assert response.status_code == 428
    assert response.json()["problems"][0]["field"] == "If-Match"


@pytest.mark.parametrize("tag", ['"7"', 'W/"1"', "1", '"one"', '"0"', '"1'])
def test_it_refuses_a_change_of_what_somebody_else_changed(api, person, tag):
    response = api.patch(f"people/{person.pk}/", {"job_title": "COO"}, If_Match=tag)
    assert response.status_code == 412
    assert api.get(f"people/{person.pk}/").json()["job_title"] == "Head of order desk"


def test_it_takes_one_tag_only(api, person):
    response = api.patch(f"people/{person.pk}/", {"job_title": "COO"}, If_Match='"1", "2"')
    assert response.status_code == 422


def test_it_keeps_what_is_not_sent(api, person):
    changed = api.patch(f"people/{person.pk}/", {"email": "anna@example.com"}, If_Match='"1"').json()
    assert (changed["name"], changed["email"]) == ("Anna Weber", "anna@example.com")
