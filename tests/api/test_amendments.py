"""What happens to a contract after it was signed, through the API: amended, judged, rolled back, replaced (V5, V6)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.value.models import Contract, ContractVersion
from kernel import clock
from tests.api.conftest import Api
from tests.conftest import NOW
from tests.factories.accounts import MembershipFactory, UserFactory, log_in
from tests.factories.people import make_initiative
from tests.factories.value import (
    contract_terms,
    make_baseline,
    make_contract,
    make_kpi,
    make_proposed,
    make_readings,
    make_signed,
)

FEBRUARY = dt.date(2026, 2, 2)
MARCH = dt.datetime(2026, 3, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def contract(client_a):
    return make_signed()


@pytest.fixture
def path(contract):
    return f"contracts/{contract.pk}/"


def begun(partner, path):
    """The contract with an amendment's draft."""
    tag = partner.get(path)["ETag"]
    return partner.post(f"{path}amendments/", None, If_Match=tag)


def moved(partner, path, move, **body):
    return partner.post(f"{path}moves/", {"move": move, **body}, If_Match=partner.get(path)["ETag"])


def test_it_begins_an_amendment_that_says_what_is_in_force(partner, contract, path):
    response = begun(partner, path)
    assert response.status_code == 201
    assert partner.get(response["Location"]).json() == response.json()
    amendment = response.json()["amendment"]
    assert (amendment["status"], amendment["version"], amendment["changes"]) == ("draft", None, [])
    assert amendment["terms"] == response.json()["terms"]
    assert {each["code"] for each in amendment["problems"]} == {"V6"}


def test_it_begins_an_amendment_only_from_what_was_read(partner, path):
    assert partner.post(f"{path}amendments/", None).status_code == 428
    assert partner.post(f"{path}amendments/", None, If_Match='"1"').status_code == 412
    begun(partner, path)
    assert begun(partner, path).status_code == 409


def test_it_begins_no_amendment_of_what_nobody_has_signed(partner, client_a):
    contract = make_contract()
    assert begun(partner, f"contracts/{contract.pk}/").status_code == 409


def test_it_shows_field_by_field_what_an_amendment_changes(partner, path):
    tag = begun(partner, path)["ETag"]
    changed = partner.patch(path, {"terms": {"target": "3.2", "due_on": "2026-04-16"}}, If_Match=tag)
    assert changed.status_code == 200
    document = changed.json()
    assert document["terms"]["target"] == "3"
    assert document["amendment"]["terms"]["target"] == "3.2"
    assert document["amendment"]["changes"] == [
        {"field": "target", "label": "target", "before": "3", "after": "3.2"},
        {"field": "due_on", "label": "due date", "before": "2026-04-02", "after": "2026-04-16"},
    ]
    german = partner.get(path, Accept_Language="de").json()["amendment"]["changes"][0]["field"]
    assert german == "target"


def test_it_proposes_takes_back_and_drops_an_amendment(partner, path):
    tag = begun(partner, path)["ETag"]
    partner.patch(path, {"terms": {"target": "3.2"}}, If_Match=tag)
    proposed = moved(partner, path, "propose").json()
    assert (proposed["status"], proposed["version"]) == ("active", 1)
    assert (proposed["amendment"]["status"], proposed["amendment"]["version"]) == ("proposed", 2)
    assert proposed["amendment"]["content_hash"] == ContractVersion.objects.get(number=2).content_hash
    assert {line["signed_at"] for line in proposed["amendment"]["signatures"]} == {None}
    assert proposed["version_states"] == {"1": "in_force", "2": "open"}
    listed = partner.get(f"{path}versions/").json()["results"]
    assert [(row["number"], row["state"]) for row in listed] == [(1, "in_force"), (2, "open")]

    assert moved(partner, path, "withdraw").json()["amendment"]["status"] == "draft"
    dropped = moved(partner, path, "drop").json()
    assert dropped["amendment"] is None
    assert dropped["version_states"] == {"1": "in_force", "2": "withdrawn"}
    assert moved(partner, path, "drop").status_code == 409


def test_it_pages_through_versions_with_their_states(partner, path):
    for target in ("3.2", "3.4"):
        partner.patch(path, {"terms": {"target": target}}, If_Match=begun(partner, path)["ETag"])
        moved(partner, path, "propose")
        moved(partner, path, "drop")
    first = partner.get(f"{path}versions/?page_size=2").json()
    second = partner.get(f"{path}versions/?page_size=2&cursor={first['next_cursor']}").json()
    states = [(row["number"], row["state"]) for row in first["results"] + second["results"]]
    assert states == [(1, "in_force"), (2, "withdrawn"), (3, "withdrawn")]


def test_it_judges_a_contract_by_its_figures(partner, contract, path):
    make_readings(contract.kpi, *["4.9", "5.1"] * 8, "5", start=dt.date(2025, 9, 1))
    refused = moved(partner, path, "miss", reason="Too late.")
    assert (refused.status_code, refused.json()["code"]) == (409, "figures_say_otherwise")
    with clock.frozen(MARCH):
        make_readings(contract.kpi, "2.9", "2.8", "2.9", "2.7", "2.8", "2.9", start=FEBRUARY)
        assert moved(partner, path, "achieve").status_code == 422
        achieved = moved(partner, path, "achieve", reason="Six weeks below three days.").json()
    assert achieved["status"] == "achieved"
    assert achieved["conclusion"]["reason"] == "Six weeks below three days."
    assert achieved["conclusion"]["concluded_at"] == "2026-03-23T09:00:00Z"
    assert moved(partner, path, "cancel", reason="x").status_code == 409


def test_it_tells_what_fired_and_the_sponsor_clears_it_for_a_reason(partner, contract, path, client_a):
    member = UserFactory()
    MembershipFactory(user=member, client=client_a, role="client_sponsor")
    sponsor = Api(client_a.slug, browser=log_in(member))
    make_readings(contract.kpi, "7", "7.1", start=FEBRUARY)
    [firing] = partner.get(path).json()["firings"]
    assert (firing["period_start"], firing["began_on"]) == ("2026-02-09", "2026-02-02")
    assert (firing["cleared_at"], firing["clearing"]) == (None, "")
    assert partner.post(f"{path}rollback-clearings/", {"reason": "The strike is over."}).status_code == 403
    assert sponsor.post(f"{path}rollback-clearings/", {"reason": "  "}).status_code == 422

    cleared = sponsor.post(f"{path}rollback-clearings/", {"reason": "The strike is over."})
    assert cleared.status_code == 200
    [firing] = cleared.json()["firings"]
    assert (firing["clearing"], firing["reason"]) == ("decision", "The strike is over.")
    assert partner.get(path)["ETag"] == cleared["ETag"]
    assert sponsor.post(f"{path}rollback-clearings/", {"reason": "Again."}).status_code == 409


def test_it_rolls_back_what_fired(partner, contract, path):
    assert moved(partner, path, "roll_back", reason="x").status_code == 409
    make_readings(contract.kpi, "7", "7.1", start=FEBRUARY)
    assert moved(partner, path, "roll_back", reason="Worse than before.").json()["status"] == "rolled_back"


def test_it_keeps_judging_and_amending_from_systems(api, contract, path):
    tag = api.get(path)["ETag"]
    assert api.post(f"{path}amendments/", None, If_Match=tag).status_code == 403
    assert api.post(f"{path}rollback-clearings/", {"reason": "x"}).status_code == 403
    assert api.post(f"{path}moves/", {"move": "achieve", "reason": "x"}, If_Match=tag).status_code == 403


def test_it_drafts_what_replaces_a_signed_contract(partner, contract):
    kpi = make_kpi(contract.initiative, name="Proposals sent within three days", unit="percent", direction="up")
    body = {"initiative_id": str(contract.initiative_id), "kpi_id": str(kpi.pk), "title": "Share instead of mean"}
    replacing = partner.post("contracts/", body | {"supersedes_id": str(contract.pk)})
    assert replacing.status_code == 201
    assert replacing.json()["supersedes_id"] == str(contract.pk)
    other = make_kpi(contract.initiative, name="Errors found late", unit="count")
    draft = replacing.json()["id"]
    refused = partner.post("contracts/", body | {"kpi_id": str(other.pk), "supersedes_id": draft})
    assert [each["field"] for each in refused.json()["problems"]] == ["supersedes_id"]


def test_it_takes_milestones_and_money_by_the_case(partner, client_a):
    kpi = make_kpi()
    make_baseline(kpi)
    volume = make_kpi(
        kpi.initiative, name="Proposals sent", unit="count", direction="up", kind="activity", aggregation="sum"
    )
    terms = contract_terms(kpi, kpi.initiative.workflow_owner_id) | {
        "milestones": [{"due_on": "2026-03-02", "value": "4"}],
        "money": {
            "currency": "EUR",
            "value_type": "cashable",
            "planned": "90000",
            "value_per_unit": "120",
            "basis": "Hours of the order desk",
            "per": "case",
            "volume_kpi_key": str(volume.pk),
        },
    }
    body = {"initiative_id": str(kpi.initiative_id), "kpi_id": str(kpi.pk), "title": "x", "terms": terms}
    drafted = partner.post("contracts/", body)
    assert drafted.status_code == 201, drafted.json()
    said = drafted.json()["terms"]
    assert said["milestones"] == [{"due_on": "2026-03-02", "value": "4"}]
    assert (said["money"]["per"], said["money"]["volume_kpi_key"]) == ("case", str(volume.pk))
    assert drafted.json()["standing"]["milestones"] == [
        {"due_on": "2026-03-02", "value": "4", "level": None, "verdict": "unknown"}
    ]
    cleared = partner.patch(drafted["Location"], {"terms": {"milestones": []}}, If_Match=drafted["ETag"])
    assert cleared.json()["terms"]["milestones"] == []


def test_it_takes_decisions_about_periods_of_the_baseline(api, client_a):
    kpi = make_kpi()
    make_readings(kpi, *[5, 5, 6, 5, 5, 4, 5, 5, 6, 5], 30, 5, start=dt.date(2025, 9, 1))
    body = {
        "method": "Mean of the weeks",
        "window_start": "2025-09-01",
        "window_end": "2025-11-23",
        "source": "CRM",
        "from_readings": True,
    }
    api.post(f"kpis/{kpi.pk}/baselines/", body)
    [undecided] = api.get(f"kpis/{kpi.pk}/standing/").json()["undecided"]
    without_reason = api.post(f"kpis/{kpi.pk}/baselines/", body)
    assert [(each["field"], each["code"]) for each in without_reason.json()["problems"]] == [("reason", "V11")]

    decision = {"period": undecided["start"], "keep": False, "reason": "The depot was on strike."}
    again = api.post(f"kpis/{kpi.pk}/baselines/", body | {"decisions": [decision], "reason": "Without the strike."})
    assert again.status_code == 201
    assert (again.json()["decisions"], again.json()["reason"]) == ([decision], "Without the strike.")
    assert again.json()["file_digest"] == ""
    assert again.json()["value"].startswith("5.09")
    assert api.get(f"kpis/{kpi.pk}/standing/").json()["undecided"] == []
    assert api.post(f"kpis/{kpi.pk}/baselines/", body | {"file_digest": "0" * 64}).status_code == 422


@pytest.mark.parametrize("name", ["kpis", "contracts"])
def test_it_draws_the_chart_that_the_page_draws(api, contract, name):
    make_readings(contract.kpi, 5, 4, 4, start=FEBRUARY)
    path = f"kpis/{contract.kpi_id}/chart/" if name == "kpis" else f"contracts/{contract.pk}/chart/"
    plain, dark = api.get(path).json(), api.get(f"{path}?theme=dark").json()
    assert plain["specification"]["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert plain["specification"]["description"] == plain["sentence"]
    assert "config" not in plain["specification"]
    assert dark["specification"].pop("config")
    assert dark == plain
    labels = str(plain["specification"])
    assert ("target 3" in labels) is (name == "contracts")
    refused = api.get(f"{path}?colour=red")
    assert [(each["field"], each["code"]) for each in refused.json()["problems"]] == [("colour", "unknown_parameter")]
    assert api.get(f"{path}?theme=neon").status_code == 422


def test_it_draws_a_chart_of_nothing(api, client_a):
    assert api.get(f"kpis/{make_kpi().pk}/chart/").json()["specification"]["layer"]


def test_it_answers_in_as_many_queries_however_many_readings_there_are(api, client_a):
    counts = []
    for readings in (10, 500):
        initiative = make_initiative(name=f"{readings} days")
        kpi = make_kpi(initiative, cadence="day", name=f"Calls answered late in {readings} days", unit="count")
        make_baseline(kpi)
        contract = make_signed(make_proposed(make_contract(kpi)))
        make_readings(kpi, *[4, 5] * (readings // 2), start=NOW.date() - dt.timedelta(days=readings))
        api.get(f"contracts/{contract.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert api.get(f"contracts/{contract.pk}/").status_code == 200
        counts.append(len(queries))
    assert Contract.objects.count() == 2
    assert counts[0] == counts[1] <= 12
