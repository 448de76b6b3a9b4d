"""What a play is not started with, and who extends it when."""

import datetime as dt

import pytest

from apps.plays.services import start_play
from apps.value.services import move_contract
from kernel.ids import new_id
from tests.actors import user
from tests.conftest import NOW
from tests.factories.people import make_initiative, make_person
from tests.factories.plays import make_papers, make_play, pass_gates
from tests.factories.value import make_baseline, make_contract, make_kpi
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("client_a")
TODAY, DAY = NOW.date(), dt.timedelta(days=1)


def start(contract, **given):
    fields = {
        "initiative_id": contract.initiative_id,
        "contract_id": contract.pk,
        "team": "Order desk",
        "starts_on": TODAY,
    } | given
    return start_play(by=user("consultant"), **fields)


@pytest.fixture
def contract():
    make_play()
    return make_contract(make_kpi_of_another())


def make_kpi_of_another():
    kpi = make_kpi(make_initiative(name="Offers by the next day"))
    make_baseline(kpi)
    return kpi


def test_it_needs_a_contract_that_is_drafted_and_of_the_initiative(contract):
    foreign = make_contract(_another_kpi())
    for wrong in (None, new_id(), foreign.pk):
        with refused(422, ("contract_id", "V1")):
            start(contract, contract_id=wrong)
    move_contract(by=user("partner_admin"), contract_id=contract.pk, move="cancel", reason="Nobody wants it.")
    with refused(422, ("contract_id", "V1")):
        start(contract)


def _another_kpi():
    kpi = make_kpi(make_initiative(name="Invoices without paper"))
    make_baseline(kpi)
    return kpi


def test_it_needs_a_workflow_owner_from_the_business(contract):
    person = make_person(name="Ivo Tech", function="it")
    type(contract.initiative).objects.filter(pk=contract.initiative_id).update(workflow_owner=person)
    with refused(422, ("workflow_owner", "O1")):
        start(contract)


@pytest.mark.parametrize("starts_on", [TODAY - DAY, TODAY + 91 * DAY])
def test_it_begins_neither_in_the_past_nor_in_a_far_future(contract, starts_on):
    with refused(422, ("starts_on", "P")):
        start(contract, starts_on=starts_on)


def test_it_starts_from_what_the_library_offers(contract):
    with refused(422, ("template", "unknown")):
        start(contract, template="no-such-template")
    with refused(422, ("kit", "unknown")):
        start(contract, kit="no-such-kit")


def test_it_is_started_by_the_partner(contract):
    with refused(403):
        start_play(
            by=user("client_sponsor"),
            initiative_id=contract.initiative_id,
            contract_id=contract.pk,
            team="Order desk",
            starts_on=TODAY,
        )


def test_it_runs_once_in_a_team_and_beside_others_only_from_its_own_kit():
    play = make_play(team="North")
    again = {"team": "north "}
    with refused(409, ("team", "P8"), code="P8"):
        start(play.contract, **again)
    with refused(409, ("replicates_id", "P8"), code="P8"):
        start(play.contract, team="South")
    with refused(422, ("replicates_id", "K1")):
        start(play.contract, team="South", replicates_id=play.pk)


def test_it_is_repeated_in_another_team_from_its_kit():
    from apps.plays.services import freeze_kit

    play = pass_gates(make_papers(make_play(team="North")), "pilot")
    freeze_kit(by=user("consultant"), play_id=play.pk)
    second = start(play.contract, team="South", replicates_id=play.pk)
    assert (second.replicates_id, second.leads, second.template_kind) == (play.pk, False, "kit")
