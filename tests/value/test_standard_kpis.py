"""Standard KPIs: those that come with the product, and a client's KPI that starts from one."""

import json

import pytest
from django.core.management import call_command

from apps.library.models import LibraryItem, LibraryVersion
from apps.library.rules import shape_problems
from apps.library.selectors import offered
from apps.library.services import change_draft, retire_item
from apps.value.services import standard_kpis as loading
from apps.value.services.standard_kpis import SHIPPED, load_standard_kpis
from apps.value.standard_kpis import SCHEMA, check_standard_kpi, kpi_fields_from
from kernel.access import system_actor
from kernel.errors import AccessRefused
from tests.actors import user
from tests.factories.library import make_item
from tests.factories.people import make_initiative

pytestmark = pytest.mark.django_db
DOCUMENTS = json.loads(SHIPPED.read_text(encoding="utf-8"))
BY = system_actor("command")


@pytest.mark.parametrize("key", DOCUMENTS)
def test_it_ships_documents_that_are_what_they_should_be(key):
    assert shape_problems(SCHEMA, DOCUMENTS[key]) == []
    assert check_standard_kpi(DOCUMENTS[key]) == []


@pytest.mark.parametrize("key", DOCUMENTS)
def test_it_ships_documents_that_a_clients_kpi_can_be_made_from(client_a, key):
    from apps.value.services import create_kpi

    fields = kpi_fields_from(DOCUMENTS[key], currency="EUR")
    kpi = create_kpi(by=BY, initiative_id=make_initiative().pk, **fields)
    assert kpi.name == DOCUMENTS[key]["name"]


def test_it_ships_the_outcomes_for_people_with_their_pass_marks():
    marks = {document["rule"]: document["pass_mark"] for document in DOCUMENTS.values() if "rule" in document}
    assert marks == {
        "E1": {"comparison": "at_least", "value": "70", "days": [30, 90]},
        "E2": {"comparison": "at_least", "value": "3"},
        "E3": {"comparison": "at_least", "value": "0", "days": [90]},
    }


def test_it_loads_what_is_missing_and_the_second_time_nothing(capsys):
    call_command("load_library")
    assert f"{len(DOCUMENTS)} new" in capsys.readouterr().out
    assert {each.key: each.document for each in offered("kpi")} == DOCUMENTS
    call_command("load_library")
    assert f"0 new, 0 in a new version, {len(DOCUMENTS)} left" in capsys.readouterr().out
    assert LibraryVersion.objects.count() == len(DOCUMENTS)


def test_it_asks_once_whether_anything_is_missing(django_assert_max_num_queries):
    load_standard_kpis(by=BY)
    with django_assert_max_num_queries(3):
        # The transaction's two savepoints are the others.
        load_standard_kpis(by=BY)


def test_it_brings_a_new_version_of_what_nobody_touched_and_leaves_the_rest(tmp_path, monkeypatch):
    load_standard_kpis(by=BY)
    items = {item.key: item for item in LibraryItem.objects.all()}
    drafted, retired = items["adoption"], items["prompts"]
    document = drafted.draft | {"pitfalls": "Ours."}
    change_draft(by=BY, item_id=drafted.pk, revision=drafted.revision, document=document)
    retire_item(by=BY, item_id=retired.pk)
    newer = {key: document | {"pitfalls": "Newer."} for key, document in DOCUMENTS.items()}
    (tmp_path / "newer.json").write_text(json.dumps(newer), encoding="utf-8")
    monkeypatch.setattr(loading, "SHIPPED", tmp_path / "newer.json")

    loaded = load_standard_kpis(by=BY)

    assert (loaded.made, loaded.renewed, loaded.left) == (0, len(DOCUMENTS) - 2, 2)
    on_offer = {each.key: (each.number, each.document["pitfalls"]) for each in offered("kpi")}
    assert on_offer["throughput"] == (2, "Newer.")
    assert on_offer["adoption"] == (1, DOCUMENTS["adoption"]["pitfalls"])
    assert "prompts" not in on_offer


def test_it_leaves_a_draft_of_the_partners_own_under_a_shipped_key():
    make_item(user("partner_admin"), "adoption", name="Our own")
    assert load_standard_kpis(by=BY).made == len(DOCUMENTS) - 1
    assert LibraryItem.objects.get(key="adoption").name == "Our own"


def test_it_loads_for_none_but_a_partner_admin():
    with pytest.raises(AccessRefused):
        load_standard_kpis(by=user("consultant"))
