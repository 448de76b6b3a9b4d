"""Row 13: what was signed stays what it was, whoever tries, through the ORM, SQL of the application, or the API."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from apps.value.models import Contract, ContractVersion, Signature
from apps.value.selectors.contracts import contract_page
from kernel.canonical import digest
from tests.factories.accounts import AdminFactory, key_for, log_in
from tests.factories.value import make_signed


@pytest.fixture
def signed(client_a) -> ContractVersion:
    return ContractVersion.objects.get(contract=make_signed())


def _frozen(version: ContractVersion) -> str:
    return digest([ContractVersion.objects.values().get(pk=version.pk), list(Signature.objects.values())])


ORM = {
    "update": lambda version: ContractVersion.objects.filter(pk=version.pk).update(content={}),
    "delete": lambda version: ContractVersion.objects.filter(pk=version.pk).delete(),
    "raw delete": lambda version: ContractVersion.objects.filter(pk=version.pk)._raw_delete("default"),
    "save": lambda version: version.save(),
    "bulk_update": lambda version: ContractVersion.objects.bulk_update([version], ["content_hash"]),
    "upsert": lambda version: ContractVersion.objects.bulk_create(
        [version], update_conflicts=True, unique_fields=["id"], update_fields=["content"]
    ),
    "update_or_create": lambda version: ContractVersion.objects.update_or_create(pk=version.pk, defaults={"number": 9}),
    "update of a signature": lambda version: Signature.objects.update(person_name="Somebody else"),
    "delete of a signature": lambda version: Signature.objects.all().delete(),
    "delete of the contract": lambda version: Contract.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("change", ORM)
def test_it_is_not_changed_by_the_orm(signed, change):
    before = _frozen(signed)
    with pytest.raises(DatabaseError), transaction.atomic():
        ORM[change](signed)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert _frozen(signed) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE value_contractversion SET content = jsonb_set(content, '{title}', '\"X\"')",
        "UPDATE value_signature SET signed_at = now()",
        "DELETE FROM value_signature",
        "TRUNCATE value_contractversion CASCADE",
        "ALTER TABLE value_contractversion DISABLE TRIGGER ALL",
        "INSERT INTO value_contractversion SELECT * FROM value_contractversion ON CONFLICT (id) DO UPDATE SET content = '{}'",
    ],
)
def test_it_is_not_changed_by_sql_of_the_application(signed, statement):
    before = _frozen(signed)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)
    assert _frozen(signed) == before


def test_it_is_not_changed_through_the_api_or_the_back_office(signed, client_a):
    before, row = _frozen(signed), Contract.objects.values().get()
    contract = Contract.objects.get()
    address = f"/clients/acme/api/contracts/{contract.pk}/"
    admin = log_in(AdminFactory())
    change = {"title": "Changed", "terms": {"target": "4.9"}}
    headers = {"If-Match": f'"{contract.revision}"'}
    said = admin.patch(address, json.dumps(change), content_type="application/json", headers=headers)
    assert said.status_code == 409
    key = {"Authorization": f"Bearer {key_for(client_a)}"}
    assert (
        admin.patch(address, json.dumps(change), content_type="application/json", headers=headers | key).status_code
        == 403
    )
    assert admin.put(address, json.dumps(change), content_type="application/json").status_code == 405
    assert admin.delete(address).status_code == 405
    for model, pk in (
        ("contractversion", signed.pk),
        ("signature", Signature.objects.first().pk),
        ("contract", contract.pk),
    ):
        for page in ("change", "delete"):
            assert (
                admin.post(f"/clients/acme/admin/value/{model}/{pk}/{page}/", {"title": "X", "post": "yes"}).status_code
                == 403
            )
    assert _frozen(signed) == before
    assert Contract.objects.values().get() == row


def test_it_shows_what_was_signed_whatever_became_of_the_rest(signed, client_a):
    contract = Contract.objects.get()
    contract.kpi.initiative.workflow_owner.__class__.objects.update(name="Renamed")
    page = contract_page(contract.pk)
    assert page.version is not None
    assert digest(page.version.content) == page.version.content_hash
    assert all(line.person_name != "Renamed" for line in page.lines)
