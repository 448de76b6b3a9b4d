import pytest

from apps.value.parameters import GATE_WEIGHT_LIMITED_PRODUCTION, GATE_WEIGHT_SCALE
from kernel.parameters.selectors import parameter_row
from tests.api.conftest import Api
from tests.factories.accounts import AdminFactory, log_in

SCALE = f"parameters/{GATE_WEIGHT_SCALE}/"


@pytest.fixture
def admin(client_a):
    return Api("acme", browser=log_in(AdminFactory()))


def test_it_lists_them_by_key_with_their_bounds(api):
    rows = api.get("parameters/").json()["results"]
    assert [row["key"] for row in rows] == sorted(row["key"] for row in rows)
    scale = next(row for row in rows if row["key"] == GATE_WEIGHT_SCALE)
    assert (scale["value"], scale["default"], scale["lowest"], scale["highest"]) == ("100", "100", "0", "100")
    assert (scale["rule"], scale["unit"], scale["changed_at"]) == ("V12", "percent", None)


def test_it_lists_them_in_pages(api):
    first = api.get("parameters/?page_size=1").json()
    second = api.get(f"parameters/?page_size=1&cursor={first['next_cursor']}").json()
    assert first["results"][0]["key"] < second["results"][0]["key"]


def test_it_changes_one_at_the_revision_that_it_was_read_at(admin):
    tag = admin.get(SCALE)["ETag"]
    changed = admin.patch(SCALE, {"value": "80", "reason": "Agreed with finance."}, If_Match=tag)
    assert (changed.status_code, changed.json()["value"], changed.json()["revision"]) == (200, "80", 2)
    assert admin.patch(SCALE, {"value": "70", "reason": "Again."}, If_Match=tag).status_code == 412
    back = admin.patch(SCALE, {"value": None, "reason": "It was a trial."}, If_Match=changed["ETag"])
    assert back.json()["value"] == "100"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"value": "60", "reason": "Generous."}, "value", "V12"),
        ({"value": "40"}, "reason", "required"),
        ({"reason": "Why not."}, "value", "required"),
        ({"value": "many", "reason": "Why not."}, "value", "invalid"),
    ],
)
def test_it_names_the_field_and_the_rule(admin, body, field, code):
    response = admin.patch(f"parameters/{GATE_WEIGHT_LIMITED_PRODUCTION}/", body, If_Match='"1"')
    assert response.status_code == 422
    assert [(each["field"], each["code"]) for each in response.json()["problems"]] == [(field, code)]


def test_it_lets_no_key_change_one(api):
    assert api.patch(SCALE, {"value": "80", "reason": "Agreed."}, If_Match='"1"').status_code == 403
    assert parameter_row(GATE_WEIGHT_SCALE).is_default


def test_it_knows_no_other(api):
    assert api.get("parameters/value.gate_weight.moon/").status_code == 404
