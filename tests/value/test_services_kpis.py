import datetime as dt
import uuid
from decimal import Decimal

import pytest

from apps.value.models import Baseline, Kpi
from apps.value.services import change_kpi, record_baseline
from kernel.access import system_actor
from kernel.ledger.models import Entry
from kernel.tenancy.context import mounted, public
from tests.actors import service, user
from tests.factories.people import make_initiative, make_person
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings
from tests.refusals import refused

BY = system_actor()


def test_it_defines_a_kpi_and_an_entry(client_a):
    kpi = make_kpi(name="  Proposal turnaround ")
    assert (kpi.name, kpi.cadence, kpi.scope, kpi.aggregation) == ("Proposal turnaround", "week", "integration", "mean")
    entry = Entry.objects.last()
    assert (entry.event, entry.subject_id) == ("kpi.created", kpi.pk)
    assert entry.data == {"name": kpi.name, "unit": "duration_days", "initiative": str(kpi.initiative_id)}


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"name": "Improve efficiency"}, [("name", "V1")]),
        ({"name": " "}, [("name", "blank")]),
        ({"definition": ""}, [("definition", "blank")]),
        ({"unit": "furlong"}, [("unit", "invalid_choice")]),
        ({"direction": "sideways"}, [("direction", "invalid_choice")]),
        ({"kind": "vibe"}, [("kind", "invalid_choice")]),
        ({"year_start": 13}, [("year_start", "V9")]),
        ({"year_start": 0}, [("year_start", "V9")]),
        ({"cadence": "hour"}, [("cadence", "invalid_choice")]),
        ({"unit": "money"}, [("currency", "V1")]),
        ({"currency": "EUR"}, [("currency", "V1")]),
        ({"unit": "money", "currency": "EUROS"}, [("currency", "max_length")]),
        ({"data_owner_id": uuid.uuid4()}, [("data_owner", "invalid")]),
        ({"name": "Better quality", "unit": "furlong"}, [("name", "V1"), ("unit", "invalid_choice")]),
    ],
)
def test_it_names_each_field_of_a_kpi_that_is_wrong(client_a, given, problems):
    initiative = make_initiative()
    with refused(422, *problems):
        make_kpi(initiative, **given)


def test_it_counts_quarters_by_the_clients_fiscal_year_or_its_own(client_a):
    client_a.fiscal_year_start = 4
    kpi = make_kpi(cadence="quarter")
    assert (kpi.year_start, kpi.grid) == (4, "quarter:4")
    make_readings(kpi, 5, start=dt.date(2025, 10, 1))
    assert kpi.readings.get().period_end == dt.date(2025, 12, 31)
    other = make_kpi(kpi.initiative, name="Returns", cadence="quarter", year_start=1)
    assert other.grid == "quarter"
    weekly = make_kpi(kpi.initiative, name="Complaints")
    assert (weekly.year_start, weekly.grid) == (4, "week")


def test_it_defines_no_kpi_of_another_clients_initiative(client_a, client_b):
    with public(), mounted(client_b):
        foreign = make_initiative()
        person = make_person()
    with refused(404):
        make_kpi(foreign)
    initiative = make_initiative()
    with refused(422, ("data_owner", "invalid")):
        make_kpi(initiative, data_owner_id=person.pk)


def test_it_gives_no_two_kpis_of_an_initiative_one_name(client_a):
    kpi = make_kpi()
    with refused(409, ("name", "name_taken"), code="name_taken"):
        make_kpi(kpi.initiative)
    other = make_kpi(kpi.initiative, name="Error rate", unit="percent", kind="quality")
    with refused(409, ("name", "name_taken"), code="name_taken"):
        change_kpi(by=BY, kpi_id=other.pk, revision=1, name=kpi.name)


def test_it_keeps_what_gives_the_numbers_their_meaning(client_a):
    kpi = make_kpi()
    assert change_kpi(by=BY, kpi_id=kpi.pk, revision=1, unit="duration_hours").unit == "duration_hours"
    make_readings(kpi, 5)
    with refused(422, ("unit", "V1"), ("direction", "V1")):
        change_kpi(by=BY, kpi_id=kpi.pk, revision=2, unit="duration_days", direction="up", name="Turnaround")
    changed = change_kpi(by=BY, kpi_id=kpi.pk, revision=2, name="Turnaround of proposals")
    assert (changed.revision, Kpi.objects.get().name) == (3, "Turnaround of proposals")


def test_it_keeps_the_meaning_of_what_was_proposed(client_a):
    version = make_proposed()
    kpi = Kpi.objects.get(pk=version.contract.kpi_id)
    with refused(422, ("cadence", "V1")):
        change_kpi(by=BY, kpi_id=kpi.pk, revision=kpi.revision, cadence="day")


def test_it_changes_a_kpi_at_the_revision_it_was_read_at(client_a):
    kpi = make_kpi()
    with refused(428):
        change_kpi(by=BY, kpi_id=kpi.pk, revision=None, source="ERP")
    with refused(412, ("revision", "stale")):
        change_kpi(by=BY, kpi_id=kpi.pk, revision=2, source="ERP")
    with refused(422, ("initiative_id", "unknown_field")):
        change_kpi(by=BY, kpi_id=kpi.pk, revision=1, initiative_id=uuid.uuid4())
    with refused(404):
        change_kpi(by=BY, kpi_id=uuid.uuid4(), revision=1, source="ERP")


def test_it_supersedes_a_baseline_and_keeps_it(client_a):
    kpi = make_kpi()
    first, second = make_baseline(kpi), make_baseline(kpi, value=Decimal("5.2"))
    current = Baseline.objects.get(superseded_at__isnull=True)
    assert (current.pk, current.value) == (second.pk, Decimal("5.2"))
    assert Baseline.objects.get(pk=first.pk).superseded_at == second.recorded_at
    entry = Entry.objects.last()
    assert (entry.event, entry.subject_id, entry.data["value"]) == ("baseline.recorded", kpi.pk, "5.2")


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"value": None}, [("value", "V2")]),
        ({"method": " "}, [("method", "V2")]),
        ({"source": ""}, [("source", "V2")]),
        ({"sample_size": None}, [("sample_size", "V2")]),
        ({"sample_size": 0}, [("sample_size", "V2")]),
        ({"window_end": dt.date(2025, 8, 31)}, [("window_end", "V2")]),
        ({"window_end": dt.date(2026, 3, 2)}, [("window_end", "V2")]),
        ({"value": None, "method": "", "source": ""}, [("value", "V2"), ("method", "V2"), ("source", "V2")]),
        ({"value": Decimal("1e30")}, [("value", "max_digits")]),
        ({"value": Decimal("NaN")}, [("value", "invalid")]),
    ],
)
def test_it_names_each_part_of_a_baseline_that_is_wrong(client_a, given, problems):
    kpi = make_kpi()
    with refused(422, *problems):
        make_baseline(kpi, **given)


def test_it_computes_a_baseline_from_the_readings_of_its_window(client_a):
    kpi = make_kpi()
    make_readings(kpi, 4, 5, 7, start=dt.date(2026, 1, 5), cases=10)
    make_readings(kpi, 1_000, start=dt.date(2026, 1, 26), cases=2)
    window = {"window_start": dt.date(2026, 1, 5), "window_end": dt.date(2026, 2, 1), "from_readings": True}
    baseline = make_baseline(kpi, value=None, sample_size=None, **window)
    assert (baseline.value, baseline.sample_size) == (Decimal("5.333333"), 30)


def test_it_computes_no_baseline_from_nothing(client_a):
    kpi = make_kpi()
    with refused(422, ("from_readings", "V2")):
        make_baseline(kpi, from_readings=True)


def test_it_keeps_the_baseline_that_a_proposed_contract_stands_on(client_a):
    version = make_proposed()
    with refused(409, ("kpi", "V6")):
        make_baseline(version.contract.kpi)


def test_it_lets_a_workflow_owner_work_on_their_own_initiative_only(client_a):
    kpi = make_kpi()
    owner = user("workflow_owner", person=kpi.initiative.workflow_owner)
    make_baseline(kpi, by=owner)
    change_kpi(by=owner, kpi_id=kpi.pk, revision=1, source="ERP")
    stranger = user("workflow_owner", person=make_person())
    with refused(403):
        make_baseline(kpi, by=stranger)
    with refused(403):
        change_kpi(by=stranger, kpi_id=kpi.pk, revision=2, source="CRM")


@pytest.mark.parametrize(
    "actor",
    [user("client_sponsor"), user("client_viewer"), user(), service("value.view")],
    ids=lambda actor: str(sorted(actor.roles)),
)
def test_it_refuses_whoever_may_not_define(client_a, actor):
    kpi = make_kpi()
    with refused(403, code="forbidden"):
        make_kpi(kpi.initiative, by=actor, name="Another")
    with refused(403, code="forbidden"):
        change_kpi(by=actor, kpi_id=kpi.pk, revision=1, source="ERP")
    with refused(403, code="forbidden"):
        make_baseline(kpi, by=actor)


def test_it_records_no_baseline_of_another_clients_kpi(client_a, client_b):
    with public(), mounted(client_b):
        foreign = make_kpi()
    make_contract()
    for pk in (foreign.pk, uuid.uuid4()):
        with refused(404):
            record_baseline(
                by=BY,
                kpi_id=pk,
                method="x",
                window_start=dt.date(2025, 1, 1),
                window_end=dt.date(2025, 2, 1),
                source="x",
                value=Decimal(1),
                sample_size=1,
            )
