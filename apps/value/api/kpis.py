"""KPIs, their baselines, and where they stand, through the API."""

import uuid
from typing import Any

from django.urls import reverse

from apps.initiatives.api.rows import values_of
from apps.value import services
from apps.value.api import rows
from apps.value.api.bodies import BaselineBody, KpiBody, KpiChange
from apps.value.api.documents import chart_document, standing_document
from apps.value.api.known import AS_KNOWN_AT, THEME
from apps.value.api.shapes import BaselineShape, ChartShape, KpiShape, StandingShape
from apps.value.choices import Kind
from apps.value.models import Kpi
from apps.value.permissions import DEFINE, VIEW
from apps.value.selectors.known import kpi_as_known, standing_as_known
from apps.value.selectors.kpis import kpi
from apps.value.selectors.standing import Standing, standing_of_kpi
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import BY_CHANGE, by_moment
from kernel.rest.queries import UPDATED_SINCE, choice, identifier
from kernel.rest.views import Endpoint

_KPI = {
    "initiative_id": "01a1f987-f83c-7074-a639-d77c64235475",
    "name": "Proposal turnaround",
    "definition": "Days from request to sent proposal, mean of the proposals sent in the week.",
    "unit": "duration_days",
    "direction": "down",
    "kind": "outcome",
    "source": "CRM",
}
_BASELINE = {
    "method": "Mean of the weeks before the pilot.",
    "window_start": "2025-09-01",
    "window_end": "2025-12-28",
    "source": "CRM",
    "from_readings": True,
    "decisions": [{"period": "2025-11-10", "keep": False, "reason": "The depot was on strike."}],
    "reason": "The readings of the autumn came in late.",
}


class Kpis(Endpoint):
    """The measures."""

    @operation(
        "List KPIs",
        permission=VIEW,
        answer=KpiShape,
        page=BY_CHANGE,
        query=(
            identifier("initiative_id", "Only KPIs of this initiative."),
            choice("kind", Kind.values, "Only KPIs of this kind (V7)."),
            UPDATED_SINCE,
        ),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """In order of their last change, each with its current baseline's value."""
        return rows.kpi_rows(call.page, **call.query)

    @operation(
        "Define a KPI",
        permission=DEFINE,
        answer=KpiShape,
        status=201,
        body=KpiBody,
        tagged=True,
        examples={"request: an outcome": _KPI},
    )
    def post(self, call: Call) -> Reply:
        """A name, a unit, a direction and a number: a wish is refused (V1). Kind and scope are kept apart (V7, V8).

        With `standard_kpi` its fields are the defaults, and the KPI remembers which version it started from.
        """
        create = services.create_kpi_from_standard if "standard_kpi" in call.body else services.create_kpi
        defined = create(by=call.actor, **call.body)
        return _kpi(defined.pk, location=reverse("api-kpi", args=[defined.pk]))


class KpiDetail(Endpoint):
    """One KPI."""

    @operation("Read a KPI", permission=VIEW, answer=KpiShape, tagged=True, query=(AS_KNOWN_AT,))
    def get(self, call: Call, kpi_id: uuid.UUID) -> Reply:
        """Its fields and its current baseline's value. What was known at a moment has no ETag: nothing is changed from it."""
        if at := call.query.get(AS_KNOWN_AT.name):
            return Reply(rows.kpi_row_as_known(kpi_id, at) | call.query)
        return _kpi(kpi_id)

    @operation("Change a KPI", permission=DEFINE, answer=KpiShape, body=KpiChange, changes=True, tagged=True)
    def patch(self, call: Call, kpi_id: uuid.UUID) -> Reply:
        """Only the fields that are sent change. What gives the numbers their meaning stays once there are numbers (V1)."""
        services.change_kpi(by=call.actor, kpi_id=kpi_id, revision=call.revision, **call.body)
        return _kpi(kpi_id)


class Baselines(Endpoint):
    """A KPI's baselines."""

    @operation(
        "List a KPI's baselines",
        permission=VIEW,
        answer=BaselineShape,
        page=by_moment("recorded_at"),
        query=(AS_KNOWN_AT,),
    )
    def get(self, call: Call, kpi_id: uuid.UUID) -> list[dict[str, Any]]:
        """The current one and those it superseded, as they were recorded (V2)."""
        return rows.baseline_rows(call.page, kpi_id=_present(call, kpi_id).pk, **call.query)

    @operation(
        "Record a baseline",
        permission=DEFINE,
        answer=BaselineShape,
        status=201,
        body=BaselineBody,
        examples={"request: computed, without the week of the strike": _BASELINE},
    )
    def post(self, call: Call, kpi_id: uuid.UUID) -> Reply:
        """Value, how it was measured, window, sample size, source (V2); or computed from the readings in the window.

        One that replaces another needs a reason: every later signal is judged by its natural limits (V11).
        """
        baseline = services.record_baseline(by=call.actor, kpi_id=kpi_id, **call.body)
        return Reply(values_of(baseline, rows.BASELINE), location=reverse("api-baselines", args=[kpi_id]))


class KpiStanding(Endpoint):
    """Where a KPI stands."""

    @operation("Read where a KPI stands", permission=VIEW, answer=StandingShape, query=(AS_KNOWN_AT,))
    def get(self, call: Call, kpi_id: uuid.UUID) -> dict[str, Any]:
        """Recent level, natural limits from the baseline, and the signals after it (V9, V11)."""
        return standing_document(_standing(call, kpi_id)) | call.query


class KpiChart(Endpoint):
    """A KPI's run chart."""

    @operation("Read a KPI's run chart", permission=VIEW, answer=ChartShape, query=(THEME, AS_KNOWN_AT))
    def get(self, call: Call, kpi_id: uuid.UUID) -> dict[str, Any]:
        """A Vega-Lite specification: the readings, the baseline's window and natural limits, the signals after it (V11)."""
        known = {name: value for name, value in call.query.items() if name == AS_KNOWN_AT.name}
        return chart_document(_standing(call, kpi_id), call.query.get(THEME.name)) | known


def _present(call: Call, kpi_id: uuid.UUID) -> Kpi:
    at = call.query.get(AS_KNOWN_AT.name)
    return kpi_as_known(kpi_id, at) if at else kpi(kpi_id)


def _standing(call: Call, kpi_id: uuid.UUID) -> Standing:
    found, at = _present(call, kpi_id), call.query.get(AS_KNOWN_AT.name)
    return standing_as_known(found, at) if at else standing_of_kpi(found)


def _kpi(kpi_id: uuid.UUID, location: str = "") -> Reply:
    row = rows.kpi_row(kpi_id)
    return Reply(row, revision=row["revision"], location=location)
