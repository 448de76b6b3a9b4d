"""The page for developers: each partial in each of its states, drawn by the code that draws the real pages."""

import datetime as dt
import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kernel import clock
from kernel.errors import InvalidRefused, Problem
from kernel.web import formats
from kernel.web.doors import opens_with
from kernel.web.forms import RevisionForm, add_problems
from kernel.web.shell import DEVELOPERS
from kernel.web.states import State, Tone
from kernel.web.tables import Column, Filter, Table
from kernel.web.timelines import Mark, Span, timeline

STATES = [
    State("good", _("on course"), "circle-check", Tone.GOOD),
    State("warn", _("at risk"), "alert-triangle", Tone.WARN),
    State("bad", _("off course"), "alert-octagon", Tone.BAD),
    State("active", _("in progress"), "player-play", Tone.ACTIVE),
    State("quiet", _("draft"), "pencil", Tone.QUIET),
]


@dataclass(frozen=True, slots=True)
class Sample:
    """A row of the sample table."""

    name: str
    state: State
    value: Decimal | None
    due_on: dt.date | None


class SampleForm(RevisionForm):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), help_text=_("As it stands on the contract."))
    unit = forms.ChoiceField(label=_("Unit"), choices=[("days", _("days")), ("percent", _("per cent"))])
    due_on = forms.DateField(label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[("down", _("lower is better")), ("up", _("higher is better"))],
        widget=forms.RadioSelect,
    )
    negative = forms.BooleanField(label=_("Values below zero are allowed"), required=False)


SAMPLE_TABLE: Table[Sample] = Table(
    caption=_("Sample initiatives"),
    id="samples",
    columns=[
        Column("name", _("Initiative"), sort=lambda row: row.name),
        Column("state", _("State")),
        Column("value", _("Progress"), sort=lambda row: row.value, number=True),
        Column("due", _("Due"), sort=lambda row: row.due_on, minor=True),
    ],
    filters=[Filter("state", _("State"), [(state.value, state.word) for state in STATES], lambda row: row.state.value)],
    search=lambda row: row.name,
    page_size=4,
)


@require_GET
@opens_with(DEVELOPERS)
def developers(request: HttpRequest) -> HttpResponse:
    """Show them all; the table answers to its own address too."""
    today = clock.today("UTC")
    return render(
        request,
        "developers/page.html",
        {
            "states": STATES,
            "table": SAMPLE_TABLE.page(_samples(today), request.GET.dict()),
            "no_rows": replace(SAMPLE_TABLE, id="no-samples").page([], {}),
            "form": SampleForm(initial={"revision": 3, "name": "Resolution time", "direction": "down"}),
            "refused_form": _refused_form(),
            "timeline": timeline(
                started_on=today - dt.timedelta(days=21),
                today=today,
                days=60,
                spans=[
                    Span(_("Lock"), 1, 10),
                    Span(_("Build"), 11, 30),
                    Span(_("Limited production"), 31, 45),
                    Span(_("Decide"), 46, 60),
                ],
                marks=[
                    Mark(_("Contract signed"), 8, Tone.GOOD),
                    Mark(_("Pilot gate"), 30),
                    Mark(_("Scale gate"), 59),
                ],
            ),
            "spec": _spec(today),
            "headline": {
                "value": formats.number(Decimal(62)),
                "days": formats.quantity(Decimal("3.9"), "duration_days"),
            },
            "dates": [today + dt.timedelta(days=days) for days in (-30, -1, 0, 1, 10, 400)],
        },
    )


@require_GET
@opens_with(DEVELOPERS)
def sample_job(request: HttpRequest) -> HttpResponse:
    """The sample job, one step further each time it is asked, done after the third."""
    percent = min(int(percent) if (percent := request.GET.get("percent", "")).isdigit() else 40, 100)
    job = {
        "id": "job-running",
        "state": "running" if percent < 100 else "done",
        "percent": percent,
        "text": _("Setting up the client: %(percent)s %%.") % {"percent": percent},
        "address": f"{request.path}?percent={percent + 20}",
    }
    return render(request, "partials/job.html", job)


def _samples(today: dt.date) -> list[Sample]:
    names = ["Quote in a day", "Invoice matching", "Help desk triage", "Credit checks", "Route planning", "Spare parts"]
    values = [Decimal(62), Decimal(18), Decimal(-4), None, Decimal(100), Decimal("7.5")]
    return [
        Sample(name, STATES[at % len(STATES)], values[at], today + dt.timedelta(days=7 * at - 9) if at != 4 else None)
        for at, name in enumerate(names)
    ]


def _refused_form() -> SampleForm:
    form = SampleForm(
        {"revision": "3", "name": "Improve efficiency", "unit": "days", "due_on": "2020-01-01", "direction": "down"},
        auto_id="refused_%s",
    )
    add_problems(
        form,
        InvalidRefused(
            "",
            [
                Problem(
                    "name",
                    "V1",
                    _("“Improve efficiency” is no KPI."),
                    _("Name what is counted, for example “resolution time”."),
                ),
                Problem("due_on", "V1", _("The date lies in the past."), _("Choose one after today.")),
                Problem(
                    "", "V2", _("There is no baseline."), _("Record one first: without it nothing can be claimed.")
                ),
            ],
        ),
    )
    return form


def _spec(today: dt.date) -> dict[str, Any]:
    """A small run chart; real ones come from the rules of the app that owns the figures."""
    rows = [
        {
            "week": (today - dt.timedelta(weeks=30 - at)).isoformat(),
            "value": round(5 + math.sin(at * 1.7) * 0.6 - max(0, at - 18) * 0.12, 2),
        }
        for at in range(30)
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": "container",
        "height": 260,
        "data": {"values": rows},
        "encoding": {
            "x": {"field": "week", "type": "temporal", "title": None},
            "y": {"field": "value", "type": "quantitative", "title": str(_("days")), "scale": {"zero": False}},
        },
        "layer": [{"mark": {"type": "line", "point": True, "tooltip": True}}],
    }
