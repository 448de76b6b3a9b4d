"""The pages of a client's parameters."""

import pytest

from apps.value.parameters import GATE_WEIGHT_NONE, GATE_WEIGHT_SCALE
from kernel.parameters.selectors import parameter_row
from tests.factories.accounts import ConsultantFactory, MembershipFactory, log_in
from tests.factories.parameters import make_setting
from tests.pages import Pages, as_partner, text

EDIT = f"parameters/{GATE_WEIGHT_SCALE}/"


@pytest.fixture
def pages(client_a):
    return as_partner(client_a)


def test_it_lists_every_parameter_with_who_changed_it_and_why(pages):
    make_setting(reason="Finance counts nine tenths.")

    page = text(pages.get("parameters/"))

    assert "Weight of value in production" in page
    assert "90\u202f%" in page
    assert "100\u202f%" in page
    assert "Finance counts nine tenths." in page
    assert "never" in page
    assert EDIT in page
    assert f"parameters/{GATE_WEIGHT_NONE}/" in page, "from nothing it can go up"


def test_it_changes_a_parameter(pages):
    form = text(pages.get(EDIT))
    assert "Left empty it goes back to the default" in form

    response = pages.post(EDIT, value="85", reason="Agreed in March.", revision=1)

    assert response.status_code == 302
    assert parameter_row(GATE_WEIGHT_SCALE).value == 85
    assert "85\u202f%" in text(pages.get("activity/"))
    assert pages.post(EDIT, value="", reason="It was a trial.", revision=2).status_code == 302
    assert parameter_row(GATE_WEIGHT_SCALE).is_default


def test_it_says_beside_the_field_what_is_wrong(pages):
    response = pages.post(EDIT, value="110", reason="More", revision=1)

    assert response.status_code == 422
    assert "The value lies between" in text(response)
    assert "This field is required" in text(pages.post(EDIT, value="85", reason="", revision=1))


def test_it_tells_what_somebody_else_set_meanwhile(pages):
    make_setting()

    response = pages.post(EDIT, value="85", reason="Agreed.", revision=1)

    assert response.status_code == 412
    assert "Now: 90" in text(response)
    assert 'value="2"' in text(response)


def test_it_shows_them_to_a_consultant_who_changes_none(client_a):
    consultant = ConsultantFactory()
    MembershipFactory(user=consultant, client=client_a, role="consultant")
    pages = Pages(log_in(consultant), "acme")

    assert EDIT not in text(pages.get("parameters/"))
    assert pages.post(EDIT, value="85", reason="Agreed.", revision=1).status_code == 403
    assert "parameters/" in text(pages.get("initiatives/"))


def test_it_has_no_page_for_what_is_no_parameter(pages):
    assert pages.get("parameters/value.gate_weight.moon/").status_code == 404
