import pytest

from apps.library.services import load_shipped
from apps.value.services.standard_kpis import create_kpi_from_standard
from kernel.access import system_actor
from tests.factories.people import make_initiative
from tests.factories.value import make_baseline

BY = system_actor("command")


@pytest.fixture
def given(client_a):
    load_shipped(by=BY)
    initiative = make_initiative()
    kpi = create_kpi_from_standard(by=BY, initiative_id=initiative.pk, standard_kpi="turnaround-time")
    make_baseline(kpi)
    return {"initiative_id": str(initiative.pk), "kpi_id": str(kpi.pk), "title": "Proposals in three days"}


def test_it_drafts_a_contract_from_a_template_that_the_terms_overrule(partner, given):
    answer = partner.post("contracts/", given | {"template": "proposal-turnaround@1", "terms": {"goal": "In 8 weeks"}})
    assert answer.status_code == 201
    terms = answer.json()["terms"]
    assert (terms["goal"], terms["target"], terms["due_on"]) == ("In 8 weeks", "3", "2026-05-04")


@pytest.mark.parametrize("template", ["nothing", "proposal-turnaround@2", "@", "x" * 80])
def test_it_refuses_a_template_that_is_not_on_offer(partner, given, template):
    answer = partner.post("contracts/", given | {"template": template})
    assert answer.status_code == 422
    assert [(each["field"], each["code"]) for each in answer.json()["problems"]] == [("template", "unknown")]


def test_it_lists_the_templates_of_the_library(api, given):
    rows = api.get("library/?kind=contract-template").json()["results"]
    assert [row["key"] for row in rows] == ["cost-per-case", "first-contact", "proposal-turnaround"]
