"""Whatever is sent, the API answers as it is described, and never with a failure of its own."""

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from apps.value.models import Reading
from kernel.rest.docs import description
from tests.api.conftest import Api
from tests.factories.governance import make_attestation, make_boundary, make_incident, make_item, make_monitor
from tests.factories.imports import begin
from tests.factories.people import make_blocker
from tests.factories.plays import a_gate, make_activity, make_evidence, make_play, make_session, make_waiver
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "5"))


def operations() -> Iterator[Any]:
    """Every described operation."""
    for found in schemathesis.openapi.from_dict(description()).get_all_operations():
        yield found.ok()


OPERATIONS = list(operations())


@pytest.fixture
def ids(client_a):
    """Rows that are there, by the name of their parameter."""
    kpi = make_kpi()
    make_baseline(kpi)
    make_readings(kpi, 5, 4, 4)
    version = make_proposed(make_contract(kpi))
    play = make_play(version.contract)
    session = make_session(play, defects=[{"title": "A corrected price is lost", "blocking": True}])
    return {
        "kpi_id": str(kpi.pk),
        "import_id": str(begin(kpi=kpi).pk),
        "reading_id": str(Reading.objects.first().pk),
        "parameter_key": "value.gate_weight.scale",
        "contract_id": str(version.contract_id),
        "initiative_id": str(kpi.initiative_id),
        "person_id": str(kpi.initiative.workflow_owner_id),
        "blocker_id": str(make_blocker(kpi.initiative).pk),
        "checklist_item_id": str(make_item(kpi.initiative).pk),
        "statement_id": str(make_boundary(kpi.initiative).pk),
        "monitor_id": str(make_monitor(kpi.initiative).pk),
        "incident_id": str(make_incident(kpi.initiative).pk),
        "attestation_id": str(make_attestation(kpi.initiative).pk),
        "play_id": str(play.pk),
        "gate_id": str(a_gate(play).pk),
        "activity_id": str(make_activity(play).pk),
        "evidence_id": str(make_evidence(play).pk),
        "waiver_id": str(make_waiver(play).pk),
        "session_id": str(session.pk),
        "defect_id": session.defects[0]["id"],
        "kind": "play-template",
        "key": "sixty-day-play",
    }


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.label)
def test_it_answers_as_described_whatever_is_sent(operation, ids, api, partner):
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=st.one_of(operation.as_strategy(generation_mode=mode) for mode in GenerationMode),
        there=st.booleans(),
        by=st.sampled_from([api, partner]),
    )
    def send(case: Any, there: bool, by: Api) -> None:
        path = operation.path
        for name, value in (case.path_parameters or {}).items():
            path = path.replace("{" + name + "}", ids[name] if there else quote(str(value), safe=""))
        query = "?" + urlencode(case.query or {}, doseq=True) if case.query else ""
        headers = {name: text for name, text in dict(case.headers or {}).items() if sendable(name, text)}
        response = by(case.method, f"/clients/acme{path}{query}", *body_of(case), **headers)
        assert response.status_code < 500

    send()


def body_of(case: Any) -> list[Any]:
    """The generated body as it is sent; none where the operation takes none."""
    if case.media_type != "application/json" or isinstance(case.body, NotSet):
        return []
    return [case.body if isinstance(case.body, bytes) else json.dumps(case.body)]


def sendable(name: str, text: str) -> bool:
    """Whether a generated header can be sent, and leaves it to us who calls."""
    return name.lower() not in {"authorization", "cookie"} and text.isascii() and text.isprintable()
