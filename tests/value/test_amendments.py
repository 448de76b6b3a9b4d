"""A signed contract is changed by a new version that all sign again; the one in force holds until then (V6)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from apps.value.choices import AmendmentStatus, ContractStatus, VersionState
from apps.value.models import Contract
from apps.value.selectors.contracts import contract_page, contract_rows, open_contract_pages
from apps.value.services import (
    amend_contract,
    change_draft,
    draft_contract,
    move_contract,
    propose_contract,
    record_baseline,
    sign_contract,
)
from kernel import clock
from kernel.access import system_actor
from kernel.errors import AccessRefused, ConflictRefused, InvalidRefused, StaleRefused
from kernel.ledger.models import Entry
from kernel.lifecycle import MoveRefused
from tests.actors import user
from tests.factories.people import make_initiative, make_person
from tests.factories.value import (
    contract_terms,
    make_baseline,
    make_contract,
    make_kpi,
    make_proposed,
    make_readings,
    make_signed,
    signatory,
)

BY = system_actor()
FEBRUARY = dt.date(2026, 2, 2)


def amended(contract, **terms):
    """The contract with a change drafted."""
    revision = amend_contract(by=BY, contract_id=contract.pk).revision
    return change_draft(by=BY, contract_id=contract.pk, revision=revision, terms=terms or {"target": "3.2"})


def sign_all(version):
    for role in version.content["signatories"]:
        sign_contract(
            by=signatory(version, role),
            contract_id=version.contract_id,
            version_hash=version.content_hash,
            reauthenticated_at=clock.now(),
        )


def told(event):
    return list(Entry.objects.filter(event=event).order_by("sequence").values_list("data", flat=True))


def test_it_keeps_the_version_in_force_until_all_have_signed_the_next(client_a):
    contract = make_signed()
    first = contract.in_force
    amended(contract, target="3.2")
    version = make_proposed(Contract.objects.get(pk=contract.pk))

    page = contract_page(contract.pk)
    assert (page.version, page.terms.target, page.contract.target) == (first, 3, 3)
    assert page.amendment is not None
    assert page.amendment.status == AmendmentStatus.PROPOSED
    assert page.to_sign == version
    assert [line.role for line in page.waiting_for] == ["workflow_owner", "sponsor"]

    sign_contract(
        by=signatory(version, "sponsor"),
        contract_id=contract.pk,
        version_hash=version.content_hash,
        reauthenticated_at=clock.now(),
    )
    assert contract_page(contract.pk).terms.target == 3

    sign_contract(
        by=signatory(version, "workflow_owner"),
        contract_id=contract.pk,
        version_hash=version.content_hash,
        reauthenticated_at=clock.now(),
    )
    page = contract_page(contract.pk)
    assert page.terms.target == page.contract.target == Decimal("3.2")
    assert (page.amendment, page.contract.status) == (None, ContractStatus.ACTIVE)
    assert page.states == {1: VersionState.SUPERSEDED, 2: VersionState.IN_FORCE}
    assert told("contract.amended")[0]["fields"] == ["target"]
    assert told("contract.amended")[0]["replaces"] == 1


def test_it_shows_field_by_field_what_an_amendment_changes(client_a):
    contract = make_signed()
    amended(contract, target="3.2", due_on="2026-04-20")
    found = contract_page(contract.pk).amendment
    assert found is not None
    assert [(change.field, change.before, change.after) for change in found.changes] == [
        ("target", "3", "3.2"),
        ("due_on", "2026-04-02", "2026-04-20"),
    ]


def test_it_refuses_an_amendment_that_changes_nothing(client_a):
    contract = make_signed()
    amend_contract(by=BY, contract_id=contract.pk)
    with pytest.raises(InvalidRefused) as refused:
        make_proposed(Contract.objects.get(pk=contract.pk))
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("terms", "V6")]


def test_it_leaves_the_first_day_of_a_contract_that_has_begun(client_a):
    contract = make_signed()
    changed = amended(contract, start_on="2026-02-16")
    with pytest.raises(InvalidRefused) as refused:
        make_proposed(changed)
    assert "start_on" in [problem.field for problem in refused.value.problems]


def test_it_drops_an_amendment_and_leaves_the_draft_as_what_is_in_force(client_a):
    contract = make_signed()
    before = contract.draft
    amended(contract, target="3.2")
    move_contract(by=BY, contract_id=contract.pk, move="drop")
    contract.refresh_from_db()
    assert (contract.amendment, contract.status) == (AmendmentStatus.NONE, ContractStatus.ACTIVE)
    assert contract.draft["target"] == before["target"] == "3"
    assert contract_page(contract.pk).amendment is None


def test_it_takes_a_proposed_amendment_back_and_asks_for_all_signatures_anew(client_a):
    contract = make_signed()
    first = make_proposed(amended(contract, target="3.2"))
    sign_contract(
        by=signatory(first, "sponsor"),
        contract_id=contract.pk,
        version_hash=first.content_hash,
        reauthenticated_at=clock.now(),
    )
    move_contract(by=BY, contract_id=contract.pk, move="withdraw")
    contract.refresh_from_db()
    changed = change_draft(by=BY, contract_id=contract.pk, revision=contract.revision, terms={"target": "3.3"})
    second = make_proposed(changed)
    page = contract_page(contract.pk)
    assert len(page.waiting_for) == 2
    assert page.states == {1: VersionState.IN_FORCE, 2: VersionState.WITHDRAWN, 3: VersionState.OPEN}
    with pytest.raises(StaleRefused):
        sign_contract(
            by=signatory(second, "sponsor"),
            contract_id=contract.pk,
            version_hash=first.content_hash,
            reauthenticated_at=clock.now(),
        )


def test_it_amends_nothing_that_is_not_signed(client_a):
    contract = make_proposed().contract
    with pytest.raises(ConflictRefused):
        amend_contract(by=BY, contract_id=contract.pk)


def test_it_lets_the_client_amend_nothing_by_itself(client_a):
    contract = make_signed()
    with pytest.raises(AccessRefused):
        amend_contract(by=user("client_sponsor"), contract_id=contract.pk)


def test_it_amends_a_contract_that_is_signed_and_has_not_begun(client_a):
    contract = make_signed(make_proposed(make_contract(start_on="2026-03-09", due_on="2026-05-07")))
    assert contract.status == ContractStatus.SIGNED
    version = make_proposed(amended(contract, start_on="2026-03-16"))
    sign_all(version)
    contract.refresh_from_db()
    assert (contract.status, contract.starts_on) == (ContractStatus.SIGNED, dt.date(2026, 3, 16))


def test_it_lets_a_baseline_be_measured_anew_for_an_amendment_only(client_a):
    contract = make_signed()
    record_baseline(
        by=BY,
        kpi_id=contract.kpi_id,
        value="4.8",
        method="Timestamps",
        window_start=dt.date(2025, 10, 6),
        window_end=dt.date(2026, 2, 1),
        sample_size=180,
        source="CRM",
        reason="The order desk was merged in October.",
    )
    assert contract_page(contract.pk).terms.baseline.value == 5
    assert contract_rows()[0]["baseline"] == 5
    amended(contract, target="2.9")
    found = contract_page(contract.pk).amendment
    assert ("baseline.value", "5", "4.8") in [(change.field, change.before, change.after) for change in found.changes]


def test_it_shows_the_portal_the_version_in_force(client_a):
    contract = make_signed()
    make_proposed(amended(contract, target="3.2"))
    (page,) = open_contract_pages()
    assert page.terms.target == 3
    assert len(page.waiting_for) == 2


def test_it_holds_an_amended_trigger_against_the_readings_there_are(client_a):
    contract = make_signed()
    make_readings(contract.kpi, "6", "6.1", start=FEBRUARY)
    rollback = contract.draft["rollback"] | {"value": "5.8"}
    sign_all(make_proposed(amended(contract, rollback=rollback)))
    assert contract_page(contract.pk).firings[0].period_start == dt.date(2026, 2, 9)

    looser = rollback | {"value": "6.5"}
    sign_all(make_proposed(amended(Contract.objects.get(pk=contract.pk), rollback=looser)))
    assert contract_page(contract.pk).firings == []
    assert told("contract.rollback_cleared")[0]["clearing"] == "amendment"


def test_it_replaces_a_contract_by_one_on_another_kpi_when_that_is_in_force(client_a):
    old = make_signed()
    kpi = make_kpi(old.initiative, name="Cost of a proposal", unit="count")
    make_baseline(kpi)
    sponsor = make_person(name="Nora", function="management")
    drafted = draft_contract(
        by=BY,
        initiative_id=old.initiative_id,
        kpi_id=kpi.pk,
        title="Cheaper proposals",
        terms=contract_terms(kpi, sponsor.pk),
        supersedes_id=old.pk,
    )
    old.refresh_from_db()
    assert old.status == ContractStatus.ACTIVE
    sign_all(make_proposed(drafted))
    old.refresh_from_db()
    assert old.status == ContractStatus.SUPERSEDED
    assert "Cheaper proposals" in old.conclusion
    assert told("contract.superseded") == [{"by": str(drafted.pk), "title": "Cheaper proposals"}]


def test_it_replaces_no_contract_of_another_initiative(client_a):
    old = make_signed()
    other = make_initiative(BY, name="Invoices")
    kpi = make_kpi(other)
    with pytest.raises(InvalidRefused) as refused:
        draft_contract(by=BY, initiative_id=other.pk, kpi_id=kpi.pk, title="Other", supersedes_id=old.pk)
    assert refused.value.problems[0].field == "supersedes_id"


def test_it_keeps_a_signed_contract_from_losing_its_version_in_the_database(client_a):
    contract = make_signed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(in_force=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT in_force_id FROM value_contract WHERE id = %s", [contract.pk])
        assert cursor.fetchone() == (contract.in_force_id,)


def test_it_proposes_no_amendment_that_nobody_began(client_a):
    contract = make_signed()
    with pytest.raises(MoveRefused):
        propose_contract(by=BY, contract_id=contract.pk, revision=contract.revision)


def test_it_takes_nobody_as_a_signatory_in_a_capacity_that_there_is_not(client_a):
    contract = make_contract()
    named = contract.draft["signatories"] | {"hacker": contract.draft["signatories"]["sponsor"]}
    with pytest.raises(InvalidRefused) as refused:
        change_draft(by=BY, contract_id=contract.pk, revision=contract.revision, terms={"signatories": named})
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("signatories.hacker", "V6")]


def test_it_proposes_nothing_that_is_due_before_it_could_begin(client_a):
    contract = make_contract(start_on="2026-01-05", due_on="2026-03-02")
    with pytest.raises(InvalidRefused) as refused:
        make_proposed(contract)
    assert ("due_on", "V1") in [(problem.field, problem.code) for problem in refused.value.problems]
