import datetime as dt
import uuid

import pytest

from apps.value.models import Contract, ContractVersion, Kpi
from apps.value.services import activate_due_contracts, change_draft, draft_contract, move_contract, propose_contract
from kernel.access import system_actor
from kernel.canonical import digest
from kernel.ledger.models import Entry
from kernel.ledger.services import verify
from kernel.tenancy.context import mounted, public
from tests.actors import service, user
from tests.factories.people import make_initiative, make_person
from tests.factories.value import (
    make_baseline,
    make_contract,
    make_kpi,
    make_proposed,
    make_readings,
    make_signed,
    sign,
)
from tests.refusals import refused

BY = system_actor()


def _events() -> list[str]:
    return [event for event in Entry.objects.values_list("event", flat=True) if event.startswith("contract.")]


def test_it_begins_as_a_draft_that_may_be_incomplete(client_a):
    kpi = make_kpi()
    contract = draft_contract(by=BY, initiative_id=kpi.initiative_id, kpi_id=kpi.pk, title=" Faster proposals ")
    assert (contract.title, contract.status, contract.draft, contract.revision) == ("Faster proposals", "draft", {}, 1)
    assert _events() == ["contract.drafted"]


def test_it_gives_a_kpi_one_open_contract(client_a):
    contract = make_contract()
    given = {"by": BY, "initiative_id": contract.initiative_id, "kpi_id": contract.kpi_id, "title": "Another"}
    with refused(409, ("kpi", "open_contract"), code="open_contract"):
        draft_contract(**given)
    move_contract(by=BY, contract_id=contract.pk, move="cancel", reason="The goal was wrong.")
    assert draft_contract(**given).status == "draft"


def test_it_takes_no_kpi_of_another_initiative_or_client(client_a, client_b):
    kpi = make_kpi()
    other = make_initiative(name="Another")
    with refused(422, ("kpi", "V1")):
        draft_contract(by=BY, initiative_id=other.pk, kpi_id=kpi.pk, title="X")
    with public(), mounted(client_b):
        foreign = make_kpi()
    for pk in (foreign.pk, uuid.uuid4()):
        with refused(404):
            draft_contract(by=BY, initiative_id=kpi.initiative_id, kpi_id=pk, title="X")


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        ({"price": "5"}, ("price", "unknown_field")),
        ({"target": "five"}, ("target", "V1")),
        ({"target": "1e999999"}, ("target", "V1")),
        ({"target": "NaN"}, ("target", "V1")),
        ({"due_on": "31.03.2026"}, ("due_on", "V1")),
        ({"lift": {"low": 1.5}}, None),
        ({"lift": {"lowest": "1"}}, ("lift.lowest", "V1")),
        ({"guardrails": "none"}, ("guardrails", "V3")),
        ({"guardrails": [{"kpi": str(uuid.uuid4()), "comparison": "below", "bound": "2"}]}, ("guardrails.0.kpi", "V3")),
        ({"guardrails": [{"kpi": "x"}]}, ("guardrails.0.kpi", "V3")),
        ({"rollback": []}, ("rollback", "V1")),
        ({"signatories": {"sponsor": str(uuid.uuid4())}}, ("signatories.sponsor", "V6")),
        ({"signatories": {"sponsor": 7}}, ("signatories", "V1")),
    ],
)
def test_it_names_the_field_of_a_draft_that_is_no_value_of_its_kind(client_a, terms, problem):
    contract = make_contract()
    if problem is None:
        before = Contract.objects.values().get()
        with pytest.raises(TypeError):
            change_draft(by=BY, contract_id=contract.pk, revision=1, terms=terms)
        assert Contract.objects.values().get() == before
        return
    with refused(422, problem):
        change_draft(by=BY, contract_id=contract.pk, revision=1, terms=terms)


def test_it_names_nobody_of_another_client_as_a_signatory(client_a, client_b):
    contract = make_contract()
    with public(), mounted(client_b):
        foreign = make_person()
    with refused(422, ("signatories.sponsor", "V6")):
        change_draft(by=BY, contract_id=contract.pk, revision=1, terms={"signatories": {"sponsor": str(foreign.pk)}})


def test_it_names_no_kpi_of_another_client_as_a_guardrail(client_a, client_b):
    contract = make_contract()
    with public(), mounted(client_b):
        foreign = make_kpi()
    guardrail = {"kpi": str(foreign.pk), "comparison": "below", "bound": "2"}
    with refused(422, ("guardrails.0.kpi", "V3")):
        change_draft(by=BY, contract_id=contract.pk, revision=1, terms={"guardrails": [guardrail]})


def test_it_changes_a_draft_at_the_revision_it_was_read_at(client_a):
    contract = make_contract()
    changed = change_draft(by=BY, contract_id=contract.pk, revision=1, title="Quicker", terms={"target": "3.5"})
    assert (changed.revision, changed.draft["target"], changed.draft["goal"]) == (2, "3.5", contract.draft["goal"])
    assert Entry.objects.last().data == {"fields": ["draft", "title"], "hash": digest(changed.draft)}
    with refused(412, ("revision", "stale")):
        change_draft(by=BY, contract_id=contract.pk, revision=1, title="Lost")
    with refused(428):
        change_draft(by=BY, contract_id=contract.pk, revision=None, title="Lost")
    with refused(422, ("title", "blank")):
        change_draft(by=BY, contract_id=contract.pk, revision=2, title=" ")


INCOMPLETE = [
    ({"goal": ""}, [("goal", "V1")]),
    ({"goal": "Improve efficiency"}, [("goal", "V1")]),
    ({"target": None}, [("target", "V1")]),
    ({"target": "5"}, [("target", "V1")]),
    ({"target": "6"}, [("target", "V1")]),
    ({"target": "-1"}, [("target", "V1"), ("lift", "V4")]),
    ({"start_on": None}, [("start_on", "V1")]),
    ({"due_on": None}, [("due_on", "V1")]),
    ({"due_on": "2026-02-02"}, [("due_on", "V1")]),
    ({"lift": None}, [("lift.likely", "V4")]),
    ({"lift": {"low": "2", "likely": "1", "high": "3"}}, [("lift", "V4")]),
    ({"lift": {"low": "0.1", "likely": "0.2", "high": "0.3"}}, [("lift", "V4")]),
    ({"rollback": None}, [("rollback", "V5")]),
    ({"signatories": None}, [("signatories.workflow_owner", "V6"), ("signatories.sponsor", "V6")]),
]


@pytest.mark.parametrize(("terms", "problems"), INCOMPLETE)
def test_it_proposes_nothing_that_lacks_something(client_a, terms, problems):
    contract = make_contract(**terms)
    with refused(422, *problems):
        propose_contract(by=BY, contract_id=contract.pk, revision=contract.revision)


def test_it_proposes_nothing_without_a_baseline(client_a):
    contract = make_contract(make_kpi())
    with refused(422, ("baseline", "V2")):
        propose_contract(by=BY, contract_id=contract.pk, revision=1)


@pytest.mark.parametrize("kind", ["activity", "technical", "adoption", "quality", "latency"])
def test_it_proposes_no_target_but_an_outcome(client_a, kind):
    kpi = make_kpi(kind=kind)
    make_baseline(kpi)
    contract = make_contract(kpi)
    with refused(422, ("kpi.kind", "V7")):
        propose_contract(by=BY, contract_id=contract.pk, revision=1)


MONEY = {
    "currency": "EUR",
    "value_type": "cashable",
    "planned": "120000",
    "value_per_unit": "60000",
    "basis": "Orders won.",
}


def test_it_asks_finance_to_sign_where_money_is_claimed(client_a):
    contract = make_contract(money=MONEY)
    with refused(422, ("signatories.finance", "V6")):
        propose_contract(by=BY, contract_id=contract.pk, revision=1)
    finance = make_person(name="Karl Roth", function="finance")
    signatories = contract.draft["signatories"] | {"finance": str(finance.pk)}
    change_draft(by=BY, contract_id=contract.pk, revision=1, terms={"signatories": signatories})
    version = propose_contract(by=BY, contract_id=contract.pk, revision=2)
    for role in ("workflow_owner", "sponsor"):
        sign(version, role)
    assert Contract.objects.get().status == "proposed"
    sign(version, "finance")
    assert Contract.objects.get().status == "active"


def test_it_claims_no_money_on_a_pilot(client_a):
    kpi = make_kpi(scope="pilot")
    make_baseline(kpi)
    contract = make_contract(kpi, money=MONEY)
    with refused(422, ("money", "V8"), ("signatories.finance", "V6")):
        propose_contract(by=BY, contract_id=contract.pk, revision=1)


def test_it_asks_two_people_tosign(client_a):
    contract = make_contract()
    owner = contract.draft["signatories"]["workflow_owner"]
    terms = {"signatories": {"workflow_owner": owner, "sponsor": owner}}
    change_draft(by=BY, contract_id=contract.pk, revision=1, terms=terms)
    with refused(422, ("signatories", "V6")):
        propose_contract(by=BY, contract_id=contract.pk, revision=2)


def test_it_freezes_what_is_proposed(client_a):
    contract = make_contract()
    version = make_proposed(contract)
    contract.refresh_from_db()
    assert (contract.status, contract.revision, str(contract.target)) == ("proposed", 2, "3.000000")
    assert version.content_hash == digest(ContractVersion.objects.get().content)
    assert version.content["terms"]["baseline"]["value"] == "5"
    assert version.content["client"] == "Acme Pumps"
    with refused(409, ("status", "V6"), code="move_refused"):
        change_draft(by=BY, contract_id=contract.pk, revision=2, title="Changed")
    with refused(409, code="move_refused"):
        propose_contract(by=BY, contract_id=contract.pk, revision=2)
    Kpi.objects.update(name="Renamed")
    assert ContractVersion.objects.get().content["terms"]["kpi"]["name"] == "Proposal turnaround"


def test_it_is_withdrawn_only_while_it_is_proposed(client_a):
    contract = make_signed()
    with refused(409, code="move_refused"):
        move_contract(by=BY, contract_id=contract.pk, move="withdraw")


def test_it_is_cancelled_for_a_reason(client_a):
    contract = make_signed()
    for reason in ("", "  "):
        with refused(422, ("reason", "V6")):
            move_contract(by=BY, contract_id=contract.pk, move="cancel", reason=reason)
    moved = move_contract(by=BY, contract_id=contract.pk, move="cancel", reason=" The team was dissolved. ")
    assert moved.status == "cancelled"
    assert Entry.objects.last().data == {"reason": "The team was dissolved."}
    with refused(409, code="move_refused"):
        move_contract(by=BY, contract_id=contract.pk, move="cancel", reason="Again.")


@pytest.mark.parametrize("move", ["sign", "activate", "propose", "burn", ""])
def test_it_makes_only_the_moves_that_a_person_chooses(client_a, move):
    contract = make_contract()
    with refused(422, ("move", "unknown_move")):
        move_contract(by=BY, contract_id=contract.pk, move=move, reason="X")


@pytest.mark.parametrize(
    ("actor", "negotiates", "cancels"),
    [
        (user("consultant"), True, True),
        (user("partner_admin"), True, True),
        (user("client_sponsor"), False, True),
        (user("workflow_owner"), False, False),
        (user("client_viewer"), False, False),
        (user(), False, False),
        (service("contracts.negotiate", "contracts.cancel"), False, False),
    ],
    ids=["consultant", "admin", "sponsor", "owner", "viewer", "no role", "service"],
)
def test_it_lets_the_partner_negotiate_and_the_sponsor_cancel(client_a, actor, negotiates, cancels):
    draft = make_contract()
    attempts = [
        lambda: draft_contract(by=actor, initiative_id=draft.initiative_id, kpi_id=draft.kpi_id, title="X"),
        lambda: change_draft(by=actor, contract_id=draft.pk, revision=1, title="X"),
        lambda: propose_contract(by=actor, contract_id=draft.pk, revision=1),
        lambda: activate_due_contracts(by=actor),
    ]
    if not negotiates:
        for attempt in attempts:
            with refused(403, code="forbidden"):
                attempt()
    version = propose_contract(by=actor if negotiates else BY, contract_id=draft.pk, revision=1)
    if not negotiates:
        with refused(403, code="forbidden"):
            move_contract(by=actor, contract_id=version.contract_id, move="withdraw")
    if cancels:
        assert move_contract(by=actor, contract_id=draft.pk, move="cancel", reason="X").status == "cancelled"
    else:
        with refused(403, code="forbidden"):
            move_contract(by=actor, contract_id=draft.pk, move="cancel", reason="X")


def test_it_goes_on_collecting_readings_while_it_waits(client_a):
    version = make_proposed()
    make_readings(version.contract.kpi, 5, 4)
    make_signed(version)
    make_readings(version.contract.kpi, 4, start=dt.date(2026, 1, 19))
    assert verify().holds
