"""What the public table of hashes says of each version of a contract, and that it is derived from the client's own rows alone."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.portfolio.choices import SealState
from apps.portfolio.models import SealedDocument
from apps.portfolio.rules.seals import seal_state
from apps.portfolio.selectors import seal_of
from apps.portfolio.services import rebuild_client
from apps.value.choices import ContractStatus, VersionState
from apps.value.models import Contract
from apps.value.services import amend_contract, change_draft, move_contract
from kernel import clock
from kernel.access import system_actor
from kernel.ledger.readers import drain_reader
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.value import make_contract, make_proposed, make_signed

BY = system_actor()
READER = "portfolio.seals"
TODAY, LATER = NOW.date(), NOW + dt.timedelta(days=3)


def states() -> list[tuple[str, dt.date]]:
    """Each version's state and since when, the oldest first."""
    return list(SealedDocument.objects.order_by("since", "pk").values_list("state", "since"))


def amended(contract: Contract):
    """An amendment that is open for signature."""
    revision = amend_contract(by=BY, contract_id=contract.pk).revision
    change_draft(by=BY, contract_id=contract.pk, revision=revision, terms={"target": "3.2"})
    return make_proposed(Contract.objects.get(pk=contract.pk))


@pytest.mark.parametrize("version", VersionState)
@pytest.mark.parametrize("contract", ContractStatus)
def test_it_calls_nothing_signed_that_was_not_signed_by_all(version, contract):
    state = seal_state(version, contract)
    signed = version in (VersionState.IN_FORCE, VersionState.SUPERSEDED)
    assert (state in (SealState.OPEN, SealState.WITHDRAWN)) is not signed
    assert (state == SealState.IN_FORCE) is (version == VersionState.IN_FORCE and contract == ContractStatus.ACTIVE)


def test_it_knows_a_version_from_its_proposal_on(client_a):
    version = make_proposed()
    drain_reader(READER, client_a.pk)
    assert states() == [(SealState.OPEN, TODAY)]
    make_signed(version)
    drain_reader(READER, client_a.pk)
    assert states() == [(SealState.IN_FORCE, TODAY)]
    assert seal_of(version.content_hash).state == SealState.IN_FORCE
    assert seal_of("0" * 64) is None


def test_it_says_of_a_version_that_its_first_day_is_still_to_come(client_a):
    make_signed(make_proposed(make_contract(start_on="2026-03-09", due_on="2026-05-07")))
    drain_reader(READER, client_a.pk)
    assert states() == [(SealState.SIGNED, TODAY)]


def test_it_says_of_a_version_that_it_was_taken_back_and_when(client_a):
    version = make_proposed()
    with clock.frozen(LATER):
        move_contract(by=BY, contract_id=version.contract_id, move="withdraw")
    drain_reader(READER, client_a.pk)
    assert states() == [(SealState.WITHDRAWN, LATER.date())]


def test_it_keeps_the_version_in_force_until_all_have_signed_the_next(client_a):
    contract = make_signed()
    with clock.frozen(LATER):
        version = amended(contract)
        drain_reader(READER, client_a.pk)
        assert states() == [(SealState.IN_FORCE, TODAY), (SealState.OPEN, LATER.date())]
        make_signed(version)
    drain_reader(READER, client_a.pk)
    assert sorted(states()) == [(SealState.IN_FORCE, LATER.date()), (SealState.SUPERSEDED, LATER.date())]


def test_it_says_when_a_contract_ended_and_that_its_amendment_never_held(client_a):
    contract = make_signed()
    amended(contract)
    with clock.frozen(LATER):
        move_contract(by=BY, contract_id=contract.pk, move="cancel", reason="The goal is another one.")
    drain_reader(READER, client_a.pk)
    assert sorted(states()) == [(SealState.ENDED, LATER.date()), (SealState.WITHDRAWN, LATER.date())]


def test_it_is_built_anew_as_it_was_and_holds_no_words_of_a_client(client_a):
    amended(make_signed())
    drain_reader(READER, client_a.pk)
    before = states()
    SealedDocument.objects.update(state=SealState.ENDED)
    rebuild_client(by=BY)
    assert states() == before
    fields = {field.name for field in SealedDocument._meta.get_fields()}
    assert fields == {"id", "content_hash", "state", "since", "client"}


def test_it_looks_in_one_query_whatever_the_number_of_clients(client_a, client_b):
    for client in (client_a, client_b):
        with mounted(client):
            version = make_proposed()
            drain_reader(READER, client.pk)
    with CaptureQueriesContext(connection) as queries:
        assert seal_of(version.content_hash) is not None
    assert [query["sql"].count("portfolio_sealeddocument") > 0 for query in queries if "SELECT" in query["sql"]] == [
        True
    ]
