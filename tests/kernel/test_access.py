import pytest

from kernel.access import AccessTable, system_actor
from kernel.errors import AccessRefused
from tests.actors import service, user


@pytest.fixture
def rows() -> AccessTable:
    table = AccessTable()
    table.role_labels.update({"owner": "workflow owner"})
    table.add("readings.write", "enter readings", "consultant", "owner", "service_account", rules={"owner": _owns})
    table.add("contracts.sign", "sign", "owner")
    return table


def _owns(actor, obj):
    return obj == actor.person_id


def test_it_lets_a_role_do_what_its_row_says(rows):
    assert rows.allows(user("consultant"), "readings.write")
    assert not rows.allows(user("viewer"), "readings.write")
    assert not rows.allows(user(), "readings.write")


def test_it_asks_the_object_rule_of_the_role_that_has_one(rows):
    assert not rows.allows(user("owner"), "readings.write", "another")
    assert rows.allows(user("owner"), "readings.write", None)
    assert rows.allows(user("owner", "consultant"), "readings.write", "another")


def test_it_holds_a_service_account_to_its_scopes(rows):
    assert rows.allows(service("readings.write"), "readings.write")
    assert not rows.allows(service("contracts.sign"), "readings.write")
    assert not rows.allows(service("contracts.sign"), "contracts.sign")


def test_it_lets_the_system_do_everything(rows):
    assert rows.allows(system_actor(), "contracts.sign", "anything")


def test_it_says_who_can_when_it_refuses(rows):
    with pytest.raises(AccessRefused) as refused:
        rows.require(user("viewer"), "contracts.sign")
    assert refused.value.status == 403
    assert "sign" in str(refused.value.message)
    assert "workflow owner" in str(refused.value.way_out)


@pytest.mark.parametrize("asked", ["require", "require_ever"])
def test_it_tells_a_key_which_scope_it_lacks_and_who_gives_one(rows, asked):
    with pytest.raises(AccessRefused) as refused:
        getattr(rows, asked)(service("contracts.sign"), "readings.write")
    assert str(refused.value.message) == "The key lacks the scope “readings.write”: enter readings."
    assert "partner admin" in str(refused.value.way_out)


def test_it_tells_a_key_who_can_do_what_no_scope_is_for(rows):
    with pytest.raises(AccessRefused) as refused:
        rows.require(service("readings.write"), "contracts.sign")
    assert str(refused.value.way_out) == "Those who can: workflow owner."


def test_it_refuses_at_the_door_whoever_may_never_do_it(rows):
    rows.require_ever(user("owner"), "readings.write")
    rows.require_ever(service("readings.write"), "readings.write")
    rows.require_ever(system_actor(), "readings.write")
    for nobody in (user("viewer"), service(), service("contracts.sign")):
        with pytest.raises(AccessRefused):
            rows.require_ever(nobody, "readings.write")


def test_it_has_one_row_for_each_permission(rows):
    with pytest.raises(ValueError, match="already"):
        rows.add("contracts.sign", "sign again", "consultant")


def test_it_has_no_answer_for_a_permission_that_nobody_declared(rows):
    with pytest.raises(KeyError):
        rows.allows(user("consultant"), "contracts.burn")
