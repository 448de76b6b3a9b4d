"""Contracts that start from a template of the partner's library."""

import re

import pytest

from apps.library.models import LibraryItem
from apps.library.services import change_draft as change_item
from apps.library.services import create_item, load_shipped, publish_item, retire_item
from apps.library.shipped import shipped
from apps.value.contract_templates import CONTRACT_TEMPLATE
from apps.value.models import Contract
from apps.value.selectors.contracts import draft_problems
from apps.value.selectors.terms import expand
from apps.value.services import draft_contract
from apps.value.services.standard_kpis import create_kpi_from_standard
from kernel.access import system_actor
from kernel.errors import AccessRefused
from kernel.ledger.models import Entry
from tests.actors import user
from tests.factories.people import make_initiative, make_person
from tests.factories.value import make_baseline, make_kpi
from tests.pages import as_partner
from tests.refusals import refused

pytestmark = pytest.mark.django_db
BY = system_actor("command")
PROPOSALS = "proposal-turnaround"


@pytest.fixture
def initiative(client_a):
    load_shipped(by=BY)
    return make_initiative()


def started(initiative, standard, **given):
    return create_kpi_from_standard(by=BY, initiative_id=initiative.pk, standard_kpi=standard, **given)


def drafted(kpi, template=PROPOSALS, by=BY, **more):
    return draft_contract(
        by=by, initiative_id=kpi.initiative_id, kpi_id=kpi.pk, title="Proposals", template=template, **more
    )


def test_it_ships_templates_whose_kpis_are_in_the_library():
    standards = shipped.of("kpi")
    for document in shipped.of(CONTRACT_TEMPLATE).values():
        target = standards[document["kpi"]]
        assert (target["kind"], target["scope"]) == ("outcome", "integration")
        guards = [standards[each["kpi"]] for each in document["guardrails"]]
        assert {each["scope"] for each in guards} == {"integration"}


def test_it_fills_the_draft_from_the_baseline_and_remembers_which_version_did(initiative):
    kpi, errors = started(initiative, "turnaround-time"), started(initiative, "error-rate")
    make_baseline(kpi)
    contract = drafted(kpi)
    draft = contract.draft
    assert (draft["target"], draft["lift"]) == ("3", {"low": "1.5", "likely": "2", "high": "2.5"})
    # The tests' day is Monday, 2 March.
    assert (draft["start_on"], draft["due_on"]) == ("2026-03-09", "2026-05-04")
    assert draft["guardrails"] == [{"kpi": str(errors.pk), "comparison": "below", "bound": "2"}]
    assert draft["rollback"]["kpi_key"] == str(kpi.pk)
    entry = Entry.objects.get(event="contract.drafted")
    assert entry.data["template"] == f"{PROPOSALS}@1"
    lacking = {problem.field.partition(".")[0] for problem in draft_problems(contract, expand(contract, draft))}
    assert lacking == {"signatories"}


def test_it_lets_what_is_given_go_before_the_template(initiative):
    kpi = started(initiative, "turnaround-time")
    make_baseline(kpi)
    sponsor = str(make_person().pk)
    draft = drafted(kpi, terms={"goal": "From 5 days to 4", "target": "4", "signatories": {"sponsor": sponsor}}).draft
    assert (draft["goal"], draft["target"], draft["signatories"]) == ("From 5 days to 4", "4", {"sponsor": sponsor})
    assert draft["due_on"] == "2026-05-04"


def test_it_leaves_the_figures_open_without_a_baseline(initiative):
    draft = drafted(started(initiative, "turnaround-time")).draft
    assert "target" not in draft
    assert draft["rollback"]["consecutive"] == 2


def test_it_takes_a_kpi_of_the_clients_own_and_none_that_started_from_another_standard(initiative):
    assert drafted(make_kpi(initiative)).draft["goal"]
    cost = started(initiative, "cost-per-case")
    with refused(422, ("template", "V1")):
        drafted(cost)
    held = make_kpi(initiative, name="Temperature", unit="score", direction="range")
    with refused(422, ("template", "V1")):
        drafted(held)


def test_it_keeps_to_the_version_that_was_named(initiative):
    item = LibraryItem.objects.get(kind=CONTRACT_TEMPLATE, key=PROPOSALS)
    document = item.draft | {"weeks": 10}
    item = change_item(by=BY, item_id=item.pk, revision=item.revision, document=document)
    publish_item(by=BY, item_id=item.pk, revision=item.revision)
    first, second = (make_kpi(initiative, name=name) for name in ("Days to a proposal", "Days to an offer"))
    assert drafted(first, f"{PROPOSALS}@1").draft["due_on"] == "2026-05-04"
    assert drafted(second).draft["due_on"] == "2026-05-18"


def test_it_refuses_a_template_that_is_not_on_offer(initiative):
    create_item(by=BY, kind=CONTRACT_TEMPLATE, key="drafted", document=shipped.of(CONTRACT_TEMPLATE)[PROPOSALS])
    retire_item(by=BY, item_id=LibraryItem.objects.get(key="first-contact").pk)
    kpi = make_kpi(initiative)
    for reference in ("nothing", "drafted", "drafted@1", "first-contact", f"{PROPOSALS}@2", "error-rate"):
        with refused(422, ("template", "unknown")):
            drafted(kpi, reference)


def test_it_drafts_for_none_who_may_not_negotiate(initiative):
    kpi = make_kpi(initiative)
    with pytest.raises(AccessRefused):
        drafted(kpi, by=user("client_viewer"))


def test_it_reads_the_library_and_the_kpis_in_a_bounded_number_of_queries(initiative, django_assert_max_num_queries):
    kpi = started(initiative, "turnaround-time")
    for number in range(10):
        started(initiative, "error-rate", name=f"Error rate {number}")
    with django_assert_max_num_queries(26):
        drafted(kpi)


def test_it_offers_templates_on_the_page_and_says_what_the_initiative_does_not_measure(client_a, initiative):
    kpi = started(initiative, "turnaround-time")
    make_kpi(initiative, name="A number of our own")
    make_baseline(kpi)
    address = f"initiatives/{initiative.pk}/contracts/new/"
    pages = as_partner(client_a)
    assert "Start from a template" in pages.get(address).text
    page = pages.get(f"{address}?template={PROPOSALS}").text
    assert f'value="{PROPOSALS}@1"' in page
    assert f'<option value="{kpi.pk}" selected>' in page
    assert "kpis/new/?standard=error-rate" in page
    assert "Percent of the way to the target" in page
    answer = pages.post(address, title="Proposals in three days", kpi=kpi.pk, template=f"{PROPOSALS}@1")
    made = Contract.objects.get()
    assert answer.headers["Location"].endswith(f"contracts/{made.pk}/edit/")
    assert re.search(r'name="target"[^>]*value="3"', pages.get(f"contracts/{made.pk}/edit/").text)


def test_it_says_on_the_page_why_a_template_does_not_fit_and_keeps_what_was_typed(client_a, initiative):
    cost = started(initiative, "cost-per-case")
    pages = as_partner(client_a)
    address = f"initiatives/{initiative.pk}/contracts/new/"
    for template, said in ((PROPOSALS, "meant for “Turnaround time”"), ("nothing", "nothing on offer")):
        answer = pages.post(address, title="Cheaper cases", kpi=cost.pk, template=template)
        assert answer.status_code == 422
        assert said in answer.text
        assert "Cheaper cases" in answer.text
    assert not Contract.objects.exists()


def test_it_offers_nothing_where_the_library_has_no_template(client_a):
    kpi = make_kpi()
    assert (
        "Start from a template" not in as_partner(client_a).get(f"initiatives/{kpi.initiative_id}/contracts/new/").text
    )
