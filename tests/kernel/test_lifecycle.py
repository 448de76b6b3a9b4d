import pytest

from kernel.lifecycle import Lifecycle, Move, MoveRefused

DOOR = Lifecycle(
    [
        Move("open", frozenset({"closed"}), "open", "doors.move", "Open the door"),
        Move("close", frozenset({"open"}), "closed", "doors.move", "Close the door"),
        Move("lock", frozenset({"closed"}), "locked", "doors.lock", "Lock the door"),
    ]
)


def test_it_leads_to_the_target_of_a_move():
    assert DOOR.target("closed", "lock") == "locked"


def test_it_names_the_moves_that_are_open():
    with pytest.raises(MoveRefused) as refused:
        DOOR.target("closed", "close")
    assert refused.value.status == 409
    assert "Close the door" in str(refused.value.message)
    assert "Open the door, Lock the door" in str(refused.value.way_out)


@pytest.mark.parametrize(("state", "move"), [("locked", "open"), ("closed", "burn"), ("", "open")])
def test_it_refuses_a_move_that_the_table_does_not_have(state, move):
    with pytest.raises(MoveRefused):
        DOOR.target(state, move)


def test_it_lists_the_moves_of_a_state_in_the_tables_order():
    assert [move.name for move in DOOR.open_from("closed")] == ["open", "lock"]
    assert DOOR.open_from("locked") == []
