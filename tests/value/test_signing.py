"""A version is signed once by each whom it names, and by nobody else (V6); it holds when all have."""

import datetime as dt

from apps.value.models import Contract, ContractVersion, Signature
from apps.value.services import activate_due_contracts, change_draft, move_contract, sign_contract
from kernel import clock
from kernel.access import Actor, system_actor
from kernel.ledger.models import Entry
from kernel.ledger.services import verify
from tests.actors import service, user
from tests.factories.people import make_person
from tests.factories.value import make_contract, make_proposed, make_signed, sign, signatory
from tests.refusals import refused

BY = system_actor()


def _events() -> list[str]:
    return [event for event in Entry.objects.values_list("event", flat=True) if event.startswith("contract.")]


def test_it_is_in_force_when_all_have_signed(client_a):
    version = make_proposed()
    with clock.frozen(clock.now() + dt.timedelta(minutes=1)):
        first = sign(version, "workflow_owner")
    assert (first.role, first.content_hash, first.address) == ("workflow_owner", version.content_hash, "192.0.2.10")
    contract = Contract.objects.get()
    assert (contract.status, contract.revision) == ("proposed", 3)
    sign(version, "sponsor")
    assert Contract.objects.get().status == "active"
    assert _events() == [
        "contract.drafted",
        "contract.proposed",
        "contract.signature_given",
        "contract.signature_given",
        "contract.signed",
        "contract.activated",
    ]
    assert verify().holds


def test_it_is_in_force_from_its_first_day(client_a):
    contract = make_contract(start_on="2026-03-09", due_on="2026-05-08")
    make_signed(make_proposed(contract))
    assert activate_due_contracts(by=BY) == 0
    assert Contract.objects.get().status == "signed"
    # 23:30 on the eighth in UTC is the ninth in Berlin.
    with clock.frozen(dt.datetime(2026, 3, 8, 23, 30, tzinfo=dt.UTC)):
        assert activate_due_contracts(by=BY) == 1
        assert activate_due_contracts(by=BY) == 0
    assert Contract.objects.get().status == "active"
    assert _events()[-1] == "contract.activated"


def test_it_is_signed_once_by_each(client_a):
    version = make_proposed()
    sign(version, "sponsor")
    with refused(409, ("signature", "V6"), code="V6"):
        sign(version, "sponsor")
    sign(version, "workflow_owner")
    with refused(409, ("signature", "V6"), code="V6"):
        sign(version, "sponsor")


def _strangers(version: ContractVersion) -> list[Actor]:
    sponsor = signatory(version, "sponsor")
    named = {"person_id": sponsor.person_id, "name": sponsor.name, "id": sponsor.id}
    return [
        user("client_sponsor"),
        user("client_sponsor", person=make_person()),
        user("consultant"),
        user("partner_admin"),
        service("contracts.sign"),
        # Named in the contract, but logged in as one who may not sign.
        Actor(kind="user", roles=frozenset({"consultant"}), **named),
        Actor(kind="service", roles=frozenset({"service_account"}), scopes=frozenset({"contracts.sign"}), **named),
    ]


def test_it_is_signed_by_nobody_but_whom_it_names(client_a):
    version = make_proposed()
    for stranger in _strangers(version):
        with refused(403, ("signature", "V6")):
            sign(version, "sponsor", by=stranger)


def test_it_asks_a_signatory_to_prove_who_they_are_shortly_before(client_a):
    version = make_proposed()
    for moment in (None, clock.now() - dt.timedelta(minutes=5, seconds=1)):
        with refused(403, code="reauthentication_required"):
            sign(version, "sponsor", reauthenticated_at=moment)
    sign(version, "sponsor", reauthenticated_at=clock.now() - dt.timedelta(minutes=5))


def test_it_takes_no_signature_under_another_version(client_a):
    first = make_proposed()
    with refused(412, ("version_hash", "V6")):
        sign(first, "sponsor", version_hash="0" * 64)
    contract = move_contract(by=BY, contract_id=first.contract_id, move="withdraw")
    change_draft(by=BY, contract_id=contract.pk, revision=contract.revision, terms={"target": "3.1"})
    second = make_proposed(Contract.objects.get())
    assert (second.number, second.content_hash != first.content_hash) == (2, True)
    with refused(412, ("version_hash", "V6")):
        sign(second, "sponsor", version_hash=first.content_hash)
    sign(second, "sponsor")


def test_it_keeps_signatures_with_the_version_they_were_given_for(client_a):
    first = make_proposed()
    sign(first, "sponsor")
    contract = move_contract(by=BY, contract_id=first.contract_id, move="withdraw")
    second = make_proposed(contract)
    assert [signature.version_id for signature in Signature.objects.all()] == [first.pk]
    sign(second, "workflow_owner")
    assert Contract.objects.get().status == "proposed"
    sign(second, "sponsor")
    assert Contract.objects.get().status == "active"
    assert Signature.objects.count() == 3


def test_it_takes_no_signature_under_a_draft(client_a):
    contract = make_contract()
    sponsor = user("client_sponsor")
    with refused(409, code="move_refused"):
        sign_contract(by=sponsor, contract_id=contract.pk, version_hash="", reauthenticated_at=clock.now())
    version = make_proposed(contract)
    move_contract(by=BY, contract_id=contract.pk, move="withdraw")
    with refused(409, code="move_refused"):
        sign(version, "sponsor")
